//! Workbooks (Office Open XML). They are archives, and may unpack to anything: how much is
//! found out before it is read. Cells come one after the other, so that one far away takes
//! no room. Of a formula its last result is taken; it is never run.

use std::io::{self, Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use zip::ZipArchive;

use super::{COLUMNS_MAX, ROWS_MAX, TEXT_MAX, refused};
use crate::domain::import::{FileFault, FileKind, Sheet, SheetRow};
use crate::domain::{Error, Result, Rule};

/// The parts that a workbook can have.
const PARTS_MAX: usize = 1_000;

/// The bytes of all of them.
const UNPACKED_MAX: u64 = 64 << 20;

pub fn read(file: &[u8]) -> Result<Sheet> {
    check_size(file)?;
    let bad = |_| refused(FileFault::BadWorkbook);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(bad)?;
    let first = workbook.sheet_names().into_iter().next();
    let name = first.ok_or_else(|| refused(FileFault::Empty))?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(bad)?;
    let mut sheet =
        Sheet { kind: FileKind::Xlsx, encoding: None, headings: Vec::new(), rows: Vec::new() };
    let mut length = 0;
    while let Some(cell) = cells.next_cell().map_err(bad)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        length += text.len();
        if length > TEXT_MAX {
            return Err(refused(FileFault::Unpacked));
        }
        put(&mut sheet, row, column, text)?;
    }
    if sheet.headings.is_empty() {
        return Err(refused(FileFault::Empty));
    }
    // What is empty is not written, but meant.
    let width = sheet.headings.len();
    for row in &mut sheet.rows {
        row.cells.resize(width.max(row.cells.len()), String::new());
    }
    Ok(sheet)
}

/// Both what the archive says and what is true.
fn check_size(file: &[u8]) -> Result<()> {
    let bad = || refused(FileFault::BadWorkbook);
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| bad())?;
    let too_large = || refused(FileFault::Unpacked);
    if archive.len() > PARTS_MAX {
        return Err(too_large());
    }
    let mut left = UNPACKED_MAX;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_| bad())?;
        if part.size() > left {
            return Err(too_large());
        }
        let real = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| bad())?;
        left = left.checked_sub(real).ok_or_else(too_large)?;
    }
    Ok(())
}

/// Puts a text where it belongs; rows come in their order.
fn put(sheet: &mut Sheet, row: u32, column: u32, text: String) -> Result<()> {
    let column = usize::try_from(column).unwrap_or(usize::MAX);
    if column >= COLUMNS_MAX {
        return Err(refused(FileFault::TooManyColumns));
    }
    let number = row.saturating_add(1);
    let cells = if number == 1 {
        &mut sheet.headings
    } else {
        if sheet.rows.last().is_none_or(|last| last.number != number) {
            if sheet.rows.len() > ROWS_MAX {
                return Err(Error::invalid("", Rule::TooMany { max: ROWS_MAX }));
            }
            sheet.rows.push(SheetRow { number, cells: Vec::new() });
        }
        match sheet.rows.last_mut() {
            Some(last) => &mut last.cells,
            None => return Ok(()),
        }
    };
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    cells[column] = text;
    Ok(())
}

/// As a cell of CSV would have it.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.replace("\r\n", "\n")
        }
        DataRef::SharedString(text) => text.replace("\r\n", "\n"),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(at) => moment(*at),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A day, or a moment in UTC.
fn moment(at: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn workbook() -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, heading) in (0..).zip(["Titel", "Version", "Beginn"]) {
            sheet.write_string(0, column, heading).unwrap();
        }
        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2021, 6, 15).unwrap();
        let format = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
        sheet.write_string(1, 0, "Kurs").unwrap().write_number(1, 1, 3).unwrap();
        sheet.write_datetime_with_format(1, 2, day, &format).unwrap();
        workbook.save_to_buffer().unwrap()
    }

    /// The same, with some bytes of its parts changed.
    fn damaged(workbook: &[u8], changes: &[(usize, usize, u8)]) -> Vec<u8> {
        let mut old = ZipArchive::new(Cursor::new(workbook)).unwrap();
        let mut new = ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..old.len() {
            let mut part = old.by_index(number).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            for (_, at, byte) in changes.iter().filter(|(which, ..)| *which == number) {
                let at = at % bytes.len();
                bytes[at] = *byte;
            }
            let name = part.name().unwrap().into_owned();
            new.start_file(name, SimpleFileOptions::default()).unwrap();
            new.write_all(&bytes).unwrap();
        }
        new.finish().unwrap().into_inner()
    }

    #[test]
    fn cells_are_texts_as_csv_has_them() {
        let sheet = read(&workbook()).unwrap();
        let cells = ["Kurs", "3", "2021-06-15"].map(str::to_owned).to_vec();
        assert_eq!(sheet.rows, [SheetRow { number: 2, cells }]);
    }

    #[test]
    fn whatever_is_wrong_with_a_workbook_is_told() {
        let workbook = workbook();
        let changes = proptest::collection::vec((0..12usize, any::<usize>(), any::<u8>()), 1..6);
        let outside = proptest::collection::vec((any::<usize>(), any::<u8>()), 0..3);
        proptest!(|(inside in changes, outside in outside)| {
            let mut file = damaged(&workbook, &inside);
            for (at, byte) in outside {
                let at = at % file.len();
                file[at] = byte;
            }
            let told = read(&file);
            prop_assert!(told.is_ok() || matches!(told, Err(Error::Invalid(_))), "{:?}", told);
        });
    }
}
