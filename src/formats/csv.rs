//! Tables as comma-separated values (RFC 4180), in UTF-8, headings first.

use ::csv::{Terminator, WriterBuilder};

use crate::domain::table::{Cell, Table};

/// The media type of what [`write()`] writes.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

/// The headings and the rows; nothing else, so that every program can read it.
pub fn write(table: &Table) -> Vec<u8> {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::with_capacity(4_096));
    let headings = table.headings.iter().map(|heading| (*heading).to_owned());
    let rows = table.rows.iter().map(|row| row.iter().map(text).collect());
    for record in std::iter::once(headings.collect::<Vec<_>>()).chain(rows) {
        writer.write_record(record).expect("rows are as long as the headings");
    }
    writer.into_inner().expect("memory takes whatever is written")
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) if is_run(text) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
    }
}

/// Whether a spreadsheet would take the text for a formula and run it (OWASP, "CSV
/// injection"). A plain number is none.
fn is_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(text)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_written_so_that_it_is_read_and_never_run() {
        let cases = [
            ("Kurs", "Kurs", "plain"),
            ("", "", "empty"),
            ("a,b", "\"a,b\"", "a comma"),
            ("„a“ \"b\"", "\"„a“ \"\"b\"\"\"", "quotes"),
            ("a\r\nb", "\"a\r\nb\"", "a line break"),
            ("=1+1", "'=1+1", "a formula"),
            ("+49 391 1", "'+49 391 1", "begins like one"),
            ("-", "'-", "no number"),
            ("-1,5", "\"'-1,5\"", "no number of ours"),
            ("@SUM(A1)", "'@SUM(A1)", "a function"),
            ("\t=1", "'\t=1", "a tab before it"),
            ("\r=1", "\"'\r=1\"", "a return before it"),
            ("-5", "-5", "a number"),
            ("+5.25", "+5.25", "a number"),
            (" =1", " =1", "a space keeps it a text"),
        ];
        for (text, written, reason) in cases {
            let rows = vec![vec![Cell::Text(text.to_owned()), Cell::Number((-7).into())]];
            let table = Table { headings: vec!["a", "b"], rows };
            let csv = String::from_utf8(write(&table)).unwrap();
            assert_eq!(csv, format!("a,b\r\n{written},-7\r\n"), "{reason}");
        }
    }
}
