//! The service: the program itself, with one worker.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use massnahmenregister::actions::clients::create_client;
use massnahmenregister::actions::tokens::{Lifetimes, Settings, Tokens};
use massnahmenregister::domain::{Caller, CarrierId, Clock};
use massnahmenregister::register::{Register, Threads};
use serde_json::json;

use super::Result;
use super::process::Server;

/// Stands in links and tokens.
const PUBLIC_URL: &str = "https://bench.example.org";

pub fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

pub fn open(file: &Path) -> Result<(Register, Threads)> {
    Ok(Register::open(&url(file), Clock::new(chrono_tz::Europe::Berlin))?)
}

/// Runs the program on the register in `file`.
pub fn start(file: &Path) -> Result<Server> {
    let args = [
        "serve".to_owned(),
        format!("--database-url={}", url(file)),
        format!("--public-url={PUBLIC_URL}"),
        "--workers=1".to_owned(),
        "--listen".to_owned(),
    ];
    Server::start(&program()?, args, "/livez")
}

/// The program that was built beside this one.
fn program() -> Result<PathBuf> {
    let examples = std::env::current_exe()?;
    let folder = examples.parent().and_then(Path::parent).ok_or("not where it was built")?;
    Ok(folder.join("massnahmen"))
}

/// A token for programs, good for a day, that may register measures of `carrier`.
pub fn writer_token(register: &Register, carrier: CarrierId) -> Result<String> {
    let day = TimeDelta::days(1);
    let settings = Settings {
        issuer: PUBLIC_URL.into(),
        audience: "massnahmen".into(),
        lifetimes: Lifetimes { access: day, idle: day, session: day },
    };
    let tokens = Tokens::load(register, settings)?;
    let scopes = ["measures:read", "measures:write"];
    let body = json!({"name": "bench", "carrier": carrier, "scopes": scopes});
    let (client, _) =
        register.write_blocking(move |tx| create_client(tx, &Caller::System, &body))?;
    let scopes = client.scopes.clone();
    Ok(tokens.issue_for_client(&client, scopes, register.clock.now())?.token)
}
