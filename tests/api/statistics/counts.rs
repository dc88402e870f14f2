//! The council asks how much is done of what, and why the numbers are what they are.

use serde_json::{Value, json};

use crate::harness::{Answer, PUBLIC, TestApi, Who, complete, path_of};

/// A published measure with some members of its own.
pub fn published(
    api: &TestApi,
    carrier: massnahmenregister::domain::CarrierId,
    own: Value,
) -> Answer {
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    body.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    let draft = api.post(&officer, "/v1/measures", body);
    let path = path_of(&draft);
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    api.post(&api.planner(), &format!("{path}/publications"), json!({})).expect(200);
    draft
}

fn count(api: &TestApi, who: &Who, query: &str) -> Value {
    api.get(who, &format!("/v1/statistics/measures?{query}")).expect(200)
}

#[test]
fn a_matrix_has_a_column_for_what_reaches_further_and_says_what_it_leaves_out() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let guided = json!({"guidelines": ["2.1", "2.2"], "stadtteile": ["06", "08"]});
    published(&api, carrier, guided);
    let wide = json!({"guidelines": ["2.1"], "reach": "citywide", "stadtteile": []});
    published(&api, carrier, wide);
    let bare = published(&api, carrier, json!({"title": "Ohne Leitlinie"})).expect(201);

    let found = count(&api, &PUBLIC, "groupBy=guideline,stadtteil");
    let row = |guideline: &str, stadtteil: &str| json!({"guideline": guideline, "stadtteil": stadtteil, "measures": 1});
    let rows = [row("2.1", "06"), row("2.1", "08"), row("2.1", "citywide"), row("2.2", "06")];
    assert_eq!(
        found["rows"],
        json!(rows.into_iter().chain([row("2.2", "08")]).collect::<Vec<_>>())
    );
    assert_eq!((&found["counted"], &found["additive"]), (&json!(2), &json!(false)));
    let why = found["sums"]["de"].as_str().unwrap();
    assert!(why.contains("mehreren Leitlinien") && why.contains("mehreren Stadtteilen"), "{why}");

    let left_out = &found["notCounted"][0];
    assert_eq!((&left_out["reason"], &left_out["count"]), (&json!("no-guideline"), &json!(1)));
    assert_eq!(left_out["text"]["en"], "No guideline is given");
    let named = json!([{"id": bare["id"], "reference": "IK-2-0003", "title": "Ohne Leitlinie"}]);
    assert_eq!(left_out["measures"], named);
    assert_eq!(found["asOf"], api.register.clock.today().to_string());
}

#[test]
fn three_dimensions_add_up_where_nothing_overlaps() {
    let api = TestApi::new();
    let (one, other) =
        (api.carrier("Verein"), api.carrier_of(json!({"name": "Stadt", "kind": "municipality"})));
    published(&api, one, json!({}));
    published(&api, one, json!({"furtherHandlungsfelder": [3]}));
    published(&api, other, json!({"handlungsfeld": 6}));
    let found = count(&api, &PUBLIC, "groupBy=sector,handlungsfeld,reach");
    let row = |sector: &str, field: &str, measures: u64| json!({"handlungsfeld": field, "reach": "stadtteile", "sector": sector, "measures": measures});
    assert_eq!(found["rows"], json!([row("non-profit", "2", 2), row("public", "6", 1)]));
    assert_eq!((&found["counted"], &found["additive"]), (&json!(3), &json!(true)));
    assert_eq!(found["notCounted"], json!([]));

    let found = count(&api, &PUBLIC, "groupBy=handlungsfeld&count=assignments");
    let fields: Vec<_> =
        found["rows"].as_array().unwrap().iter().map(|row| &row["measures"]).collect();
    assert_eq!(fields, [&json!(2), &json!(1), &json!(1)], "2, 3, and 6");
    assert_eq!((&found["counted"], &found["additive"]), (&json!(3), &json!(false)));

    let found = count(&api, &PUBLIC, "groupBy=carrier");
    let mut rows = [(one, 2), (other, 1)];
    rows.sort();
    let rows = rows.map(|(carrier, measures)| json!({"carrier": carrier, "measures": measures}));
    assert_eq!(found["rows"], json!(rows));

    let path = "/v1/statistics/measures?groupBy=stadtteil&count=assignments";
    assert_eq!(api.get(&PUBLIC, path).problem().2, ["count only-with"], "of what?");
    let path = "/v1/statistics/measures?groupBy=status,reach,year,sector";
    assert_eq!(api.get(&PUBLIC, path).problem().2, ["groupBy too-many"]);
}

#[test]
fn what_is_left_out_is_named_up_to_a_bound_and_only_to_those_who_may_see_it() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    for number in 0..103 {
        let body = json!({"leadCarrier": carrier, "title": format!("Entwurf {number}")});
        api.post(&officer, "/v1/measures", body).expect(201);
    }
    let own = count(&api, &officer, "groupBy=targetGroup");
    let left_out = &own["notCounted"][0];
    assert_eq!(left_out["count"], 103, "the number tells the truth");
    let named = left_out["measures"].as_array().unwrap();
    assert_eq!((named.len(), &named[0]["title"]), (100, &json!("Entwurf 0")));
    assert_eq!(named[0]["reference"], Value::Null);
    let public = count(&api, &PUBLIC, "groupBy=targetGroup");
    assert_eq!((&public["counted"], &public["notCounted"]), (&json!(0), &json!([])));
}

#[test]
fn a_table_that_nobody_reads_is_refused() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let view = api.register.view();
    let catalog = &view.catalog;
    let codes = |codes: Vec<&String>| json!(codes);
    let own = json!({
        "furtherHandlungsfelder": [1, 3, 4, 5, 6],
        "guidelines": codes(catalog.guidelines.iter().map(|guideline| &guideline.code).collect()),
        "stadtteile": codes(catalog.stadtteile.iter().map(|stadtteil| &stadtteil.key).collect()),
        "targetGroups": codes(catalog.target_groups.iter().map(|group| &group.code).collect()),
    });
    let mut body = complete(carrier);
    body.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    api.post(&officer, "/v1/measures", body).expect(201);
    let path = "/v1/statistics/measures?groupBy=guideline,stadtteil";
    assert_eq!(api.get(&officer, path).expect(200)["rows"].as_array().unwrap().len(), 32 * 40);
    let refused = api.get(&officer, &format!("{path},targetGroup"));
    let expected = (400, "invalid".into(), vec!["groupBy too-many-rows".into()]);
    assert_eq!(refused.problem(), expected);
    let csv = api.get(&officer, &format!("{path},targetGroup&format=csv"));
    assert_eq!(csv.problem(), expected);
}

#[test]
fn handlungsfelder_of_two_concepts_are_not_added_up() {
    let api = TestApi::new();
    let mut pack = crate::harness::catalog();
    let mut next = pack.concepts[0].clone();
    let old = std::mem::replace(&mut next.id, "next".to_owned());
    next.period.start = "2024-01-01".parse().unwrap();
    next.period.end = "2027-12-31".parse().unwrap();
    pack.concepts.push(next);
    let fields = pack.handlungsfelder.clone().into_iter();
    pack.handlungsfelder.extend(fields.map(|mut field| {
        field.concept = "next".to_owned();
        field
    }));
    api.load_catalog(pack);
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    for concept in [old.as_str(), old.as_str(), "next"] {
        let body =
            json!({"leadCarrier": carrier, "title": "x", "concept": concept, "handlungsfeld": 2});
        api.post(&officer, "/v1/measures", body).expect(201);
    }
    let found = |query: &str| {
        let found = count(&api, &officer, query);
        (found["concept"].clone(), found["counted"].clone())
    };
    assert_eq!(found("groupBy=handlungsfeld"), (json!("next"), json!(1)), "the current one");
    assert_eq!(found(&format!("groupBy=handlungsfeld&concept={old}")), (json!(old), json!(2)));
    assert_eq!(found("groupBy=status"), (Value::Null, json!(3)), "all have a status");
    let both = format!("/v1/statistics/measures?groupBy=guideline&concept={old}&concept=next");
    assert_eq!(api.get(&officer, &both).problem().2, ["concept too-many"]);
}
