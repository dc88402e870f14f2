//! Many measures at a time: one transaction, each item a step of it.

use serde_json::Value;

use super::{At, act_on, change_status_of, create_measure};
use crate::actions::read;
use crate::domain::{Action, Caller, Error, MeasureId, Result, Rule};
use crate::register::Tx;

/// How many items there may be at a time.
pub const BULK_MAX: usize = 1_000;

/// What came of each item, in their order.
pub type Outcomes = Vec<Result<MeasureId>>;

/// Registers drafts; each item is what [`create_measure`] takes.
pub fn create_measures(
    tx: &mut Tx<'_>,
    caller: &Caller,
    body: &Value,
    atomic: bool,
) -> Result<Outcomes> {
    each(tx, items(body)?, atomic, |tx, item| create_measure(tx, caller, item))
}

/// Appends steps to the status chains of measures; each item is what
/// [`change_status_of`] takes.
pub fn change_statuses(
    tx: &mut Tx<'_>,
    caller: &Caller,
    body: &Value,
    atomic: bool,
) -> Result<Outcomes> {
    each(tx, items(body)?, atomic, |tx, item| change_status_of(tx, caller, item))
}

/// Does to each of the `measures` what is named for it; `body` is what all of that takes.
pub fn act_on_measures(
    tx: &mut Tx<'_>,
    caller: &Caller,
    measures: &[(Action, At)],
    body: &Value,
    atomic: bool,
) -> Result<Outcomes> {
    each(tx, measures, atomic, |tx, (action, at)| {
        act_on(tx, caller, *action, *at, body).map(|()| at.0)
    })
}

/// Does `work` for each of the `items`, which see what those before them did. If it is
/// `atomic`, one that is refused undoes them all; all are tried nevertheless, so that
/// every fault is told.
fn each<'i, I>(
    tx: &mut Tx<'_>,
    items: &'i [I],
    atomic: bool,
    work: impl Fn(&mut Tx<'_>, &'i I) -> Result<MeasureId>,
) -> Result<Outcomes> {
    let mut outcomes = Vec::new();
    for item in items {
        let outcome = tx.step(|tx| work(tx, item));
        if let Err(ours @ (Error::Internal(_) | Error::Busy)) = outcome {
            return Err(ours);
        }
        outcomes.push(outcome);
    }
    if !atomic || outcomes.iter().all(Result::is_ok) {
        return Ok(outcomes);
    }
    // Who may do nothing of it hears just that.
    if outcomes.iter().all(|outcome| matches!(outcome, Err(Error::Forbidden))) {
        return Err(Error::Forbidden);
    }
    let outcomes = outcomes.into_iter().enumerate();
    let refused = outcomes.filter_map(|(index, outcome)| Some((index, outcome.err()?)));
    Err(Error::Items(refused.collect()))
}

fn items(body: &Value) -> Result<&[Value]> {
    read(body, |input| {
        let items = input.list("items", BULK_MAX, |_, _, _| Some(()));
        let faults = input.faults();
        faults.require(!items.is_empty() || !faults.is_empty(), "/items", Rule::Required);
        Some(())
    })?;
    Ok(body["items"].as_array().map_or(&[], Vec::as_slice))
}
