//! The planning office asks who answers for what, and who has gone silent.

use serde_json::{Value, json};

use super::counts::published;
use crate::harness::{PUBLIC, TestApi, complete};

fn rows(answer: &Value) -> Vec<(String, Value)> {
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| (row["carrier"]["name"].as_str().unwrap().to_owned(), row["measures"].clone()))
        .collect()
}

#[test]
fn an_umbrella_answers_for_those_below_it_if_asked() {
    let api = TestApi::new();
    let umbrella = api.carrier("Dachverband");
    let member = |name: &str, parent| {
        api.carrier_of(json!({"name": name, "kind": "association", "parent": parent}))
    };
    let below = member("Verein", umbrella);
    let deeper = member("Zweig", below);
    for carrier in [umbrella, below, below, deeper] {
        published(&api, carrier, json!({}));
    }
    api.post(&api.officer(deeper), "/v1/measures", complete(deeper)).expect(201);
    let pair = |name: &str, measures: u64| (name.to_owned(), json!(measures));
    let each = api.get(&PUBLIC, "/v1/statistics/carriers").expect(200);
    assert_eq!(rows(&each), [pair("Dachverband", 1), pair("Verein", 2), pair("Zweig", 1)]);
    let together = api.get(&PUBLIC, "/v1/statistics/carriers?rollUp=true").expect(200);
    assert_eq!(rows(&together), [pair("Dachverband", 4)]);
    let all = api.get(&api.planner(), "/v1/statistics/carriers?rollUp=true").expect(200);
    assert_eq!(rows(&all), [pair("Dachverband", 5)], "with the draft");
    let counts = json!({"draft": 1, "submitted": 0, "returned": 0, "published": 4, "withdrawn": 0, "archived": 0});
    assert_eq!(all["rows"][0]["publication"], counts);
    assert_eq!((&all["counted"], &all["additive"]), (&json!(5), &json!(true)));
    let refused = api.get(&PUBLIC, "/v1/statistics/carriers?rollUp=perhaps").problem();
    assert_eq!(refused.2, ["rollUp wrong-kind"]);
}

#[test]
fn a_carrier_that_has_gone_silent_is_seen() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let made = published(&api, carrier, json!({})).expect(201);
    published(&api, carrier, json!({"planned": {"start": "2021", "openEnded": true}}));
    let path = format!("/v1/measures/{}", made["id"].as_str().unwrap());
    let row = |query: &str| {
        api.get(&PUBLIC, &format!("/v1/statistics/carriers?{query}")).expect(200)["rows"][0].clone()
    };
    assert_eq!((&row("")["overdue"], &row("")["stale"]), (&json!(1), &json!(0)));
    assert_eq!(row("")["lastConfirmedOn"], Value::Null);
    api.register.clock.advance(chrono::TimeDelta::days(181));
    let officer = api.officer(carrier);
    assert_eq!(row("")["stale"], 2);
    api.post(&officer, &format!("{path}/confirmations"), json!({})).expect(200);
    let after = row("");
    assert_eq!(after["stale"], 1);
    assert_eq!(after["lastConfirmedOn"], api.register.clock.today().to_string());
    assert_eq!(after["lastUpdatedAt"], api.get(&PUBLIC, &path).expect(200)["updatedAt"]);
    let csv = api.get(&PUBLIC, "/v1/statistics/carriers?format=csv").text;
    assert!(
        csv.starts_with("carrier.id,carrier.name,carrier.kind,measures,status.planned,"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 2);
}

#[test]
fn what_a_carrier_notes_for_itself_is_no_sign_of_life_to_the_public() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (officer, path) = (api.officer(carrier), api.published(carrier));
    let row = |who| api.get(who, "/v1/statistics/carriers").expect(200)["rows"][0].clone();
    let (public, own) = (row(&PUBLIC), row(&officer));
    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"internalNote": "Für uns"})).expect(200);
    assert_ne!(row(&officer)["lastUpdatedAt"], own["lastUpdatedAt"]);
    let again = api.get(&PUBLIC, "/v1/statistics/carriers?rollUp=false").expect(200);
    assert_eq!(again["rows"][0], public);
}

#[test]
fn a_later_confirmation_does_not_hide_the_one_of_then() {
    let api = TestApi::new();
    let path = api.published(api.carrier("Verein"));
    let begun = json!({"to": "running", "effectiveOn": "2021-03-01"});
    api.post(&api.planner(), &format!("{path}/status-changes"), begun).expect(200);
    let confirm = |on: &str| {
        let path = format!("{path}/confirmations");
        api.post(&api.planner(), &path, json!({"on": on})).expect(200);
        api.register.view().last_change_at
    };
    let then = confirm("2022-01-05");
    confirm("2022-02-05");
    let last = |query: String| {
        let found = api.get(&PUBLIC, &format!("/v1/statistics/carriers?{query}")).expect(200);
        found["rows"][0]["lastConfirmedOn"].clone()
    };
    assert_eq!(last(String::new()), "2022-02-05");
    assert_eq!(last("asOf=2022-01-31".to_owned()), "2022-01-05");
    assert_eq!(last("asOf=2022-01-04".to_owned()), Value::Null);
    assert_eq!(last(format!("asOf=2022-02-28&knownAt={then}")), "2022-01-05");
}
