//! Tables as comma-separated values (RFC 4180), in UTF-8, headings first; or as a
//! German Excel opens them with a double click.

use ::csv::{Terminator, Writer, WriterBuilder};

use super::run::neutralise;
use crate::domain::Lang;
use crate::domain::table::{Cell, Column, Table};
use crate::domain::words::words;

/// The media type of what is written here.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

words!(
    /// How CSV is written.
    #[derive(Default)]
    Dialect {
        /// As the standard says: commas, points in numbers, dates as in JSON, and
        /// headings named as the members in JSON.
        #[default]
        Rfc4180 = "rfc4180",
        /// For a German Excel: a byte order mark, semicolons, commas in numbers, dates
        /// as TT.MM.JJJJ (moments in UTC), and headings for people.
        ExcelDe = "excel-de",
    }
);

/// The headings and the rows; nothing else, so that every program can read it.
pub fn write(table: &Table, dialect: Dialect, lang: Lang) -> Vec<u8> {
    let mut csv = Vec::with_capacity(4_096);
    headings(&mut csv, &table.columns(), dialect, lang);
    rows(&mut csv, dialect, table.rows.iter().map(Vec::as_slice));
    csv
}

/// What stands above the rows.
pub fn headings(csv: &mut Vec<u8>, columns: &[Column], dialect: Dialect, lang: Lang) {
    if dialect == Dialect::ExcelDe {
        csv.extend("\u{FEFF}".as_bytes());
    }
    let name = |column: &Column| match dialect {
        Dialect::Rfc4180 => column.name,
        Dialect::ExcelDe => column.heading(lang),
    };
    let names = columns.iter().map(name);
    writer(csv, dialect).write_record(names).expect("memory takes whatever is written");
}

/// Rows that are as long as the headings.
pub fn rows<'r>(
    csv: &mut Vec<u8>,
    dialect: Dialect,
    rows: impl IntoIterator<Item = impl AsRef<[Cell<'r>]>>,
) {
    let mut writer = writer(csv, dialect);
    for row in rows {
        for cell in row.as_ref() {
            write_cell(&mut writer, cell, dialect);
        }
        let end: [&[u8]; 0] = [];
        writer.write_record(end).expect("memory takes whatever is written");
    }
}

fn writer(csv: &mut Vec<u8>, dialect: Dialect) -> Writer<&mut Vec<u8>> {
    let delimiter = if dialect == Dialect::ExcelDe { b';' } else { b',' };
    let mut builder = WriterBuilder::new();
    builder.terminator(Terminator::CRLF).flexible(true).delimiter(delimiter);
    builder.buffer_capacity(1_024).from_writer(csv)
}

fn write_cell(writer: &mut Writer<&mut Vec<u8>>, cell: &Cell<'_>, dialect: Dialect) {
    let german = dialect == Dialect::ExcelDe;
    let written = match cell {
        Cell::Empty => writer.write_field(""),
        Cell::Number(number) if german => writer.write_field(number.to_string().replace('.', ",")),
        Cell::Number(number) => writer.write_field(number.to_string()),
        Cell::Flag(flag) if german => writer.write_field(if *flag { "WAHR" } else { "FALSCH" }),
        Cell::Flag(flag) => writer.write_field(if *flag { "true" } else { "false" }),
        Cell::Date(date) if german => writer.write_field(date.german()),
        Cell::Date(date) => writer.write_field(date.to_string()),
        Cell::Instant(at) if german => {
            writer.write_field(at.naive().format("%d.%m.%Y %H:%M:%S").to_string())
        }
        Cell::Instant(at) => writer.write_field(at.to_string()),
        Cell::Text(text) => writer.write_field(neutralise(text).as_bytes()),
    };
    written.expect("memory takes whatever is written");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: Vec<Cell<'static>>) -> Table {
        Table { headings: vec!["name", "total"], rows: vec![cells] }
    }

    #[test]
    fn a_cell_is_written_so_that_it_is_read() {
        let cases = [
            ("Kurs", "Kurs", "plain"),
            ("", "", "empty"),
            ("a,b", "\"a,b\"", "a comma"),
            ("„a“ \"b\"", "\"„a“ \"\"b\"\"\"", "quotes"),
            ("a\r\nb", "\"a\r\nb\"", "a line break"),
            ("=1+1", "'=1+1", "a formula"),
            ("-1,5", "\"'-1,5\"", "no number of ours"),
        ];
        for (text, written, reason) in cases {
            let table = table(vec![Cell::Text(text.into()), Cell::Number((-7).into())]);
            let csv = String::from_utf8(write(&table, Dialect::Rfc4180, Lang::De)).unwrap();
            assert_eq!(csv, format!("name,total\r\n{written},-7\r\n"), "{reason}");
        }
    }

    #[test]
    fn a_german_excel_reads_numbers_dates_and_headings() {
        let number = |number| Cell::Number(serde_json::Number::from_f64(number).unwrap());
        let date = |text: &str| Cell::Date(text.parse().unwrap());
        let moment = |text| Cell::Instant(crate::domain::Instant::parse(text).unwrap());
        let cases = [
            (Cell::Text("a;b,c".into()), number(-1.5), "\"a;b,c\";-1,5", "semicolon and comma"),
            (date("2021-06-15"), date("2021-06"), "15.06.2021;06.2021", "dates"),
            (date("2021"), Cell::Flag(true), "2021;WAHR", "a year, a flag"),
            (Cell::Empty, moment("2021-06-15T09:05:00Z"), ";15.06.2021 09:05:00", "a moment"),
        ];
        for (first, second, written, reason) in cases {
            let table = table(vec![first, second]);
            let csv = String::from_utf8(write(&table, Dialect::ExcelDe, Lang::De)).unwrap();
            assert_eq!(csv, format!("\u{FEFF}Name;Einwohner\r\n{written}\r\n"), "{reason}");
        }
        let english = write(&table(Vec::new()), Dialect::ExcelDe, Lang::En);
        assert!(String::from_utf8(english).unwrap().contains("Residents"));
    }
}
