//! What stands above the rows.

use std::sync::Arc;

use crate::domain::import::{CellFault, FileFault, Row, RowOutcome, Suggestion, brief, nearest};
use crate::domain::measure::table::{COLUMNS, MeasureColumn, find};
use crate::domain::{Error, Label, Result, Rule};

/// A column of the file, and what it is called there.
pub type Heading = (&'static MeasureColumn, Arc<str>);

/// The columns of a file; `None` = one that is not read.
pub struct Headings {
    pub columns: Vec<Option<Heading>>,
    /// Whether it is a file for the public: it has versions, but nothing internal.
    pub public: bool,
    /// What is wrong with them.
    pub refused: Option<Row>,
}

impl Headings {
    pub fn read(headings: &[String]) -> Result<Self> {
        let mut columns: Vec<Option<Heading>> = Vec::new();
        let mut faults = Vec::new();
        for text in headings {
            let known = find(text);
            let twice = |column: &&'static MeasureColumn| {
                let mut others = columns.iter().flatten();
                others.any(|(other, _)| other.column.name == column.column.name)
            };
            match known {
                Some(column) if twice(&column) => {
                    let fault = CellFault::of_rule(&Rule::Repeated);
                    faults.push(fault.at(text, column.column.name, text));
                    columns.push(None);
                }
                Some(column) => columns.push(Some((column, text.as_str().into()))),
                None => {
                    faults.extend((!text.is_empty()).then(|| unknown(text)));
                    columns.push(None);
                }
            }
        }
        if columns.iter().all(Option::is_none) {
            return Err(Error::invalid("", Rule::File(FileFault::NoHeadings)));
        }
        let refused = (!faults.is_empty()).then(|| Row {
            number: 1,
            outcome: RowOutcome::Refused,
            measure: None,
            title: None,
            changes: Vec::new(),
            faults,
            warnings: Vec::new(),
        });
        let known = || columns.iter().flatten().map(|(column, _)| column);
        let public = known().any(|column| column.column.name == "version")
            && !known().any(|column| column.is_internal());
        Ok(Self { columns, public, refused })
    }
}

fn unknown(text: &str) -> CellFault {
    let message = Label::new(
        "Diese Überschrift kennt niemand; benennen Sie sie um, oder lassen Sie die Spalte weg.",
        "Nobody knows this heading; rename it, or leave the column out.",
    );
    let known = COLUMNS.iter().flat_map(|known| {
        let column = &known.column;
        [column.heading.0, column.heading.1, column.name].map(|name| ((column.name, name), name))
    });
    let suggestions = nearest(text, known).into_iter().map(|(column, heading)| Suggestion {
        instead_of: brief(text, 1_000),
        value: heading.to_owned(),
        name: Some(column.to_owned()),
    });
    let mut fault = CellFault::new("unknown-column", message);
    fault.suggestions = suggestions.collect();
    CellFault { column: None, ..fault.at(text, "", text) }
}
