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

/// The right to send, with a connection that holds it: whoever dies loses it at once.
/// Of SQLite it is a lock on a file beside the database.
pub struct Sender {
    store: Store,
    _file: Option<File>,
}

impl Sender {
    /// Becomes the sender, unless another process is.
    pub fn take(url: &str) -> Result<Option<Self>> {
        let file = match url.strip_prefix("sqlite://") {
            None => None,
            Some(path) => match lock(Path::new(path))? {
                Some(file) => Some(file),
                None => return Ok(None),
            },
        };
        let mut store = Store::connect(url)?;
        let granted = match &mut store.conn {
            AnyConnection::Sqlite(_) => true,
            AnyConnection::Postgres(conn) => {
                // Unknown before PostgreSQL 14; there the network notices, later.
                if let Err(cause) = conn.batch_execute(PATIENCE) {
                    tracing::warn!(%cause, "a frozen sender of webhooks would not be noticed");
                }
                let lock = format!(
                    "SELECT pg_try_advisory_lock({LOCK}, hashtext(current_schema())) AS granted"
                );
                sql_query(lock).get_result::<Granted>(conn)?.granted
            }
        };
        Ok(granted.then_some(Self { store, _file: file }))
    }

    /// How far each webhook was told, and what somebody asked for besides; fails if
    /// the right is lost.
    pub fn work(&mut self) -> Result<(Vec<Position>, Vec<Delivery>)> {
        let conn = self.store.conn();
        Ok((webhooks::positions(conn)?, deliveries::waiting(conn)?))
    }
}

fn lock(database: &Path) -> Result<Option<File>> {
    let mut path = database.as_os_str().to_owned();
    path.push("-webhooks");
    let file = File::options().create(true).append(true).open(path).map_err(Error::internal)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(cause)) => Err(Error::internal(cause)),
    }
}
