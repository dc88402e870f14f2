//! Two clocks: what was true on a day, and what the register knew at a moment.

use serde_json::json;

use crate::harness::{PUBLIC, TestApi, complete, path_of};

#[test]
fn a_late_entry_never_changes_what_an_old_report_said() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let path = api.published(carrier);
    let step = |to: &str, on: &str, reason: Option<&str>| {
        let body = json!({"to": to, "effectiveOn": on, "reason": reason});
        api.post(&officer, &format!("{path}/status-changes"), body).expect(200)
    };
    step("running", "2021-03-01", None);
    let then = api.register.clock.now().to_string();
    let report = |query: &str| {
        let path = format!("/v1/statistics/measures?groupBy=status&{query}");
        api.get(&PUBLIC, &path).expect(200)["rows"].clone()
    };
    let old = report(&format!("asOf=2021-12-31&knownAt={then}"));
    assert_eq!(old, json!([{"status": "running", "measures": 1}]));

    step("paused", "2021-10-01", Some("external-event"));
    assert_eq!(report("asOf=2021-12-31"), json!([{"status": "paused", "measures": 1}]));
    assert_eq!(report("asOf=2021-09-30"), json!([{"status": "running", "measures": 1}]));
    assert_eq!(report(&format!("asOf=2021-12-31&knownAt={then}")), old);
    assert_eq!(report("asOf=2021-02-28"), json!([]), "nothing is known of that day");

    let past = api.get(&PUBLIC, &format!("{path}?asOf=2021-05-01")).expect(200);
    assert_eq!((&past["status"], &past["statusSince"]), (&json!("running"), &json!("2021-03-01")));
    assert_eq!(past["statusChanges"].as_array().unwrap().len(), 1);
    let list = api.get(&PUBLIC, "/v1/measures?status=running&asOf=2021-05-01").expect(200);
    assert_eq!(list["items"], json!([past]), "list and record tell the same");
}

#[test]
fn a_correction_stands_for_the_entry_it_corrects() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let path = path_of(&api.draft(&officer, carrier));
    let steps = format!("{path}/status-changes");
    api.post(&officer, &steps, json!({"to": "running", "effectiveOn": "2021-03-01"})).expect(200);
    let done = json!({"to": "completed", "effectiveOn": "2021-09-01"});
    api.post(&officer, &steps, done).expect(200);

    let late = json!({"to": "running", "effectiveOn": "2021-10-01"});
    let refused = api.post(&officer, &format!("{steps}/1/corrections"), late).problem();
    assert_eq!(refused.2, ["/effectiveOn before-previous"], "the chain is checked as a whole");
    let earlier = json!({"to": "running", "effectiveOn": "2021-02-01"});
    let corrected = api.post(&officer, &format!("{steps}/1/corrections"), earlier).expect(200);
    assert_eq!(corrected["statusChanges"][0]["effectiveOn"], "2021-02-01");
    assert_eq!(corrected["statusChanges"][0]["number"], 1);

    let void = api.post(&officer, &format!("{steps}/2/corrections"), json!({"void": true}));
    assert_eq!(void.expect(200)["status"], "running", "it was never completed");
    let none = api.post(&officer, &format!("{steps}/2/corrections"), json!({"void": true}));
    assert_eq!(none.problem().0, 404, "what is void cannot be corrected");
    let third = api.post(&officer, &format!("{steps}/3/corrections"), json!({"void": true}));
    assert_eq!(third.problem().0, 404, "a correction is no entry of its own");
}

#[test]
fn a_final_status_is_reopened_by_the_planner() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (officer, planner) = (api.officer(carrier), api.planner());
    let mut body = complete(carrier);
    body["statusChanges"] = json!([
        {"to": "running", "effectiveOn": "2021-03-01"},
        {"to": "completed", "effectiveOn": "2022-12-31"},
    ]);
    let created = api.post(&officer, "/v1/measures", body);
    assert_eq!(created.expect(201)["status"], "completed", "a whole back-dated chain");
    let steps = format!("{}/status-changes", path_of(&created));
    let reopen = json!({"to": "running", "effectiveOn": "2023-01-01", "reason": "continued"});
    assert_eq!(api.post(&officer, &steps, reopen.clone()).problem().1, "forbidden");
    let bare = json!({"to": "running", "effectiveOn": "2023-01-01"});
    assert_eq!(api.post(&planner, &steps, bare).problem().2, ["/reason reason-needed"]);
    assert_eq!(api.post(&planner, &steps, reopen).expect(200)["status"], "running");
}

#[test]
fn a_list_of_another_day_tells_the_successors_that_the_record_tells() {
    let api = TestApi::new();
    let carrier = api.carrier_of(json!({"name": "A", "kind": "association", "trusted": true}));
    let officer = api.officer(carrier);
    let first = api.published(carrier);
    let begun = json!({"to": "running", "effectiveOn": "2021-03-01"});
    api.post(&officer, &format!("{first}/status-changes"), begun).expect(200);
    let mut body = complete(carrier);
    body["predecessor"] = api.get(&PUBLIC, &first).expect(200)["id"].clone();
    let next = api.post(&officer, "/v1/measures", body);
    let submissions = format!("{}/submissions", path_of(&next));
    api.post(&officer, &submissions, json!({})).expect(200);
    for who in [&PUBLIC, &officer] {
        let record = api.get(who, &format!("{first}?asOf=2021-05-01")).expect(200);
        assert_eq!(record["successors"], json!([next.json()["id"]]), "those of now");
        let list = api.get(who, "/v1/measures?asOf=2021-05-01").expect(200);
        assert_eq!(list["items"], json!([record]));
    }
}
