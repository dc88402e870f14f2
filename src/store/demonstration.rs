//! The mark by which a demonstration, which may be emptied, is told from a register
//! that somebody relies on.

use diesel::prelude::*;

use super::backup;
use super::schema::register;
use super::{AnyConnection, Store};
use crate::domain::Result;

impl Store {
    pub fn is_demonstration(&mut self) -> Result<bool> {
        Ok(register::table.select(register::demonstration).first(&mut self.conn)?)
    }

    /// Empties a demonstration, or makes one of a database that was never written to;
    /// false, and nothing is touched, if it holds anything else.
    pub fn empty_demonstration(&mut self) -> Result<bool> {
        self.begin()?;
        let emptied = self.clear_if_demonstration();
        match emptied {
            Ok(true) => self.commit(0).map(|()| true),
            _ => {
                self.rollback();
                emptied
            }
        }
    }

    fn clear_if_demonstration(&mut self) -> Result<bool> {
        if !self.is_demonstration()? && !backup::is_empty(&mut self.conn)? {
            return Ok(false);
        }
        self.defer_references()?;
        backup::clear(&mut self.conn)?;
        mark(&mut self.conn, true)?;
        Ok(true)
    }
}

pub fn mark(conn: &mut AnyConnection, demonstration: bool) -> Result<()> {
    let all = diesel::update(register::table);
    all.set(register::demonstration.eq(demonstration)).execute(conn)?;
    Ok(())
}
