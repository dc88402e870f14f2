//! Registering, editing and deleting.

use serde_json::Value;

use super::{act, find, permit, save};
use crate::domain::input::{Input, merge};
use crate::domain::measure::{Content, Demonstration, External, check_chain};
use crate::domain::{
    Action, Caller, CarrierId, Concept, Conflict, Deed, Error, Faults, Kind, Measure, MeasureId,
    Result, Rule,
};
use crate::register::Tx;

/// What came of an upsert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Changed,
    Unchanged,
}

/// Registers a draft: a content, with `leadCarrier`, and if wanted `concept`,
/// `external` and the whole chain of `statusChanges` so far.
pub fn create_measure(tx: &mut Tx<'_>, caller: &Caller, body: &Value) -> Result<MeasureId> {
    let faults = Faults::default();
    let Some(mut input) = Input::new(body, "", &faults) else {
        return Err(Error::invalid("", Rule::Kind(Kind::Object)));
    };
    let carrier = input.id::<CarrierId>("leadCarrier");
    let carrier = input.required("leadCarrier", carrier);
    if let Some(carrier) = carrier {
        caller.may_create(carrier)?;
        let known = tx.view.carrier(carrier);
        faults.require(known.is_some(), "/leadCarrier", Rule::NoSuch("carrier"));
    } else if *caller == Caller::Public {
        return Err(Error::Unauthenticated);
    }
    let external = input.object("external", |input| {
        let source = input.line("source", 60);
        let id = input.line("id", 200);
        let source = input.required("source", source);
        let id = input.required("id", id);
        Some(External { source: source?, id: id? })
    });
    create(tx, caller, carrier, external, input, None)
}

/// Registers demonstration data, with its sources.
pub fn create_demonstration(
    tx: &mut Tx<'_>,
    carrier: CarrierId,
    body: &Value,
    demonstration: Demonstration,
) -> Result<MeasureId> {
    let faults = Faults::default();
    let Some(input) = Input::new(body, "", &faults) else {
        return Err(Error::invalid("", Rule::Kind(Kind::Object)));
    };
    create(tx, &Caller::System, Some(carrier), None, input, Some(demonstration))
}

fn create(
    tx: &mut Tx<'_>,
    caller: &Caller,
    carrier: Option<CarrierId>,
    external: Option<External>,
    mut input: Input<'_>,
    demonstration: Option<Demonstration>,
) -> Result<MeasureId> {
    let catalog = std::sync::Arc::clone(&tx.view.catalog);
    let concept = concept(&mut input, &catalog);
    let content = concept.map(|concept| Content::read(&mut input, concept, tx.view));
    let steps = super::status::read_steps(&mut input, "statusChanges");
    let chain = steps.iter().map(|step| (step.to, step.effective_on, step.reason));
    let at = |index, name| format!("/statusChanges/{index}/{name}");
    let faults = input.faults();
    check_chain(chain, tx.today, at, faults);
    input.finish();
    let (Some(carrier), Some(content), Some(concept)) = (carrier, content, concept) else {
        return Err(faults.check().err().unwrap_or(Error::NotFound("concept")));
    };
    faults.check()?;
    require_active(tx, carrier)?;
    if let Some(external) = &external
        && tx.view.measures.find_external(carrier, external).is_some()
    {
        return Err(Error::Conflict(Conflict::Taken("external")));
    }
    let mut measure = Measure::new(concept, carrier, content, tx.now);
    measure.external = external.map(Box::new);
    measure.state.demonstration = demonstration.map(Box::new);
    if !steps.is_empty() {
        let permit = caller.may(measure.action_of_step(), &measure)?;
        measure.change_status(permit, steps, (tx.today, tx.now), at)?;
    }
    let (id, by) = (measure.id, caller.actor(Some(carrier)));
    tx.save_measure(Deed::Create, by, measure)?;
    Ok(id)
}

fn concept<'c>(input: &mut Input<'_>, catalog: &'c crate::domain::Catalog) -> Option<&'c Concept> {
    match input.line("concept", crate::domain::input::CODE_MAX) {
        None => catalog.current_concept(),
        Some(id) => catalog.concept(&id).or_else(|| {
            input.faults().add("/concept", Rule::NoSuch("concept"));
            None
        }),
    }
}

fn require_active(tx: &Tx<'_>, carrier: CarrierId) -> Result<()> {
    match tx.view.carrier(carrier) {
        Some(carrier) if carrier.content.active => Ok(()),
        Some(_) => Err(Error::Conflict(Conflict::Inactive)),
        None => Err(Error::NotFound("carrier")),
    }
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
    let Some(measure) = known.map(|entry| std::sync::Arc::clone(&entry.measure)) else {
        if read.is_some() {
            return Err(Error::Stale);
        }
        let faults = Faults::default();
        let Some(input) = Input::new(body, "", &faults) else {
            return Err(Error::invalid("", Rule::Kind(Kind::Object)));
        };
        let id = create(tx, caller, Some(carrier), Some(external), input, None)?;
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
    let earlier = earlier.map(|version| std::sync::Arc::clone(&version.measure));
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
