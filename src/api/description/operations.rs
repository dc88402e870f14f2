//! What all operations have in common beside their failures.

use serde_json::{Value, json};

use super::answers;

/// `versioned`: the API itself, and not the service around it.
pub fn complete(all: &mut Value, versioned: bool) {
    all["components"]["parameters"] = parameters();
    for (_, item) in all["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let conditional = method == "get" && answers::is_conditional(operation);
            if conditional {
                take(operation, "IfNoneMatch");
            }
            take(operation, "AcceptLanguage");
            let repeatable = answers::is_repeatable(operation, method);
            match method.as_str() {
                "get" => take(operation, "AtLeastSequence"),
                _ if versioned => take(operation, "DryRun"),
                _ => {}
            }
            if repeatable {
                take(operation, "IdempotencyKey");
            }
            for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
                if !status.starts_with('2') {
                    continue;
                }
                if method != "get" {
                    answers::put(answer, &["Register-Sequence"]);
                }
                if method != "get" && versioned {
                    answers::put(answer, &["Dry-Run"]);
                }
                if repeatable {
                    answers::put(answer, &["Idempotency-Replayed"]);
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
        "IdempotencyKey": header("Idempotency-Key",
            "Names the request, best by a UUID: who repeats it within 48 hours gets the same answer, and nothing is done twice. The same key with another request is a 422; while the first is under way it is a 409. Every caller has keys of their own. Refusals are kept like other answers, but not those of before it was tried (401, 408, 413, 415, 429, 5xx). A secret that is told once is left out of a repeat.",
            "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        "DryRun": {
            "name": "dryRun",
            "in": "query",
            "required": false,
            "description": "Only say what would happen: the same checks and the same kind of answer, with `Dry-Run: true`, but nothing is stored. A record that would be new shows an `id` that is made up, as its members are the same; nothing else names it, neither `Location` nor the items of a list. Secrets are left out.",
            "schema": {"type": "boolean", "default": false},
            "example": true,
        },
    })
}
