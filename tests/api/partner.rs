//! A partner with a file of real measures: imprecise dates, open ends, missing
//! starts, the whole city and beyond.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi, Who, path_of};

const FILE: &str = include_str!("../../catalog/demo-measures.json");

fn real_measures() -> Vec<Value> {
    let file: Value = serde_json::from_str(FILE).unwrap();
    file["measures"].as_array().unwrap().clone()
}

/// What the partner's program makes of an entry of its file.
fn body(real: &Value) -> Value {
    let fields = real["handlungsfelder"].as_array().unwrap();
    let partners = real["partners"].as_array().unwrap();
    let partners: Vec<_> = partners.iter().map(|name| json!({"name": name})).collect();
    let reach = match real["scope"].as_str().unwrap() {
        "statewide" => "beyond-city",
        reach => reach,
    };
    json!({
        "title": real["title"],
        "handlungsfeld": fields[0],
        "furtherHandlungsfelder": fields[1..],
        "reach": reach,
        "stadtteile": real["stadtteile"],
        "targetGroups": real["target_groups"],
        "planned": {"start": real["start"], "end": real["end"]},
        "partners": partners,
    })
}

/// What the register must miss in it.
fn missing(real: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    if real["start"].is_null() {
        missing.push("/planned/start required".to_owned());
    }
    if real["end"].is_null() {
        missing.push("/planned/end required".to_owned());
    }
    let over = real["end"].as_str().is_some_and(|end| end < "2020");
    if over {
        missing.push("/planned outside-concept".to_owned());
    }
    missing
}

struct Partner {
    api: TestApi,
    program: Who,
    planner: Who,
    /// Path of each measure, and its entry in the file.
    measures: Vec<(String, Value)>,
}

impl Partner {
    /// Registers the whole file, over a socket, by the partner's own ids.
    fn register() -> Self {
        let api = TestApi::new();
        let umbrella = api.carrier("Dachverband der Träger e.V.");
        let (program, planner) = (api.officer(umbrella), api.planner());
        let measures = real_measures().into_iter().map(|real| {
            let id = real["id"].as_str().unwrap();
            let path = format!("/v1/carriers/{umbrella}/measures/projektliste/{id}");
            let created = api.put(&program, &path, body(&real));
            created.expect(201);
            let again = api.put(&program, &path, body(&real));
            assert_eq!((again.status, again.etag()), (200, created.etag()), "safely repeatable");
            (path_of(&created), real)
        });
        let measures = measures.collect();
        Self { api, program, planner, measures }
    }

    /// Submits each; adds an open end where that is all that is missing.
    fn submit(&self) -> Vec<&Value> {
        let submitted = self.measures.iter().filter(|(path, real)| {
            let submissions = format!("{path}/submissions");
            let first = self.api.post(&self.program, &submissions, json!({}));
            let missing = missing(real);
            if missing.is_empty() {
                first.expect(200);
                return true;
            }
            assert_eq!(first.problem(), (409, "incomplete".into(), missing.clone()), "{real}");
            if missing != ["/planned/end required"] {
                return false;
            }
            let etag = self.api.get(&self.program, path).etag();
            let open = json!({"planned": {"openEnded": true}});
            self.api.patch(&self.program, path, &etag, open).expect(200);
            self.api.post(&self.program, &submissions, json!({})).expect(200);
            true
        });
        submitted.map(|(_, real)| real).collect()
    }

    fn publish(&self) -> usize {
        let queue = self.api.get(&self.planner, "/v1/measures?publication=submitted&limit=200");
        let queue = queue.expect(200)["items"].as_array().unwrap().clone();
        for measure in &queue {
            let path = format!("/v1/measures/{}/publications", measure["id"].as_str().unwrap());
            self.api.post(&self.planner, &path, json!({})).expect(200);
        }
        queue.len()
    }

    /// Statuses follow from the dates.
    fn keep_status(&self, published: &[&Value]) {
        for (path, _) in self.measures.iter().filter(|(_, real)| published.contains(&real)) {
            let measure = self.api.get(&PUBLIC, path).expect(200);
            let day = |date: &Value, rest: &str| {
                date.as_str().map(|date| format!("{date}{}", &rest[date.len() - 4..]))
            };
            let start = day(&measure["planned"]["start"], "-01-01").unwrap();
            let step = json!({"to": "running", "effectiveOn": start});
            self.api.post(&self.program, &format!("{path}/status-changes"), step).expect(200);
            if let Some(end) = measure["planned"]["end"].as_str() {
                let end = match end.len() {
                    4 => format!("{end}-12-31"),
                    7 => format!("{end}-28"),
                    _ => end.to_owned(),
                };
                let step = json!({"to": "completed", "effectiveOn": end});
                self.api.post(&self.program, &format!("{path}/status-changes"), step).expect(200);
            }
        }
    }

    /// Counts of a statistic, by the value of one member.
    fn counts(&self, query: &str, member: &str) -> BTreeMap<String, u64> {
        let answer = self.api.get(&PUBLIC, &format!("/v1/statistics/measures?{query}"));
        let rows = answer.expect(200)["rows"].as_array().unwrap().clone();
        rows.iter().map(|row| (text(&row[member]), row["measures"].as_u64().unwrap())).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Counts made from the file itself.
fn tally<'a>(
    measures: &[&'a Value],
    keys: impl Fn(&'a Value) -> Vec<String>,
) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for key in measures.iter().flat_map(|real| keys(real)) {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

fn list(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(text).collect()
}

#[test]
fn what_a_partner_sends_every_night_is_taken_while_it_is_reviewed() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein A");
    let program = api.officer(carrier);
    let path = format!("/v1/carriers/{carrier}/measures/fundus/4711");
    let body = json!({
        "title": "Sprachkurs", "handlungsfeld": 2, "reach": "citywide",
        "targetGroups": ["families"], "planned": {"start": "2021", "end": "2022"},
    });
    let created = api.put(&program, &path, body.clone());
    let submissions = format!("{}/submissions", path_of(&created));
    let submitted = api.post(&program, &submissions, json!({}));
    submitted.expect(200);

    let again = api.put(&program, &path, body.clone());
    assert_eq!((again.status, again.etag()), (200, submitted.etag()));
    let mut other = body.clone();
    other["title"] = "Ein anderer Kurs".into();
    assert_eq!(api.put(&program, &path, other).problem().1, "publication");
    let stranger = api.officer(api.carrier("Verein B"));
    assert_eq!(api.put(&stranger, &path, body).status, 403);
}

#[test]
fn a_partner_registers_real_measures_and_the_sums_agree_with_its_file() {
    let partner = Partner::register();
    let submitted = partner.submit();
    assert!(submitted.len() > 25 && submitted.len() < 38, "some stay drafts");
    assert_eq!(partner.publish(), submitted.len());
    partner.keep_status(&submitted);

    let primary = tally(&submitted, |real| vec![text(&real["handlungsfelder"][0])]);
    assert_eq!(partner.counts("groupBy=handlungsfeld", "handlungsfeld"), primary);
    let assigned = tally(&submitted, |real| list(&real["handlungsfelder"]));
    let counts = partner.counts("groupBy=handlungsfeld&count=assignments", "handlungsfeld");
    assert_eq!(counts, assigned);
    let places = tally(&submitted, |real| match text(&real["scope"]).as_str() {
        "stadtteile" => list(&real["stadtteile"]),
        "statewide" => vec!["beyond-city".into()],
        scope => vec![scope.into()],
    });
    assert_eq!(partner.counts("groupBy=stadtteil", "stadtteil"), places);
    let over = tally(&submitted, |real| {
        let over = !real["end"].is_null();
        vec![if over { "completed" } else { "running" }.into()]
    });
    assert_eq!(partner.counts("groupBy=status", "status"), over);
}
