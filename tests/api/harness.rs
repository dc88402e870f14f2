//! A whole service for each test: a database of its own, a server on a socket,
//! and people and programs that talk to it over HTTP.

use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::time::Duration;

use chrono::TimeDelta;
use massnahmenregister::actions::clients;
use massnahmenregister::actions::tokens::{Lifetimes, Settings as TokenSettings, Tokens};
use massnahmenregister::api::{Api, Running, Settings, server};
use massnahmenregister::domain::{Caller, CarrierId, Catalog, Clock};
use massnahmenregister::formats::open_data::Publisher;
use massnahmenregister::register::Register;
use massnahmenregister::web;
use serde_json::{Value, json};

pub use crate::database::Database;

pub struct TestApi {
    pub address: String,
    pub register: Register,
    pub tokens: actix_web::web::Data<Tokens>,
    pub database: Database,
    agent: ureq::Agent,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    pub fn etag(&self) -> String {
        self.header("etag").to_owned()
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// Code of a problem, and the places it names.
    pub fn problem(&self) -> (u16, String, Vec<String>) {
        let json = self.json();
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        let place = |error: &Value| {
            let header = error["header"].as_str().map(|name| format!("{name}:"));
            let place = error["pointer"].as_str().or(error["parameter"].as_str());
            let place = place.or(header.as_deref()).unwrap();
            format!("{place} {}", error["code"].as_str().unwrap())
        };
        let places = errors.iter().map(place).collect();
        (self.status, json["code"].as_str().unwrap().to_owned(), places)
    }
}

/// A token, or none for the public.
#[derive(Debug, Clone, Default)]
pub struct Who(pub Option<String>);

pub const PUBLIC: Who = Who(None);

impl TestApi {
    /// With the catalog of the pack.
    pub fn new() -> Self {
        Self::on(Database::new())
    }

    pub fn on(database: Database) -> Self {
        Self::with(database, |_| {})
    }

    /// One that is run in its own way.
    pub fn with(database: Database, change: impl FnOnce(&mut Settings)) -> Self {
        let clock = Clock::new(chrono_tz::Europe::Berlin);
        let (register, _) = Register::open(&database.url, clock).unwrap();
        let settings = TokenSettings {
            issuer: "https://register.example.org".into(),
            audience: "massnahmen".into(),
            lifetimes: Lifetimes {
                access: TimeDelta::minutes(10),
                idle: TimeDelta::hours(12),
                session: TimeDelta::days(30),
            },
        };
        let tokens = Tokens::load(&register, settings).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = Settings::new(&address);
        settings.open_data = Some(publisher());
        change(&mut settings);
        let api = Api::new(register.clone(), tokens, settings);
        let tokens = api.tokens.clone();
        let (ready, started) = channel();
        std::thread::spawn(move || {
            let running = Running { workers: 1, shutdown: Duration::from_secs(1) };
            actix_web::rt::System::new().block_on(async move {
                let server =
                    server(api, web::routes(crate::pages::site()), listener, running).unwrap();
                ready.send(()).unwrap();
                server.await.unwrap();
            });
        });
        started.recv().unwrap();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let api = Self { address, register, tokens, database, agent };
        api.load_catalog(catalog());
        api
    }

    pub fn load_catalog(&self, catalog: Catalog) {
        let by = Caller::System.actor(None);
        let known = *self.register.view().catalog == catalog;
        if !known {
            self.register.write_blocking(|tx| tx.save_catalog(by, catalog)).unwrap();
        }
    }

    /// A carrier of the register.
    pub fn carrier(&self, name: &str) -> CarrierId {
        self.carrier_of(json!({"name": name, "kind": "association"}))
    }

    pub fn carrier_of(&self, content: Value) -> CarrierId {
        use massnahmenregister::domain::{Carrier, CarrierContent, Deed, Faults};
        let faults = Faults::default();
        let catalog = std::sync::Arc::clone(&self.register.view().catalog);
        let content = CarrierContent::read(&content, &catalog, |_| true, &faults).unwrap();
        let (id, now) = (CarrierId::new(), self.register.clock.now());
        let carrier = Carrier {
            id,
            version: 1,
            content,
            merged_into: None,
            former_names: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        let by = Caller::System.actor(None);
        self.register.write_blocking(move |tx| tx.save_carrier(Deed::Create, by, carrier)).unwrap();
        id
    }

    /// A program of `carrier`, or of the planning office, with these scopes.
    pub fn client(&self, carrier: Option<CarrierId>, scopes: &[&str]) -> Who {
        let body = json!({"name": "Programm", "carrier": carrier, "scopes": scopes});
        let made = self
            .register
            .write_blocking(move |tx| clients::create_client(tx, &Caller::System, &body));
        let (client, _) = made.unwrap();
        let now = self.register.clock.now();
        let token = self.tokens.issue_for_client(&client, client.scopes.clone(), now).unwrap();
        Who(Some(token.token))
    }

    /// Writes and submits for `carrier`.
    pub fn officer(&self, carrier: CarrierId) -> Who {
        self.client(Some(carrier), &["measures:read", "measures:write", "measures:submit"])
    }

    pub fn editor(&self, carrier: CarrierId) -> Who {
        self.client(Some(carrier), &["measures:read", "measures:write"])
    }

    pub fn planner(&self) -> Who {
        self.client(None, &["measures:read", "measures:review"])
    }

    pub fn reader(&self) -> Who {
        self.client(None, &["measures:read"])
    }

    pub fn get(&self, who: &Who, path: &str) -> Answer {
        self.send("GET", who, path, &[], None)
    }

    pub fn post(&self, who: &Who, path: &str, body: Value) -> Answer {
        self.send("POST", who, path, &[], Some(body))
    }

    pub fn put(&self, who: &Who, path: &str, body: Value) -> Answer {
        self.send("PUT", who, path, &[], Some(body))
    }

    pub fn patch(&self, who: &Who, path: &str, etag: &str, body: Value) -> Answer {
        self.send("PATCH", who, path, &[("If-Match", etag)], Some(body))
    }

    pub fn delete(&self, who: &Who, path: &str, etag: &str) -> Answer {
        self.send("DELETE", who, path, &[("If-Match", etag)], None)
    }

    /// Sends any request.
    pub fn send(
        &self,
        method: &str,
        who: &Who,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let mut headers = headers.to_vec();
        let typed = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if body.is_some() && !typed {
            headers.push(("Content-Type", "application/json"));
        }
        let text = body.map(|body| body.to_string()).unwrap_or_default();
        self.send_text(method, who, path, &headers, &text)
    }

    /// Sends any body.
    pub fn send_text(
        &self,
        method: &str,
        who: &Who,
        path: &str,
        headers: &[(&str, &str)],
        text: &str,
    ) -> Answer {
        let uri =
            if path.starts_with("http") { path.to_owned() } else { self.address.clone() + path };
        let mut request = ureq::http::Request::builder().method(method).uri(uri);
        if let Some(token) = &who.0 {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.agent.run(request.body(text.to_owned()).unwrap()).unwrap();
        let (parts, mut body) = answer.into_parts();
        let text = body.read_to_string().unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    /// A complete draft of `carrier`, by `who`.
    pub fn draft(&self, who: &Who, carrier: CarrierId) -> Answer {
        let answer = self.post(who, "/v1/measures", complete(carrier));
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer
    }

    /// A published measure of `carrier`; gives its path.
    pub fn published(&self, carrier: CarrierId) -> String {
        let officer = self.officer(carrier);
        let path = path_of(&self.draft(&officer, carrier));
        let submitted = self.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
        if submitted["publication"] == "submitted" {
            self.post(&self.planner(), &format!("{path}/publications"), json!({})).expect(200);
        }
        path
    }
}

/// Who publishes what is tested.
fn publisher() -> Publisher {
    Publisher {
        name: "Landeshauptstadt Magdeburg".to_owned(),
        email: "info@example.org".to_owned(),
        url: "https://example.org".to_owned(),
        ags: None,
        contributor: None,
    }
}

pub fn path_of(answer: &Answer) -> String {
    format!("/v1/measures/{}", answer.json()["id"].as_str().unwrap())
}

/// What it takes to submit, and no more.
pub fn complete(carrier: CarrierId) -> Value {
    json!({
        "leadCarrier": carrier,
        "title": "Sprachkurs für Eltern",
        "handlungsfeld": 2,
        "reach": "stadtteile",
        "stadtteile": ["06"],
        "targetGroups": ["families"],
        "planned": {"start": "2021-03", "end": "2022-12"},
    })
}

/// The pack that comes with the program.
pub fn catalog() -> Catalog {
    massnahmenregister::formats::pack::built_in().unwrap()
}
