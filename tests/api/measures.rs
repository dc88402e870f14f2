use serde_json::json;

use crate::harness::{PUBLIC, TestApi, complete, path_of};

/// The thin slice, whole: a partner registers, a planner publishes, the status is
/// tracked, a dashboard pulls.
#[test]
fn a_measure_goes_its_way_from_draft_to_dashboard() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let (officer, planner) = (api.officer(carrier), api.planner());

    let draft =
        api.post(&officer, "/v1/measures", json!({"leadCarrier": carrier, "title": "Kurs"}));
    let record = draft.expect(201);
    let path = path_of(&draft);
    assert_eq!(draft.header("location"), path);
    assert_eq!((&record["publication"], &record["status"]), (&json!("draft"), &json!("planned")));
    assert_eq!(api.get(&PUBLIC, &path).problem().1, "not-found");

    let missing = api.post(&officer, &format!("{path}/submissions"), json!({})).problem();
    let places = ["/handlungsfeld", "/reach", "/targetGroups", "/planned/start", "/planned/end"];
    let places = places.map(|place| format!("{place} required")).to_vec();
    assert_eq!(missing, (409, "incomplete".into(), places));

    let mut content = complete(carrier);
    content.as_object_mut().unwrap().remove("leadCarrier");
    let edited = api.patch(&officer, &path, &draft.etag(), content);
    assert_eq!(edited.expect(200)["version"], 2);
    assert_eq!(api.patch(&officer, &path, &draft.etag(), json!({})).problem().1, "stale");

    let submitted = api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    assert_eq!(submitted["publication"], "submitted");
    let refused = api.post(&officer, &format!("{path}/publications"), json!({}));
    assert_eq!(refused.problem().1, "forbidden");
    let published = api.post(&planner, &format!("{path}/publications"), json!({})).expect(200);
    assert_eq!(published["reference"], "IK-2-0001");

    let step = json!({"to": "running", "effectiveOn": "2021-03-01"});
    let running = api.post(&officer, &format!("{path}/status-changes"), step).expect(200);
    assert_eq!(
        (&running["status"], &running["statusSince"]),
        (&json!("running"), &json!("2021-03-01"))
    );

    let public = api.get(&PUBLIC, "/v1/measures/IK-2-0001");
    assert_eq!(public.expect(200)["status"], "running");
    assert_eq!(public.json()["allowedActions"], json!([]));
    let list = api.get(&PUBLIC, "/v1/measures?handlungsfeld=2&status=running&stadtteil=06&q=kurs");
    assert_eq!(list.expect(200)["total"], 1);
    let counts = api.get(&PUBLIC, "/v1/statistics/measures?groupBy=handlungsfeld,status");
    let row = json!({"handlungsfeld": "2", "status": "running", "measures": 1});
    assert_eq!(counts.expect(200)["rows"], json!([row]));

    let past = api.get(&PUBLIC, &format!("{path}?asOf=2021-02-28"));
    assert_eq!(past.problem().1, "not-found", "nothing is known of it before its first entry");
}
