use chrono::TimeDelta;
use serde_json::json;

use super::*;
use crate::actions::clients;
use crate::actions::house::{House, house};
use crate::domain::webhook::{Delivery, Outcome, Position, Stop};
use crate::domain::{Client, ClientId};

const URL: &str = "https://example.org/hook";

fn client(house: &House, scopes: &[&str]) -> Client {
    let body = json!({"name": "A", "carrier": house.carrier("A e.V."), "scopes": scopes});
    house.write(move |tx| clients::create_client(tx, &Caller::System, &body)).unwrap().0
}

fn caller(client: &Client) -> Caller {
    let (id, carrier) = (client.id, client.carrier);
    Caller::Client { id, carrier, scopes: client.scopes.clone() }
}

fn webhook(house: &House, by: Caller) -> Result<(Webhook, String)> {
    house.write(move |tx| create_webhook(tx, &by, &json!({"url": URL}), false))
}

fn sent(house: &House, outcome: Outcome) -> Sent {
    Sent { at: house.register.clock.now(), outcome, status: None, millis: 1 }
}

fn first(webhook: &Webhook) -> Position {
    let position = Position {
        webhook: webhook.id,
        seq: 0,
        attempts: 0,
        failing_since: None,
        next_attempt_at: None,
    };
    position.told(2)
}

#[test]
fn after_a_rotation_both_secrets_sign_for_a_day() {
    let house = house();
    let (made, one) = webhook(&house, Caller::System).unwrap();
    let id = made.id;
    let rotate = || house.write(move |tx| rotate_secret(tx, &Caller::System, id)).unwrap();
    let (webhook, two) = rotate();
    let secrets = |webhook: &Webhook| -> Vec<String> {
        let now = house.register.clock.now();
        webhook.secrets(now).map(|secret| secret.0.clone()).collect()
    };
    assert_eq!(secrets(&webhook), [two.clone(), one]);
    let (webhook, three) = rotate();
    assert_eq!(secrets(&webhook), [three.clone(), two], "the last two");
    house.register.clock.advance(TimeDelta::hours(24));
    assert_eq!(secrets(&webhook), [three]);
    assert!(!format!("{:?}", house.register.view().webhook(id)).contains(PREFIX));
}

#[test]
fn a_webhook_sees_with_the_eyes_its_client_has_now() {
    let house = house();
    let client = client(&house, &["measures:read"]);
    let (made, _) = webhook(&house, caller(&client)).unwrap();
    let (id, now) = (client.id, house.register.clock.now());
    let reads = || reader(&house.register.view(), &made, now);
    assert_eq!(reads(), Some(caller(&client)));
    house.write(move |tx| clients::revoke_client(tx, &Caller::System, id)).unwrap();
    assert_eq!(reads(), None);
    let stranger = Caller::Client { id: ClientId::new(), carrier: None, scopes: vec![] };
    assert!(matches!(webhook(&house, stranger), Err(Error::Forbidden)));
}

#[test]
fn an_owner_has_a_limited_number_of_webhooks() {
    let house = house();
    for _ in 0..PER_OWNER {
        webhook(&house, Caller::System).unwrap();
    }
    assert!(matches!(webhook(&house, Caller::System), Err(Error::Invalid(_))));
    let other = caller(&client(&house, &["measures:read"]));
    assert!(webhook(&house, other).is_ok());
}

#[test]
fn three_days_of_failures_switch_off_and_switching_on_goes_on_where_it_stopped() {
    let house = house();
    let (made, _) = webhook(&house, Caller::System).unwrap();
    let id = made.id;
    let note = |position: Position, outcome| {
        let sent = sent(&house, outcome);
        house.write(move |tx| {
            note_event(tx, &position, ("evt".into(), "measure.edited".into(), 9), sent, 0)
        })
    };
    let stored = || house.register.view().webhook(id).unwrap().clone();
    let begun = Position { seq: house.seq(), ..first(&made) };
    let failed = note(begun, Outcome::Refused).unwrap().unwrap();
    assert_eq!(note(begun, Outcome::Delivered).unwrap(), None, "somebody was faster");
    house.register.clock.advance(TimeDelta::days(3));
    assert!(stored().content.active);
    let failed = note(failed, Outcome::Timeout).unwrap().unwrap();
    assert_eq!((failed.seq, failed.attempts), (begun.seq, 2));
    assert_eq!((stored().content.active, stored().stopped), (false, Some(Stop::Failing)));
    let version = stored().version;
    let on = json!({"active": true});
    house.write(move |tx| change_webhook(tx, &Caller::System, (id, version), on, false)).unwrap();
    assert_eq!((stored().content.active, stored().stopped), (true, None));
    assert_eq!(note(failed, Outcome::Delivered).unwrap(), None, "the attempts count anew");
    let told = note(begun, Outcome::Delivered).unwrap().unwrap();
    assert_eq!(told, begun.told(9));
    let gone = note(told, Outcome::Gone).unwrap();
    assert!(gone.is_some());
    assert_eq!(stored().stopped, Some(Stop::Gone));
}

#[test]
fn only_the_last_deliveries_are_kept() {
    let house = house();
    let (made, _) = webhook(&house, Caller::System).unwrap();
    let mut position = Position { seq: house.seq(), ..first(&made) };
    for number in 0..Delivery::KEPT + 5 {
        let (before, sent) = (position, sent(&house, Outcome::Delivered));
        let event = (format!("evt_{number}"), "measure.edited".to_owned(), before.seq + 1);
        let noted = house.write(move |tx| note_event(tx, &before, event, sent, 0));
        position = noted.unwrap().unwrap();
    }
    let id = made.id;
    let kept = house.write(move |tx| list_deliveries(tx, &Caller::System, id)).unwrap();
    assert_eq!(kept.len(), 200);
    assert_eq!((kept[0].event.as_str(), kept[199].event.as_str()), ("evt_204", "evt_5"));
}
