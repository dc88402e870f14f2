//! Measures as a table, one on each row: the columns that files have, what stands in
//! them, and how it is read again. What is written is read back to the same content.

mod cells;
mod columns;
mod read;

use std::borrow::Cow;

pub use columns::{COLUMNS, MeasureColumn};
pub use read::{Misread, body, find, value};

use super::{Content, External, Flag, Publication, Status};
use crate::domain::{CarrierId, Day, Instant, MeasureId};

/// A measure as somebody sees it, to be shown on one row.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    pub id: MeasureId,
    pub version: u32,
    pub reference: Option<&'a str>,
    pub concept: &'a str,
    pub carrier: CarrierId,
    pub carrier_name: &'a str,
    pub external: Option<&'a External>,
    pub content: Cow<'a, Content>,
    pub publication: Publication,
    pub published_at: Option<Instant>,
    pub status: Status,
    /// The day since which the status is so; `None` = planned from the start.
    pub status_since: Option<Day>,
    pub flags: &'a [Flag],
    pub confirmed_on: Option<Day>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

#[cfg(test)]
mod tests;
