//! What spreadsheets show: rows of cells below columns that have a name, a heading
//! and an explanation.

mod columns;
mod counts;
mod list;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Number, Value};

pub use columns::column;
pub use list::{join, join_entries, split, split_entries};

use super::{Date, Instant, Lang};

/// Rows and columns, as a spreadsheet shows them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Names of the columns, as [`column()`] knows them.
    pub headings: Vec<&'static str>,
    /// Each as long as the headings.
    pub rows: Vec<Vec<Cell<'static>>>,
}

/// What stands below a heading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// As the member in JSON is called; dots lead into members.
    pub name: &'static str,
    /// In German and in English.
    pub heading: (&'static str, &'static str),
    pub kind: CellKind,
    /// In German and in English.
    pub about: (&'static str, &'static str),
}

/// What the cells of a column hold, if they are not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    Text,
    Number,
    Flag,
    /// A year, a month or a day.
    Date,
    Instant,
    /// Texts, as [`join`] puts them together.
    Texts,
    Numbers,
    /// One on each line, each with these members, as [`join_entries`] puts them
    /// together.
    Entries(&'static [(&'static str, CellKind)]),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known; not 0.
    Empty,
    Number(Number),
    Flag(bool),
    Date(Date),
    Instant(Instant),
    Text(Cow<'a, str>),
}

/// What can be shown as a table.
pub trait Tabular {
    fn table(&self) -> Table;
}

impl Column {
    /// What stands above it for people.
    pub fn heading(&self, lang: Lang) -> &'static str {
        lang.pick(self.heading.0, self.heading.1)
    }

    pub fn about(&self, lang: Lang) -> &'static str {
        lang.pick(self.about.0, self.about.1)
    }
}

impl CellKind {
    /// What people call it.
    pub fn describe(self, lang: Lang) -> &'static str {
        let (de, en) = match self {
            Self::Text => ("Text", "text"),
            Self::Number => ("Zahl", "number"),
            Self::Flag => ("wahr oder falsch", "true or false"),
            Self::Date => ("Jahr, Monat oder Tag", "year, month or day"),
            Self::Instant => ("Zeitpunkt (UTC)", "moment (UTC)"),
            Self::Texts => ("Liste, getrennt durch |", "list, separated by |"),
            Self::Numbers => ("Zahlen, getrennt durch |", "numbers, separated by |"),
            Self::Entries(_) => (
                "ein Eintrag je Zeile, darin getrennt durch |",
                "one entry on each line, its parts separated by |",
            ),
        };
        lang.pick(de, en)
    }
}

impl<'a> Cell<'a> {
    /// A text, or nothing.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }

    /// A text that was put together; an empty one is nothing.
    pub fn made(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }

    pub fn number(number: Option<impl Into<Number>>) -> Self {
        number.map_or(Self::Empty, |number| Self::Number(number.into()))
    }

    pub fn date(date: Option<impl Into<Date>>) -> Self {
        date.map_or(Self::Empty, |date| Self::Date(date.into()))
    }

    pub fn instant(instant: Option<Instant>) -> Self {
        instant.map_or(Self::Empty, Self::Instant)
    }
}

impl Table {
    /// The members of `rows` that `headings` name, as JSON would show them. A dot
    /// leads into a member: `funding.planned`.
    pub fn of<'a, T: Serialize + 'a>(
        headings: Vec<&'static str>,
        rows: impl IntoIterator<Item = &'a T>,
    ) -> Self {
        let columns: Vec<Column> = headings.iter().map(|name| column(name)).collect();
        let cells = |row: &T| {
            let row = serde_json::to_value(row).expect("a row is plain JSON");
            columns.iter().map(|column| cell(&row, column)).collect()
        };
        let rows = rows.into_iter().map(cells).collect();
        Self { headings, rows }
    }

    pub fn columns(&self) -> Vec<Column> {
        self.headings.iter().map(|name| column(name)).collect()
    }
}

fn cell(row: &Value, column: &Column) -> Cell<'static> {
    let value = column.name.split('.').try_fold(row, |value, member| value.get(member));
    match value {
        None | Some(Value::Null) => Cell::Empty,
        Some(Value::Number(number)) => Cell::Number(number.clone()),
        Some(Value::Bool(flag)) => Cell::Flag(*flag),
        Some(Value::String(text)) => of_text(text, column.kind),
        Some(Value::Array(items)) if items.iter().any(Value::is_object) => {
            let objects = items.iter().filter_map(Value::as_object);
            Cell::made(join_entries(objects.map(|object| join(object.values().map(plain)))))
        }
        Some(Value::Array(items)) => Cell::made(join(items.iter().map(plain))),
        Some(other) => Cell::made(other.to_string()),
    }
}

fn of_text(text: &str, kind: CellKind) -> Cell<'static> {
    let special = match kind {
        CellKind::Date => text.parse().ok().map(Cell::Date),
        CellKind::Instant => Instant::parse(text).map(Cell::Instant),
        _ => None,
    };
    special.unwrap_or_else(|| Cell::Text(text.to_owned().into()))
}

fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => text.into(),
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_table_shows_the_members_that_are_asked_for() {
        let row = json!({"a": "x", "b": {"c": -2}, "d": null, "e": true, "f": 0.5,
                         "on": "2021-06", "scopes": ["a|b", "c"],
                         "memberships": [{"carrier": "x", "role": "y"}, {"carrier": "z"}]});
        let headings = vec!["b.c", "a", "d", "e", "f", "g", "a.a", "on", "scopes", "memberships"];
        let table = Table::of(headings, &[row]);
        let text = |text: &'static str| Cell::Text(text.into());
        let half = Cell::Number(Number::from_f64(0.5).unwrap());
        let cells = [
            Cell::Number((-2).into()),
            text("x"),
            Cell::Empty,
            Cell::Flag(true),
            half,
            Cell::Empty,
            Cell::Empty,
            Cell::Date("2021-06".parse().unwrap()),
            text("a\\|b|c"),
            text("x|y\nz"),
        ];
        assert_eq!(table.rows, [cells]);
    }
}
