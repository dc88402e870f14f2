//! The cells of a row, held against what stands in the register.

use std::sync::Arc;

use serde_json::Value;

use crate::domain::input::composed;
use crate::domain::measure::table::{MeasureColumn, value};
use crate::domain::table::{Cell, CellKind};
use crate::domain::{Instant, Rule};
use crate::formats::run::restore;

/// A cell of the file, restored if it was neutralised.
#[derive(Clone)]
pub struct Given {
    pub column: &'static MeasureColumn,
    pub heading: Arc<str>,
    pub text: String,
}

impl Given {
    pub fn new((column, heading): &(&'static MeasureColumn, Arc<str>), text: &str) -> Self {
        let text = composed(restore(text)).into_owned();
        Self { column, heading: Arc::clone(heading), text }
    }

    pub fn name(&self) -> &'static str {
        self.column.column.name
    }

    /// Whether it says the same as `now`, as an export writes that.
    pub fn says(&self, now: &str) -> Result<bool, Rule> {
        if self.text == now {
            return Ok(true);
        }
        let kind = self.column.column.kind;
        if kind == CellKind::Instant {
            return Ok(is_moment(self.text.trim(), now));
        }
        let (given, now) = (value(&self.text, kind)?, value(now, kind).unwrap_or_default());
        // Nothing said is no.
        let flag = |value: Value| if value.is_null() { Value::Bool(false) } else { value };
        Ok(given == now || kind == CellKind::Flag && flag(given) == flag(now))
    }
}

/// The cell of a column, if the file has it.
pub fn given<'g>(cells: &'g [Given], name: &str) -> Option<&'g Given> {
    cells.iter().find(|cell| cell.name() == name)
}

/// What stands in the cell of a column; nothing if the file does not have it.
pub fn text<'g>(cells: &'g [Given], name: &str) -> &'g str {
    given(cells, name).map_or("", |cell| cell.text.trim())
}

/// A cell as plain CSV has it, but for what keeps it from being run.
pub fn plain(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Instant(at) => at.to_string(),
        Cell::Text(text) => text.to_string(),
    }
}

/// Whether a text is the moment `now`, to the second: as CSV, a German Excel, or a
/// workbook has it.
fn is_moment(text: &str, now: &str) -> bool {
    let Some(at) = Instant::parse(now) else { return text.is_empty() };
    let written = |form: &str| at.naive().format(form).to_string();
    let forms = ["%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%SZ"];
    forms.iter().any(|form| written(form) == text)
}
