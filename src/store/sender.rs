//! Who sends webhooks: one process at a time, so that each receiver is told in order.

use std::fs::{File, TryLockError};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Bool;

use super::connection::MIGRATION_LOCK;
use super::{AnyConnection, Store, deliveries, webhooks};
use crate::domain::webhook::{Delivery, Position};
use crate::domain::{Error, Result};

/// How long a process may be frozen before PostgreSQL lets another one send.
const PATIENCE: &str = "SET idle_session_timeout = '30s'";

/// A lock of the schema, apart from those of migrations and of a restore.
const LOCK: i64 = MIGRATION_LOCK + 1;

#[derive(QueryableByName)]
struct Granted {
    #[diesel(sql_type = Bool)]
    granted: bool,
}

/// A connection that has the right to send, or waits for it: whoever dies loses it at
/// once. Of SQLite it is a lock on a file beside the database.
pub struct Sender {
    store: Store,
    file: Option<File>,
}

impl Sender {
    /// Comes forward to send; others may be before.
    pub fn apply(url: &str) -> Result<Self> {
        let file = url.strip_prefix("sqlite://").map(|path| open(Path::new(path))).transpose()?;
        let mut store = Store::connect(url)?;
        if let AnyConnection::Postgres(conn) = &mut store.conn
            && let Err(cause) = conn.batch_execute(PATIENCE)
        {
            // Unknown before PostgreSQL 14; there the network notices, later.
            tracing::warn!(%cause, "a frozen sender of webhooks would not be noticed");
        }
        Ok(Self { store, file })
    }

    /// Asks for the right, once more; to be asked until it is granted.
    pub fn is_granted(&mut self) -> Result<bool> {
        match (&mut self.store.conn, &self.file) {
            (AnyConnection::Postgres(conn), _) => {
                let lock = format!(
                    "SELECT pg_try_advisory_lock({LOCK}, hashtext(current_schema())) AS granted"
                );
                Ok(sql_query(lock).get_result::<Granted>(conn)?.granted)
            }
            (AnyConnection::Sqlite(_), None) => Ok(true),
            (AnyConnection::Sqlite(_), Some(file)) => match file.try_lock() {
                Ok(()) => Ok(true),
                Err(TryLockError::WouldBlock) => Ok(false),
                Err(TryLockError::Error(cause)) => Err(Error::internal(cause)),
            },
        }
    }

    /// How far each webhook was told, and what somebody asked for besides; fails if
    /// the right is lost.
    pub fn work(&mut self) -> Result<(Vec<Position>, Vec<Delivery>)> {
        let conn = self.store.conn();
        Ok((webhooks::positions(conn)?, deliveries::waiting(conn)?))
    }
}

fn open(database: &Path) -> Result<File> {
    let mut path = database.as_os_str().to_owned();
    path.push("-webhooks");
    File::options().create(true).append(true).open(path).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    #[test]
    fn one_sends_and_the_next_takes_over_when_it_is_gone() {
        let scratch = Scratch::any();
        Store::connect(&scratch.url).unwrap().migrate().unwrap();
        let apply = || Sender::apply(&scratch.url).unwrap();
        let (mut one, mut other) = (apply(), apply());
        assert!(one.is_granted().unwrap());
        assert!(!other.is_granted().unwrap());
        assert_eq!(one.work().unwrap(), (Vec::new(), Vec::new()));
        drop(one);
        let mut asked = 0;
        while !other.is_granted().unwrap() {
            asked += 1;
            assert!(asked < 100, "the server notices soon");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}
