//! What all operations have in common beside their failures.

use serde_json::{Value, json};

use super::answers;

pub fn complete(all: &mut Value) {
    all["components"]["parameters"] = parameters();
    for (_, item) in all["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let conditional = method == "get" && answers::is_conditional(operation);
            if conditional {
                take(operation, "IfNoneMatch");
            }
            take(operation, "AcceptLanguage");
            if method == "get" {
                take(operation, "AtLeastSequence");
            }
            for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
                if !status.starts_with('2') {
                    continue;
                }
                if method != "get" {
                    answers::put(answer, &["Register-Sequence"]);
                }
                if conditional || is_record(answer) {
                    answers::put(answer, &["ETag", "Cache-Control"]);
                }
                for name in ["Location", "Cache-Control"] {
                    if answer["headers"].get(name).is_some() {
                        answers::put(answer, &[name]);
                    }
                }
            }
        }
    }
}

/// A record has a tag also after a write.
fn is_record(answer: &Value) -> bool {
    let schema = &answer["content"]["application/json"]["schema"]["$ref"];
    schema.as_str().is_some_and(|name| name.ends_with("Record"))
}

fn take(operation: &mut Value, name: &str) {
    let reference = json!({"$ref": format!("#/components/parameters/{name}")});
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(reference),
        None => operation["parameters"] = json!([reference]),
    }
}

fn parameters() -> Value {
    let header = |name: &str, description: &str, example: &str| {
        json!({
            "name": name,
            "in": "header",
            "required": false,
            "description": description,
            "schema": {"type": "string", "maxLength": 200},
            "example": example,
        })
    };
    json!({
        "IfNoneMatch": header("If-None-Match",
            "The `ETag` that the caller holds; nothing new is a 304.", "\"3-1f0c6e1a2b3c4d5e\""),
        "AcceptLanguage": header("Accept-Language",
            "German or English, for what people read; German if not said.", "en"),
        "AtLeastSequence": header("At-Least-Sequence",
            "The `Register-Sequence` of a write, through whichever process: the read waits for it for two seconds, and then fails as a 503.", "4711"),
    })
}
