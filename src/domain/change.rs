use super::words::words;
use super::{Actor, Instant};

words!(
    /// What a change was about.
    Noun {
        Measure = "measure",
        Carrier = "carrier",
        User = "user",
        Client = "client",
        Session = "session",
        Catalog = "catalog",
    }
);

/// One entry of the register's log. The log is gap-free and in commit order;
/// history, caches and the other processes follow it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Counts from 1 without a gap.
    pub seq: i64,
    pub at: Instant,
    pub by: Actor,
    /// What was done: an action of a measure, or `save`, `sign-in` and the like.
    pub action: String,
    pub noun: Noun,
    /// Id of the record; empty for the catalog.
    pub noun_id: String,
}
