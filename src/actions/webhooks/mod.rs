//! Webhooks: who is told of changes, and by which address.

mod deliveries;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use serde_json::Value;

pub use deliveries::{Sent, TEST, list_deliveries, note_asked, note_event, resend, send_test};

use super::password::random;
use crate::domain::input::merge;
use crate::domain::{
    Caller, Deed, Error, Faults, Hidden, Instant, Result, Rule, Webhook, WebhookContent, WebhookId,
};
use crate::register::{Tx, View};

/// What every secret begins with (Standard Webhooks); the rest is its bytes in Base64.
pub const PREFIX: &str = "whsec_";

/// How many webhooks a program has at most, and the planning office.
const PER_OWNER: usize = 20;

/// How long the secret before signs, too.
const OVERLAP: TimeDelta = TimeDelta::hours(24);

/// Creates a webhook of the caller's; the secret is told this once. `anywhere`: private
/// addresses are allowed.
pub fn create_webhook(
    tx: &mut Tx<'_>,
    caller: &Caller,
    body: &Value,
    anywhere: bool,
) -> Result<(Webhook, String)> {
    subscribe(caller)?;
    let client = match caller {
        Caller::Client { id, .. } => Some(*id),
        _ => None,
    };
    let content = read(body, anywhere)?;
    if tx.view.webhooks().filter(|webhook| webhook.client == client).count() >= PER_OWNER {
        return Err(Error::invalid("", Rule::TooMany { max: PER_OWNER }));
    }
    let secret = make_secret()?;
    let webhook = Webhook {
        id: WebhookId::new(),
        version: 1,
        client,
        content,
        stopped: None,
        secret: Hidden(secret.clone()),
        old_secret: None,
        created_at: tx.now,
        updated_at: tx.now,
    };
    tx.save_webhook(Deed::Create, caller.actor(None), webhook.clone())?;
    Ok((webhook, secret))
}

/// Changes what is written about the `version` of a webhook, by a merge patch. One that
/// is active after it is tried at once, and goes on with what it was not told yet.
pub fn change_webhook(
    tx: &mut Tx<'_>,
    caller: &Caller,
    (id, version): (WebhookId, u32),
    patch: Value,
    anywhere: bool,
) -> Result<Webhook> {
    let old = find_version(tx, caller, id, version)?;
    let mut body = serde_json::to_value(&old.content).map_err(Error::internal)?;
    merge(&mut body, patch);
    let content = read(&body, anywhere)?;
    let stopped = old.stopped.filter(|_| !content.active);
    if content.active {
        tx.begin_webhook_anew(id)?;
    }
    save(tx, caller, Deed::Edit, Webhook { content, stopped, ..old })
}

pub fn delete_webhook(
    tx: &mut Tx<'_>,
    caller: &Caller,
    (id, version): (WebhookId, u32),
) -> Result<()> {
    find_version(tx, caller, id, version)?;
    tx.delete_webhook(caller.actor(None), id)
}

/// Gives a webhook a new secret, told this once. For 24 hours the one before signs,
/// too, so that the receiver need not change at the same moment.
pub fn rotate_secret(tx: &mut Tx<'_>, caller: &Caller, id: WebhookId) -> Result<(Webhook, String)> {
    let old = Webhook::clone(find_webhook(tx.view, caller, id)?);
    let secret = make_secret()?;
    let old_secret = Some((old.secret, tx.now.plus(OVERLAP)));
    let webhook = Webhook { secret: Hidden(secret.clone()), old_secret, ..old };
    Ok((save(tx, caller, Deed::ChangePassword, webhook)?, secret))
}

/// A webhook that `caller` may look after; any other is not there.
pub fn find_webhook<'v>(
    view: &'v View,
    caller: &Caller,
    id: WebhookId,
) -> Result<&'v Arc<Webhook>> {
    subscribe(caller)?;
    let webhook = view.webhook(id).filter(|webhook| webhook.is_of(caller));
    webhook.ok_or(Error::NotFound("webhook"))
}

/// With whose eyes a webhook sees, if it may see anything now.
pub fn reader(view: &View, webhook: &Webhook, now: Instant) -> Option<Caller> {
    let Some(id) = webhook.client else { return Some(Caller::System) };
    let client = view.client(id).filter(|client| client.is_active(now))?;
    let scopes = client.scopes.clone();
    Some(Caller::Client { id, carrier: client.carrier, scopes }).filter(Caller::may_subscribe)
}

fn subscribe(caller: &Caller) -> Result<()> {
    match caller {
        caller if caller.may_subscribe() => Ok(()),
        Caller::Public => Err(Error::Unauthenticated),
        _ => Err(Error::Forbidden),
    }
}

fn find_version(tx: &Tx<'_>, caller: &Caller, id: WebhookId, version: u32) -> Result<Webhook> {
    let webhook = find_webhook(tx.view, caller, id)?;
    match webhook.version == version {
        true => Ok(Webhook::clone(webhook)),
        false => Err(Error::Stale),
    }
}

fn save(tx: &mut Tx<'_>, by: &Caller, deed: Deed, webhook: Webhook) -> Result<Webhook> {
    let webhook = Webhook { version: webhook.version + 1, updated_at: tx.now, ..webhook };
    tx.save_webhook(deed, by.actor(None), webhook.clone())?;
    Ok(webhook)
}

fn read(body: &Value, anywhere: bool) -> Result<WebhookContent> {
    let faults = Faults::default();
    let content = WebhookContent::read(body, anywhere, &faults);
    let content = faults.into_result(content)?;
    content.ok_or_else(|| Error::internal("a webhook without a fault is whole"))
}

fn make_secret() -> Result<String> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(random::<32>()?)))
}
