//! `serve --demo`: a register to try things on, made anew at each start.

use std::io::Write;

use serde_json::{Value, json};

use super::{Failure, Result};
use crate::actions::tokens::Tokens;
use crate::actions::{carriers, clients, demo};
use crate::config::Config;
use crate::domain::{Caller, Client};
use crate::register::Register;
use crate::store::Store;

/// Empties the database for a demonstration, if it is one or was never used.
pub fn prepare(config: &Config) -> Result<()> {
    let url = &config.database_url;
    let mut store = Store::connect(url.reveal())?;
    if !store.be_alone()? {
        return Err(Failure::other(format!("{url} is in use; a demonstration starts alone")));
    }
    let is_current = store.migration()?.is_none_or(|step| step == Store::newest());
    // An older release's demonstration is marked as well; a register may not know marks yet.
    let may_be_one = is_current || store.is_demonstration().unwrap_or(false);
    if may_be_one {
        store.migrate()?;
    }
    if !may_be_one || !store.empty_demonstration()? {
        return Err(Failure::other(format!(
            "{url} holds a register that is no demonstration, and --demo would empty it; \
             leave --demo out, or name another with --database-url"
        )));
    }
    Ok(())
}

/// Refuses to keep a real register where the next demonstration would empty it.
pub fn refuse(config: &Config) -> Result<()> {
    let url = &config.database_url;
    match Store::connect(url.reveal())?.is_demonstration()? {
        false => Ok(()),
        true => Err(Failure::other(format!(
            "{url} is a demonstration, emptied at its next start; add --demo, or name another \
             database with --database-url"
        ))),
    }
}

pub fn load(config: &Config, register: &Register, out: &mut dyn Write) -> Result<()> {
    let count = demo::load(register)?;
    writeln!(
        out,
        "Demonstration, made anew at each start in {}: {count} measures, none of them registered \
         by its carrier.",
        config.database_url
    )?;
    Ok(())
}

/// Ways in for programs, whose secrets are good until the next start.
pub fn greet(
    config: &Config,
    register: &Register,
    tokens: &Tokens,
    out: &mut dyn Write,
) -> Result<()> {
    let url = &config.public_url;
    let office = json!({
        "name": "Demonstration", "scopes": ["measures:read", "measures:review"],
    });
    let (client, secret) = client(register, office)?;
    let token = tokens.issue_for_client(&client, client.scopes.clone(), register.clock.now())?;
    writeln!(out, "  a token for {} minutes, as a planner:", token.seconds / 60)?;
    writeln!(out, "{}", token.token)?;
    writeln!(
        out,
        "  and another: curl -u {}:{secret} -d grant_type=client_credentials {url}/oauth/token",
        client.id
    )?;
    let body = json!({"name": "Beispielträger (Demonstration)", "kind": "association"});
    let carrier =
        register.write_blocking(move |tx| carriers::create_carrier(tx, &Caller::System, &body))?;
    let scopes = ["measures:read", "measures:write", "measures:submit"];
    let program = json!({"name": "Demonstration", "carrier": carrier, "scopes": scopes});
    let (client, secret) = self::client(register, program)?;
    writeln!(out, "  the settings of a carrier's program, for the recipes in docs/cookbook:")?;
    writeln!(out, "export REGISTER_URL={url} REGISTER_CARRIER={carrier}")?;
    writeln!(out, "export REGISTER_CLIENT={} REGISTER_SECRET={secret}", client.id)?;
    Ok(())
}

fn client(register: &Register, body: Value) -> Result<(Client, String)> {
    let made =
        register.write_blocking(move |tx| clients::create_client(tx, &Caller::System, &body));
    Ok(made?)
}
