use serde::Serialize;
use serde_json::{Number, Value};

/// Rows and columns, as a spreadsheet shows them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub headings: Vec<&'static str>,
    /// Each as long as the headings.
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known; not 0.
    Empty,
    Number(Number),
    Text(String),
}

/// What can be shown as a table.
pub trait Tabular {
    fn table(&self) -> Table;
}

impl Table {
    /// The members of `rows` that `headings` name, as JSON would show them. A dot
    /// leads into a member: `funding.planned`.
    pub fn of<'a, T: Serialize + 'a>(
        headings: Vec<&'static str>,
        rows: impl IntoIterator<Item = &'a T>,
    ) -> Self {
        let cells = |row: &T| {
            let row = serde_json::to_value(row).expect("a row is plain JSON");
            headings.iter().map(|heading| cell(&row, heading)).collect()
        };
        let rows = rows.into_iter().map(cells).collect();
        Self { headings, rows }
    }
}

fn cell(row: &Value, heading: &str) -> Cell {
    let value = heading.split('.').try_fold(row, |value, member| value.get(member));
    match value {
        None | Some(Value::Null) => Cell::Empty,
        Some(Value::Number(number)) => Cell::Number(number.clone()),
        Some(Value::String(text)) => Cell::Text(text.clone()),
        Some(other) => Cell::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_table_shows_the_members_that_are_asked_for() {
        let row = json!({"a": "x", "b": {"c": -2}, "d": null, "e": true, "f": 0.5});
        let table = Table::of(vec!["b.c", "a", "d", "e", "f", "g", "a.a"], &[row]);
        let text = |text: &str| Cell::Text(text.to_owned());
        let half = Cell::Number(Number::from_f64(0.5).unwrap());
        let number = Cell::Number((-2).into());
        let cells = [number, text("x"), Cell::Empty, text("true"), half, Cell::Empty, Cell::Empty];
        assert_eq!(table.rows, [cells]);
    }
}
