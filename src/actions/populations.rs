//! How many people live where: figures that administrators upload.

use serde_json::Value;

use super::administer;
use crate::domain::{Caller, Deed, Error, Faults, Population, PopulationContent, Result};
use crate::register::Tx;

/// Uploads the figures of a year; true if there were none, with what they are now. Those
/// that are there are replaced only by who has read them, and not by the same.
pub fn put_population(
    tx: &mut Tx<'_>,
    by: &Caller,
    year: u16,
    read: Option<u32>,
    body: &Value,
) -> Result<(Population, bool)> {
    administer(by)?;
    let before = tx.view.population(year).cloned();
    match (read, &before) {
        (None, Some(_)) => return Err(Error::Unconditional),
        (Some(_), None) => return Err(Error::Stale),
        (Some(read), Some(before)) if read != before.version => return Err(Error::Stale),
        _ => {}
    }
    let faults = Faults::default();
    let content = PopulationContent::read(body, &tx.view.catalog, &faults);
    let content = faults.into_result(content)?;
    let content = content.ok_or_else(|| Error::internal("figures without a fault are whole"))?;
    if let Some(same) = before.as_ref().filter(|before| before.content == content) {
        return Ok((Population::clone(same), false));
    }
    let threshold = tx.view.catalog.suppression_threshold();
    let last = tx.view.last_population(year).map(|last| &**last);
    let next = Population::next(year, content, last, threshold, tx.now);
    let deed = if before.is_some() { Deed::Edit } else { Deed::Create };
    tx.save_population(deed, by.actor(None), next.clone())?;
    Ok((next, before.is_none()))
}

/// Takes the figures of a year away.
pub fn delete_population(tx: &mut Tx<'_>, by: &Caller, year: u16, read: u32) -> Result<()> {
    administer(by)?;
    let figures = tx.view.population(year).ok_or(Error::NotFound("population"))?;
    if figures.version != read {
        return Err(Error::Stale);
    }
    let gone = figures.without_figures(tx.now);
    tx.save_population(Deed::Delete, by.actor(None), gone)
}
