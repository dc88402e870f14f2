//! Tables in the formats that need no rows of their own.

use std::io::{Cursor, Error};

use serde_json::{Map, Value};

use super::xlsx;
use crate::domain::table::{Cell, Table};
use crate::domain::{Instant, Lang};

/// Each row as an object on a line of its own, with the names of the columns.
pub fn ndjson(table: &Table) -> Vec<u8> {
    let mut lines = Vec::new();
    for row in &table.rows {
        let members = table.headings.iter().zip(row);
        let members = members.map(|(name, cell)| ((*name).to_owned(), plain(cell)));
        lines.extend(Value::from(members.collect::<Map<_, _>>()).to_string().into_bytes());
        lines.push(b'\n');
    }
    lines
}

fn plain(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Number(number) => number.clone().into(),
        Cell::Flag(flag) => (*flag).into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Instant(at) => at.to_string().into(),
        Cell::Text(text) => text.as_ref().into(),
    }
}

/// The table as a workbook, in memory.
pub fn workbook(table: &Table, lang: Lang, as_of: Instant) -> Result<Vec<u8>, Error> {
    let about = xlsx::About { columns: &table.columns(), lang, as_of, notes: &[] };
    let mut sheet = xlsx::Sheet::begin(&about).map_err(Error::other)?;
    for row in &table.rows {
        sheet.row(row).map_err(Error::other)?;
    }
    let mut made = Cursor::new(Vec::new());
    sheet.finish(&mut made).map_err(Error::other)?;
    Ok(made.into_inner())
}
