//! Who is at the database. Whoever has a [`Store`] is; a restore must be alone,
//! because a service would go on with what it remembers.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Bool, Text};

use super::connection::MIGRATION_LOCK;
use super::{AnyConnection, Store};
use crate::domain::Result;

#[derive(QueryableByName)]
struct Granted {
    #[diesel(sql_type = Bool)]
    granted: bool,
}

#[derive(QueryableByName)]
struct Mode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

/// A lock of the schema, apart from that of migrations.
fn lock(function: &str) -> String {
    format!("SELECT {function}({MIGRATION_LOCK}, hashtext(current_schema())) AS granted")
}

impl Store {
    /// Tells PostgreSQL that somebody is there; waits while somebody is alone.
    /// SQLite knows by its own locks.
    pub(super) fn arrive(&mut self) -> Result<()> {
        match &mut self.conn {
            AnyConnection::Sqlite(_) => Ok(()),
            AnyConnection::Postgres(conn) => {
                Ok(conn.batch_execute(&lock("pg_advisory_lock_shared"))?)
            }
        }
    }

    /// Keeps everyone else away until this store is closed; false if somebody is
    /// there already.
    pub fn be_alone(&mut self) -> Result<bool> {
        match &mut self.conn {
            AnyConnection::Sqlite(conn) => {
                // A journal of the old kind is only taken up when nobody else is there.
                conn.batch_execute("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE;")?;
                let mode = sql_query("PRAGMA journal_mode = DELETE").get_result::<Mode>(conn);
                Ok(mode.is_ok_and(|mode| mode.journal_mode == "delete"))
            }
            AnyConnection::Postgres(conn) => {
                conn.batch_execute(&lock("pg_advisory_unlock_shared"))?;
                let granted =
                    sql_query(lock("pg_try_advisory_lock")).get_result::<Granted>(conn)?;
                Ok(granted.granted)
            }
        }
    }

    /// Lets rows of this transaction point at rows that come later.
    pub(super) fn defer_references(&mut self) -> Result<()> {
        let statement = match self.conn {
            AnyConnection::Sqlite(_) => "PRAGMA defer_foreign_keys = ON",
            AnyConnection::Postgres(_) => "SET CONSTRAINTS ALL DEFERRED",
        };
        self.execute(statement)
    }
}
