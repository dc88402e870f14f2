//! Bodies, paths and queries that chance wrote: each has an answer, and none is a
//! failure of ours.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::request;
use crate::harness::{PUBLIC, TestApi, complete};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
        "[0-9]{4}(-[0-9]{2}){0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map("[a-zA-Z]{1,10}", inner, 0..5)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

/// A whole content with something else in one place.
fn mutated(whole: Value) -> impl Strategy<Value = Value> {
    let names: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
    (prop::sample::select(names), any_json(), any::<bool>()).prop_map(
        move |(name, value, inside)| {
            let mut body = whole.clone();
            match body[&name].as_object_mut() {
                Some(inner) if inside => {
                    let first = inner.keys().next().cloned().unwrap_or_default();
                    inner.insert(first, value);
                }
                _ => body[&name] = value,
            }
            body
        },
    )
}

fn whole(api: &TestApi, carrier: massnahmenregister::domain::CarrierId) -> Value {
    let mut body = complete(carrier);
    let more = json!({
        "summary": "Kurz", "furtherHandlungsfelder": [3], "guidelines": [], "actual": {"start": "2021"},
        "partners": [{"name": "Verein"}], "funding": [{"source": "eu", "year": 2021}],
        "links": [{"url": "https://example.org/"}], "milestones": [{"title": "Auftakt"}],
        "indicators": [{"name": "Kurse", "year": 2021, "planned": 4}],
        "councilPapers": [{"number": "I0284/20"}], "contact": {"name": "A"}, "predecessor": null,
        "internalNote": "x", "concept": "integrationskonzept-2020-2023", "external": null,
        "statusChanges": [{"to": "running", "effectiveOn": "2021-03-01"}],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    api.post(&api.officer(carrier), "/v1/measures", body.clone()).expect(201);
    body
}

#[test]
fn no_body_breaks_the_service() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let path = api.published(carrier);
    let run = runner(300).run(&mutated(whole(&api, carrier)), |body| {
        let created = api.post(&officer, "/v1/measures", body.clone());
        // Somebody else's carrier, or the name of a measure that is there.
        prop_assert!(
            [201, 400, 403, 409].contains(&created.status),
            "{} {}",
            created.status,
            created.text
        );
        let etag = api.get(&officer, &path).etag();
        let edited = api.patch(&officer, &path, &etag, body);
        prop_assert!([200, 400].contains(&edited.status), "{} {}", edited.status, edited.text);
        Ok(())
    });
    run.unwrap();
}

#[test]
fn no_bytes_break_the_service() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let text = whole(&api, carrier).to_string().into_bytes();
    let flips = prop::collection::vec((0..text.len(), any::<u8>()), 1..4);
    let run = runner(200).run(&flips, |flips| {
        let mut bytes = text.clone();
        flips.into_iter().for_each(|(place, byte)| bytes[place] = byte);
        let bytes = request(&officer, &["Content-Type: application/json"], &bytes);
        let answer = api.send_raw(&bytes).unwrap();
        prop_assert!([201, 400, 403, 409].contains(&answer.status), "{answer:?}");
        Ok(())
    });
    run.unwrap();
}

#[test]
fn no_address_breaks_the_service() {
    let api = TestApi::new();
    let path = api.published(api.carrier("Verein Brücken e.V."));
    let names =
        ["q", "limit", "sort", "asOf", "knownAt", "year", "cursor", "status", "from", "carrier"];
    let parts = (prop::sample::select(names.to_vec()), any::<String>(), "[ -~]{0,30}");
    let run = runner(300).run(&parts, |(name, value, tail)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair(name, &value).finish();
        let tail: String = form_urlencoded::byte_serialize(tail.as_bytes()).collect();
        for address in [
            format!("/v1/measures?{query}"),
            format!("/v1/statistics/measures?groupBy=status&{query}"),
            format!("{path}?{query}"),
            format!("/v1/measures/{tail}"),
            format!("/{tail}"),
        ] {
            let answer = api.get(&PUBLIC, &address);
            prop_assert!([200, 400, 404].contains(&answer.status), "{address}: {}", answer.text);
        }
        Ok(())
    });
    run.unwrap();
}
