//! The council asks which guideline is worked on in which Stadtteil.

use serde_json::{Value, json};

use super::counts::published;
use crate::harness::{PUBLIC, TestApi};
use crate::population::whole_town;

fn cell<'a>(matrix: &'a Value, guideline: &str, stadtteil: &str) -> &'a Value {
    let rows = matrix["rows"].as_array().unwrap();
    rows.iter().find(|row| row["guideline"] == guideline && row["stadtteil"] == stadtteil).unwrap()
}

/// A running measure here, a citywide one, a planned one, one that is over.
fn some_work(api: &TestApi) {
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let start = |own: Value, steps: &[(&str, &str)]| {
        let made = published(api, carrier, own).expect(201);
        let path = format!("/v1/measures/{}/status-changes", made["id"].as_str().unwrap());
        for (to, on) in steps {
            api.post(&officer, &path, json!({"to": to, "effectiveOn": on, "reason": "other"}))
                .expect(200);
        }
    };
    let running = [("running", "2021-03-01")];
    start(json!({"guidelines": ["2.1"]}), &running);
    start(json!({"guidelines": ["2.1"], "reach": "citywide", "stadtteile": []}), &running);
    start(json!({"guidelines": ["2.2"]}), &[]);
    let over = [("running", "2021-03-01"), ("completed", "2022-03-01")];
    start(json!({"guidelines": ["2.3"], "stadtteile": ["08"]}), &over);
    start(json!({"guidelines": ["2.4"]}), &[("dropped", "2021-02-01")]);
    start(json!({}), &running);
}

#[test]
fn every_cell_says_what_is_done_there() {
    let api = TestApi::new();
    some_work(&api);
    let now = api.get(&PUBLIC, "/v1/coverage").expect(200);
    let cases = [
        ("2.1", "06", "covered"),
        ("2.1", "01", "citywide"),
        ("2.2", "06", "planned"),
        ("2.2", "01", "empty"),
        ("2.3", "08", "ended"),
        ("2.4", "06", "empty"),
    ];
    for (guideline, stadtteil, state) in cases {
        assert_eq!(cell(&now, guideline, stadtteil)["state"], state, "{guideline} {stadtteil}");
    }
    assert_eq!(now["concept"], "integrationskonzept-2020-2023");
    assert_eq!(now["rows"].as_array().unwrap().len(), 32 * 40);
    let empty = now["emptyCells"].as_array().unwrap();
    assert!(empty.contains(&json!({"guideline": "2.2", "stadtteil": "01", "targetGroup": null})));
    assert_eq!(empty.len(), 32 * 40 - 40 - 2);
    let totals = json!({"covered": 1, "citywide": 39, "planned": 1, "ended": 1, "empty": 1238});
    assert_eq!(now["totals"], totals);
    assert_eq!(now["counted"], 4);
    let reasons = now["notCounted"].as_array().unwrap();
    let reasons: Vec<_> =
        reasons.iter().map(|r| (r["reason"].as_str().unwrap(), &r["count"])).collect();
    assert_eq!(reasons, [("no-guideline", &json!(1)), ("dropped", &json!(1))]);

    let then = api.get(&PUBLIC, "/v1/coverage?asOf=2021-12-31").expect(200);
    assert_eq!(cell(&then, "2.3", "08")["state"], "covered", "it ended later");
    assert_eq!(then["asOf"], "2021-12-31");
}

#[test]
fn a_filter_by_place_narrows_the_matrix_and_keeps_what_is_citywide() {
    let api = TestApi::new();
    some_work(&api);
    let found = api.get(&PUBLIC, "/v1/coverage?stadtteil=01&handlungsfeld=2").expect(200);
    assert_eq!(cell(&found, "2.1", "01")["state"], "citywide", "no false gap");
    let rows = found["rows"].as_array().unwrap();
    let all = rows.iter().all(|row| {
        row["stadtteil"] == "01" && row["guideline"].as_str().unwrap().starts_with("2.")
    });
    assert!(all && rows.len() > 3);
    let path = "/v1/coverage?by=targetGroup&targetGroup=families&stadtteil=06&guideline=2.1";
    let found = api.get(&PUBLIC, path).expect(200);
    let cell = json!([{"guideline": "2.1", "stadtteil": "06", "targetGroup": "families",
        "state": "covered", "measures": 1, "citywide": 1, "planned": 0, "ended": 0}]);
    assert_eq!(found["rows"], cell);
}

#[test]
fn what_is_counted_and_what_is_not_are_the_list_of_the_same_filter() {
    let api = TestApi::new();
    some_work(&api);
    let carrier = api.carrier("Anker");
    // Assigned to a Handlungsfeld of which it follows no guideline.
    let elsewhere = json!({"furtherHandlungsfelder": [4], "guidelines": ["2.1"]});
    let elsewhere = published(&api, carrier, elsewhere).json()["id"].clone();
    published(&api, carrier, json!({"guidelines": ["2.2"], "targetGroups": ["refugees"]}));
    let filters = [
        "",
        "handlungsfeld=2",
        "handlungsfeld=4",
        "handlungsfeld=4&guideline=2.1",
        "handlungsfeld=1&handlungsfeld=4",
        "guideline=2.1",
        "guideline=2.1&guideline=2.3",
        "stadtteil=06",
        "stadtteil=01",
        "stadtteil=08&handlungsfeld=2",
        "targetGroup=families",
        "targetGroup=refugees&stadtteil=06",
        "reach=citywide",
    ];
    for (filter, by) in
        filters.iter().flat_map(|filter| ["", "&by=targetGroup"].map(|by| (filter, by)))
    {
        let list = api.get(&PUBLIC, &format!("/v1/measures?{filter}")).expect(200);
        let found = api.get(&PUBLIC, &format!("/v1/coverage?{filter}{by}")).expect(200);
        let left_out = found["notCounted"].as_array().unwrap().iter();
        let left_out: u64 = left_out.map(|reason| reason["count"].as_u64().unwrap()).sum();
        let all = found["counted"].as_u64().unwrap() + left_out;
        assert_eq!(json!(all), list["total"], "{filter}{by}: {found}");
    }
    let found = api.get(&PUBLIC, "/v1/coverage?handlungsfeld=4").expect(200);
    let reason = &found["notCounted"][0];
    assert_eq!(reason["reason"], "outside-matrix");
    assert_eq!(reason["measures"][0]["id"], elsewhere);
    let found = api.get(&PUBLIC, "/v1/coverage?stadtteil=01").expect(200);
    assert_eq!((&found["counted"], &found["citywideBesides"]), (&json!(0), &json!(1)));
}

#[test]
fn population_stands_beside_it_and_gives_nothing_away() {
    let api = TestApi::new();
    some_work(&api);
    let administrator = api.administrator();
    let figures = whole_town(&api, &[("08", 2)]);
    let path = "/v1/coverage?population=2021&asOf=2021-12-31";
    assert_eq!(api.get(&PUBLIC, path).problem().2, ["population no-such"]);
    api.put(&administrator, "/v1/population/2021", figures).expect(201);
    let found = api.get(&PUBLIC, path).expect(200);
    assert_eq!(found["population"]["source"]["text"], "Amt für Statistik, 31.12.2021");
    let line = |key: &str| {
        let lines = found["stadtteile"].as_array().unwrap();
        lines.iter().find(|line| line["stadtteil"] == key).unwrap().clone()
    };
    let here = line("06");
    let residents = here["residents"].as_f64().unwrap();
    assert_eq!(here["measures"], 1, "that without a guideline is not counted: {here}");
    assert_eq!(here["measuresPer1000"].as_f64().unwrap(), (1e6 / residents).round() / 1e3);
    let few = line("08");
    assert!(few["residents"].is_u64() && few["measuresPer1000"].is_f64());
    assert_eq!(few["foreignResidents"], Value::Null);
    assert_eq!(few["measuresPer1000ForeignResidents"], Value::Null);
    let csv = api.get(&PUBLIC, &format!("{path}&format=csv&guideline=2.1&stadtteil=06")).text;
    let figures = ["residents", "foreignResidents", "measuresPer1000"].map(|name| &here[name]);
    let foreign = &here["measuresPer1000ForeignResidents"];
    let [residents, foreigners, ratio] = figures;
    let expected = format!(
        "guideline,guidelineName,stadtteil,stadtteilName,state,measures,citywide,planned,ended,residents,foreignResidents,\
         measuresPer1000,measuresPer1000ForeignResidents\r\n\
         2.1,Deutsch in Wort und Schrift als Schlüsselkompetenz,06,Neue Neustadt,covered,1,1,0,0,{residents},{foreigners},{ratio},{foreign}\r\n"
    );
    assert_eq!(csv, expected);
    let without = api.get(&PUBLIC, "/v1/coverage").expect(200);
    assert_eq!(without["population"], Value::Null);
    assert_eq!(without["stadtteile"][0]["residents"], Value::Null);
}

#[test]
fn the_coverage_comes_as_a_table_and_names_what_is_wrong_with_a_question() {
    let api = TestApi::new();
    some_work(&api);
    let csv = api.get(&PUBLIC, "/v1/coverage?format=csv&guideline=2.1&stadtteil=06").text;
    let expected = "guideline,guidelineName,stadtteil,stadtteilName,state,measures,citywide,planned,ended\r\n\
         2.1,Deutsch in Wort und Schrift als Schlüsselkompetenz,06,Neue Neustadt,covered,1,1,0,0\r\n";
    assert_eq!(csv, expected);
    let path =
        "/v1/coverage?by=carrier&population=1&concept=x&guideline=9.9&stadtteil=99&q=kurs&a=b";
    let answer = api.get(&PUBLIC, path);
    assert!(answer.text.contains("Diese Leitlinie gibt es nicht."), "{}", answer.text);
    let mut places = answer.problem().2;
    places.sort();
    let expected = [
        "a unknown-parameter",
        "by unknown-value",
        "concept no-such",
        "guideline no-such",
        "population out-of-range",
        "stadtteil no-such",
    ];
    assert_eq!(places, expected);
}
