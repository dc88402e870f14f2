//! Editing and deleting.

use std::sync::Arc;

use serde_json::Value;

use super::create::{New, create};
use super::{act, find, permit, save};
use crate::domain::input::{Input, merge};
use crate::domain::measure::{Content, External};
use crate::domain::{
    Action, Caller, CarrierId, Error, Faults, Kind, Measure, MeasureId, Result, Rule,
};
use crate::register::Tx;

/// What came of an upsert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Changed,
    Unchanged,
}

/// Changes a content as a merge patch says (RFC 7396); says whether anything differs.
pub fn edit_measure(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: MeasureId,
    read: u32,
    patch: Value,
) -> Result<bool> {
    let measure = find(tx, caller, id)?;
    permit(caller, Action::Edit, &measure, Some(read))?;
    if !patch.is_object() {
        return Err(Error::invalid("", Rule::Kind(Kind::Object)));
    }
    let mut body = serde_json::to_value(measure.proposed()).map_err(Error::internal)?;
    merge(&mut body, patch);
    edit(tx, caller, &measure, &body)
}

/// Takes `body` as the whole content of `before`.
fn edit(tx: &mut Tx<'_>, caller: &Caller, before: &Measure, body: &Value) -> Result<bool> {
    let permit = caller.may(Action::Edit, before)?;
    let content = read_content(tx, before, body)?;
    let trusted = tx.view.carrier(before.carrier).is_some_and(|carrier| carrier.content.trusted);
    let mut next = before.next(tx.now);
    next.edit(permit, content, trusted, tx.now);
    save(tx, caller, Action::Edit, before, next)
}

fn read_content(tx: &Tx<'_>, of: &Measure, body: &Value) -> Result<Content> {
    let catalog = &tx.view.catalog;
    let concept = catalog.concept(&of.concept).ok_or(Error::NotFound("concept"))?;
    let faults = Faults::default();
    let Some(mut input) = Input::new(body, "", &faults) else {
        return Err(Error::invalid("", Rule::Kind(Kind::Object)));
    };
    let content = Content::read(&mut input, concept, tx.view);
    input.finish();
    faults.into_result(content)
}

/// Registers or edits the measure that the carrier's own system calls `external`.
///
/// Doing it twice is doing it once: the same body again changes nothing, and is taken
/// in states in which nothing may be changed.
pub fn upsert_measure(
    tx: &mut Tx<'_>,
    caller: &Caller,
    carrier: CarrierId,
    external: External,
    read: Option<u32>,
    body: &Value,
) -> Result<(MeasureId, Outcome)> {
    caller.may_create(carrier)?;
    if tx.view.carrier(carrier).is_none() {
        return Err(Error::NotFound("carrier"));
    }
    let known = tx.view.measures.find_external(carrier, &external);
    let Some(measure) = known.map(|entry| Arc::clone(&entry.measure)) else {
        if read.is_some() {
            return Err(Error::Stale);
        }
        let new = New::of_carrier(tx.view, carrier, Some(external), body)?;
        let id = create(tx, caller, new, None)?;
        return Ok((id, Outcome::Created));
    };
    let changed = match permit(caller, Action::Edit, &measure, read) {
        Err(Error::Conflict(conflict)) => match read_content(tx, &measure, body) {
            Ok(content) if content == measure.proposed() => false,
            _ => return Err(Error::Conflict(conflict)),
        },
        permit => {
            permit?;
            edit(tx, caller, &measure, body)?
        }
    };
    Ok((measure.id, if changed { Outcome::Changed } else { Outcome::Unchanged }))
}

/// Writes again what an earlier version says, in place of the version `read`.
pub fn revert_measure(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: MeasureId,
    read: u32,
    before: u32,
) -> Result<()> {
    let entry = tx.view.measures.find(id).ok_or(Error::NotFound("measure"))?;
    let earlier = entry.versions.iter().find(|version| version.measure.version == before);
    let earlier = earlier.map(|version| Arc::clone(&version.measure));
    act(tx, caller, (id, Some(read)), Action::Edit, |_, measure, permit, _| {
        let earlier = earlier.ok_or(Error::NotFound("version"))?;
        measure.revert(permit, &earlier);
        Ok(())
    })
}

/// Deletes a draft that was never submitted.
pub fn delete_measure(tx: &mut Tx<'_>, caller: &Caller, id: MeasureId, read: u32) -> Result<()> {
    let measure = find(tx, caller, id)?;
    let permit = permit(caller, Action::Delete, &measure, Some(read))?;
    measure.delete(permit)?;
    tx.delete_measure(caller.actor(Some(measure.carrier)), &measure)
}
