//! Answers are what the description promises.

use serde_json::Value;

use super::world::World;
use super::{Operation, faults, operations};
use crate::harness::{Answer, PUBLIC};

/// Checks status, headers, kind and content of an answer against the description.
#[track_caller]
pub fn check(operation: &Operation, answer: &Answer) {
    let (id, status) = (operation.id(), answer.status.to_string());
    let responses = operation.responses();
    let described = responses.iter().find(|(known, _)| **known == status);
    let Some((_, described)) = described else {
        panic!("{id}: {status} is not described: {}", answer.text)
    };
    for (name, header) in described["headers"].as_object().into_iter().flatten() {
        let header = operation.resolved(header);
        let value = answer.headers.get(name).map(|value| value.to_str().unwrap());
        assert!(value.is_some() || header["required"] != true, "{id} {status}: no {name}");
        let Some(value) = value else { continue };
        let value = match header["schema"]["type"].as_str() {
            Some("integer") => value.parse::<i64>().unwrap().into(),
            _ => Value::from(value),
        };
        let wrong = faults(&header["schema"], &value, operation.root);
        assert!(wrong.is_empty(), "{id} {status}: {name}: {wrong:?}");
    }
    let Some(content) = described["content"].as_object() else {
        assert_eq!(answer.text, "", "{id} {status} has no body");
        return;
    };
    let kind = answer.header("content-type").split(';').next().unwrap();
    let media = content.get(kind).unwrap_or_else(|| panic!("{id} {status}: {kind}"));
    if kind.ends_with("json") {
        let wrong = faults(&media["schema"], &answer.json(), operation.root);
        assert!(wrong.is_empty(), "{id} {status}: {wrong:#?}\n{}", answer.text);
    }
    if kind == "application/problem+json" {
        check_problem(answer);
    }
}

/// What every failure has (RFC 9457).
#[track_caller]
pub fn check_problem(answer: &Answer) {
    let problem = answer.json();
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text);
    assert_eq!(problem["status"], answer.status, "{problem}");
    for member in ["type", "title", "detail", "instance", "code"] {
        assert!(
            problem[member].as_str().is_some_and(|text| !text.is_empty()),
            "{member}: {problem}"
        );
    }
    assert_eq!(problem["type"], format!("/problems/{}", problem["code"].as_str().unwrap()));
    assert_eq!(answer.header("content-language"), "de", "{problem}");
}

/// What every answer has, whatever it is.
#[track_caller]
pub fn check_headers(answer: &Answer, what: &str) {
    let wanted = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("api-version", env!("CARGO_PKG_VERSION")),
        ("vary", "Accept, Accept-Language, Authorization, Origin"),
    ];
    for (name, value) in wanted {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!answer.header("cache-control").is_empty(), "{what}: whether to keep it");
    assert_eq!(answer.header("strict-transport-security"), "", "{what}: not behind TLS here");
}

#[test]
fn every_operation_succeeds_as_described() {
    let world = World::new();
    for operation in operations() {
        let (call, who) = (world.call(&operation), world.caller(&operation));
        let answer = world.send(&who, &call);
        assert!((200..300).contains(&answer.status), "{}: {}", operation.id(), answer.text);
        check(&operation, &answer);
        check_headers(&answer, operation.id());
    }
}

#[test]
fn what_is_read_again_is_not_sent_again() {
    let world = World::new();
    for operation in operations() {
        if !operation.parameters().iter().any(|p| p["name"] == "If-None-Match") {
            continue;
        }
        let mut call = world.call(&operation);
        let who = world.caller(&operation);
        let first = world.send(&who, &call);
        call.headers.push(("If-None-Match", first.etag()));
        let second = world.send(&who, &call);
        assert_eq!((second.status, second.etag()), (304, first.etag()), "{}", operation.id());
        check(&operation, &second);
    }
}

#[test]
fn what_everybody_may_read_may_be_kept_by_everybody() {
    let world = World::new();
    for operation in operations() {
        // A stream is kept by nobody.
        let stream = operation.id() == "stream_events";
        if operation.method != "get" || !operation.takes_token() || stream {
            continue;
        }
        let call = world.call(&operation);
        let own = world.send(&world.caller(&operation), &call);
        assert_eq!(own.header("cache-control"), "private, no-store", "{}", operation.id());
        if !operation.needs_token() {
            let public = world.send(&PUBLIC, &call);
            assert_eq!(public.header("cache-control"), "public, no-cache", "{}", operation.id());
        }
    }
}

/// The pages are named as examples of the code.
#[test]
fn every_kind_of_problem_has_a_page_in_both_languages() {
    let world = World::new();
    let operation = operations()[0];
    let codes = &operation.root["components"]["schemas"]["Problem"]["properties"]["code"];
    let codes = codes["examples"].as_array().unwrap();
    assert!(codes.len() > 20);
    let mut seen = std::collections::BTreeSet::new();
    for code in codes {
        for (lang, accepted) in [("de", "de-DE,de;q=0.9,en;q=0.8"), ("en", "en-GB"), ("de", "fr")] {
            let path = format!("/problems/{}", code.as_str().unwrap());
            let headers = [("Accept-Language", accepted), ("Accept", "text/html")];
            let page = world.api.send("GET", &PUBLIC, &path, &headers, None);
            assert_eq!(page.status, 200, "{path}");
            assert_eq!(page.header("content-language"), lang, "{path} for {accepted}");
            assert!(page.text.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            seen.insert((code.to_string(), page.text));
        }
    }
    assert_eq!(seen.len(), 2 * codes.len(), "each is its own, in two languages");
}
