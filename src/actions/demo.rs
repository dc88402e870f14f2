//! Demonstration data: real measures from public sources, entered through the
//! same actions as everyone's. No carrier registered them; they say so.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{carriers, catalog, measures};
use crate::domain::measure::{Demonstration, Publication};
use crate::domain::{Caller, CarrierId, ClientId, Date, Day, Error, MeasureId, Result, Scope};
use crate::register::Register;

const MEASURES: &str = include_str!("../../catalog/demo-measures.json");

#[derive(Deserialize)]
struct File {
    measures: Vec<Real>,
}

/// One measure of the file; null = not known.
#[derive(Deserialize)]
struct Real {
    title: String,
    carrier: Option<String>,
    carrier_kind: String,
    partners: Vec<String>,
    handlungsfelder: Vec<u8>,
    stadtteile: Vec<String>,
    scope: String,
    start: Option<Date>,
    end: Option<Date>,
    funding: Option<String>,
    target_groups: Vec<String>,
    source: Vec<String>,
}

/// What stands in for an unknown carrier: who collected the facts.
const COLLECTOR: &str = "Landeshauptstadt Magdeburg";

/// Fills a register without measures; says how many there are now.
pub fn load(register: &Register) -> Result<usize> {
    if register.view().measures.slots() == 0 {
        register.write_blocking(catalog::load_default)?;
        let file: File = serde_json::from_str(MEASURES).map_err(Error::internal)?;
        for real in file.measures {
            enter(register, &real)?;
        }
    }
    Ok(register.view().measures.entries().count())
}

/// Registers a measure, and takes it as far as what is known of it goes.
fn enter(register: &Register, real: &Real) -> Result<()> {
    let carrier = find_carrier(register, real)?;
    let (body, sources) = (body(real, register.clock.today()), real.source.clone());
    let id = register.write_blocking(move |tx| {
        measures::create_demonstration(tx, carrier, &body, Demonstration { sources })
    })?;
    let carrier = Caller::Client {
        id: ClientId::new(),
        carrier: Some(carrier),
        scopes: vec![Scope::Write, Scope::Submit],
    };
    if submit(register, carrier, id)? == Publication::Submitted {
        let nothing = json!({});
        register.write_blocking(move |tx| {
            measures::publish(tx, &Caller::System, (id, None), &nothing)
        })?;
    }
    Ok(())
}

/// Submits what is complete; what is not stays a draft.
fn submit(register: &Register, carrier: Caller, id: MeasureId) -> Result<Publication> {
    let submitted =
        register.write_blocking(move |tx| measures::submit(tx, &carrier, (id, None), &json!({})));
    match submitted {
        Ok(()) => Ok(Publication::Submitted),
        Err(Error::Conflict(_)) => Ok(Publication::Draft),
        Err(other) => Err(other),
    }
}

fn find_carrier(register: &Register, real: &Real) -> Result<CarrierId> {
    let name = real.carrier.clone().unwrap_or_else(|| COLLECTOR.to_owned());
    let known = register.view().carriers().find(|c| c.content.name == name).map(|c| c.id);
    if let Some(id) = known {
        return Ok(id);
    }
    let kind = if real.carrier.is_some() { &real.carrier_kind } else { "municipality" };
    let body = json!({"name": name, "kind": kind});
    register.write_blocking(move |tx| carriers::create_carrier(tx, &Caller::System, &body))
}

fn body(real: &Real, today: Day) -> Value {
    let reach = match real.scope.as_str() {
        "statewide" => "beyond-city",
        other => other,
    };
    let (primary, further) = real.handlungsfelder.split_first().unzip();
    let partners = real.partners.iter().map(|name| json!({"name": name, "role": "cooperating"}));
    let funding =
        real.funding.iter().map(|text| json!({"source": funding_source(text), "programme": text}));
    // An end that no source names is open where the start is known.
    let open_ended = real.start.is_some() && real.end.is_none();
    let unknown = real.carrier.is_none().then_some("Der Träger ist nicht bekannt.");
    json!({
        "title": real.title,
        "handlungsfeld": primary,
        "furtherHandlungsfelder": further.unwrap_or_default(),
        "reach": reach,
        "stadtteile": real.stadtteile,
        "targetGroups": real.target_groups,
        "planned": {"start": real.start, "end": real.end, "openEnded": open_ended},
        "partners": partners.collect::<Vec<_>>(),
        "funding": funding.collect::<Vec<_>>(),
        "internalNote": unknown,
        "statusChanges": steps(real, today),
    })
}

/// The status follows from the dates, as nothing else is known.
fn steps(real: &Real, today: Day) -> Vec<Value> {
    let step = |to: &str, on: Day| json!({"to": to, "effectiveOn": on});
    let started = real.start.map(Date::first).filter(|start| *start <= today);
    let ended = started.and(real.end).map(Date::last).filter(|end| *end <= today);
    let running = started.map(|on| step("running", on));
    running.into_iter().chain(ended.map(|on| step("completed", on))).collect()
}

fn funding_source(text: &str) -> &'static str {
    match text.split([' ', '(']).next().unwrap_or_default() {
        "EU" | "ESF" => "eu",
        "Bund" => "federal",
        "Land" => "state",
        "Landeshauptstadt" | "Stadt" => "municipal",
        _ => "other",
    }
}
