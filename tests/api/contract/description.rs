//! The committed descriptions as the tests use them, and that they are whole.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use super::faults;

static PARTS: LazyLock<[Value; 2]> = LazyLock::new(|| {
    let part = |name: &str| {
        let path = format!("{}/openapi/{name}", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    [part("openapi.json"), part("service.json")]
});

/// One operation of the interface.
#[derive(Clone, Copy)]
pub struct Operation {
    pub method: &'static str,
    /// Below the server's address, with its parameters in braces.
    pub template: &'static str,
    /// The description it stands in.
    pub root: &'static Value,
    pub json: &'static Value,
}

impl Operation {
    pub fn id(&self) -> &'static str {
        self.json["operationId"].as_str().unwrap()
    }

    pub fn method(&self) -> String {
        self.method.to_uppercase()
    }

    /// The path from the root of the host.
    pub fn path(&self) -> String {
        let server = self.root["servers"][0]["url"].as_str().unwrap();
        let base = server.splitn(4, '/').nth(3).map(|base| format!("/{base}"));
        base.unwrap_or_default() + self.template
    }

    /// Whether a token counts here.
    pub fn takes_token(&self) -> bool {
        self.securities().iter().any(|security| security.get("bearer").is_some())
    }

    pub fn needs_token(&self) -> bool {
        self.takes_token() && !self.securities().iter().any(|s| *s == serde_json::json!({}))
    }

    fn securities(&self) -> &'static Vec<Value> {
        self.json["security"].as_array().unwrap()
    }

    /// What the description says, with a reference followed.
    pub fn resolved<'v>(&self, value: &'v Value) -> &'v Value {
        match value["$ref"].as_str() {
            Some(to) => self.root.pointer(to.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    pub fn parameters(&self) -> Vec<&'static Value> {
        let all = self.json["parameters"].as_array().into_iter().flatten();
        all.map(|parameter| self.resolved(parameter)).collect()
    }

    pub fn responses(&self) -> Vec<(&'static String, &'static Value)> {
        let all = self.json["responses"].as_object().into_iter().flatten();
        all.map(|(status, answer)| (status, self.resolved(answer))).collect()
    }

    /// The JSON body it takes: kind and content.
    pub fn body(&self) -> Option<(&'static String, &'static Value)> {
        self.json["requestBody"]["content"].as_object()?.iter().next()
    }
}

/// All operations of both descriptions.
pub fn operations() -> Vec<Operation> {
    let mut all = Vec::new();
    for root in PARTS.iter() {
        for (template, item) in root["paths"].as_object().unwrap() {
            for (method, json) in item.as_object().unwrap() {
                all.push(Operation { method, template, root, json });
            }
        }
    }
    assert!(all.len() > 40, "{} operations", all.len());
    all
}

#[test]
fn every_operation_says_what_it_is_for() {
    let mut ids = BTreeSet::new();
    for operation in operations() {
        let (id, json) = (operation.id(), operation.json);
        assert!(ids.insert(id), "{id} stands twice");
        for member in ["summary", "description"] {
            assert!(json[member].as_str().is_some_and(|text| text.len() > 5), "{id}: {member}");
        }
        let tag = &json["tags"][0];
        let tags = operation.root["tags"].as_array().unwrap();
        assert!(tags.iter().any(|known| known["name"] == *tag), "{id}: the tag {tag}");
        for (status, answer) in operation.responses() {
            assert!(answer["description"].is_string(), "{id}: {status}");
            assert!(answer["headers"]["API-Version"].is_object(), "{id}: {status}");
        }
    }
}

#[test]
fn every_operation_says_how_it_can_fail() {
    for operation in operations() {
        let known: Vec<_> =
            operation.responses().iter().map(|(status, _)| status.as_str()).collect();
        let named = |name: &str| operation.parameters().iter().any(|p| p["name"] == name);
        let has_body = operation.body().is_some();
        let wanted = [
            ("400", true, "a parameter that nobody knows"),
            ("401", operation.takes_token(), "a token that is none"),
            ("404", operation.template.contains('{'), "a name of nothing"),
            ("408", has_body, "a body that never arrives"),
            ("413", has_body, "a body without an end"),
            ("415", has_body && operation.id() != "issue_token", "a body that is something else"),
            ("412", named("If-Match"), "a version of yesterday"),
            ("428", named("If-Match"), "no version at all"),
            ("304", operation.method == "get" && named("If-None-Match"), "nothing new"),
            ("429", true, "too much"),
            ("500", true, "our mistake"),
            ("503", true, "a crowd"),
        ];
        for (status, holds, reason) in wanted {
            assert!(!holds || known.contains(&status), "{}: {reason} is {status}", operation.id());
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, root: &Value) {
        match value {
            Value::Object(object) => {
                if let Some(to) = object.get("$ref").and_then(Value::as_str) {
                    assert!(root.pointer(to.trim_start_matches('#')).is_some(), "{to}");
                }
                object.values().for_each(|value| walk(value, root));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, root)),
            _ => {}
        }
    }
    PARTS.iter().for_each(|part| walk(part, part));
}

#[test]
fn every_body_has_an_example_that_fits() {
    for operation in operations() {
        let answers =
            operation.responses().into_iter().map(|(status, answer)| (status.as_str(), answer));
        let bodies = [("body", &operation.json["requestBody"])].into_iter().chain(answers);
        for (what, part) in bodies {
            for (kind, media) in part["content"].as_object().into_iter().flatten() {
                if !kind.starts_with("application/") {
                    continue;
                }
                let example = media.get("example").unwrap_or_else(|| {
                    panic!("{}: {what} has no example", operation.id());
                });
                let wrong = faults(&media["schema"], example, operation.root);
                assert!(wrong.is_empty(), "{}: {what}: {wrong:#?}", operation.id());
            }
        }
    }
}

/// Places where a schema says what it says below `examples`.
#[test]
fn every_example_of_a_member_fits() {
    fn walk(value: &Value, root: &Value) {
        let Some(object) = value.as_object() else {
            value.as_array().into_iter().flatten().for_each(|item| walk(item, root));
            return;
        };
        let examples = object.get("examples").and_then(Value::as_array).into_iter().flatten();
        for example in examples.filter(|_| object.contains_key("type")) {
            let wrong = faults(value, example, root);
            assert!(wrong.is_empty(), "{wrong:#?}");
        }
        object.values().for_each(|value| walk(value, root));
    }
    PARTS.iter().for_each(|part| walk(&part["components"]["schemas"], part));
}
