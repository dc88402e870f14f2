//! What a measure reaches, in numbers: registered, changed and read like all that is
//! written about it.

use massnahmenregister::actions::measures::copy_measure;
use massnahmenregister::domain::measure::Content;
use massnahmenregister::domain::{Caller, Clock, MeasureId};
use massnahmenregister::register::{Register, Tx, View};
use massnahmenregister::store::Store;
use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi, complete, path_of};

fn with_indicators(mut body: Value, indicators: Value) -> Value {
    body["indicators"] = indicators;
    body
}

#[test]
fn what_is_not_said_of_an_indicator_is_not_reported() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let given = json!([
        {"name": " Eltern ", "unit": "Teilnehmende", "countsPersons": true, "year": 2021, "planned": 20, "actual": 0},
        {"name": "Eltern", "year": 2022},
        {"name": "Kurse", "planned": 1_000_000_000_000_i64},
    ]);
    let body = with_indicators(complete(carrier), given);
    let made = api.post(&officer, "/v1/measures", body);
    let expected = json!([
        {"name": "Eltern", "unit": "Teilnehmende", "countsPersons": true, "year": 2021, "planned": 20, "actual": 0},
        {"name": "Eltern", "unit": null, "countsPersons": false, "year": 2022, "planned": null, "actual": null},
        {"name": "Kurse", "unit": null, "countsPersons": false, "year": null, "planned": 1_000_000_000_000_i64, "actual": null},
    ]);
    assert_eq!(made.expect(201)["indicators"], expected);
    let path = path_of(&made);
    let patched = api.patch(&officer, &path, &made.etag(), json!({"indicators": null}));
    assert_eq!(patched.expect(200)["indicators"], json!([]));
}

#[test]
fn every_fault_of_an_indicator_is_told_at_once() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let indicators = json!([
        {"unit": "x".repeat(61), "year": 1899, "planned": -1, "actual": 1_000_000_000_001_i64},
        {"name": "Eltern", "year": 2021, "countsPersons": "ja"},
        {"name": "ELTERN", "year": 2021, "persons": ["Anna"]},
        {"name": "Eltern", "withheld": ["actual"]},
    ]);
    let body = with_indicators(complete(carrier), indicators);
    let (status, _, places) = api.post(&api.officer(carrier), "/v1/measures", body).problem();
    let expected = [
        "/indicators/0/name required",
        "/indicators/0/unit too-long",
        "/indicators/0/year out-of-range",
        "/indicators/0/planned out-of-range",
        "/indicators/0/actual out-of-range",
        "/indicators/1/countsPersons wrong-kind",
        "/indicators/2/name repeated",
        "/indicators/2/persons unknown-field",
        "/indicators/3/withheld unknown-field",
    ];
    assert_eq!((status, places), (400, expected.map(String::from).to_vec()));
    let many: Vec<_> = (0..101).map(|number| json!({"name": number.to_string()})).collect();
    let body = with_indicators(complete(carrier), json!(many));
    let refused = api.post(&api.officer(carrier), "/v1/measures", body).problem();
    assert_eq!(refused.2, ["/indicators too-many"]);
}

#[test]
fn a_carrier_reports_on_a_published_measure_at_once() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let path = api.published(carrier);
    let officer = api.officer(carrier);
    let etag = api.get(&officer, &path).etag();
    let patch = json!({"indicators": [{"name": "Kurse", "actual": 7}], "title": "Anders"});
    api.patch(&officer, &path, &etag, patch).expect(200);
    let public = api.get(&PUBLIC, &path).expect(200);
    assert_eq!(
        (&public["indicators"][0]["actual"], &public["title"]),
        (&json!(7), &json!("Sprachkurs für Eltern"))
    );
}

#[test]
fn next_years_measure_keeps_what_is_counted_and_planned() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let given = json!([{
        "name": "Eltern", "unit": "Teilnehmende", "countsPersons": true, "year": 2021, "planned": 20, "actual": 17,
    }]);
    let made = api.post(&officer, "/v1/measures", with_indicators(complete(carrier), given));
    let id: MeasureId = serde_json::from_value(made.expect(201)["id"].clone()).unwrap();
    let copy = move |tx: &mut Tx<'_>| copy_measure(tx, &Caller::System, id);
    let copy = api.register.write_blocking(copy).unwrap();
    let copy = api.get(&officer, &format!("/v1/measures/{copy}")).expect(200);
    let expected = json!([{
        "name": "Eltern", "unit": "Teilnehmende", "countsPersons": true, "year": 2022, "planned": 20, "actual": null,
    }]);
    assert_eq!(copy["indicators"], expected);
}

/// What was written before there were any does not have the member.
#[test]
fn what_was_stored_without_indicators_has_none() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let body = with_indicators(complete(carrier), json!([{"name": "Kurse"}]));
    let id = api.post(&api.officer(carrier), "/v1/measures", body).expect(201)["id"].clone();
    let id: MeasureId = serde_json::from_value(id).unwrap();
    let mut store = Store::connect(&api.database.url).unwrap();
    for table in ["measures", "changes"] {
        let renamed = "replace(content, '\"indicators\":', '\"unknown\":')";
        store.execute(&format!("UPDATE {table} SET content = {renamed}")).unwrap();
    }
    let clock = Clock::new(chrono_tz::Europe::Berlin);
    let (register, _) = Register::open(&api.database.url, clock).unwrap();
    let content = |view: &View| (*view.measures.find(id).unwrap().measure.content).clone();
    let expected = Content { indicators: Box::default(), ..content(&api.register.view()) };
    assert_eq!(content(&register.view()), expected);
}
