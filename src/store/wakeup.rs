use std::time::Duration;

use diesel::PgConnection;
use diesel::connection::SimpleConnection;

use super::connection::establish;
use crate::domain::Result;

/// Listens on PostgreSQL for commits of other processes.
pub struct Wakeup {
    conn: PgConnection,
}

impl Wakeup {
    pub fn listen(url: &str) -> Result<Self> {
        let mut conn = establish(url)?;
        conn.batch_execute("LISTEN massnahmen")?;
        Ok(Self { conn })
    }

    /// Whether somebody committed since the last call; an error means that the
    /// connection is lost.
    pub fn was_called(&mut self) -> Result<bool> {
        let mut called = false;
        for notification in self.conn.notifications_iter() {
            notification?;
            called = true;
        }
        Ok(called)
    }

    /// How long to wait between two calls.
    pub const PAUSE: Duration = Duration::from_millis(50);
}
