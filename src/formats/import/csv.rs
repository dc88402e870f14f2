//! CSV as programs and spreadsheets write it.

use std::borrow::Cow;

use ::csv::ReaderBuilder;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{COLUMNS_MAX, ROWS_MAX, TEXT_MAX, refused};
use crate::domain::import::{FileFault, FileKind, Sheet, SheetRow};
use crate::domain::{Error, Result, Rule};

pub fn read(file: &[u8]) -> Result<Sheet> {
    let (text, encoding) = decode(file)?;
    // A cell in quotes has two of them, and each quote in it is doubled.
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        return Err(refused(FileFault::CutOff));
    }
    let (text, delimiter) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        // Excel is told so by some programs.
        Some((named, rest)) => (rest, *named.as_bytes().first().unwrap_or(&b';')),
        None => (&*text, delimiter(&text)),
    };
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter).flexible(true).has_headers(false);
    let mut sheet = Sheet {
        kind: FileKind::Csv,
        encoding: Some(encoding.name()),
        headings: Vec::new(),
        rows: Vec::new(),
    };
    for (number, record) in (1..).zip(reader.from_reader(text.as_bytes()).into_records()) {
        let record = record.map_err(|_| refused(FileFault::NotText))?;
        if record.len() > COLUMNS_MAX {
            return Err(refused(FileFault::TooManyColumns));
        }
        let cells = record.iter().map(|cell| cell.replace("\r\n", "\n")).collect();
        match number {
            1 => sheet.headings = cells,
            _ if sheet.rows.len() > 2 * ROWS_MAX => {
                return Err(Error::invalid("", Rule::TooMany { max: ROWS_MAX }));
            }
            _ => sheet.rows.push(SheetRow { number, cells }),
        }
    }
    let short = |row: &SheetRow| row.cells.len() < sheet.headings.len();
    if sheet.headings.is_empty() {
        return Err(refused(FileFault::Empty));
    }
    if !text.ends_with('\n') && sheet.rows.last().is_some_and(short) {
        return Err(refused(FileFault::CutOff));
    }
    Ok(sheet)
}

/// The text: UTF-8, or UTF-16 if it says so, or else Windows-1252, which is what Excel
/// saves as plain CSV in Western Europe.
fn decode(file: &[u8]) -> Result<(Cow<'_, str>, &'static Encoding)> {
    let named = Encoding::for_bom(file);
    let (encoding, length) = named.unwrap_or((UTF_8, 0));
    let text = encoding.decode_without_bom_handling_and_without_replacement(&file[length..]);
    let (text, encoding) = match (text, named) {
        (Some(text), _) => (text, encoding),
        (None, Some(_)) => return Err(refused(FileFault::NotText)),
        (None, None) => (WINDOWS_1252.decode_without_bom_handling(file).0, WINDOWS_1252),
    };
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    if text.contains(control) {
        return Err(refused(FileFault::NotText));
    }
    if text.len() > TEXT_MAX {
        return Err(refused(FileFault::Unpacked));
    }
    Ok((text, encoding))
}

/// What separates the headings, outside of quotes: whatever is there most often.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, n)| *n += 1),
        }
    }
    // Of those that are there as often the first.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(file: &[u8]) -> (&'static str, Vec<String>, Vec<Vec<String>>) {
        let sheet = read(file).unwrap();
        let rows = sheet.rows.into_iter().map(|row| row.cells).collect();
        (sheet.encoding.unwrap(), sheet.headings, rows)
    }

    #[test]
    fn csv_is_read_as_it_was_meant() {
        let utf16: Vec<u8> =
            "\u{FEFF}Titel\tZiele\nMaß\t|".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: [(&[u8], &str, [&str; 2], &str); 6] = [
            ("title,a\nMaß,b".as_bytes(), "UTF-8", ["Maß", "b"], "plain"),
            ("\u{FEFF}Titel;a\r\nMaß;b,c\r\n".as_bytes(), "UTF-8", ["Maß", "b,c"], "Excel"),
            (b"Titel;a\r\nMa\xdf \x80;b", "windows-1252", ["Maß €", "b"], "Excel, older"),
            (&utf16, "UTF-16LE", ["Maß", "|"], "Excel, Unicode"),
            (b"\"a;b\",c\n\"x\r\ny\",z", "UTF-8", ["x\ny", "z"], "quoted"),
            (b"sep=;\na,b;c\n1;2", "UTF-8", ["1", "2"], "the separator is named"),
        ];
        for (file, encoding, row, reason) in cases {
            let (found, _, rows) = cells(file);
            assert_eq!(
                (found, &*rows),
                (encoding, &[row.map(String::from).to_vec()][..]),
                "{reason}"
            );
        }
    }

    #[test]
    fn what_is_no_csv_is_refused() {
        for file in [
            &b""[..],
            b"a,b\n\"cut",
            b"a,b\n1,2\n3",
            b"\x00\x01\x02",
            b"\xff\xfea\xd8b\xd8",
            b"%PDF-1.7\x00",
        ] {
            assert!(read(file).is_err(), "{file:?}");
        }
    }
}
