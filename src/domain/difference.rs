use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One place where a record differs from the one before.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Difference {
    /// JSON pointer (RFC 6901).
    #[schema(max_length = 500, examples("/planned/end"))]
    pub pointer: String,
    /// What was there; null if nothing was.
    pub from: Value,
    /// What is there now; null if nothing is.
    pub to: Value,
}

/// Every place where two records differ, in the order of `after`. Objects are
/// compared member by member, and lists of objects place by place; other lists are
/// one value.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(String::new(), before, after, &mut found);
    found
}

fn compare(pointer: String, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            compare_members(&pointer, before, after, found);
        }
        (Value::Array(before), Value::Array(after))
            if before.iter().chain(after).all(Value::is_object) =>
        {
            for place in 0..before.len().max(after.len()) {
                let at = |list: &[Value]| list.get(place).cloned().unwrap_or_default();
                compare(format!("{pointer}/{place}"), &at(before), &at(after), found);
            }
        }
        (before, after) if before != after => {
            found.push(Difference { pointer, from: before.clone(), to: after.clone() });
        }
        _ => {}
    }
}

fn compare_members(
    pointer: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    for name in after.keys().chain(gone) {
        let of =
            |object: &Map<String, Value>| object.get(name.as_str()).cloned().unwrap_or_default();
        let (before, after) = (of(before), of(after));
        let name = name.replace('~', "~0").replace('/', "~1");
        compare(format!("{pointer}/{name}"), &before, &after, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_place_that_differs_is_named() {
        let cases = [
            (json!({"a": 1}), json!({"a": 1}), json!([]), "nothing"),
            (json!({"a": 1}), json!({"a": 2}), json!([["/a", 1, 2]]), "a member"),
            (json!({"a": 1}), json!({"b": 1}), json!([["/b", null, 1], ["/a", 1, null]]), "two"),
            (json!({"a": null}), json!({}), json!([]), "null is nothing"),
            (
                json!({"a": {"b": 1, "c": 2}}),
                json!({"a": {"b": 1, "c": 3}}),
                json!([["/a/c", 2, 3]]),
                "deeper",
            ),
            (json!({"a": null}), json!({"a": {"b": 1}}), json!([["/a", null, {"b": 1}]]), "new"),
            (json!({"a": [1, 2]}), json!({"a": [2]}), json!([["/a", [1, 2], [2]]]), "a list"),
            (
                json!({"a": [{"b": 1}]}),
                json!({"a": [{"b": 2}, {"b": 3}]}),
                json!([["/a/0/b", 1, 2], ["/a/1", null, {"b": 3}]]),
                "a list of objects",
            ),
            (
                json!({"a": []}),
                json!({"a": [{"b": 1}]}),
                json!([["/a/0", null, {"b": 1}]]),
                "the first of a list",
            ),
            (json!({"a/b~": 1}), json!({"a/b~": 2}), json!([["/a~1b~0", 1, 2]]), "escaped"),
        ];
        for (before, after, expected, reason) in cases {
            let found = differences(&before, &after);
            let found = found.iter().map(|found| json!([found.pointer, found.from, found.to]));
            assert_eq!(Value::from_iter(found), expected, "{reason}");
        }
    }
}
