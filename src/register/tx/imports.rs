//! Imports of files, which the log does not tell: they are their owner's alone, and only
//! for a day.

use super::Tx;
use crate::domain::import::{Import, Row, RowOutcome, Work};
use crate::domain::{Error, ImportId, Result};
use crate::store::imports;

impl Tx<'_> {
    /// Keeps a preview, and forgets what has expired.
    pub fn save_import(
        &mut self,
        owner: &str,
        import: &Import,
        rows: &[(Row, Option<Work>)],
    ) -> Result<()> {
        self.unlogged = true;
        imports::forget(self.conn, self.now)?;
        imports::insert(self.conn, owner, import, rows)
    }

    /// Keeps the next step of an import, with the rows that it changed.
    pub fn update_import(
        &mut self,
        owner: &str,
        import: &Import,
        rows: &[(Row, Option<Work>)],
    ) -> Result<()> {
        self.unlogged = true;
        imports::update(self.conn, owner, import)?;
        rows.iter().try_for_each(|row| imports::update_row(self.conn, import.id, row))
    }

    pub fn delete_import(&mut self, id: ImportId) -> Result<()> {
        self.unlogged = true;
        imports::delete(self.conn, id)
    }

    pub fn import(&mut self, owner: &str, id: ImportId) -> Result<Import> {
        let found = imports::find(self.conn, owner, id, self.now)?;
        found.ok_or(Error::NotFound("import"))
    }

    /// All imports of an owner, the newest first.
    pub fn imports(&mut self, owner: &str) -> Result<Vec<Import>> {
        imports::all(self.conn, owner, self.now)
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
