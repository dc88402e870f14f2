//! What all answers have in common: headers, and failures, which are described
//! once for all operations.

use serde_json::{Map, Value, json};

use super::example;
use crate::api::problem;

pub fn complete(all: &mut Value) {
    all["components"]["headers"] = headers();
    let mut shared = Map::new();
    for (path, item) in all["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            prune(operation, method);
            let conditional = method == "get" && is_conditional(operation);
            let Some(answers) = operation["responses"].as_object_mut() else { continue };
            for (status, answer) in answers.iter_mut() {
                put_headers(status, answer);
                if let Some(name) = shared_name(status, answer) {
                    let reference = format!("#/components/responses/{name}");
                    shared.entry(name).or_insert_with(|| with_example(status, answer.take()));
                    *answer = json!({"$ref": reference});
                }
            }
            if conditional {
                let name = "NotModified".to_owned();
                let reference = format!("#/components/responses/{name}");
                answers.insert("304".to_owned(), json!({"$ref": reference}));
                answers.sort_keys();
                shared.entry(name).or_insert_with(not_modified);
            }
            debug_assert!(!answers.is_empty(), "{method} {path} answers something");
        }
    }
    all["components"]["responses"] = shared.into();
}

/// Takes out failures that cannot happen: without a body there is none to be
/// refused, without `If-Match` nothing is stale, and without a key it is none's.
fn prune(operation: &mut Value, method: &str) {
    let named = |name: &str| {
        let parameters = operation["parameters"].as_array();
        parameters.into_iter().flatten().any(|parameter| parameter["name"] == name)
    };
    let conditional = named("If-Match");
    let repeatable = is_repeatable(operation, method);
    let has_body = operation.get("requestBody").is_some();
    if let Some(answers) = operation["responses"].as_object_mut() {
        let fails = |status: &str| match status {
            "412" | "428" => conditional,
            "408" | "413" | "415" => has_body,
            "422" => repeatable,
            _ => true,
        };
        answers.retain(|status, _| fails(status));
    }
}

/// Whether it takes an `Idempotency-Key`: a POST of somebody who is known.
pub fn is_repeatable(operation: &Value, method: &str) -> bool {
    let securities = operation["security"].as_array();
    let known = |security: &Value| security.get("bearer").is_some();
    method == "post" && securities.is_some_and(|securities| securities.iter().any(known))
}

/// A read that is answered with a tag: all that have a body of JSON or Atom, but for
/// those that say how they are cached by themselves.
pub fn is_conditional(operation: &Value) -> bool {
    let answer = &operation["responses"]["200"];
    let kinds = ["application/json", "application/atom+xml", "application/ld+json"];
    let tagged = kinds.iter().any(|kind| answer["content"].get(kind).is_some());
    tagged && answer["headers"].get("Cache-Control").is_none()
}

/// Failures are the same for all operations, but for those of OAuth.
fn shared_name(status: &str, answer: &Value) -> Option<String> {
    let failure = status.starts_with(['4', '5']);
    let kinds = answer["content"].as_object();
    let problem = kinds.is_some_and(|kinds| kinds.keys().eq(["application/problem+json"]));
    (failure && problem).then(|| format!("Problem{status}"))
}

fn with_example(status: &str, mut answer: Value) -> Value {
    let status = status.parse().unwrap_or(500);
    answer["content"]["application/problem+json"]["example"] = problem::example(status);
    answer
}

fn not_modified() -> Value {
    let mut answer = json!({"description": "The caller holds it already"});
    put_headers("304", &mut answer);
    put(&mut answer, &["ETag", "Cache-Control"]);
    answer
}

fn put_headers(status: &str, answer: &mut Value) {
    put(answer, &["API-Version", "Access-Control-Allow-Origin"]);
    if status.starts_with(['2', '4']) {
        put(answer, &["RateLimit"]);
    }
    if status.starts_with(['4', '5']) && shared_name(status, answer).is_some() {
        put(answer, &["Content-Language"]);
    }
    match status {
        "401" => put(answer, &["WWW-Authenticate"]),
        "429" | "503" => put(answer, &["Retry-After"]),
        _ => {}
    }
}

pub fn put(answer: &mut Value, names: &[&str]) {
    for name in names {
        let reference = json!({"$ref": format!("#/components/headers/{name}")});
        answer["headers"][name] = reference;
    }
}

fn headers() -> Value {
    let header = |required: bool, description: &str, schema: Value, value: &str| {
        let example = example::typed(&schema, value);
        json!({"description": description, "required": required, "schema": schema, "example": example})
    };
    let text = |max: usize| json!({"type": "string", "maxLength": max});
    let seconds = json!({"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400});
    json!({
        "API-Version": header(true, "The full version of the API.", text(40), env!("CARGO_PKG_VERSION")),
        "Access-Control-Allow-Origin": header(false,
            "For requests of a page of another origin that may read the answer.", text(300), "*"),
        "RateLimit": header(false,
            "For operations that limit attempts: how many the address has left (`r`), and in how many seconds it has all again (`t`).",
            text(100), "\"address\";r=119;t=1"),
        "ETag": header(true, "Names what was answered, for `If-None-Match` and `If-Match`.",
            text(100), "\"3-1f0c6e1a2b3c4d5e\""),
        "Cache-Control": header(true, "Whether the answer may be kept.", text(100), "public, no-cache"),
        "Content-Language": header(true, "The language of the text.",
            json!({"type": "string", "enum": ["de", "en"]}), "de"),
        "WWW-Authenticate": header(true, "How to authenticate.", text(200), "Bearer"),
        "Retry-After": header(true, "After how many seconds to try again.", seconds, "30"),
        "Register-Sequence": header(true,
            "The write is in the register's log up to this number; for `At-Least-Sequence`.",
            json!({"type": "integer", "format": "int64", "minimum": 0, "maximum": 9_007_199_254_740_991_i64}), "4711"),
        "Dry-Run": header(false, "Nothing was stored: the request said `dryRun=true`.",
            json!({"type": "string", "enum": ["true"]}), "true"),
        "Idempotency-Replayed": header(false,
            "The answer to the first request with this `Idempotency-Key`.",
            json!({"type": "string", "enum": ["true"]}), "true"),
        "Location": header(false, "Address of what was created; not after a dry run.",
            json!({"type": "string", "format": "uri-reference", "maxLength": 500}),
            "/v1/measures/01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11"),
    })
}
