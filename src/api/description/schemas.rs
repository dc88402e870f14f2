//! Schemas that say the same as the code that reads and writes: one object
//! instead of a puzzle of parts, and what a body may not hold.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The largest integer that JSON readers agree on.
const SAFE: i64 = (1 << 53) - 1;

pub fn complete(all: &mut Value) {
    let taken = reachable(all, |operation| vec![&operation["requestBody"]]);
    flatten_all(all, &taken);
    patches(all);
    let taken = reachable(all, |operation| vec![&operation["requestBody"]]);
    for name in &taken {
        let schema = &mut all["components"]["schemas"][name];
        if schema["type"] == "object" {
            schema["additionalProperties"] = false.into();
        }
    }
    limit(all);
}

/// Leaves out what nothing refers to.
pub fn drop_unused(all: &mut Value) {
    let used = reachable(all, |operation| vec![operation]);
    if let Some(schemas) = all["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| used.contains(name));
    }
    let text = all["paths"].to_string() + &all["components"]["responses"].to_string();
    for kind in ["headers", "parameters"] {
        if let Some(parts) = all["components"][kind].as_object_mut() {
            parts.retain(|name, _| text.contains(&format!("\"#/components/{kind}/{name}\"")));
        }
    }
    if let Some(schemes) = all["components"]["securitySchemes"].as_object_mut() {
        schemes.retain(|name, _| text.contains(&format!("{{\"{name}\":")));
    }
    let tagged = |tag: &Value| text.contains(&format!("\"tags\":[{}]", tag["name"]));
    if let Some(tags) = all["tags"].as_array_mut() {
        tags.retain(tagged);
    }
}

/// Names of the schemas that parts of the operations lead to.
fn reachable(all: &Value, parts: fn(&Value) -> Vec<&Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let items = ["paths", "webhooks"].into_iter().filter_map(|part| all[part].as_object());
    let items = items.flat_map(Map::values);
    let operations = items.flat_map(|item| item.as_object().into_iter().flat_map(Map::values));
    let mut open: Vec<Value> = operations.flat_map(parts).cloned().collect();
    if let Some(responses) = all["components"]["responses"].as_object() {
        open.extend(responses.values().cloned());
    }
    while let Some(value) = open.pop() {
        walk(&value, &mut |object| {
            let Some(name) = object.get("$ref").and_then(schema_name) else { return };
            if found.insert(name.to_owned()) {
                open.push(all["components"]["schemas"][name].clone());
            }
        });
    }
    found
}

fn schema_name(reference: &Value) -> Option<&str> {
    reference.as_str()?.strip_prefix("#/components/schemas/")
}

fn walk(value: &Value, visit: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|value| walk(value, visit));
        }
        Value::Array(items) => items.iter().for_each(|value| walk(value, visit)),
        _ => {}
    }
}

/// Objects that are put together of others become one.
fn flatten_all(all: &mut Value, taken: &BTreeSet<String>) {
    let known = all["components"]["schemas"].clone();
    let Some(schemas) = all["components"]["schemas"].as_object_mut() else { return };
    for (name, schema) in schemas {
        let answered = !taken.contains(name);
        *schema = flat(schema, &known, answered);
        if let Some(Value::Array(variants)) = schema.get_mut("oneOf") {
            variants.iter_mut().for_each(|variant| *variant = flat(variant, &known, answered));
        }
    }
}

fn flat(schema: &Value, known: &Value, answered: bool) -> Value {
    let Some(parts) = schema.get("allOf").and_then(Value::as_array) else { return schema.clone() };
    let mut properties = Map::new();
    let mut required: Vec<Value> = Vec::new();
    // Its own members come first.
    let is_own = |part: &&Value| part.get("properties").is_some();
    let own = parts.iter().filter(is_own);
    for part in own.chain(parts.iter().filter(|part| !is_own(part))) {
        // What is flattened in if it is there: its members may all be missing.
        let optional = part.get("oneOf").and_then(Value::as_array);
        let part = optional.and_then(|variants| variants.first()).unwrap_or(part);
        let name = part.get("$ref").and_then(schema_name);
        let object = name.map_or(part, |name| &known[name]);
        let own = object["properties"].as_object().cloned().unwrap_or_default();
        if optional.is_none() {
            let always = object["required"].as_array().cloned().unwrap_or_default();
            let every = own.keys().map(|name| Value::from(name.as_str())).collect();
            // An answer holds every member, also those that a body may leave out.
            required.extend(if answered && name.is_some() { every } else { always });
        }
        properties.extend(own);
    }
    let mut flat = json!({"type": "object", "required": required, "properties": properties});
    if let Some(description) = schema.get("description") {
        flat["description"] = description.clone();
    }
    flat
}

/// A merge patch holds what changes: nothing is required, and null takes away.
fn patches(all: &mut Value) {
    let mut made = Map::new();
    let known = all["components"]["schemas"].clone();
    let Some(paths) = all["paths"].as_object_mut() else { return };
    for operation in paths.values_mut().filter_map(|item| item.get_mut("patch")) {
        let patch = patch_name(&operation["operationId"]);
        let kinds = &mut operation["requestBody"]["content"];
        let content = &mut kinds["application/merge-patch+json"];
        let Some(name) = content["schema"].get("$ref").and_then(schema_name) else { continue };
        let mut schema = known[name].clone();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        if let Some(object) = schema.as_object_mut() {
            object.remove("required");
        }
        for (name, property) in schema["properties"].as_object_mut().into_iter().flatten() {
            if let Some(property) = property.as_object_mut() {
                property.remove("default");
            }
            if !required.contains(&Value::from(name.as_str())) {
                *property = nullable(property.take());
            }
        }
        made.insert(patch.clone(), schema);
        content["schema"]["$ref"] = format!("#/components/schemas/{patch}").into();
        kinds["application/json"] = content.clone();
    }
    if let Some(schemas) = all["components"]["schemas"].as_object_mut() {
        schemas.extend(made);
    }
}

/// `MeasurePatch` is for `edit_measure`.
fn patch_name(operation: &Value) -> String {
    let words = operation.as_str().unwrap_or_default().split('_').skip(1);
    let words = words.map(|word| word[..1].to_uppercase() + &word[1..]);
    words.chain(["Patch".to_owned()]).collect()
}

fn nullable(mut schema: Value) -> Value {
    if schema.get("oneOf").is_some() || schema["type"].is_array() {
        return schema;
    }
    match schema["type"].as_str().map(str::to_owned) {
        Some(kind) => {
            schema["type"] = json!([kind, "null"]);
            schema
        }
        None => json!({"oneOf": [schema, {"type": "null"}]}),
    }
}

/// Limits that follow from the format.
fn limit(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let is = |kind: &str| match object.get("type") {
                Some(Value::String(text)) => text == kind,
                Some(Value::Array(kinds)) => kinds.iter().any(|other| other == kind),
                _ => false,
            };
            let format = object.get("format").and_then(Value::as_str).unwrap_or_default();
            if is("string") && format == "date" {
                object.entry("maxLength").or_insert(10.into());
            } else if is("integer") {
                let most = if format == "int64" { SAFE } else { i64::from(i32::MAX) };
                object.entry("maximum").or_insert(most.into());
                object.entry("minimum").or_insert(0.into());
            }
            // Lists know the old word for it only.
            if object.contains_key("type")
                && let Some(example) = object.remove("example")
            {
                object.insert("examples".to_owned(), json!([example]));
            }
            if object.get("default").is_some_and(|value| value == "") {
                object.remove("default");
            }
            object.values_mut().for_each(limit);
        }
        Value::Array(items) => items.iter_mut().for_each(limit),
        _ => {}
    }
}
