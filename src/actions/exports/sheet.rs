//! Measures as a workbook: filled row by row, kept in a temporary file when it is whole,
//! and read from there.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::Reader;
use crate::domain::table::Column;
use crate::formats::open_data::DL_DE_BY;
use crate::formats::xlsx::{About, Sheet};
use crate::register::View;
use crate::register::view::Entry;

pub struct Workbook(Sheet);

/// How many bytes are read at a time.
const PIECE: u64 = 64 * 1024;

impl Workbook {
    pub fn begin(view: &View, reader: &Reader) -> io::Result<Self> {
        let columns: Vec<Column> = reader.columns().map(|known| known.column).collect();
        let note = reader.publisher.as_ref().map(|publisher| {
            let says = reader.lang.pick("Lizenz", "Licence");
            format!("{says}: {} ({}), {}", DL_DE_BY.id, DL_DE_BY.url, publisher.name)
        });
        let notes: Vec<String> = note.into_iter().collect();
        let about = About {
            columns: &columns,
            lang: reader.lang,
            as_of: view.last_change_at,
            notes: &notes,
        };
        Ok(Self(Sheet::begin(&about).map_err(io::Error::other)?))
    }

    pub fn measure(&mut self, view: &View, entry: &Entry, reader: &Reader) -> io::Result<()> {
        let row = view.row(entry, &reader.caller);
        let cells: Vec<_> = reader.columns().map(|column| (column.cell)(&row)).collect();
        self.0.row(&cells).map_err(io::Error::other)
    }

    /// The workbook as a file without a name, at its beginning.
    pub fn finish(self) -> io::Result<File> {
        let mut file = tempfile::tempfile()?;
        self.0.finish(&mut file).map_err(io::Error::other)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

/// Reads a piece; gives the file back if there may be more.
pub fn read(file: File, piece: &mut Vec<u8>) -> io::Result<Option<File>> {
    let mut part = file.take(PIECE);
    let length = part.read_to_end(piece)?;
    Ok((length > 0).then(|| part.into_inner()))
}
