//! Handlungsfelder are numbered anew by each concept: numbers of two are never mixed.

use massnahmenregister::domain::CarrierId;
use serde_json::{Value, json};

use super::counts::published;
use crate::harness::{PUBLIC, TestApi, catalog};

const FIRST: &str = "integrationskonzept-2020-2023";
const SECOND: &str = "integrationskonzept-2024-2027";

/// A second concept, which has a Handlungsfeld 2, too.
fn two_concepts() -> (TestApi, CarrierId) {
    let api = TestApi::new();
    let mut catalog = catalog();
    let mut concept = catalog.concepts[0].clone();
    concept.id = SECOND.to_owned();
    concept.reference_prefix = "IZ".to_owned();
    catalog.concepts.push(concept);
    let mut field = catalog.handlungsfelder.iter().find(|field| field.number == 2).unwrap().clone();
    field.concept = SECOND.to_owned();
    catalog.handlungsfelder.push(field);
    api.load_catalog(catalog);
    let carrier = api.carrier("Verein");
    (api, carrier)
}

fn funded(cents: u32) -> Value {
    json!({"funding": [{"source": "eu", "plannedCents": cents}]})
}

fn of(concept: &str, mut own: Value) -> Value {
    own["concept"] = concept.into();
    own
}

#[test]
fn a_statistic_by_handlungsfeld_is_of_one_concept_or_names_it() {
    let (api, carrier) = two_concepts();
    published(&api, carrier, of(FIRST, funded(100)));
    published(&api, carrier, of(SECOND, funded(20)));
    let ask = |path: &str| api.get(&PUBLIC, &format!("/v1/statistics/{path}")).expect(200);
    for (concept, cents) in [(FIRST, 100), (SECOND, 20)] {
        let found = ask(&format!("funding?groupBy=handlungsfeld&concept={concept}"));
        assert_eq!(found["total"]["planned"]["cents"], cents, "{found}");
        assert_eq!((&found["concept"], &found["counted"]), (&json!(concept), &json!(1)));
        let found = ask(&format!("timeline?groupBy=handlungsfeld&step=year&concept={concept}"));
        assert_eq!(found["concept"], concept);
        assert_eq!(found["rows"].as_array().unwrap().last().unwrap()["notYetKnown"], 1);
    }
    for path in ["funding?groupBy=handlungsfeld", "timeline?groupBy=handlungsfeld"] {
        let found = ask(path);
        let one = &found["concept"];
        assert!(one == FIRST || one == SECOND, "the current one: {found}");
        let both = format!("{path}&concept={FIRST}&concept={SECOND}");
        let refused = api.get(&PUBLIC, &format!("/v1/statistics/{both}")).problem();
        assert_eq!(refused.2, ["concept too-many"], "{path}");
    }
    let found = ask("funding?groupBy=source");
    assert_eq!(found["total"]["planned"]["cents"], 120, "sources are the same everywhere");
    assert_eq!(found["concept"], Value::Null);
    assert_eq!(ask("timeline?step=year")["rows"][0]["notYetKnown"], 2);

    let found = ask("diff");
    let rows = found["rows"].as_array().unwrap().iter();
    let rows = rows.filter(|row| row["of"] == "handlungsfeld");
    let rows: Vec<_> = rows.map(|row| (&row["concept"], &row["key"], &row["after"])).collect();
    let row = |concept: &str| (json!(concept), json!("2"), json!(1));
    let expected = [row(FIRST), row(SECOND)];
    assert_eq!(rows, expected.each_ref().map(|(concept, key, after)| (concept, key, after)));
    let csv = api.get(&PUBLIC, "/v1/statistics/diff?format=csv").text;
    assert!(csv.contains(&format!("handlungsfeld,{SECOND},2,")), "{csv}");
}
