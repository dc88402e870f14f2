//! From what was typed to what the API takes, and back.

use serde_json::{Map, Value};

use super::notation::{cents, iso, typed_cents, typed_date, whole};
use super::{Field, Kind, row};
use crate::domain::Lang;
use crate::web::session::Form;

/// The most rows of a list that are read.
const ROWS_MAX: usize = 100;

/// What was typed into `fields`, without rows that were left empty.
pub fn tidy(fields: &[Field], form: &Form) -> Form {
    let mut pairs = Vec::new();
    for field in fields {
        let Kind::Rows(columns) = field.kind else {
            pairs.extend(form.all(field.name).map(|text| (field.name.to_owned(), text.to_owned())));
            continue;
        };
        let mut kept = 0;
        for number in 0..ROWS_MAX {
            // A box that is not ticked is not there.
            let there = |column: &&Field| form.has(&row(field.name, number, column.name));
            let cells: Vec<(&str, &str)> = columns
                .iter()
                .filter(there)
                .map(|column| (column.name, form.text(&row(field.name, number, column.name))))
                .collect();
            if cells.iter().any(|(_, text)| !text.trim().is_empty()) {
                let cells = cells.iter();
                pairs.extend(
                    cells.map(|(name, text)| (row(field.name, kept, name), (*text).into())),
                );
                kept += 1;
            }
        }
    }
    pairs.into_iter().collect()
}

/// A merge patch (RFC 7396) with what stands in a [`tidy`] form.
pub fn read(fields: &[Field], form: &Form) -> Value {
    let mut patch = Map::new();
    for field in fields {
        let value = value_of(field, field.name, form);
        match field.name.split_once('.') {
            None => drop(patch.insert(field.name.to_owned(), value)),
            Some((group, member)) => {
                let group = patch.entry(group).or_insert_with(|| Value::Object(Map::new()));
                group[member] = value;
            }
        }
    }
    for value in patch.values_mut().filter(|value| is_blank(value)) {
        *value = Value::Null;
    }
    Value::Object(patch)
}

/// A group in which nothing was said.
fn is_blank(value: &Value) -> bool {
    let silent = |member: &Value| member.is_null() || *member == Value::Bool(false);
    value.as_object().is_some_and(|members| members.values().all(silent))
}

fn value_of(field: &Field, name: &str, form: &Form) -> Value {
    let text = form.text(name).trim();
    let given = |value: Value| if text.is_empty() { Value::Null } else { value };
    match field.kind {
        Kind::Check => form.has(name).into(),
        Kind::Date => given(iso(text).into()),
        Kind::Money => given(cents(text).map_or_else(|| text.into(), Value::from)),
        Kind::Number => given(whole(text).map_or_else(|| text.into(), Value::from)),
        Kind::Year | Kind::OneNumber(_) => given(number(text)),
        Kind::Many(_) => form.all(name).map(Value::from).collect(),
        Kind::ManyNumbers(_) => form.all(name).map(number).collect(),
        Kind::Rows(columns) => rows(columns, name, form),
        Kind::Line(_) | Kind::Text(_) | Kind::Email | Kind::Url | Kind::One(_) | Kind::Radio(_) => {
            given(text.into())
        }
    }
}

/// What is no number is left as it is, to be refused.
fn number(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
}

fn rows(columns: &[Field], list: &str, form: &Form) -> Value {
    let there = |number: &usize| columns.iter().any(|c| form.has(&row(list, *number, c.name)));
    let object = |number| {
        let members = columns.iter().map(|column| {
            (column.name.to_owned(), value_of(column, &row(list, number, column.name), form))
        });
        Value::Object(members.filter(|(_, value)| !value.is_null()).collect())
    };
    (0..ROWS_MAX).take_while(there).map(object).collect()
}

/// A content as if it had been typed into `fields`.
pub fn filled(fields: &[Field], content: &Value, lang: Lang) -> Form {
    let mut pairs = Vec::new();
    for field in fields {
        let pointer = format!("/{}", field.name.replace('.', "/"));
        let value = content.pointer(&pointer).unwrap_or(&Value::Null);
        fill(field, field.name.to_owned(), value, lang, &mut pairs);
    }
    pairs.into_iter().collect()
}

fn fill(field: &Field, name: String, value: &Value, lang: Lang, pairs: &mut Vec<(String, String)>) {
    let text = match (&field.kind, value) {
        (_, Value::Null | Value::Bool(false)) => return,
        (Kind::Rows(columns), Value::Array(items)) => {
            for (number, item) in items.iter().enumerate() {
                for column in *columns {
                    let value = item.get(column.name).unwrap_or(&Value::Null);
                    fill(column, row(field.name, number, column.name), value, lang, pairs);
                }
            }
            return;
        }
        (_, Value::Array(items)) => {
            pairs.extend(items.iter().map(|item| (name.clone(), plain(item))));
            return;
        }
        (Kind::Check, _) => "1".to_owned(),
        (Kind::Money, Value::Number(sum)) => typed_cents(lang, sum.as_i64().unwrap_or(0)),
        (Kind::Date, Value::String(text)) => typed_date(lang, text),
        (_, value) => plain(value),
    };
    pairs.push((name, text));
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::forms::Field;
    use serde_json::json;

    const COLUMNS: &[Field] = &[
        Field::new("source", ("", ""), ("", ""), Kind::Line(9)),
        Field::new("plannedCents", ("", ""), ("", ""), Kind::Money),
    ];
    const COUNTED: &[Field] = &[
        Field::new("countsPersons", ("", ""), ("", ""), Kind::Check),
        Field::new("planned", ("", ""), ("", ""), Kind::Number),
    ];
    const FIELDS: &[Field] = &[
        Field::new("title", ("", ""), ("", ""), Kind::Line(9)),
        Field::new("planned.start", ("", ""), ("", ""), Kind::Date),
        Field::new("planned.openEnded", ("", ""), ("", ""), Kind::Check),
        Field::new("handlungsfeld", ("", ""), ("", ""), Kind::OneNumber(|_| Vec::new())),
        Field::new("stadtteile", ("", ""), ("", ""), Kind::Many(|_| Vec::new())),
        Field::new("funding", ("", ""), ("", ""), Kind::Rows(COLUMNS)),
        Field::new("indicators", ("", ""), ("", ""), Kind::Rows(COUNTED)),
    ];

    #[test]
    fn what_was_typed_becomes_a_patch_of_these_fields_alone() {
        let body = "title=+Kurs+&planned.start=3%2F2021&planned.openEnded=ja&handlungsfeld=2\
                    &stadtteile=06&stadtteile=08&other=x\
                    &funding.0.source=&funding.0.plannedCents=\
                    &funding.2.source=eu&funding.2.plannedCents=1.000\
                    &indicators.0.planned=1.000&indicators.1.countsPersons=1&indicators.1.planned=0";
        let form = tidy(FIELDS, &Form::read(body.as_bytes()));
        let expected = json!({
            "title": "Kurs",
            "planned": {"start": "2021-03", "openEnded": true},
            "handlungsfeld": 2,
            "stadtteile": ["06", "08"],
            "funding": [{"source": "eu", "plannedCents": 100_000}],
            "indicators": [{"countsPersons": false, "planned": 1000},
                           {"countsPersons": true, "planned": 0}],
        });
        assert_eq!(read(FIELDS, &form), expected);
        let again = filled(FIELDS, &expected, Lang::De);
        assert_eq!(again.text("planned.start"), "03.2021");
        assert_eq!(read(FIELDS, &again), expected, "there and back");
    }

    #[test]
    fn what_was_left_empty_is_taken_away() {
        let form = tidy(FIELDS, &Form::read(b"title=&planned.start=+&handlungsfeld="));
        let expected = json!({"title": null, "planned": null, "handlungsfeld": null,
                              "stadtteile": [], "funding": [], "indicators": []});
        assert_eq!(read(FIELDS, &form), expected);
    }

    #[test]
    fn what_cannot_be_read_is_left_to_be_refused() {
        let body = "planned.start=bald&handlungsfeld=zwei&funding.0.plannedCents=viel";
        let patch = read(FIELDS, &tidy(FIELDS, &Form::read(body.as_bytes())));
        assert_eq!(patch["planned"]["start"], "bald");
        assert_eq!(patch["handlungsfeld"], "zwei");
        assert_eq!(patch["funding"][0]["plannedCents"], "viel");
    }
}
