//! Reading what stands in the cells of a measure.

use serde_json::{Map, Value};

use super::{COLUMNS, MeasureColumn};
use crate::domain::table::{CellKind, split, split_entries};
use crate::domain::{Date, Instant, Kind, Rule};

/// A cell that cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Misread {
    /// Name of the column.
    pub column: &'static str,
    pub rule: Rule,
}

/// The column that a heading names: as in JSON, in German or in English, in upper or
/// lower case.
pub fn find(heading: &str) -> Option<&'static MeasureColumn> {
    let heading = heading.trim().to_lowercase();
    COLUMNS.iter().find(|known| {
        let column = &known.column;
        let names = [column.name, column.heading.0, column.heading.1];
        names.iter().any(|name| name.to_lowercase() == heading)
    })
}

/// The measure as it is sent to be registered or edited, of the cells of editable
/// columns; others are passed over. Empty cells are null, and empty lists are none.
/// Texts must have been restored, if they were neutralised.
pub fn body<'c>(
    cells: impl IntoIterator<Item = (&'static MeasureColumn, &'c str)>,
) -> (Value, Vec<Misread>) {
    let (mut body, mut misread) = (Map::new(), Vec::new());
    for (column, text) in cells.into_iter().filter(|(column, _)| column.editable) {
        let name = column.column.name;
        match value(text, column.column.kind) {
            Ok(value) => put(&mut body, name, value),
            Err(rule) => misread.push(Misread { column: name, rule }),
        }
    }
    // A contact or a name elsewhere of which nothing is given is none.
    for (name, silent) in [("contact", Value::Bool(false)), ("external", Value::Null)] {
        let nothing = |value: &Value| value.is_null() || *value == silent;
        let parts = body.get(name).and_then(Value::as_object);
        if parts.is_some_and(|parts| parts.values().all(nothing)) {
            body.insert(name.to_owned(), Value::Null);
        }
    }
    (body.into(), misread)
}

/// Puts a value where a name with dots leads.
fn put(body: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        None => drop(body.insert(name.to_owned(), value)),
        Some((object, member)) => {
            let object = body.entry(object).or_insert_with(|| Map::new().into());
            if let Value::Object(object) = object {
                object.insert(member.to_owned(), value);
            }
        }
    }
}

/// What a cell says.
pub fn value(text: &str, kind: CellKind) -> Result<Value, Rule> {
    let trimmed = text.trim();
    match kind {
        CellKind::Texts | CellKind::Numbers => {
            let item = if kind == CellKind::Numbers { CellKind::Number } else { CellKind::Text };
            split(trimmed).iter().map(|text| value(text, item)).collect()
        }
        CellKind::Entries(parts) => {
            split_entries(text).iter().map(|texts| entry(texts, parts)).collect()
        }
        _ if trimmed.is_empty() => Ok(Value::Null),
        CellKind::Text => Ok(trimmed.into()),
        CellKind::Number => {
            trimmed.parse::<i64>().map(Value::from).map_err(|_| Rule::Kind(Kind::Integer))
        }
        CellKind::Flag => match trimmed.to_lowercase().as_str() {
            "true" | "wahr" | "ja" | "yes" | "1" | "x" => Ok(true.into()),
            "false" | "falsch" | "nein" | "no" | "0" => Ok(false.into()),
            _ => Err(Rule::Kind(Kind::Boolean)),
        },
        CellKind::Date => {
            let date = date(trimmed).ok_or(Rule::Kind(Kind::Date))?;
            Ok(date.to_string().into())
        }
        CellKind::Instant => {
            let at = Instant::parse(trimmed).ok_or(Rule::Kind(Kind::Instant))?;
            Ok(at.to_string().into())
        }
    }
}

/// Parts that are missing at the end are null.
fn entry(texts: &[String], parts: &[(&'static str, CellKind)]) -> Result<Value, Rule> {
    if texts.len() > parts.len() {
        return Err(Rule::TooMany { max: parts.len() });
    }
    let texts = texts.iter().map(String::as_str).chain(std::iter::repeat(""));
    let members = parts.iter().zip(texts);
    members.map(|((name, kind), text)| Ok(((*name).to_owned(), value(text, *kind)?))).collect()
}

/// `2021-06-15` and shorter, or as Germans write it: `15.06.2021`, `6.2021`.
fn date(text: &str) -> Option<Date> {
    if !text.contains('.') {
        return text.parse().ok();
    }
    let parts: Option<Vec<u16>> = text.split('.').map(|part| part.parse().ok()).collect();
    match parts?.as_slice() {
        [day, month, year] => format!("{year:04}-{month:02}-{day:02}").parse().ok(),
        [month, year] => format!("{year:04}-{month:02}").parse().ok(),
        _ => None,
    }
}
