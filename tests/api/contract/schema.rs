//! Whether a value is what a schema says. Knows the words that our descriptions
//! use, and fails on any other, so that none is overlooked.

use serde_json::{Map, Value};

const SILENT: [&str; 6] =
    ["description", "examples", "example", "default", "contentMediaType", "title"];

/// What is wrong with `value`, each with its place.
pub fn faults(schema: &Value, value: &Value, root: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, value, root, "", &mut found);
    found
}

fn check(schema: &Value, value: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    let empty = Map::new();
    let schema = schema.as_object().unwrap_or(&empty);
    for (word, rule) in schema {
        let good = match word.as_str() {
            "$ref" => {
                let to = rule.as_str().unwrap().trim_start_matches('#');
                check(root.pointer(to).unwrap(), value, root, at, found);
                true
            }
            "type" => match rule {
                Value::Array(kinds) => kinds.iter().any(|kind| is(kind, value)),
                kind => is(kind, value),
            },
            "enum" => rule.as_array().unwrap().contains(value),
            "oneOf" => {
                let fits = |schema: &&Value| faults(schema, value, root).is_empty();
                rule.as_array().unwrap().iter().filter(fits).count() == 1
            }
            "allOf" => {
                let all = rule.as_array().unwrap();
                all.iter().for_each(|schema| check(schema, value, root, at, found));
                true
            }
            "properties" | "additionalProperties" | "required" => true,
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(rule, item, root, &format!("{at}/{index}"), found);
                }
                true
            }
            "minItems" => value.as_array().is_none_or(|items| items.len() >= size(rule)),
            "maxItems" => value.as_array().is_none_or(|items| items.len() <= size(rule)),
            "minLength" => length(value).is_none_or(|length| length >= size(rule)),
            "maxLength" => length(value).is_none_or(|length| length <= size(rule)),
            "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
            "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap()),
            "format" => value.as_str().is_none_or(|text| has_format(rule.as_str().unwrap(), text)),
            "pattern" => value.as_str().is_none_or(|text| {
                assert_eq!(rule, "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", "the only pattern so far");
                [4, 7, 10].contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
            }),
            word => {
                assert!(SILENT.contains(&word), "what does {word} mean?");
                true
            }
        };
        if !good {
            found.push(format!("{at}: {word} {rule}: {value}"));
        }
    }
    check_members(schema, value, root, at, found);
}

fn check_members(
    schema: &Map<String, Value>,
    value: &Value,
    root: &Value,
    at: &str,
    found: &mut Vec<String>,
) {
    let Some(object) = value.as_object() else { return };
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if !object.contains_key(name.as_str().unwrap()) {
            found.push(format!("{at}/{}: missing", name.as_str().unwrap()));
        }
    }
    let Some(known) = schema.get("properties").and_then(Value::as_object) else {
        for (name, value) in object {
            if let Some(schema) = schema.get("additionalProperties").filter(|rule| rule.is_object())
            {
                check(schema, value, root, &format!("{at}/{name}"), found);
            }
        }
        return;
    };
    for (name, value) in object {
        match known.get(name) {
            Some(schema) => check(schema, value, root, &format!("{at}/{name}"), found),
            // Stricter than JSON Schema: nothing is answered that is not described.
            None => found.push(format!("{at}/{name}: not described")),
        }
    }
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("what is {other}?"),
    }
}

fn size(rule: &Value) -> usize {
    usize::try_from(rule.as_u64().unwrap()).unwrap()
}

fn length(value: &Value) -> Option<usize> {
    value.as_str().map(|text| text.chars().count())
}

fn has_format(format: &str, text: &str) -> bool {
    match format {
        "date" => text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok(),
        "date-time" => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "uuid" => uuid::Uuid::try_parse(text).is_ok() && text.len() == 36,
        "email" => text.contains('@'),
        "uri" => text.contains("://"),
        "uri-reference" => !text.contains(char::is_whitespace),
        "password" => !text.is_empty(),
        // Of numbers, which are checked by their limits.
        "int32" | "int64" | "double" => true,
        other => panic!("what is the format {other}?"),
    }
}
