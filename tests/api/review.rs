//! The way of a record: back and forth between carrier and planning office.

use serde_json::json;

use crate::harness::{PUBLIC, TestApi, complete, path_of};

#[test]
fn a_returned_measure_keeps_its_remarks() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (officer, planner) = (api.officer(carrier), api.planner());
    let path = path_of(&api.draft(&officer, carrier));
    let step = |who, name: &str, body| api.post(who, &format!("{path}/{name}"), body);

    step(&officer, "submissions", json!({})).expect(200);
    let empty = step(&planner, "returns", json!({"remarks": []})).problem();
    assert_eq!(empty, (400, "invalid".into(), vec!["/remarks required".into()]));
    let remark = json!({"text": "Bitte das Ende belegen.", "pointer": "/planned/end"});
    let returned = step(&planner, "returns", json!({"remarks": [remark]})).expect(200);
    assert_eq!(returned["publication"], "returned");

    let seen = api.get(&officer, &path).expect(200);
    assert_eq!(seen["reviews"][0]["remarks"], json!([remark]));
    step(&officer, "submissions", json!({})).expect(200);
    let published = step(&planner, "publications", json!({})).expect(200);
    assert_eq!(published["reviews"][0]["remarks"], json!([remark]), "the whole history stays");
    assert!(api.get(&PUBLIC, &path).expect(200).get("reviews").is_none());
}

#[test]
fn a_material_edit_of_a_published_measure_waits_for_review() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (officer, planner) = (api.officer(carrier), api.planner());
    let path = api.published(carrier);
    let etag = || api.get(&officer, &path).etag();

    let edit = json!({"title": "Neuer Titel", "summary": "Neue Zusammenfassung"});
    let edited = api.patch(&officer, &path, &etag(), edit).expect(200);
    assert_eq!(edited["pendingRevision"]["title"], "Neuer Titel");
    let public = api.get(&PUBLIC, &path).expect(200);
    assert_eq!(public["title"], "Sprachkurs für Eltern", "the public sees what was accepted");
    assert_eq!(public["summary"], "Neue Zusammenfassung", "operational members apply at once");
    assert!(public.get("pendingRevision").is_none());

    let more = json!({"objectives": "Teilhabe"});
    let edited = api.patch(&officer, &path, &etag(), more).expect(200);
    assert_eq!(edited["pendingRevision"]["title"], "Neuer Titel", "edits add up");
    let remarks = json!({"remarks": [{"text": "Titel bitte kürzer."}]});
    let returns = format!("{path}/revisions/returns");
    assert_eq!(api.post(&officer, &returns, remarks.clone()).problem().1, "forbidden");
    api.post(&planner, &returns, remarks).expect(200);
    assert_eq!(api.get(&PUBLIC, &path).expect(200)["title"], "Sprachkurs für Eltern");

    api.patch(&officer, &path, &etag(), json!({"title": "Kurz"})).expect(200);
    let accepted = api.post(&planner, &format!("{path}/revisions/acceptances"), json!({}));
    assert_eq!(accepted.expect(200)["title"], "Kurz");
    assert_eq!(api.get(&PUBLIC, &path).expect(200)["title"], "Kurz");
    let none = api.post(&planner, &format!("{path}/revisions/acceptances"), json!({}));
    assert_eq!(none.problem().1, "conflict");
}

#[test]
fn a_trusted_carrier_publishes_and_edits_at_once() {
    let api = TestApi::new();
    let content = json!({"name": "Stadt", "kind": "municipality", "trusted": true});
    let carrier = api.carrier_of(content);
    let officer = api.officer(carrier);
    let path = path_of(&api.draft(&officer, carrier));
    let submitted = api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    assert_eq!(submitted["publication"], "published");
    assert_eq!(submitted["reference"], "IK-2-0001");
    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"title": "Anders"})).expect(200);
    assert_eq!(api.get(&PUBLIC, &path).expect(200)["title"], "Anders");
}

#[test]
fn who_submits_does_not_publish() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (planner, other) = (api.planner(), api.planner());
    let path = path_of(&api.draft(&planner, carrier));
    api.post(&planner, &format!("{path}/submissions"), json!({})).expect(200);
    let own = api.post(&planner, &format!("{path}/publications"), json!({}));
    assert_eq!((own.status, own.problem().1), (409, "four-eyes".into()));
    api.post(&other, &format!("{path}/publications"), json!({})).expect(200);
}

#[test]
fn only_a_draft_that_was_never_submitted_is_deleted() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let draft = api.draft(&officer, carrier);
    let path = path_of(&draft);
    assert_eq!(api.send("DELETE", &officer, &path, &[], None).problem().0, 428);
    assert_eq!(api.delete(&officer, &path, &draft.etag()).status, 204);
    assert_eq!(api.get(&officer, &path).status, 404);

    let path = path_of(&api.draft(&officer, carrier));
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    let back = api.post(&officer, &format!("{path}/take-backs"), json!({}));
    assert_eq!(back.expect(200)["publication"], "draft");
    assert_eq!(api.delete(&officer, &path, &back.etag()).problem().1, "conflict");
    let withdrawn = api.post(&officer, &format!("{path}/withdrawals"), json!({})).expect(200);
    assert_eq!(withdrawn["publication"], "withdrawn");
    assert_eq!(withdrawn["allowedActions"], json!([]));
}

#[test]
fn an_archived_measure_is_gone_for_the_public_and_comes_back() {
    let api = TestApi::new();
    let planner = api.planner();
    let path = api.published(api.carrier("Verein"));
    let archived = api.post(&planner, &format!("{path}/archivings"), json!({"reason": "Doppelt"}));
    assert_eq!(archived.expect(200)["publication"], "archived");
    assert_eq!(api.get(&PUBLIC, &path).status, 404);
    assert_eq!(api.get(&PUBLIC, "/v1/measures").expect(200)["total"], 0);
    api.post(&planner, &format!("{path}/restorations"), json!({"reason": "Doch nicht"}))
        .expect(200);
    assert_eq!(api.get(&PUBLIC, &path).status, 200);
}

#[test]
fn a_confirmation_keeps_a_measure_from_becoming_stale() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let measure = json!({"planned": {"openEnded": true, "end": null}});
    let draft = api.draft(&officer, carrier);
    let path = path_of(&draft);
    api.patch(&officer, &path, &draft.etag(), measure).expect(200);
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    api.post(&api.planner(), &format!("{path}/publications"), json!({})).expect(200);

    api.register.clock.advance(chrono::TimeDelta::days(200));
    let flags = || api.get(&PUBLIC, &path).expect(200)["flags"].clone();
    let stale = (0..40).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        flags().as_array().unwrap().contains(&json!("stale"))
    });
    assert!(stale, "a flag comes with the day, not with a write");
    let officer = api.officer(carrier);
    let body = json!({"note": "Geprüft"});
    api.post(&officer, &format!("{path}/confirmations"), body).expect(200);
    assert!(!flags().as_array().unwrap().contains(&json!("stale")));
}

#[test]
fn two_faulty_fields_give_two_errors() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    body["title"] = json!(" ");
    body["stadtteile"] = json!(["06", "99"]);
    body["guidelines"] = json!(["4.2"]);
    body["planned"] = json!({"start": "2022", "end": "2021", "openEnded": true});
    body["titel"] = json!("vertippt");
    body["statusChanges"] = json!([{"to": "completed", "effectiveOn": "2021-01-01"}]);
    let (status, code, places) = api.post(&officer, "/v1/measures", body).problem();
    assert_eq!((status, code.as_str()), (400, "invalid"));
    let expected = [
        "/title blank",
        "/guidelines guideline-of-another-handlungsfeld",
        "/stadtteile no-such",
        "/planned/end end-before-start",
        "/planned/openEnded not-with",
        "/statusChanges/0/to transition",
        "/titel unknown-field",
    ];
    assert_eq!(places, expected);
}

#[test]
fn a_measure_names_those_that_carry_it_on() {
    let api = TestApi::new();
    let carrier = api.carrier_of(json!({"name": "A", "kind": "association", "trusted": true}));
    let officer = api.officer(carrier);
    let first = api.published(carrier);
    let id = api.get(&PUBLIC, &first).expect(200)["id"].clone();
    let mut body = complete(carrier);
    body["predecessor"] = id.clone();
    let next = api.post(&officer, "/v1/measures", body);
    let successors = |who| api.get(who, &first).expect(200)["successors"].clone();
    assert_eq!(successors(&officer), json!([next.expect(201)["id"]]));
    assert_eq!(successors(&PUBLIC), json!([]), "a draft is not named in public");
    api.post(&officer, &format!("{}/submissions", path_of(&next)), json!({})).expect(200);
    assert_eq!(successors(&PUBLIC), json!([next.json()["id"]]));
    let found = api.get(&PUBLIC, &format!("/v1/measures?predecessor={}", id.as_str().unwrap()));
    assert_eq!(found.expect(200)["total"], 1);
}
