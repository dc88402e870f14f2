//! The organisations that answer for measures.

mod merge;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::domain::input::merge as merge_patch;
use crate::domain::measure::Known;
use crate::domain::{
    Caller, Carrier, CarrierContent, CarrierId, Conflict, Deed, Error, Faults, Result, Rule,
    Standing,
};
use crate::register::Tx;
pub use merge::merge_carriers;

/// Registers a carrier; for planners.
pub fn create_carrier(tx: &mut Tx<'_>, by: &Caller, body: &Value) -> Result<CarrierId> {
    match by {
        by if by.is_planner() => {}
        Caller::Public => return Err(Error::Unauthenticated),
        _ => return Err(Error::Forbidden),
    }
    let id = CarrierId::new();
    let carrier = Carrier {
        id,
        version: 1,
        content: read(tx, id, body)?,
        merged_into: None,
        former_names: Vec::new(),
        created_at: tx.now,
        updated_at: tx.now,
    };
    tx.save_carrier(Deed::Create, by.actor(Some(id)), carrier)?;
    Ok(id)
}

/// Changes a carrier by a merge patch (RFC 7396), and gives the version after it.
///
/// A planner may change everything, an officer of the carrier how to reach it. With
/// `if_match` only that version is changed. A patch that changes nothing makes no
/// new version.
pub fn update_carrier(
    tx: &mut Tx<'_>,
    by: &Caller,
    id: CarrierId,
    if_match: Option<u32>,
    patch: &Value,
) -> Result<Carrier> {
    let old = tx.view.carrier(id).ok_or(Error::NotFound("carrier"))?;
    let old = Carrier::clone(old);
    may_edit(by, id)?;
    if if_match.is_some_and(|version| version != old.version) {
        return Err(Error::Stale);
    }
    if old.merged_into.is_some() {
        return Err(Error::Conflict(Conflict::Inactive));
    }
    let mut body = serde_json::to_value(&old.content).map_err(Error::internal)?;
    merge_patch(&mut body, patch.clone());
    let content = read(tx, id, &body)?;
    if content == old.content {
        return Ok(old);
    }
    let small = content == with_address(&old.content, &content);
    if by.standing(id) != Standing::Planner && !small {
        return Err(Error::Forbidden);
    }
    let carrier = with_content(old, content, tx);
    tx.save_carrier(Deed::Edit, by.actor(Some(id)), carrier.clone())?;
    Ok(carrier)
}

fn may_edit(by: &Caller, id: CarrierId) -> Result<()> {
    match by.standing(id) {
        Standing::Planner | Standing::Officer => Ok(()),
        Standing::Anonymous => Err(Error::Unauthenticated),
        Standing::Stranger | Standing::Reader | Standing::Editor => Err(Error::Forbidden),
    }
}

/// What is written about the carrier `id`, whose parent must not be below it.
fn read(tx: &Tx<'_>, id: CarrierId, body: &Value) -> Result<CarrierContent> {
    let faults = Faults::default();
    let known = |parent| tx.view.has_carrier(parent);
    let content = CarrierContent::read(body, &tx.view.catalog, known, &faults);
    let parent = content.as_ref().and_then(|content| content.parent);
    let below = parent.is_some_and(|parent| tx.view.with_children(id).contains(&parent));
    faults.require(!below, "/parent", Rule::Cycle);
    let content = faults.into_result(content)?;
    content.ok_or_else(|| Error::internal("a carrier without a fault is whole"))
}

/// `old` with what an officer may change, as `new` has it.
fn with_address(old: &CarrierContent, new: &CarrierContent) -> CarrierContent {
    CarrierContent {
        website: new.website.clone(),
        email: new.email.clone(),
        phone: new.phone.clone(),
        ..old.clone()
    }
}

/// The next version; a name that is given up is remembered, once.
fn with_content(old: Carrier, content: CarrierContent, tx: &Tx<'_>) -> Carrier {
    let mut former_names = old.former_names;
    if old.content.name != content.name {
        former_names.retain(|name| *name != content.name && *name != old.content.name);
        former_names.push(old.content.name);
    }
    Carrier { version: old.version + 1, content, former_names, updated_at: tx.now, ..old }
}
