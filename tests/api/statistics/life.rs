//! A measure of which nobody says a word grows stale. What nobody reads is no word.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi};

#[test]
fn a_confirmation_a_status_or_a_change_is_a_sign_of_life_and_a_note_is_none() {
    let api = TestApi::new();
    let carrier = api.carrier_of(json!({"name": "A", "kind": "association", "trusted": true}));
    let (officer, planner) = (api.officer(carrier), api.planner());
    let path = api.published(carrier);
    let wait = |days| {
        api.register.clock.advance(TimeDelta::days(days));
        // Tokens of then are too old, and the register looks at the clock when it writes.
        let who = (api.officer(carrier), api.planner());
        api.carrier(&format!("Irgendwer {}", api.register.clock.today()));
        who
    };
    let stale = || {
        let record = api.get(&PUBLIC, &path).expect(200);
        let gaps = "/v1/statistics/completeness?gap=unconfirmed";
        let gap = api.get(&PUBLIC, gaps).expect(200)["overall"][0]["count"].clone();
        let flag = record["flags"].as_array().unwrap().contains(&json!("stale"));
        assert_eq!(gap, json!(u8::from(flag)), "the flag and the gap are the same");
        flag
    };
    let edit = |who, body: Value| {
        let etag = api.get(who, &path).etag();
        api.patch(who, &path, &etag, body).expect(200);
    };
    let post = |who, what: &str, body: Value| {
        api.post(who, &format!("{path}/{what}"), body).expect(200);
    };
    drop((officer, planner));
    let (officer, planner) = wait(181);
    assert!(stale(), "published, and then not a word");
    edit(&officer, json!({"internalNote": "Für uns"}));
    assert!(stale(), "what nobody reads");
    edit(&planner, json!({"summary": "Von uns geglättet"}));
    assert!(stale(), "the office writes, the carrier does not");
    post(&planner, "archivings", json!({"reason": "Versehen"}));
    post(&planner, "restorations", json!({"reason": "Versehen"}));
    assert!(stale(), "the office takes it away and back");
    post(&officer, "confirmations", json!({}));
    assert!(!stale(), "it was confirmed");
    let (officer, _) = wait(181);
    assert!(stale());
    edit(&officer, json!({"summary": "Es gibt sie noch"}));
    assert!(!stale(), "its carrier changed what is read");
    let (officer, _) = wait(181);
    assert!(stale());
    post(&officer, "status-changes", json!({"to": "running", "effectiveOn": "2021-03-01"}));
    assert!(!stale(), "its status was reported");
    let then = api.register.view().last_change_at;
    let (officer, _) = wait(181);
    post(&officer, "confirmations", json!({}));
    let path = format!("/v1/statistics/completeness?gap=unconfirmed&knownAt={then}");
    let known = api.get(&PUBLIC, &path).expect(200);
    assert_eq!(known["overall"][0]["count"], 1, "then nobody knew of the confirmation");
}
