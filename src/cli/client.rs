use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use super::{Result, Setup};
use crate::actions::clients;
use crate::domain::{Caller, Client, ClientId, Error, Instant};
use crate::register::{Register, Tx, View};

/// Look after API clients, the programs that fetch tokens
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Create a client, and print its id and secret
    Add(Add),
    /// List all clients: id, state, last use, carrier, scopes, name
    List,
    /// Give a client a new secret, and print it; the old one is refused at once
    Rotate { id: String },
    /// Refuse a client and its tokens from now on, for good
    Revoke { id: String },
}

/// As the API has it, but for what is not given.
#[derive(clap::Args, Serialize)]
#[serde(rename_all = "camelCase")]
struct Add {
    /// What the program is called
    name: String,
    /// Id of the carrier it belongs to [default: the planning office]
    #[arg(long)]
    carrier: Option<String>,
    /// measures:read, measures:write, measures:submit or measures:review; may be
    /// repeated
    #[arg(long = "scope", required = true, value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Moment from which on it is refused, such as 2026-12-31T23:00:00Z
    #[arg(long)]
    expires_at: Option<String>,
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let (register, threads) = setup.open()?;
    match args.command {
        Command::Add(add) => {
            let body = serde_json::to_value(&add).map_err(Error::internal)?;
            tell(&register, out, move |tx| clients::create_client(tx, &Caller::System, &body))?;
        }
        Command::List => list(&register.view(), register.clock.now(), out)?,
        Command::Rotate { id } => {
            let id = find(&id)?;
            tell(&register, out, move |tx| clients::rotate_secret(tx, &Caller::System, id))?;
        }
        Command::Revoke { id } => {
            let id = find(&id)?;
            register.write_blocking(move |tx| clients::revoke_client(tx, &Caller::System, id))?;
        }
    }
    drop(register);
    threads.join();
    Ok(())
}

/// Prints what a program is to be configured with.
fn tell(
    register: &Register,
    out: &mut dyn Write,
    make: impl FnOnce(&mut Tx<'_>) -> crate::domain::Result<(Client, String)> + Send + 'static,
) -> Result<()> {
    let (client, secret) = register.write_blocking(make)?;
    writeln!(out, "client_id: {}\nclient_secret: {secret}", client.id)?;
    Ok(())
}

fn find(id: &str) -> Result<ClientId> {
    Ok(id.parse().map_err(|()| Error::NotFound("client"))?)
}

fn list(view: &View, now: Instant, out: &mut dyn Write) -> Result<()> {
    for client in view.clients() {
        let state = match (client.revoked_at, client.is_active(now)) {
            (Some(_), _) => "revoked",
            (None, false) => "expired",
            (None, true) => "active",
        };
        let used = client.last_used_on.map_or_else(|| "never".to_owned(), |day| day.to_string());
        let carrier = client.carrier.and_then(|id| view.carrier(id));
        let carrier = carrier.map_or("planning office", |carrier| &carrier.content.name);
        let scopes = crate::actions::tokens::scope_text(&client.scopes);
        let (id, name) = (client.id, &client.name);
        writeln!(out, "{id}  {state:<7}  {used:<10}  {carrier}  {scopes}  {name}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::cli::testing::{run_line, setup};

    #[test]
    fn a_client_is_added_rotated_and_revoked() {
        let setup = setup();
        let run = |line: &[&str]| run_line(&setup, line);
        let added = run(&["client", "add", "Dashboard", "--scope", "measures:read"]).unwrap();
        let id = added.lines().next().unwrap().strip_prefix("client_id: ").unwrap().to_owned();
        assert!(added.contains("client_secret: mr_"), "{added}");
        let rotated = run(&["client", "rotate", &id]).unwrap();
        assert_ne!(rotated, added);
        let listed = run(&["client", "list"]).unwrap();
        assert!(listed.contains("active   never       planning office  measures:read"), "{listed}");
        run(&["client", "revoke", &id]).unwrap();
        assert!(run(&["client", "list"]).unwrap().contains("revoked"));
        assert!(!listed.contains("mr_"));
    }

    #[test]
    fn what_is_wrong_with_a_client_is_said() {
        let setup = setup();
        let cases: [(&[&str], &str); 3] = [
            (&["client", "add", "A", "--scope", "measures:write"], "/scopes"),
            (
                &["client", "add", "A", "--scope", "measures:read", "--expires-at", "soon"],
                "/expiresAt",
            ),
            (&["client", "revoke", "x"], "there is no such client"),
        ];
        for (line, expected) in cases {
            let said = run_line(&setup, line).unwrap_err().to_string();
            assert!(said.contains(expected), "{line:?}: {said}");
        }
    }
}
