//! Workbooks (Office Open XML): a sheet with the rows, typed, and one that explains its
//! columns. Rows go to a temporary file as they come, so that their number does not
//! matter.

use std::io::{Seek, Write};

use chrono::{Datelike, NaiveDateTime};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use super::run::neutralise;
use crate::domain::table::{Cell, CellKind, Column};
use crate::domain::{Day, Instant, Lang};

pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a workbook is about.
pub struct About<'a> {
    pub columns: &'a [Column],
    pub lang: Lang,
    /// The state of what it shows; the same state makes the same workbook.
    pub as_of: Instant,
    /// Under which terms it may be used, and what else is to be said below the columns.
    pub notes: &'a [String],
}

/// A workbook that is being written.
pub struct Sheet {
    workbook: Workbook,
    columns: Vec<Column>,
    row: u32,
    day: Format,
    moment: Format,
}

/// The rows that a sheet can have.
const ROWS: u32 = 1_048_576;

/// The UTF-16 units that a cell can have.
const LONGEST: usize = 32_767;

type Result<T> = std::result::Result<T, rust_xlsxwriter::XlsxError>;

impl Sheet {
    pub fn begin(about: &About<'_>) -> Result<Self> {
        let mut workbook = Workbook::new();
        let made = moment(about.as_of.naive());
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        let (names, lang) =
            (about.lang.pick(["Daten", "Spalten"], ["Data", "Columns"]), about.lang);
        let data = workbook.add_worksheet_with_constant_memory()?;
        data.set_name(names[0])?.set_freeze_panes(1, 0)?;
        for (place, column) in (0..).zip(about.columns) {
            data.set_column_width(place, width(column))?;
        }
        for (place, column) in (0..).zip(about.columns) {
            data.write_string_with_format(0, place, column.heading(lang), &heading)?;
        }
        explain(workbook.add_worksheet().set_name(names[1])?, about, &heading)?;
        Ok(Self {
            workbook,
            columns: about.columns.to_vec(),
            row: 0,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        })
    }

    /// Writes the next row. What a sheet cannot hold is an error.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.row += 1;
        if self.row >= ROWS {
            return Err(rust_xlsxwriter::XlsxError::RowColumnLimitError);
        }
        let (row, day, at) = (self.row, &self.day, &self.moment);
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (place, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Number(number) => {
                    let number = number.as_f64().unwrap_or(f64::NAN);
                    sheet.write_number(row, place, number)?;
                }
                Cell::Flag(flag) => drop(sheet.write_boolean(row, place, *flag)?),
                Cell::Date(date) if date.first() == date.last() => {
                    sheet.write_datetime_with_format(row, place, excel_day(date.first())?, day)?;
                }
                Cell::Date(date) => drop(sheet.write_string(row, place, date.to_string())?),
                Cell::Instant(instant) => {
                    sheet.write_datetime_with_format(row, place, moment(instant.naive()), at)?;
                }
                Cell::Text(text) => {
                    sheet.write_string(row, place, held(&neutralise(text)))?;
                }
            }
        }
        Ok(())
    }

    /// Puts the workbook together.
    pub fn finish(mut self, to: impl Write + Seek + Send) -> Result<()> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.workbook.worksheet_from_index(0)?.autofilter(0, 0, self.row, last)?;
        self.workbook.save_to_writer(to)
    }
}

/// The sheet that says what the columns are.
fn explain(sheet: &mut Worksheet, about: &About<'_>, heading: &Format) -> Result<()> {
    let lang = about.lang;
    let headings = lang.pick(
        ["Spalte", "Name in JSON und CSV", "Art", "Bedeutung"],
        ["Column", "Name in JSON and CSV", "Kind", "Meaning"],
    );
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (place, (text, width)) in (0..).zip(headings.into_iter().zip([30, 30, 30, 90])) {
        sheet.set_column_width(place, width)?.write_string_with_format(0, place, text, heading)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, column) in (1..).zip(about.columns) {
        let kind = column.kind.describe(lang);
        let texts = [column.heading(lang), column.name, kind, column.about(lang)];
        for (place, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, place, text, &wrapped)?;
        }
    }
    let below = u32::try_from(about.columns.len() + 2).unwrap_or(ROWS - 1);
    let neutralised = lang.pick(
        "Texte, die eine Tabellenkalkulation als Formel ausführen würde, stehen hinter einem \
         Apostroph, der beim Einlesen wieder wegfällt. In Listen nimmt \\ dem folgenden | seine \
         Bedeutung.",
        "Texts that a spreadsheet would run as a formula have an apostrophe before them, which is \
         taken away when they are read. In lists \\ takes its meaning from the | behind it.",
    );
    let notes = about.notes.iter().map(String::as_str);
    for (row, note) in (below..).zip([neutralised].into_iter().chain(notes)) {
        sheet.write_string(row, 0, note)?;
    }
    Ok(())
}

/// In characters.
fn width(column: &Column) -> u16 {
    match column.kind {
        CellKind::Number | CellKind::Flag | CellKind::Date => 14,
        CellKind::Instant => 20,
        CellKind::Text | CellKind::Texts | CellKind::Numbers => 24,
        CellKind::Entries(_) => 40,
    }
}

fn excel_day(day: Day) -> Result<ExcelDateTime> {
    let year = u16::try_from(day.year()).unwrap_or_default();
    let (month, day) = (day.month() as u8, day.day() as u8);
    ExcelDateTime::from_ymd(year, month, day)
}

fn moment(at: NaiveDateTime) -> ExcelDateTime {
    ExcelDateTime::from_timestamp(at.and_utc().timestamp()).unwrap_or_default()
}

/// What a cell can hold of a text: all or nothing. Only long lists of entries are cut
/// off, and what stands there instead has too many parts to be taken for one.
fn held(text: &str) -> &str {
    let length: usize = text.chars().map(char::len_utf16).sum();
    if length > LONGEST { TOO_LONG } else { text }
}

/// Stands in a cell that could not hold what belongs there.
pub const TOO_LONG: &str =
    "||||||||| zu lang für eine Zelle, steht in CSV | too long for a cell, see CSV";
