//! The import of a file: what it would do is shown first, for each row; then it is done
//! as a whole, and can be undone for a while.

mod file;
mod row;
mod suggest;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use file::{FileFault, Sheet, SheetRow};
pub use row::{CellChange, CellFault, Row, RowOutcome, Suggestion, Work, brief};
pub use suggest::nearest;

use super::words::words;
use super::{Caller, CarrierId, ImportId, Instant};

/// The rows that a file can have, besides the headings.
pub const ROWS_MAX: usize = 10_000;

/// How long an import is kept after it was uploaded, and again after it was confirmed;
/// as long it can be undone.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

words!(
    /// What a file is.
    FileKind {
        Csv = "csv",
        Xlsx = "xlsx",
    }
);

words!(
    /// Where an import stands.
    ImportState {
        /// It says what it would do.
        Preview = "preview",
        /// It was done.
        Confirmed = "confirmed",
        /// It was done and taken back.
        Undone = "undone",
    }
);

/// A file that was uploaded, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    pub id: ImportId,
    /// Grows by one with every step.
    #[schema(minimum = 1, maximum = 2147483647)]
    pub version: u32,
    pub state: ImportState,
    /// The name of the file, if it was told.
    #[schema(max_length = 200, examples("massnahmen.xlsx"))]
    pub file: Option<String>,
    /// `user:…`, `client:…` or `system`.
    // One that was kept before this was noted is the planning office's.
    #[serde(default)]
    #[schema(required, max_length = 60, examples("user:01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11"))]
    pub uploaded_by: String,
    /// For whom that is: those who belong to all of these carriers see it, too. None = it
    /// is the planning office's.
    #[serde(default)]
    #[schema(required, max_items = 100)]
    pub carriers: Vec<CarrierId>,
    pub kind: FileKind,
    /// How its text was read; null for a workbook.
    #[schema(max_length = 40, examples("UTF-8"))]
    pub encoding: Option<String>,
    pub counts: Counts,
    pub created_at: Instant,
    /// When it is forgotten: 24 hours after it was uploaded or confirmed.
    pub expires_at: Instant,
    /// Until `expiresAt` it can be undone.
    pub confirmed_at: Option<Instant>,
    pub undone_at: Option<Instant>,
}

/// How many rows there are of each outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportCounts)]
pub struct Counts {
    #[schema(minimum = 0, maximum = 10001)]
    pub created: u32,
    #[schema(minimum = 0, maximum = 10001)]
    pub updated: u32,
    #[schema(minimum = 0, maximum = 10001)]
    pub unchanged: u32,
    /// With the row of headings, if one of them is at fault.
    #[schema(minimum = 0, maximum = 10001)]
    pub refused: u32,
}

impl Counts {
    pub fn of(rows: &[Row]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            *match row.outcome {
                RowOutcome::Created => &mut counts.created,
                RowOutcome::Updated => &mut counts.updated,
                RowOutcome::Unchanged => &mut counts.unchanged,
                RowOutcome::Refused => &mut counts.refused,
            } += 1;
        }
        counts
    }
}

impl Import {
    /// A preview of `rows`, for whoever uploaded them.
    pub fn new(
        by: &Caller,
        sheet: &Sheet,
        file: Option<String>,
        rows: &[Row],
        now: Instant,
    ) -> Self {
        Self {
            id: ImportId::new(),
            version: 1,
            state: ImportState::Preview,
            file,
            uploaded_by: by.actor(None).who,
            carriers: if by.is_planner() { Vec::new() } else { by.own_carriers() },
            kind: sheet.kind,
            encoding: sheet.encoding.map(str::to_owned),
            counts: Counts::of(rows),
            created_at: now,
            expires_at: now.plus(KEPT),
            confirmed_at: None,
            undone_at: None,
        }
    }
}
