//! Imports of files, which the log does not tell: they are there only for a day.

use super::Tx;
use crate::domain::import::{Import, Row, RowOutcome, Work};
use crate::domain::{ImportId, Result};
use crate::store::imports;

impl Tx<'_> {
    /// Keeps a preview, and forgets what has expired.
    pub fn save_import(&mut self, import: &Import, rows: &[(Row, Option<Work>)]) -> Result<()> {
        self.unlogged = true;
        imports::forget(self.conn, self.now)?;
        imports::insert(self.conn, import, rows)
    }

    /// Keeps the next step of an import, with the rows that it changed.
    pub fn update_import(&mut self, import: &Import, rows: &[(Row, Option<Work>)]) -> Result<()> {
        self.unlogged = true;
        imports::update(self.conn, import)?;
        rows.iter().try_for_each(|row| imports::update_row(self.conn, import.id, row))
    }

    pub fn delete_import(&mut self, id: ImportId) -> Result<()> {
        self.unlogged = true;
        imports::delete(self.conn, id)
    }

    /// An import, whoever may look at it.
    pub fn import(&mut self, id: ImportId) -> Result<Option<Import>> {
        imports::find(self.conn, id, self.now)
    }

    /// All imports, the newest first.
    pub fn imports(&mut self) -> Result<Vec<Import>> {
        imports::all(self.conn, self.now)
    }

    /// How many imports somebody uploaded.
    pub fn count_imports(&mut self, uploaded_by: &str) -> Result<i64> {
        imports::count_of(self.conn, uploaded_by, self.now)
    }

    /// Some rows of an import, in their order.
    pub fn import_page(
        &mut self,
        id: ImportId,
        outcome: Option<RowOutcome>,
        after: u32,
        limit: i64,
    ) -> Result<Vec<Row>> {
        imports::page(self.conn, id, outcome, after, limit)
    }

    /// The rows that ask for something, with what they ask for.
    pub fn import_work(&mut self, id: ImportId) -> Result<Vec<(Row, Option<Work>)>> {
        imports::worked(self.conn, id)
    }
}
