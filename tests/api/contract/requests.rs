//! What a request may hold: what is described, and nothing else.

use serde_json::{Value, json};

use super::answers::{check, check_problem};
use super::operations;
use super::world::World;
use crate::harness::PUBLIC;

#[test]
fn every_parameter_of_the_description_is_taken() {
    let world = World::new();
    for operation in operations() {
        let queries = operation.parameters().into_iter().filter(|p| p["in"] == "query");
        for parameter in queries {
            let pairs = pairs(parameter, &operation);
            let mut call = world.call(&operation);
            let (path, others) = call.path.split_once('?').unwrap_or((&call.path, ""));
            let others = form_urlencoded::parse(others.as_bytes());
            let others = others.filter(|(name, _)| parameter["name"] != **name);
            let mut query = form_urlencoded::Serializer::new(String::new());
            let query = query.extend_pairs(others).extend_pairs(pairs).finish();
            call.path = format!("{path}?{query}");
            let answer = world.send(&world.caller(&operation), &call);
            let code = answer.json()["errors"][0]["code"].as_str().map(str::to_owned);
            // Whether there is such a thing is another matter.
            let known = matches!(code.as_deref(), None | Some("no-such" | "cursor"));
            let exists = answer.status == 404 && query.contains("At=") || query.contains("asOf=");
            assert!(
                known && (matches!(answer.status, 200..=204) || code.is_some() || exists),
                "{query}: {}",
                answer.text
            );
            check(&operation, &answer);
        }
    }
}

fn with_query(path: &str, query: &str) -> String {
    format!("{path}{}{query}", if path.contains('?') { '&' } else { '?' })
}

/// Values of a parameter, as its schema and its example say.
fn pairs(parameter: &'static Value, operation: &super::Operation) -> Vec<(String, String)> {
    let name = parameter["name"].as_str().unwrap();
    let schema = &parameter["schema"];
    let items = operation.resolved(&schema["items"]);
    let schema = operation.resolved(schema["oneOf"].get(0).unwrap_or(schema));
    let example = parameter.get("example").or(items["examples"].get(0));
    let example = example.or(items["enum"].get(0)).or(schema["enum"].get(0));
    let example = example.or(schema["examples"].get(0)).cloned().unwrap_or(json!("true"));
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let values = match &example {
        Value::Array(values) => values.iter().map(text).collect(),
        value => vec![text(value)],
    };
    values.into_iter().map(|value| (name.to_owned(), value)).collect()
}

#[test]
fn a_parameter_that_nobody_knows_is_named() {
    let world = World::new();
    for operation in operations() {
        let mut call = world.call(&operation);
        call.path = with_query(&call.path, "nonsense=1&quatsch");
        let answer = world.send(&world.caller(&operation), &call);
        let (status, code, mut places) = answer.problem();
        places.retain(|place| place.contains("unknown"));
        let both = ["nonsense unknown-parameter", "quatsch unknown-parameter"];
        assert_eq!(
            (status, &*code, &*places),
            (400, "invalid", &both.map(String::from)[..]),
            "{}",
            operation.id()
        );
        check(&operation, &answer);
    }
}

#[test]
fn a_member_that_nobody_knows_is_named() {
    let world = World::new();
    for operation in operations() {
        let mut call = world.call(&operation);
        let Some(body) = call.body.as_mut() else { continue };
        if !call.kind.ends_with("json") {
            continue;
        }
        body["nonsense"] = json!(1);
        body["a/b~c"] = json!(null);
        let answer = world.send(&world.caller(&operation), &call);
        let (status, code, mut places) = answer.problem();
        places.sort();
        // In a merge patch null takes away what was not there.
        let patch = operation.method == "patch";
        let both = ["/a~1b~0c unknown-field", "/nonsense unknown-field"].map(String::from);
        let expected = if patch { &both[1..] } else { &both[..] };
        assert_eq!((status, &*code, &*places), (400, "invalid", expected), "{}", operation.id());
        check(&operation, &answer);
    }
}

#[test]
fn a_body_of_another_kind_is_refused() {
    let world = World::new();
    for operation in operations() {
        let Some((kind, _)) = operation.body() else { continue };
        if !kind.ends_with("json") {
            continue;
        }
        let call = world.call(&operation);
        let who = world.caller(&operation);
        for body in [json!([]), json!("text"), json!(null), json!(7)] {
            let call = super::world::Call { body: Some(body), ..call.clone() };
            let answer = world.send(&who, &call);
            let (status, code, places) = answer.problem();
            assert_eq!((status, &*code), (400, "invalid"), "{}: {:?}", operation.id(), call.body);
            assert_eq!(places, [" wrong-kind"], "{}: {:?}", operation.id(), call.body);
            check(&operation, &answer);
        }
    }
}

#[test]
fn failures_speak_german_and_english() {
    let world = World::new();
    let cases = [
        (None, "de", "Ungültige Angaben"),
        (Some("en"), "en", "Invalid input"),
        (Some("en-US,en;q=0.9,de;q=0.8"), "en", "Invalid input"),
        (Some("de;q=0.9,en;q=0.8"), "de", "Ungültige Angaben"),
        (Some("fr,en;q=0.5"), "en", "Invalid input"),
        (Some("tlh"), "de", "Ungültige Angaben"),
        (Some(";;;,,q="), "de", "Ungültige Angaben"),
    ];
    for (accepted, lang, title) in cases {
        let headers: Vec<_> = accepted.iter().map(|value| ("Accept-Language", *value)).collect();
        let answer = world.api.send("GET", &PUBLIC, "/v1/measures?limit=0", &headers, None);
        let problem = answer.expect(400);
        assert_eq!(problem["title"], title, "{accepted:?}");
        assert_eq!(answer.header("content-language"), lang, "{accepted:?}");
        if lang == "de" {
            check_problem(&answer);
        }
    }
}
