//! The real program as a process of its own: started, talked to, killed.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use massnahmenregister::actions::clients;
use massnahmenregister::actions::tokens::{Lifetimes, Settings, Tokens};
use massnahmenregister::domain::{Caller, CarrierId, Clock};
use massnahmenregister::register::Register;
use serde_json::{Value, json};

use crate::harness::{Answer, Who};

const ISSUER: &str = "https://register.example.org";

/// The program, serving one database. It is killed when it is dropped.
pub struct Process {
    child: Child,
    pub address: String,
}

impl Process {
    /// Starts `massnahmen serve`, and waits until it answers.
    pub fn serve(url: &str) -> Self {
        Self::serve_with(url, &[])
    }

    pub fn serve_with(url: &str, flags: &[&str]) -> Self {
        Self::serve_telling(url, flags, Stdio::null())
    }

    /// What it prints goes to `out`.
    pub fn serve_telling(url: &str, flags: &[&str], out: impl Into<Stdio>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        drop(listener);
        let child = program(url)
            .args(["serve", "--workers", "2", "--listen", &address])
            .args(flags)
            .stdout(out)
            .spawn()
            .unwrap();
        let process = Self { child, address: format!("http://{address}") };
        process.wait_until_it_answers();
        process
    }

    fn wait_until_it_answers(&self) {
        let (began, http) = (Instant::now(), Http::to(&self.address));
        while http.get(&Who(None), "/readyz").is_none_or(|answer| answer.status != 200) {
            assert!(began.elapsed() < Duration::from_secs(30), "it does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The most memory it ever had, in bytes.
    pub fn most_memory(&self) -> usize {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<usize>().unwrap() * 1024
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// `kill -TERM`, as an operator stops it.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Sends any signal, such as `-STOP`.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// Waits for its end, which must be a good one.
    pub fn wait(mut self) {
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with the settings of a test; nothing is taken from around it.
pub fn program(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_massnahmen"));
    command
        .env_clear()
        .env("MASSNAHMEN_DATABASE_URL", url)
        .env("MASSNAHMEN_PUBLIC_URL", ISSUER)
        .env("MASSNAHMEN_LOG", "warn")
        .current_dir(std::env::temp_dir())
        .stdout(Stdio::null());
    command
}

/// One connection to a service that may be gone at any moment.
pub struct Http {
    address: String,
    agent: ureq::Agent,
}

impl Http {
    pub fn to(address: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { address: address.to_owned(), agent: agent.into() }
    }

    /// The answer, if one came whole.
    pub fn send(&self, method: &str, who: &Who, path: &str, body: Option<Value>) -> Option<Answer> {
        self.send_with(method, who, path, &[], body)
    }

    pub fn send_with(
        &self,
        method: &str,
        who: &Who,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Option<Answer> {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        if let Some(token) = &who.0 {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header("Content-Type", "application/json");
        }
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let answer = self.agent.run(request.body(body).unwrap()).ok()?;
        let (parts, mut body) = answer.into_parts();
        let text = body.read_to_string().ok()?;
        Some(Answer { status: parts.status.as_u16(), headers: parts.headers, text })
    }

    pub fn get(&self, who: &Who, path: &str) -> Option<Answer> {
        self.send("GET", who, path, None)
    }

    pub fn post(&self, who: &Who, path: &str, body: Value) -> Option<Answer> {
        self.send("POST", who, path, Some(body))
    }

    pub fn put(&self, who: &Who, path: &str, body: Value) -> Option<Answer> {
        self.send("PUT", who, path, Some(body))
    }
}

/// The register behind the service's back.
pub fn open(url: &str) -> Register {
    Register::open(url, Clock::new(chrono_tz::Europe::Berlin)).unwrap().0
}

/// A token for a program of `carrier`, or of the planning office, that every
/// process on this database takes.
pub fn token(register: &Register, carrier: Option<CarrierId>, scopes: &[&str]) -> Who {
    let body = json!({"name": "Programm", "carrier": carrier, "scopes": scopes});
    let (client, _) = register
        .write_blocking(move |tx| clients::create_client(tx, &Caller::System, &body))
        .unwrap();
    let settings = Settings {
        issuer: ISSUER.to_owned(),
        audience: "massnahmen".to_owned(),
        lifetimes: Lifetimes {
            access: TimeDelta::hours(2),
            idle: TimeDelta::hours(12),
            session: TimeDelta::days(30),
        },
    };
    let tokens = Tokens::load(register, settings).unwrap();
    let token = tokens.issue_for_client(&client, client.scopes.clone(), register.clock.now());
    Who(Some(token.unwrap().token))
}

/// An officer's token for `carrier`.
pub fn officer(register: &Register, carrier: CarrierId) -> Who {
    token(register, Some(carrier), &["measures:read", "measures:write", "measures:submit"])
}

/// A carrier, in a register with the built-in catalog.
pub fn carrier(register: &Register, name: &str) -> CarrierId {
    use massnahmenregister::actions::{carriers, catalog};
    let body = json!({"name": name, "kind": "association"});
    register
        .write_blocking(move |tx| {
            catalog::load_default(tx)?;
            Ok(())
        })
        .unwrap();
    register.write_blocking(move |tx| carriers::create_carrier(tx, &Caller::System, &body)).unwrap()
}
