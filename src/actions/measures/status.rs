//! What happens to the work.

use serde_json::Value;

use super::life::At;
use super::{act, find, find_entry};
use crate::actions::read;
use crate::domain::input::Input;
use crate::domain::measure::{Correction, LIST_MAX, Status, Step};
use crate::domain::{Action, Caller, Error, MeasureId, Result, Rule};
use crate::register::Tx;

/// Appends one step to the status chain.
pub fn change_status(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    append(tx, caller, at, read(body, read_step))
}

/// The same for a body that also names the `measure`, and the `version` that was read,
/// if it may be no other.
pub fn change_status_of(tx: &mut Tx<'_>, caller: &Caller, body: &Value) -> Result<MeasureId> {
    let mut at = None;
    let step = read(body, |input| {
        let name = input.line("measure", 60);
        let name = input.required("measure", name);
        let version = input.integer("version", 1..=i64::from(i32::MAX));
        at = name.map(|name| (name, version.and_then(|version| u32::try_from(version).ok())));
        read_step(input)
    });
    let Some((name, version)) = at else { return step.and(Err(Error::NotFound("measure"))) };
    let entry = find_entry(tx.view, &name).ok_or(Error::NotFound("measure"))?;
    let id = entry.measure.id;
    append(tx, caller, (id, version), step).map(|()| id)
}

fn append(tx: &mut Tx<'_>, caller: &Caller, at: At, step: Result<Step>) -> Result<()> {
    let action = find(tx, caller, at.0)?.action_of_step();
    act(tx, caller, at, action, |tx, measure, permit, _| {
        let place = |_, name| format!("/{name}");
        measure.change_status(permit, vec![step?], (tx.today, tx.now), place)
    })
}

/// Replaces the entry `number` of the chain, or says with `void` that it never was.
pub fn correct_status(
    tx: &mut Tx<'_>,
    caller: &Caller,
    at: At,
    number: u32,
    body: &Value,
) -> Result<()> {
    let correction = read(body, |input| {
        if !input.boolean("void").unwrap_or(false) {
            let step = read_step(input)?;
            return Some(Correction { number, step: Some(step), note: None });
        }
        let to = input.word::<Status>("to").is_some();
        input.faults().require(!to, "/to", Rule::NotWith("void"));
        let on = input.day("effectiveOn").is_some();
        input.faults().require(!on, "/effectiveOn", Rule::NotWith("void"));
        let note = input.text("note", 2_000);
        Some(Correction { number, step: None, note })
    });
    act(tx, caller, at, Action::CorrectStatus, |tx, measure, permit, _| {
        measure.correct_status(permit, correction?, (tx.today, tx.now))
    })
}

/// A list of steps, oldest first.
pub(super) fn read_steps(input: &mut Input<'_>, name: &'static str) -> Vec<Step> {
    input.objects(name, LIST_MAX, read_step)
}

fn read_step(input: &mut Input<'_>) -> Option<Step> {
    let to = input.word("to");
    let to = input.required("to", to);
    let effective_on = input.day("effectiveOn");
    let effective_on = input.required("effectiveOn", effective_on);
    let reason = input.word("reason");
    let note = input.text("note", 2_000);
    Some(Step { to: to?, effective_on: effective_on?, reason, note })
}
