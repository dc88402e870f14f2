//! What a row of a file would do, or did.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::words::words;
use crate::domain::{Label, MeasureId, Rule};

words!(
    /// What becomes of a row.
    RowOutcome {
        /// A new measure.
        Created = "created",
        /// Another version of a measure.
        Updated = "updated",
        /// The measure is so already.
        Unchanged = "unchanged",
        /// It is at fault, and is not taken.
        Refused = "refused",
    }
);

/// A row of a file. Row 1 stands for the headings, if one of them is at fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportRow)]
pub struct Row {
    /// As spreadsheets count: the headings are row 1.
    #[schema(minimum = 1, maximum = 1048576, examples(2))]
    #[serde(rename = "row")]
    pub number: u32,
    pub outcome: RowOutcome,
    /// The measure that is meant; of a new one, when it is there.
    pub measure: Option<MeasureId>,
    /// What the row calls it.
    #[schema(max_length = 301, examples("Sprachkurs für Eltern"))]
    pub title: Option<String>,
    /// What is written anew, and what stood there before.
    #[schema(max_items = 500)]
    pub changes: Vec<CellChange>,
    /// Why it is refused.
    #[schema(max_items = 1000)]
    pub faults: Vec<CellFault>,
    /// What is passed over.
    #[schema(max_items = 1000)]
    pub warnings: Vec<CellFault>,
}

/// A cell that says something else than the measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CellChange {
    /// As in the file.
    #[schema(max_length = 301, examples("Kurzbeschreibung"))]
    pub heading: String,
    /// The member of a measure.
    #[schema(max_length = 60, examples("summary"))]
    pub column: String,
    /// As an export writes it, or the beginning of that; empty = nothing.
    #[schema(max_length = 1001)]
    pub from: String,
    #[schema(max_length = 1001)]
    pub to: String,
}

/// A cell that is at fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CellFault {
    /// The heading of the column, as in the file if it is there; null = the whole row.
    #[schema(max_length = 301, examples("Stadtteile"))]
    pub heading: Option<String>,
    /// The member of a measure.
    #[schema(max_length = 60, examples("stadtteile"))]
    pub column: Option<String>,
    /// What stands in the cell, or the beginning of it.
    #[schema(max_length = 1001, examples("Neustatd"))]
    pub value: Option<String>,
    /// The rule that was broken, for programs.
    #[schema(max_length = 60, examples("no-such"))]
    pub code: String,
    pub message: Label,
    /// What may have been meant.
    #[schema(max_items = 100)]
    pub suggestions: Vec<Suggestion>,
}

/// What may have been meant by a code or a heading that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// What stands there.
    #[schema(max_length = 1001, examples("Neustatd"))]
    pub instead_of: String,
    /// What is known.
    #[schema(max_length = 300, examples("06"))]
    pub value: String,
    /// What that is called.
    #[schema(max_length = 500, examples("Neue Neustadt"))]
    pub name: Option<String>,
}

impl CellFault {
    /// Of a whole row.
    pub fn new(code: &str, message: Label) -> Self {
        Self {
            heading: None,
            column: None,
            value: None,
            code: code.to_owned(),
            message,
            suggestions: Vec::new(),
        }
    }

    pub fn of_rule(rule: &Rule) -> Self {
        Self::new(rule.code(), rule.label())
    }

    /// The same of a cell.
    pub fn at(self, heading: &str, column: &str, value: &str) -> Self {
        let (heading, column) = (Some(brief(heading, 300)), Some(column.to_owned()));
        Self { heading, column, value: Some(brief(value, 1_000)), ..self }
    }
}

impl CellChange {
    pub fn new(heading: &str, column: &str, from: &str, to: &str) -> Self {
        Self {
            heading: brief(heading, 300),
            column: column.to_owned(),
            from: brief(from, 1_000),
            to: brief(to, 1_000),
        }
    }
}

/// The text, or the beginning of a long one.
pub fn brief(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// What a row asks for, as it is sent to be registered or edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// The measure and the version of it that was seen; `None` = a new one.
    pub read: Option<(MeasureId, u32)>,
    pub body: Value,
    /// The measure and the version that came of it, when it was done.
    pub done: Option<(MeasureId, u32)>,
}
