use chrono::TimeDelta;
use serde_json::json;

use super::{Sending, types};
use crate::harness::{complete, path_of};
use crate::webhooks::receiver::Receiver;

#[test]
fn a_partner_is_told_of_its_measure_in_order_and_signed() {
    let (sending, receiver) = (Sending::new(), Receiver::new());
    let api = &sending.api;
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let (_, secret) = sending.webhook(&officer, &receiver, &[]);
    let path = api.published(carrier);
    let confirmed = api.post(&officer, &format!("{path}/confirmations"), json!({})).expect(200);
    api.post(&api.planner(), &format!("{path}/archivings"), json!({"reason": "Doppelt"}))
        .expect(200);
    let received = receiver.wait_for(5);
    let expected = [
        "measure.created",
        "measure.submitted",
        "measure.published",
        "measure.confirmed",
        "measure.archived",
    ];
    assert_eq!(types(&received), expected);
    for one in &received {
        assert!(one.is_signed_by(&secret), "{one:?}");
        assert_eq!(one.content_type, "application/cloudevents+json");
        let event = one.json();
        assert_eq!(event["specversion"], "1.0");
        assert_eq!(event["id"], *one.id);
        assert_eq!(event["source"], format!("{}/v1/changes", api.address));
        assert_eq!(event["subject"], confirmed["id"]);
        assert_eq!(event["datacontenttype"], "application/json");
        assert_eq!(event["time"], event["data"]["at"]);
    }
    let feed = api.get(&officer, "/v1/changes").expect(200);
    let feed: Vec<_> = feed["items"].as_array().unwrap().iter().rev().take(5).rev().collect();
    let data: Vec<_> = received.iter().map(|one| one.json()["data"].clone()).collect();
    assert_eq!(data.iter().collect::<Vec<_>>(), feed, "the same as in the feed");
}

#[test]
fn a_stranger_is_told_what_the_public_sees_and_that_it_is_gone() {
    let (sending, receiver) = (Sending::new(), Receiver::new());
    let api = &sending.api;
    let stranger = api.officer(api.carrier("Ein anderer Verein"));
    sending.webhook(&stranger, &receiver, &[]);
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    body["internalNote"] = "giftwort".into();
    body["contact"] = json!({"name": "giftwort", "public": false});
    let path = path_of(&api.post(&officer, "/v1/measures", body));
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    api.post(&api.planner(), &format!("{path}/publications"), json!({})).expect(200);
    let etag = api.get(&officer, &path).etag();
    // Later it would be told as gone.
    receiver.wait_for(2);
    let hidden = json!({"internalNote": "giftwort, noch eins"});
    api.patch(&officer, &path, &etag, hidden).expect(200);
    api.post(&api.planner(), &format!("{path}/archivings"), json!({"reason": "giftwort"}))
        .expect(200);
    let received = receiver.wait_for(3);
    assert_eq!(types(&received), ["carrier.changed", "measure.published", "measure.gone"]);
    let gone = received[2].json()["data"].clone();
    assert_eq!((&gone["deleted"], gone.get("measure")), (&json!(true), None));
    assert!(received.iter().all(|one| !one.body.contains("giftwort")), "{received:?}");
}

#[test]
fn only_what_was_chosen_is_told() {
    let (sending, receiver) = (Sending::new(), Receiver::new());
    let api = &sending.api;
    let planner = api.planner();
    sending.webhook(&planner, &receiver, &["measure.published", "catalog.changed"]);
    api.published(api.carrier("Verein Brücken e.V."));
    let mut catalog = crate::harness::catalog();
    catalog.concepts[0].stale_after_days = 77;
    api.load_catalog(catalog);
    assert_eq!(types(&receiver.wait_for(2)), ["measure.published", "catalog.changed"]);
}

#[test]
fn what_failed_is_sent_again_under_its_id_before_anything_later() {
    let (sending, receiver) = (Sending::new(), Receiver::new());
    let api = &sending.api;
    let (carrier, planner) = (api.carrier("Verein Brücken e.V."), api.planner());
    let (path, _) = sending.webhook(&planner, &receiver, &["measure.created"]);
    receiver.answers(&[500, 404, 302]);
    let officer = api.officer(carrier);
    api.draft(&officer, carrier);
    api.draft(&officer, carrier);
    let received = receiver.wait_for(5);
    let ids: Vec<_> = received.iter().map(|one| one.id.as_str()).collect();
    assert!(ids[..4].iter().all(|id| *id == ids[0]) && ids[4] != ids[0], "{ids:?}");
    let mut log = sending.deliveries(&planner, &path);
    while log.len() < 5 {
        log = sending.deliveries(&planner, &path);
    }
    let told = |item: &serde_json::Value| {
        (item["outcome"].clone(), item["status"].clone(), item["attempt"].clone())
    };
    let told: Vec<_> = log.iter().rev().map(told).collect();
    let expected = [
        (json!("refused"), json!(500), json!(1)),
        (json!("refused"), json!(404), json!(2)),
        (json!("redirected"), json!(302), json!(3)),
        (json!("delivered"), json!(200), json!(4)),
        (json!("delivered"), json!(200), json!(1)),
    ];
    assert_eq!(told, expected);
    assert_eq!(log[4]["error"], "Der Empfänger antwortete mit 500.");
    assert_eq!(log[0]["error"], json!(null));
}

#[test]
fn whoever_answers_410_is_left_alone_until_switched_on_again() {
    let (sending, receiver) = (Sending::new(), Receiver::new());
    let api = &sending.api;
    let (carrier, planner) = (api.carrier("Verein Brücken e.V."), api.planner());
    let (path, _) = sending.webhook(&planner, &receiver, &["measure.created"]);
    receiver.answers(&[410]);
    let officer = api.officer(carrier);
    api.draft(&officer, carrier);
    let webhook = sending.wait_until(&planner, &path, |webhook| webhook["active"] == false);
    assert_eq!(webhook["stopped"], "gone");
    api.draft(&officer, carrier);
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert_eq!(receiver.received().len(), 1, "nothing more is sent");
    let webhook = sending.patch(&planner, &path, json!({"active": true}));
    assert_eq!((&webhook["active"], &webhook["stopped"]), (&json!(true), &json!(null)));
    let received = receiver.wait_for(3);
    assert_eq!(received[1].id, received[0].id, "it goes on where it stopped");
    assert_ne!(received[2].id, received[0].id);
}

#[test]
fn an_event_that_fails_for_three_days_switches_off() {
    let (sending, receiver) = (Sending::new(), Receiver::new());
    let api = &sending.api;
    let carrier = api.carrier("Verein Brücken e.V.");
    // A token lives for ten minutes: what is read later is read by another.
    let (path, _) = sending.webhook(&api.planner(), &receiver, &["measure.created"]);
    receiver.answers(&[500, 500, 500]);
    api.draft(&api.officer(carrier), carrier);
    receiver.wait_for(1);
    api.register.clock.advance(TimeDelta::days(3));
    let administrator = api.administrator();
    let webhook = sending.wait_until(&administrator, &path, |webhook| webhook["active"] == false);
    assert_eq!(webhook["stopped"], "failing");
}

#[test]
fn after_a_rotation_there_are_two_signatures_and_then_one() {
    let (sending, receiver) = (Sending::new(), Receiver::new());
    let api = &sending.api;
    let planner = api.planner();
    let (path, old) = sending.webhook(&planner, &receiver, &[]);
    let rotated = api.post(&planner, &format!("{path}/secret-rotations"), json!({})).expect(200);
    let new = rotated["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    api.post(&planner, &format!("{path}/tests"), json!({})).expect(202);
    let test = receiver.wait_for(1).remove(0);
    assert!(test.is_signed_by(&new) && test.is_signed_by(&old), "{}", test.signature);
    assert_eq!(test.signature.split(' ').count(), 2);
    let shown = api.get(&planner, &path).text + &api.get(&planner, "/v1/webhooks").text;
    assert!(!shown.contains("whsec_"), "{shown}");
    api.register.clock.advance(TimeDelta::hours(25));
    api.post(&api.administrator(), &format!("{path}/tests"), json!({})).expect(202);
    let test = receiver.wait_for(2).remove(1);
    assert!(test.is_signed_by(&new) && !test.is_signed_by(&old), "{}", test.signature);
}

#[test]
fn a_test_and_an_event_are_sent_when_asked_also_to_a_webhook_that_is_off() {
    let (sending, receiver) = (Sending::new(), Receiver::new());
    let api = &sending.api;
    let (carrier, planner) = (api.carrier("Verein Brücken e.V."), api.planner());
    let (path, secret) = sending.webhook(&planner, &receiver, &["measure.created"]);
    api.draft(&api.officer(carrier), carrier);
    let event = receiver.wait_for(1).remove(0);
    sending.patch(&planner, &path, json!({"active": false}));
    let delivery = loop {
        if let Some(item) = sending.deliveries(&planner, &path).pop() {
            break item["id"].as_str().unwrap().to_owned();
        }
    };
    let resend = format!("{path}/deliveries/{delivery}/resends");
    let waiting = api.post(&planner, &resend, json!({})).expect(202);
    assert_eq!((&waiting["outcome"], &waiting["attempt"]), (&json!("waiting"), &json!(2)));
    let again = receiver.wait_for(2).remove(1);
    assert_eq!((&again.id, &again.body), (&event.id, &event.body));
    receiver.answers(&[503]);
    let asked = api.post(&planner, &format!("{path}/tests"), json!({})).expect(202);
    let test = receiver.wait_for(3).remove(2);
    assert_eq!(
        (test.event_type().as_str(), &*test.id),
        ("webhook.test", asked["eventId"].as_str().unwrap())
    );
    assert!(test.is_signed_by(&secret));
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert_eq!(receiver.received().len(), 3, "a test is not repeated");
    let outcome = sending.deliveries(&planner, &path)[0]["outcome"].clone();
    assert_eq!(outcome, "refused");
}
