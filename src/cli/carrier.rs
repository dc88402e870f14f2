use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use super::{Failure, Result, Setup};
use crate::actions;
use crate::domain::{Caller, Catalog};
use crate::register::View;

/// Look after carriers, the organisations that answer for measures
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Register a carrier, and print its id
    Add(Add),
    /// List all carriers: id, kind, state, number of measures, name
    List,
}

/// As the API has it, but for what is not given.
#[derive(clap::Args, Serialize)]
#[serde(rename_all = "camelCase")]
struct Add {
    /// Full name, such as "Freiwilligenagentur Magdeburg e.V."
    name: String,
    /// Code of a kind in the catalog, such as association or municipality
    #[arg(long)]
    kind: String,
    /// Short name, for tables
    #[arg(long)]
    short_name: Option<String>,
    /// Id of the umbrella organisation
    #[arg(long)]
    parent: Option<String>,
    /// Its page, with https://
    #[arg(long)]
    website: Option<String>,
    /// Address of the organisation, not of a person
    #[arg(long)]
    email: Option<String>,
    /// Number of the organisation
    #[arg(long)]
    phone: Option<String>,
    /// Its submissions are published without review
    #[arg(long)]
    trusted: bool,
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    match args.command {
        Command::Add(add) => {
            let body = serde_json::to_value(&add).map_err(crate::domain::Error::internal)?;
            let (register, threads) = setup.open()?;
            check_kind(&register.view().catalog, &add.kind)?;
            let id = register.write_blocking(move |tx| {
                actions::carriers::create_carrier(tx, &Caller::System, &body)
            })?;
            drop(register);
            threads.join();
            Ok(writeln!(out, "{id}")?)
        }
        Command::List => {
            let (register, _) = setup.open()?;
            list(&register.view(), out)
        }
    }
}

/// The command line has no other way to learn the kinds.
fn check_kind(catalog: &Catalog, kind: &str) -> Result<()> {
    if catalog.carrier_kind(kind).is_some() {
        return Ok(());
    }
    let kinds: Vec<_> = catalog.carrier_kinds.iter().map(|kind| kind.code.as_str()).collect();
    Err(Failure::other(match kinds.is_empty() {
        true => "there is no catalog yet; first run `massnahmen catalog load`".to_owned(),
        false => format!("there is no carrier kind {kind}; there are: {}", kinds.join(", ")),
    }))
}

fn list(view: &View, out: &mut dyn Write) -> Result<()> {
    for carrier in view.carriers() {
        let measures = view.measures.entries();
        let own = measures.filter(|(_, entry)| entry.measure.carrier == carrier.id).count();
        let state = match (carrier.merged_into, carrier.content.active) {
            (Some(_), _) => "merged",
            (None, true) => "active",
            (None, false) => "inactive",
        };
        let (id, kind, name) = (carrier.id, &carrier.content.kind, &carrier.content.name);
        writeln!(out, "{id}  {kind:<22}  {state:<8}  {own:>5}  {name}")?;
    }
    Ok(())
}
