//! Whatever the description forbids is refused, and the place is named; whatever
//! it allows is not found fault with.

use serde_json::{Value, json};

use crate::contract::{Operation, World, operations};

/// A value that a schema forbids, and why; or one at the very limit.
fn trials(schema: &Value, operation: &Operation) -> Vec<(Value, bool, &'static str)> {
    let schema = operation.resolved(schema);
    let kinds = kinds(schema, operation);
    let mut trials = Vec::new();
    for (kind, value) in [
        ("object", json!({"nonsense": {}})),
        ("array", json!([[]])),
        ("boolean", json!(true)),
        ("string", json!("\u{1}")),
        ("integer", json!(2.5)),
        ("integer", json!(-1)),
        ("integer", json!(18446744073709551615u64)),
    ] {
        let of_kind = kinds.iter().any(|known| known == kind);
        // A secret may hold anything.
        if kind == "string" && schema["format"] == "password" {
            continue;
        }
        // Text and numbers of the right kind are wrong for what they hold.
        if !of_kind || matches!(kind, "string" | "integer") {
            trials.push((value, false, "another kind, or nothing a register holds"));
        }
    }
    let limit = |name: &str| schema[name].as_u64().map(|max| usize::try_from(max).unwrap());
    let free = schema.get("format").is_none() && schema.get("enum").is_none();
    if let (Some(max), true) = (limit("maxLength"), free && schema.get("pattern").is_none()) {
        trials.push((json!("ä".repeat(max + 1)), false, "too long"));
        trials.push((json!("ä".repeat(max)), true, "as long as may be"));
    }
    if let Some(max) = schema["maximum"].as_i64() {
        trials.push((json!(max + 1), false, "too much"));
    }
    if let Some(max) = limit("maxItems") {
        trials.push((json!(vec![json!({}); max + 1]), false, "too many"));
    }
    trials
}

fn kinds(schema: &Value, operation: &Operation) -> Vec<String> {
    let own = match &schema["type"] {
        Value::String(kind) => vec![kind.clone()],
        Value::Array(kinds) => kinds.iter().map(|kind| kind.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    };
    let variants = schema["oneOf"].as_array().into_iter().flatten();
    let variants = variants.flat_map(|variant| kinds_of(variant, operation));
    own.into_iter().chain(variants).collect()
}

fn kinds_of(schema: &Value, operation: &Operation) -> Vec<String> {
    kinds(operation.resolved(schema), operation)
}

#[test]
fn whatever_the_description_forbids_is_refused_by_name() {
    let world = World::new();
    let mut tried = 0;
    for operation in operations() {
        let call = world.call(&operation);
        let Some((kind, media)) = operation.body() else { continue };
        if !kind.ends_with("json") {
            continue;
        }
        let who = world.caller(&operation);
        let schema = operation.resolved(&media["schema"]);
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            for (value, allowed, reason) in trials(member, &operation) {
                let mut call = call.clone();
                call.body.as_mut().unwrap()[name] = value.clone();
                // Nothing is to change, so that the next trial finds the same.
                call.body.as_mut().unwrap()["nonsense"] = json!({"a": 1});
                let answer = world.send(&who, &call);
                let what = format!("{}: {name} = {value:.60}: {reason}", operation.id());
                assert_eq!(answer.status, 400, "{what}: {}", answer.text);
                let (_, _, places) = answer.problem();
                let place = format!("/{name}");
                let named = places.iter().any(|found| {
                    let at = found.split(' ').next().unwrap();
                    at == place || at.starts_with(&format!("{place}/"))
                });
                let code = places.iter().any(|found| found.ends_with("no-such"));
                assert!(named != allowed || code, "{what}: {places:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 400, "{tried}");
}
