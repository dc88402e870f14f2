//! Role × action × publication × ownership, every cell, over HTTP: the answer is
//! what the table of the domain says, and `allowedActions` is true.

mod imports;
mod office;

use massnahmenregister::domain::measure::{Status, allowed_actions};
use massnahmenregister::domain::{Action, Caller, Conflict, Error, Measure};
use serde_json::{Value, json};

use office::{Office, STATES};

/// What asks for an action, right in all but who and when.
fn request(action: Action) -> (&'static str, &'static str, Option<Value>) {
    let remarks = json!({"remarks": [{"text": "Bitte ergänzen."}]});
    let (step, body) = match action {
        Action::Create => unreachable!("has no measure yet"),
        Action::Edit => return ("PATCH", "", Some(json!({"summary": "Neu"}))),
        Action::Delete => return ("DELETE", "", None),
        Action::Submit => ("/submissions", json!({})),
        Action::TakeBack => ("/take-backs", json!({})),
        Action::Return => ("/returns", remarks),
        Action::Publish => ("/publications", json!({})),
        Action::Withdraw => ("/withdrawals", json!({})),
        Action::Archive => ("/archivings", json!({"reason": "Doppelt"})),
        Action::Restore => ("/restorations", json!({"reason": "Irrtum"})),
        Action::ChangeStatus => {
            let body =
                json!({"to": "discontinued", "effectiveOn": "2022-01-01", "reason": "other"});
            ("/status-changes", body)
        }
        Action::Reopen => {
            let body = json!({"to": "running", "effectiveOn": "2022-06-01", "reason": "other"});
            ("/status-changes", body)
        }
        Action::CorrectStatus => {
            let body = json!({"to": "running", "effectiveOn": "2021-04-01"});
            ("/status-changes/1/corrections", body)
        }
        Action::Confirm => ("/confirmations", json!({})),
        Action::AcceptRevision => ("/revisions/acceptances", json!({})),
        Action::ReturnRevision => ("/revisions/returns", remarks),
    };
    ("POST", step, Some(body))
}

/// A step from a final status is a reopening, any other is none: one address, so
/// there is no asking for the other.
fn can_be_asked(action: Action, measure: &Measure) -> bool {
    let status = measure.state.status();
    match action {
        Action::Create => false,
        Action::Reopen => status.is_final(),
        // From `planned` a measure is dropped, not discontinued.
        Action::ChangeStatus => status == Status::Running,
        _ => true,
    }
}

/// What the table says, in the words of HTTP; what is allowed in general may still
/// be against a rule of this measure's state.
fn expected(
    caller: &Caller,
    action: Action,
    measure: &Measure,
    allowed: bool,
) -> (u16, &'static str) {
    match caller.may(action, measure) {
        _ if *caller == Caller::Public => (401, "unauthenticated"),
        Err(Error::NotFound(_)) => (404, "not-found"),
        Err(Error::Forbidden) => (403, "forbidden"),
        Err(Error::Conflict(Conflict::FourEyes)) => (409, "four-eyes"),
        Err(Error::Conflict(_)) => (409, "publication"),
        Err(other) => panic!("{other}"),
        Ok(_) if allowed && action == Action::Delete => (204, ""),
        Ok(_) if allowed => (200, ""),
        Ok(_) => match action {
            Action::Submit => (409, "incomplete"),
            Action::CorrectStatus => (404, "not-found"),
            _ => (409, "conflict"),
        },
    }
}

fn walk(states: &[&str]) {
    let office = Office::new();
    let roles = office.roles();
    let catalog = std::sync::Arc::clone(&office.api.register.view().catalog);
    let concept = catalog.current_concept().unwrap();
    let (mut cells, mut done) = (0, 0);
    for state in states {
        for action in Action::ALL.iter().copied() {
            let mut path = office.measure(state);
            for (role, who) in &roles {
                let (caller, measure) = (office.caller(who), office.stored(&path));
                if !can_be_asked(action, &measure) {
                    continue;
                }
                let cell = format!("{role}: {action}, {state}");
                let seen = office.api.get(who, &path);
                let allowed = allowed_actions(&caller, &measure, concept);
                assert_eq!(seen.status == 200, caller.sees(&measure), "{cell}");
                if seen.status == 200 {
                    assert_eq!(seen.json()["allowedActions"], json!(allowed), "{cell}");
                }
                let allowed = allowed.contains(&action);
                let answer = office.send(who, &path, action);
                let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
                let expected = expected(&caller, action, &measure, allowed);
                assert_eq!((answer.status, &*code), expected, "{cell}: {}", answer.text);
                assert_eq!(answer.status < 300, allowed, "{cell}: what is allowed is true");
                cells += 1;
                if answer.status < 300 {
                    done += 1;
                    path = office.measure(state);
                }
            }
        }
    }
    assert!(cells > 150 * states.len() && done > 0, "{cells} cells, {done} done");
}

#[test]
fn who_may_do_what_before_a_review() {
    walk(&STATES[..3]);
}

#[test]
fn who_may_do_what_in_review() {
    walk(&STATES[3..6]);
}

#[test]
fn who_may_do_what_in_public() {
    walk(&STATES[6..9]);
}

#[test]
fn who_may_do_what_in_revision_and_in_the_end() {
    walk(&STATES[9..]);
}

#[test]
fn who_may_register_measures() {
    let office = Office::new();
    for (role, who) in office.roles() {
        let caller = office.caller(&who);
        let answer =
            office.api.post(&who, "/v1/measures", crate::harness::complete(office.carrier));
        let expected = match caller.may_create(office.carrier) {
            Ok(_) => 201,
            Err(Error::Unauthenticated) => 401,
            Err(_) => 403,
        };
        assert_eq!(answer.status, expected, "{role}: {}", answer.text);
        let path = format!("/v1/carriers/{}/measures/fundus/{role}", office.carrier);
        let body = json!({"title": "Kurs"});
        let answer = office.api.put(&who, &path.replace(' ', "-").replace("'", ""), body);
        assert_eq!(answer.status, expected, "{role}: {}", answer.text);
    }
}
