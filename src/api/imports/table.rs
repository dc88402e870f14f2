//! Imports and their rows, as tables show them.

use serde::Serialize;

use crate::domain::import::{CellChange, CellFault, Row};
use crate::domain::table::Table;
use crate::domain::{Lang, MeasureId};

pub const IMPORTS: [&str; 16] = [
    "id",
    "version",
    "state",
    "file",
    "uploadedBy",
    "carriers",
    "kind",
    "encoding",
    "counts.created",
    "counts.updated",
    "counts.unchanged",
    "counts.refused",
    "createdAt",
    "expiresAt",
    "confirmedAt",
    "undoneAt",
];

const ROWS: [&str; 7] = ["row", "outcome", "measure", "title", "changes", "faults", "warnings"];

/// A row with its faults in one language.
#[derive(Serialize)]
struct Line<'a> {
    row: u32,
    outcome: &'static str,
    measure: Option<MeasureId>,
    title: Option<&'a str>,
    changes: Vec<Change<'a>>,
    faults: Vec<Fault<'a>>,
    warnings: Vec<Fault<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    heading: &'a str,
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct Fault<'a> {
    heading: &'a str,
    value: &'a str,
    message: &'a str,
    suggestions: String,
}

impl<'a> Change<'a> {
    fn of(change: &'a CellChange) -> Self {
        Self { heading: &change.heading, from: &change.from, to: &change.to }
    }
}

impl<'a> Fault<'a> {
    fn of(fault: &'a CellFault, lang: Lang) -> Self {
        let suggestions: Vec<_> = fault.suggestions.iter().map(|known| &*known.value).collect();
        Self {
            heading: fault.heading.as_deref().unwrap_or_default(),
            value: fault.value.as_deref().unwrap_or_default(),
            message: fault.message.in_lang(lang),
            suggestions: suggestions.join(", "),
        }
    }
}

/// A line for each row, with its faults in `lang`.
pub fn of_rows(rows: &[Row], lang: Lang) -> Table {
    let lines: Vec<_> = rows
        .iter()
        .map(|row| Line {
            row: row.number,
            outcome: row.outcome.as_str(),
            measure: row.measure,
            title: row.title.as_deref(),
            changes: row.changes.iter().map(Change::of).collect(),
            faults: row.faults.iter().map(|fault| Fault::of(fault, lang)).collect(),
            warnings: row.warnings.iter().map(|fault| Fault::of(fault, lang)).collect(),
        })
        .collect();
    Table::of(ROWS.to_vec(), &lines)
}
