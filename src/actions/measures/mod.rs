//! What people do with measures. Every function finds the measure as the caller
//! sees it, gets leave, applies the domain's rule, and saves the next version.

mod bulk;
mod copy;
mod create;
mod life;
mod status;
mod write;

pub use bulk::{BULK_MAX, Outcomes, act_on_measures, change_statuses, create_measures};
pub use copy::copy_measure;
pub use create::{Draft, create_demonstration, create_drafted, create_measure};
pub use life::{
    At, accept_revision, act_on, archive, confirm, publish, restore, return_measure,
    return_revision, submit, take_back, withdraw,
};
pub use status::{change_status, change_status_of, correct_status};
pub use write::{Outcome, delete_measure, edit_measure, revert_measure, upsert_measure};

use std::sync::Arc;

use crate::domain::{Action, Caller, Concept, Error, Measure, MeasureId, Permit, Result};
use crate::register::view::Entry;
use crate::register::{Tx, View};

/// The measure that somebody names by its id or its reference.
pub fn find_entry<'v>(view: &'v View, name: &str) -> Option<&'v Arc<Entry>> {
    match name.parse::<MeasureId>() {
        Ok(id) => view.measures.find(id),
        Err(()) => view.measures.find_by_reference(name),
    }
}

/// A measure that `caller` may see.
fn find(tx: &Tx<'_>, caller: &Caller, id: MeasureId) -> Result<Arc<Measure>> {
    let entry = tx.view.measures.find(id).filter(|entry| caller.sees(&entry.measure));
    entry.map(|entry| Arc::clone(&entry.measure)).ok_or(Error::NotFound("measure"))
}

/// Leave for `action`, for a caller who has read version `read` of the measure.
///
/// Who has no part in it hears of that first, then who has read an old version,
/// then whom a rule of the state stands against.
fn permit(caller: &Caller, action: Action, measure: &Measure, read: Option<u32>) -> Result<Permit> {
    let stale = read.is_some_and(|read| read != measure.version);
    match caller.may(action, measure) {
        Ok(_) | Err(Error::Conflict(_)) if stale => Err(Error::Stale),
        answer => answer,
    }
}

/// Does `action`: `apply` changes the next version, which is saved if anything
/// did change.
fn act(
    tx: &mut Tx<'_>,
    caller: &Caller,
    (id, read): (MeasureId, Option<u32>),
    action: Action,
    apply: impl FnOnce(&Tx<'_>, &mut Measure, Permit, &Concept) -> Result<()>,
) -> Result<()> {
    let measure = find(tx, caller, id)?;
    let permit = permit(caller, action, &measure, read)?;
    let catalog = Arc::clone(&tx.view.catalog);
    let concept = catalog.concept(&measure.concept).ok_or(Error::NotFound("concept"))?;
    let mut next = measure.next(tx.now);
    apply(tx, &mut next, permit, concept)?;
    save(tx, caller, action, &measure, next).map(|_| ())
}

/// Saves the next version, unless nothing but its number differs.
fn save(
    tx: &mut Tx<'_>,
    caller: &Caller,
    action: Action,
    before: &Measure,
    mut next: Measure,
) -> Result<bool> {
    if *next.content == *before.content {
        next.content = Arc::clone(&before.content);
        if next.state == before.state {
            return Ok(false);
        }
    }
    let by = caller.actor(Some(next.carrier));
    tx.save_measure(action.into(), by, next)?;
    Ok(true)
}
