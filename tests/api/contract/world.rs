//! A register in which every operation can succeed, and how to call each.

use serde_json::{Value, json};

use super::Operation;
use crate::harness::{Answer, PUBLIC, TestApi, Who, path_of};
use crate::people::{PASSWORD, credentials, token};

/// The id that stands in examples.
const EXAMPLE_ID: &str = "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11";

pub struct World {
    pub api: TestApi,
    pub administrator: Who,
    officer: Who,
    carrier: String,
    other: String,
}

/// One call of an operation.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: String,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<Value>,
    pub kind: &'static str,
}

impl World {
    pub fn new() -> Self {
        let api = TestApi::new();
        let carrier = api.carrier("Verein Brücken e.V.");
        let other = api.carrier("Zweigstelle");
        let administrator = api.administrator();
        let officer = api.officer(carrier);
        let (carrier, other) = (carrier.to_string(), other.to_string());
        Self { api, administrator, officer, carrier, other }
    }

    /// A call of `operation` that its description calls right.
    pub fn call(&self, operation: &Operation) -> Call {
        let mut path = self.path(operation);
        let required = operation.parameters().into_iter();
        for parameter in required.filter(|p| p["in"] == "query" && p["required"] == true) {
            let name = parameter["name"].as_str().unwrap();
            path += &format!("?{name}={}", parameter["example"].as_str().unwrap());
        }
        let (kind, body) = match operation.body() {
            Some((kind, media)) => (kind.as_str(), Some(self.body(operation, &media["example"]))),
            None => ("", None),
        };
        let mut headers = Vec::new();
        if operation.parameters().iter().any(|p| p["name"] == "If-Match" && p["required"] == true) {
            let read = self.api.get(&self.administrator, &path);
            headers.push(("If-Match", read.etag()));
        }
        Call { method: operation.method(), path, headers, body, kind }
    }

    /// Who may do it: an administrator may do all but be somebody else.
    pub fn caller(&self, operation: &Operation) -> Who {
        match operation.id() {
            "sign_out" => token(&self.person("a.muster@example.org")),
            "change_password" => token(&self.person("d.muster@example.org")),
            _ if operation.takes_token() => self.administrator.clone(),
            _ => PUBLIC,
        }
    }

    fn person(&self, email: &str) -> Value {
        if self.api.register.view().user_by_email(email).is_none() {
            self.api.person(json!({"email": email, "name": "Alex Muster"}));
        }
        self.api.post(&PUBLIC, "/v1/sessions", credentials(email, PASSWORD)).expect(201)
    }

    pub fn send(&self, who: &Who, call: &Call) -> Answer {
        let mut headers: Vec<_> = call.headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        if call.body.is_some() {
            headers.push(("Content-Type", call.kind));
        }
        let text = match (&call.body, call.kind) {
            (Some(form), "application/x-www-form-urlencoded") => {
                let pairs = form.as_object().unwrap().iter();
                let pairs = pairs.map(|(name, value)| (name, value.as_str().unwrap()));
                form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
            }
            // A file goes as it is.
            (Some(Value::String(file)), kind) if !kind.ends_with("json") => file.clone(),
            (Some(body), _) => body.to_string(),
            (None, _) => String::new(),
        };
        self.api.send_text(&call.method, who, &call.path, &headers, &text)
    }

    fn path(&self, operation: &Operation) -> String {
        let path = operation.path();
        let collection = path.split('/').nth(2).unwrap_or_default();
        let id = match collection {
            "measures" if path.contains("{id}") => self.measure(operation.id()),
            "carriers" if operation.id() == "merge_carrier" => self.other.clone(),
            "carriers" => self.carrier.clone(),
            "users" if path.contains("{id}") => self.user(),
            "webhooks" if path.contains("{id}") => self.webhook(),
            "clients" if path.contains("{id}") => self.client(),
            "imports" if path.contains("{id}") => self.import(operation.id()),
            _ => "integrationskonzept-2020-2023".to_owned(),
        };
        // The third version is the published one; a stream ends when it is told to.
        let number = if operation.id() == "find_version" { "3" } else { "1" };
        let path = match operation.id() {
            "stream_events" => format!("{path}?after=0&limit=1"),
            _ => path.replace("{id}", &id).replace("{source}", "fundus"),
        };
        let path = match path.contains("{delivery}") {
            true => path.replace("{delivery}", &self.delivery(&id)),
            false => path,
        };
        let path = path.replace("{year}", &self.year(operation.id()));
        path.replace("{externalId}", "4711")
            .replace("{number}", number)
            .replace("{code}", "invalid")
            .replace("{file}", "swagger-ui.css")
    }

    /// A year of which there are population figures, unless they are to be uploaded.
    fn year(&self, operation: &str) -> String {
        let year = if operation == "put_population" { 2020 } else { 2021 };
        let path = format!("/v1/population/{year}");
        if operation == "delete_population" || operation == "find_population" {
            let body = json!({
                "source": {"text": "Amt für Statistik"}, "licence": "dl-de/by-2-0",
                "items": [{"stadtteil": "06", "total": 100}],
            });
            self.api.put(&self.administrator, &path, body);
        }
        year.to_string()
    }

    /// The id of a measure that is ready for an operation.
    fn measure(&self, operation: &str) -> String {
        let carrier = self.carrier.parse().unwrap();
        let path = match operation {
            "submit_measure" | "withdraw_measure" | "delete_measure" => {
                path_of(&self.api.draft(&self.officer, carrier))
            }
            "take_back_measure" | "return_measure" | "publish_measure" => {
                let path = path_of(&self.api.draft(&self.officer, carrier));
                self.step(&self.officer, &path, "submissions", json!({}));
                path
            }
            _ => self.api.published(carrier),
        };
        match operation {
            "restore_measure" => {
                let reason = json!({"reason": "Irrtum"});
                self.step(&self.administrator, &path, "archivings", reason);
            }
            "accept_revision" | "return_revision" => {
                let etag = self.api.get(&self.officer, &path).etag();
                let change = json!({"title": "Sprachkurs für Väter"});
                self.api.patch(&self.officer, &path, &etag, change).expect(200);
            }
            "correct_status" => {
                let step = json!({"to": "running", "effectiveOn": "2021-06-15"});
                self.step(&self.officer, &path, "status-changes", step);
            }
            _ => {}
        }
        path.rsplit('/').next().unwrap().to_owned()
    }

    fn step(&self, who: &Who, path: &str, step: &str, body: Value) {
        self.api.post(who, &format!("{path}/{step}"), body).expect(200);
    }

    fn user(&self) -> String {
        let body = json!({"email": format!("{}@example.org", uuid::Uuid::now_v7()), "name": "B"});
        self.id(&self.api.post(&self.administrator, "/v1/users", body))
    }

    fn client(&self) -> String {
        let body = json!({"name": "Export", "scopes": ["measures:read"]});
        self.id(&self.api.post(&self.administrator, "/v1/clients", body))
    }

    /// The id of a webhook; one owner has only so many.
    fn webhook(&self) -> String {
        let known = self.api.get(&self.administrator, "/v1/webhooks").expect(200);
        let mut office =
            known["items"].as_array().unwrap().iter().filter(|w| w["client"].is_null());
        if let Some(webhook) = office.next() {
            return webhook["id"].as_str().unwrap().to_owned();
        }
        let body = json!({"url": "https://example.org/hook"});
        self.id(&self.api.post(&self.administrator, "/v1/webhooks", body))
    }

    /// The id of a delivery to a webhook.
    fn delivery(&self, webhook: &str) -> String {
        let path = format!("/v1/webhooks/{webhook}");
        let known = self.api.get(&self.administrator, &format!("{path}/deliveries")).expect(200);
        if let Some(id) = known["items"][0]["id"].as_str() {
            return id.to_owned();
        }
        let sent = self.api.post(&self.administrator, &format!("{path}/tests"), json!({}));
        sent.expect(202)["id"].as_str().unwrap().to_owned()
    }

    /// An import that is ready for an operation.
    fn import(&self, operation: &str) -> String {
        let file = format!("leadCarrier,title\n{},Kochkurs\n", self.carrier);
        let headers = [("Content-Type", "text/csv")];
        let who = &self.administrator;
        let id = self.id(&self.api.send_text("POST", who, "/v1/imports", &headers, &file));
        if operation == "undo_import" {
            self.step(who, &format!("/v1/imports/{id}"), "confirm", json!({}));
        }
        id
    }

    fn id(&self, answer: &Answer) -> String {
        answer.expect(201)["id"].as_str().unwrap().to_owned()
    }

    /// The example, with names of what is there.
    fn body(&self, operation: &Operation, example: &Value) -> Value {
        let mut body = example.clone();
        match operation.id() {
            "sign_in" => drop(self.person("a.muster@example.org")),
            "refresh_session" => {
                body["refreshToken"] = self.person("a.muster@example.org")["refreshToken"].clone()
            }
            "change_password" => {
                body = json!({"currentPassword": PASSWORD, "newPassword": "staple tomorrow green"});
            }
            "change_statuses" => {
                body["items"][0]["measure"] = self.measure(operation.id()).into();
            }
            // What it is, is told by what it begins with.
            "create_import" => body = format!("leadCarrier,title\n{EXAMPLE_ID},Kurs\n").into(),
            "create_carrier" => body["name"] = "Neuer Verein".into(),
            "create_user" => body["email"] = "c.muster@example.org".into(),
            "issue_token" => {
                let made = json!({"name": "Export", "scopes": ["measures:read"]});
                let made = self.api.post(&self.administrator, "/v1/clients", made).expect(201);
                body["client_id"] = made["id"].clone();
                body["client_secret"] = made["secret"].clone();
            }
            _ => {}
        }
        serde_json::from_str(&body.to_string().replace(EXAMPLE_ID, &self.carrier)).unwrap()
    }
}
