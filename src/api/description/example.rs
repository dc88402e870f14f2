//! An example for every body, put together of the examples of its members.

use serde_json::{Map, Value, json};

/// Of what is JSON; a page is no example.
pub fn complete(all: &mut Value) {
    let schemas = all["components"]["schemas"].clone();
    for (_, item) in all["paths"].as_object_mut().into_iter().flatten() {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(body) = operation.get_mut("requestBody") {
                fill(body, &schemas);
            }
            for (_, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
                fill(answer, &schemas);
            }
        }
    }
}

fn fill(part: &mut Value, schemas: &Value) {
    let Some(content) = part.get_mut("content").and_then(Value::as_object_mut) else { return };
    for (kind, media) in content {
        if media.get("example").is_none() && kind.starts_with("application/") {
            media["example"] = of(&media["schema"], schemas, &[]);
        }
    }
}

/// The name of the schema that one refers to.
fn name(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

/// A value that the schema allows, `within` those of these names: a list of what it is in
/// itself stays empty.
fn of(schema: &Value, schemas: &Value, within: &[&str]) -> Value {
    if let Some(name) = name(schema) {
        return of(&schemas[name], schemas, &[within, &[name]].concat());
    }
    if let Some(example) = schema["examples"].get(0) {
        return example.clone();
    }
    if let Some(word) = schema["enum"].get(0) {
        return word.clone();
    }
    if let Some(variant) = schema["oneOf"].get(0) {
        return of(variant, schemas, within);
    }
    let kind = schema["type"].as_str().or(schema["type"][0].as_str()).unwrap_or("object");
    match kind {
        "object" => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let members =
                properties.map(|(name, schema)| (name.clone(), of(schema, schemas, within)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        "array" if name(&schema["items"]).is_some_and(|name| within.contains(&name)) => json!([]),
        "array" => json!([of(&schema["items"], schemas, within)]),
        "boolean" => json!(false),
        "integer" => schema["minimum"].as_i64().unwrap_or(0).max(1).into(),
        "null" => Value::Null,
        _ => text(schema).into(),
    }
}

fn text(schema: &Value) -> &'static str {
    match schema["format"].as_str().unwrap_or_default() {
        "date" => "2021-06-15",
        "date-time" => "2021-06-15T09:00:00Z",
        "uuid" => "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11",
        "email" => "kontakt@example.org",
        "uri" | "uri-reference" => "https://example.org/",
        "password" => "correct horse battery",
        _ if schema["maxLength"].as_i64().is_some_and(|max| max < 8) => "…",
        _ => "Beispiel",
    }
}

/// Text as what a schema takes.
pub fn typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("integer") => text.parse::<i64>().map_or(Value::Null, Value::from),
        _ => text.into(),
    }
}
