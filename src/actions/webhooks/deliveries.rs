//! What was sent to a webhook, and how it went.

use super::{find_webhook, save};
use crate::domain::webhook::{Delivery, Outcome, Position, Stop};
use crate::domain::{
    Caller, Deed, DeliveryId, Error, Instant, Result, Webhook, WebhookContent, WebhookId,
};
use crate::register::Tx;

/// What a test says it is; it cannot be subscribed to.
pub const TEST: &str = "webhook.test";

/// How many may wait to be sent at a time.
const WAITING: usize = 20;

/// How an attempt went.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    pub at: Instant,
    pub outcome: Outcome,
    pub status: Option<u16>,
    pub millis: u32,
}

/// The last deliveries to a webhook, the newest first.
pub fn list_deliveries(tx: &mut Tx<'_>, caller: &Caller, id: WebhookId) -> Result<Vec<Delivery>> {
    find_webhook(tx.view, caller, id)?;
    tx.deliveries(id)
}

/// Has an event sent that tells of nothing.
pub fn send_test(tx: &mut Tx<'_>, caller: &Caller, id: WebhookId) -> Result<Delivery> {
    find_webhook(tx.view, caller, id)?;
    ask(tx, id, |id| (format!("test_{id}"), TEST.to_owned(), None))
}

/// Has the event of a delivery sent again, by the same id and as it is to be seen now.
pub fn resend(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: WebhookId,
    delivery: DeliveryId,
) -> Result<Delivery> {
    find_webhook(tx.view, caller, id)?;
    let delivery = tx.delivery(delivery)?.filter(|delivery| delivery.webhook == id);
    let before = delivery.ok_or(Error::NotFound("delivery"))?;
    ask(tx, id, |_| (before.event, before.event_type, before.seq))
}

fn ask(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    event: impl FnOnce(DeliveryId) -> (String, String, Option<i64>),
) -> Result<Delivery> {
    let known = tx.deliveries(webhook)?;
    if known.iter().filter(|known| known.outcome == Outcome::Waiting).count() >= WAITING {
        return Err(Error::TooMany { seconds: 10 });
    }
    let id = DeliveryId::new();
    let (event, event_type, seq) = event(id);
    let attempt = 1 + known.iter().filter(|known| known.event == event).count();
    let delivery = Delivery {
        id,
        webhook,
        event,
        event_type,
        seq,
        attempt: u32::try_from(attempt).unwrap_or(u32::MAX),
        at: tx.now,
        outcome: Outcome::Waiting,
        status: None,
        millis: None,
    };
    tx.save_delivery(&delivery)?;
    Ok(delivery)
}

/// Notes how the next event went, named by its id, type and number in the log. `None`:
/// somebody else was faster, or the webhook is gone.
pub fn note_event(
    tx: &mut Tx<'_>,
    before: &Position,
    (event, event_type, seq): (String, String, i64),
    sent: Sent,
    jitter: u8,
) -> Result<Option<Position>> {
    let after = match sent.outcome {
        Outcome::Delivered => before.told(seq),
        _ => before.failed(tx.now, jitter),
    };
    if !tx.advance_webhook(before, &after)? {
        return Ok(None);
    }
    tx.save_delivery(&Delivery {
        id: DeliveryId::new(),
        webhook: before.webhook,
        event,
        event_type,
        seq: Some(seq),
        attempt: before.attempts + 1,
        at: sent.at,
        outcome: sent.outcome,
        status: sent.status,
        millis: Some(sent.millis),
    })?;
    if let Some(why) = after.stop(sent.outcome, tx.now) {
        stop(tx, before.webhook, why)?;
    }
    Ok(Some(after))
}

/// Notes how a delivery went that somebody asked for; it is not tried again.
pub fn note_asked(tx: &mut Tx<'_>, delivery: Delivery, sent: Sent) -> Result<()> {
    if tx.view.webhook(delivery.webhook).is_none() {
        return Ok(());
    }
    let (outcome, status, millis) = (sent.outcome, sent.status, Some(sent.millis));
    tx.save_delivery(&Delivery { at: sent.at, outcome, status, millis, ..delivery })?;
    match outcome {
        Outcome::Gone => stop(tx, delivery.webhook, Stop::Gone),
        _ => Ok(()),
    }
}

/// Switches a webhook off, for a reason that its owner is shown.
fn stop(tx: &mut Tx<'_>, id: WebhookId, why: Stop) -> Result<()> {
    let Some(webhook) = tx.view.webhook(id).map(|webhook| Webhook::clone(webhook)) else {
        return Ok(());
    };
    if !webhook.content.active {
        return Ok(());
    }
    tracing::warn!(webhook = %id, %why, "a webhook was switched off");
    let content = WebhookContent { active: false, ..webhook.content };
    let webhook = Webhook { content, stopped: Some(why), ..webhook };
    save(tx, &Caller::System, Deed::Edit, webhook).map(|_| ())
}
