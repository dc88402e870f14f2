//! Role × action × publication × ownership, every cell, over HTTP: the answer is
//! what the table of the domain says, and `allowedActions` is true.

use massnahmenregister::domain::measure::{Status, allowed_actions};
use massnahmenregister::domain::{Action, Caller, CarrierId, Conflict, Error, Measure};
use serde_json::{Value, json};

use crate::harness::{Answer, PUBLIC, TestApi, Who, path_of};

struct Office {
    api: TestApi,
    carrier: CarrierId,
    officer: Who,
    /// Who submits measures of others, and must not publish them.
    submitter: Who,
}

/// How a measure came to where it stands.
const STATES: [&str; 12] = [
    "draft",
    "incomplete",
    "taken-back",
    "submitted",
    "submitted-by-planner",
    "returned",
    "published",
    "running",
    "completed",
    "revised",
    "withdrawn",
    "archived",
];

impl Office {
    fn new() -> Self {
        let api = TestApi::new();
        let carrier = api.carrier("Verein Brücken e.V.");
        let officer = api.officer(carrier);
        let submitter = json!({"email": "s@example.org", "name": "S", "role": "planner"});
        let submitter = api.person(submitter).0;
        Self { api, carrier, officer, submitter }
    }

    /// Everybody there can be, and what they are to the carrier.
    fn roles(&self) -> Vec<(&'static str, Who)> {
        let other = self.api.carrier("Ein anderer Verein");
        let person = |name: &str, more: Value| {
            let mut body = json!({"email": format!("{name}@example.org"), "name": name});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            self.api.person(body).0
        };
        let member = |carrier: CarrierId, role: &str| json!({"memberships": [{"carrier": carrier, "role": role}]});
        vec![
            ("the public", PUBLIC),
            ("a program of another carrier", self.api.officer(other)),
            ("an officer of another carrier", person("stranger", member(other, "officer"))),
            ("somebody without any part", person("nobody", json!({}))),
            ("a program that reads all", self.api.reader()),
            (
                "a program that reads its carrier's",
                self.api.client(Some(self.carrier), &["measures:read"]),
            ),
            ("somebody who reads all", person("reader", json!({"role": "reader"}))),
            ("a program that writes", self.api.editor(self.carrier)),
            ("an editor", person("editor", member(self.carrier, "editor"))),
            ("the program that submitted", self.officer.clone()),
            ("an officer", person("officer", member(self.carrier, "officer"))),
            ("a program that reviews", self.api.planner()),
            ("a planner", person("planner", json!({"role": "planner"}))),
            ("the planner who submitted", self.submitter.clone()),
            ("an administrator", self.api.administrator()),
        ]
    }

    fn step(&self, who: &Who, path: &str, step: &str, body: Value) {
        self.api.post(who, &format!("{path}/{step}"), body).expect(200);
    }

    /// A measure in one of [`STATES`]; gives its path.
    fn measure(&self, state: &str) -> String {
        let planner = self.api.planner();
        let (officer, nothing) = (&self.officer, json!({}));
        if state == "incomplete" {
            let body = json!({"leadCarrier": self.carrier, "title": "Kurs"});
            return path_of(&self.api.post(officer, "/v1/measures", body));
        }
        let path = path_of(&self.api.draft(officer, self.carrier));
        let submit = || self.step(officer, &path, "submissions", json!({}));
        let publish = || {
            submit();
            self.step(&planner, &path, "publications", json!({}));
        };
        let status = |to: &str, on: &str| {
            self.step(officer, &path, "status-changes", json!({"to": to, "effectiveOn": on}));
        };
        match state {
            "draft" => {}
            "taken-back" => {
                submit();
                self.step(officer, &path, "take-backs", nothing);
            }
            "submitted" => submit(),
            "submitted-by-planner" => self.step(&self.submitter, &path, "submissions", nothing),
            "returned" => {
                submit();
                let remarks = json!({"remarks": [{"text": "Bitte ergänzen."}]});
                self.step(&planner, &path, "returns", remarks);
            }
            "published" => publish(),
            "running" | "completed" => {
                publish();
                status("running", "2021-03-01");
                if state == "completed" {
                    status("completed", "2022-03-01");
                }
            }
            "revised" => {
                publish();
                let change = json!({"title": "Sprachkurs für Väter"});
                let etag = self.api.get(officer, &path).etag();
                self.api.patch(officer, &path, &etag, change).expect(200);
            }
            "withdrawn" => self.step(officer, &path, "withdrawals", nothing),
            "archived" => {
                publish();
                self.step(&planner, &path, "archivings", json!({"reason": "Doppelt"}));
            }
            other => panic!("no state {other}"),
        }
        path
    }

    fn stored(&self, path: &str) -> std::sync::Arc<Measure> {
        let id = path.rsplit('/').next().unwrap().parse().unwrap();
        std::sync::Arc::clone(&self.api.register.view().measures.find(id).unwrap().measure)
    }

    fn caller(&self, who: &Who) -> Caller {
        let Some(token) = &who.0 else { return Caller::Public };
        let view = self.api.register.view();
        self.api.tokens.verify(token, &view, self.api.register.clock.now()).unwrap().caller
    }

    fn send(&self, who: &Who, path: &str, action: Action) -> Answer {
        let (method, step, body) = request(action);
        let etag = format!("\"{}\"", self.stored(path).version);
        let headers: &[(&str, &str)] = match method {
            "POST" => &[],
            _ => &[("If-Match", &etag)],
        };
        self.api.send(method, who, &format!("{path}{step}"), headers, body)
    }
}

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
