//! Everybody there can be, and a measure in every state.

use massnahmenregister::domain::{Action, Caller, CarrierId, Measure};
use serde_json::{Value, json};

use super::request;
use crate::harness::{Answer, PUBLIC, TestApi, Who, path_of};

pub struct Office {
    pub api: TestApi,
    pub carrier: CarrierId,
    officer: Who,
    /// Who submits measures of others, and must not publish them.
    submitter: Who,
}

/// How a measure came to where it stands.
pub const STATES: [&str; 12] = [
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
    pub fn new() -> Self {
        let api = TestApi::new();
        let carrier = api.carrier("Verein Brücken e.V.");
        let officer = api.officer(carrier);
        let submitter = json!({"email": "s@example.org", "name": "S", "role": "planner"});
        let submitter = api.person(submitter).0;
        Self { api, carrier, officer, submitter }
    }

    /// Everybody there can be, and what they are to the carrier.
    pub fn roles(&self) -> Vec<(&'static str, Who)> {
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
    pub fn measure(&self, state: &str) -> String {
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

    pub fn stored(&self, path: &str) -> std::sync::Arc<Measure> {
        let id = path.rsplit('/').next().unwrap().parse().unwrap();
        std::sync::Arc::clone(&self.api.register.view().measures.find(id).unwrap().measure)
    }

    pub fn caller(&self, who: &Who) -> Caller {
        let Some(token) = &who.0 else { return Caller::Public };
        let view = self.api.register.view();
        self.api.tokens.verify(token, &view, self.api.register.clock.now()).unwrap().caller
    }

    pub fn send(&self, who: &Who, path: &str, action: Action) -> Answer {
        let (method, step, body) = request(action);
        let etag = format!("\"{}\"", self.stored(path).version);
        let headers: &[(&str, &str)] = match method {
            "POST" => &[],
            _ => &[("If-Match", &etag)],
        };
        self.api.send(method, who, &format!("{path}{step}"), headers, body)
    }
}
