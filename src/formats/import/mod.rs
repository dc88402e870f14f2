//! Tables that somebody sends: CSV in whatever encoding and dialect, and workbooks. What
//! they are is told by what they begin with, not by what they are called.

mod csv;
mod workbook;

use crate::domain::import::{FileFault, ROWS_MAX, Sheet};
use crate::domain::{Error, Result, Rule};

/// The columns that a table can have.
const COLUMNS_MAX: usize = 500;

/// The bytes of text that a table can have.
const TEXT_MAX: usize = 64 << 20;

/// Reads the first table of a file.
pub fn read(file: &[u8]) -> Result<Sheet> {
    let mut sheet = match file {
        [b'P', b'K', ..] => workbook::read(file)?,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(refused(FileFault::OldWorkbook)),
        _ => csv::read(file)?,
    };
    sheet.headings.iter_mut().for_each(|heading| *heading = heading.trim().to_owned());
    while sheet.headings.last().is_some_and(String::is_empty) {
        sheet.headings.pop();
    }
    if sheet.headings.len() > COLUMNS_MAX {
        return Err(refused(FileFault::TooManyColumns));
    }
    sheet.rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    if sheet.rows.len() > ROWS_MAX {
        return Err(Error::invalid("", Rule::TooMany { max: ROWS_MAX }));
    }
    Ok(sheet)
}

/// The whole file is at fault.
pub fn refused(fault: FileFault) -> Error {
    Error::invalid("", Rule::File(fault))
}
