//! The service as its own process, with one worker.

use std::net::TcpListener;
use std::time::Duration;

use chrono::TimeDelta;
use massnahmenregister::actions::clients::create_client;
use massnahmenregister::actions::tokens::{Lifetimes, Settings as TokenSettings, Tokens};
use massnahmenregister::api::{self, Api, Running, Settings};
use massnahmenregister::domain::{Caller, CarrierId, Clock};
use massnahmenregister::register::Register;
use serde_json::json;

use super::Result;

pub fn open(url: &str) -> Result<(Register, massnahmenregister::register::Threads)> {
    Ok(Register::open(url, Clock::new(chrono_tz::Europe::Berlin))?)
}

pub fn serve(url: &str, address: &str) -> Result<()> {
    let (register, _threads) = open(url)?;
    let tokens = tokens(&register)?;
    let api = Api::new(register, tokens, Settings::new("http://localhost"));
    let running = Running { workers: 1, shutdown: Duration::from_secs(1) };
    let listener = TcpListener::bind(address)?;
    actix_web::rt::System::new().block_on(async { Ok(api::server(api, listener, running)?.await?) })
}

fn tokens(register: &Register) -> Result<Tokens> {
    let lifetimes = Lifetimes {
        access: TimeDelta::days(1),
        idle: TimeDelta::days(1),
        session: TimeDelta::days(1),
    };
    let settings = TokenSettings {
        issuer: "http://localhost".into(),
        audience: "massnahmen".into(),
        lifetimes,
    };
    Ok(Tokens::load(register, settings)?)
}

/// A token that may register measures of the first carrier.
pub fn writer_token(register: &Register) -> Result<(String, CarrierId)> {
    let tokens = tokens(register)?;
    let carrier = register.view().carriers().next().map(|carrier| carrier.id);
    let carrier = carrier.ok_or("there is no carrier")?;
    let scopes = ["measures:read", "measures:write"];
    let body = json!({"name": "bench", "carrier": carrier, "scopes": scopes});
    let (client, _) =
        register.write_blocking(move |tx| create_client(tx, &Caller::System, &body))?;
    let scopes = client.scopes.clone();
    let token = tokens.issue_for_client(&client, scopes, register.clock.now())?;
    Ok((token.token, carrier))
}
