//! Where it is kept: SQLite or PostgreSQL, chosen by the URL. The only room that
//! knows SQL.
//!
//! Each noun has a file with the few statements it needs. What was read or
//! written is a type of the domain; rows stay in here.

mod alone;
pub mod backup;
pub mod carriers;
pub mod catalog;
pub mod changes;
pub mod clients;
mod connection;
pub mod deliveries;
mod demonstration;
pub mod imports;
pub mod kept_answers;
pub mod keys;
pub mod measures;
pub mod populations;
mod row;
mod schema;
mod sender;
pub mod sessions;
#[cfg(test)]
pub mod testing;
pub mod users;
mod wakeup;
pub mod webhooks;

use diesel::result::{DatabaseErrorKind, Error as Diesel};

use crate::domain::{Conflict, Error, Result};
pub use connection::{AnyConnection, Store, savepoint};
pub use sender::Sender;
pub use wakeup::Wakeup;

/// Runs a statement on the connection that [`AnyConnection`] holds: it then finds the
/// prepared one by its type. Through the enum its text is put together each time, which
/// costs half as much as to run it.
macro_rules! on {
    ($any:expr, $conn:ident => $run:expr) => {
        match $any {
            AnyConnection::Sqlite($conn) => $run,
            AnyConnection::Postgres($conn) => $run,
        }
    };
}
use on;

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        Error::internal(error)
    }
}

/// Gives a broken unique constraint the name a client knows it by.
trait OrTaken<T> {
    fn or_taken(self, what: &'static str) -> Result<T>;
}

impl<T> OrTaken<T> for diesel::QueryResult<T> {
    fn or_taken(self, what: &'static str) -> Result<T> {
        self.map_err(|error| match error {
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Error::Conflict(Conflict::Taken(what))
            }
            other => other.into(),
        })
    }
}

/// Turns "no row was changed" into a stale version: somebody was faster.
fn one_row(changed: usize) -> Result<()> {
    match changed {
        1 => Ok(()),
        _ => Err(Error::Stale),
    }
}
