//! Webhooks, and what was sent to them. How far each was told and how attempts went is
//! no matter of the log, which would have to tell of itself for ever.

use std::sync::Arc;

use super::Tx;
use crate::domain::webhook::{Delivery, Position};
use crate::domain::{Actor, Deed, DeliveryId, Noun, Result, Webhook, WebhookId};
use crate::register::view::Record;
use crate::store::{deliveries, webhooks};

impl Tx<'_> {
    /// Saves a webhook; a new one is told what comes from now on.
    pub fn save_webhook(&mut self, deed: Deed, by: Actor, webhook: Webhook) -> Result<()> {
        let change = self.change(deed, by, Noun::Webhook, webhook.id.to_string());
        match webhook.version {
            1 => webhooks::insert(self.conn, &webhook, change.seq)?,
            _ => webhooks::update(self.conn, &webhook)?,
        }
        self.log(change, Record::Webhook(Arc::new(webhook)))
    }

    pub fn delete_webhook(&mut self, by: Actor, id: WebhookId) -> Result<()> {
        webhooks::delete(self.conn, id)?;
        let change = self.change(Deed::Delete, by, Noun::Webhook, id.to_string());
        self.log(change, Record::NoWebhook(id))
    }

    /// Lets the next attempt be the first one, and now.
    pub fn begin_webhook_anew(&mut self, id: WebhookId) -> Result<()> {
        self.unlogged = true;
        webhooks::begin_anew(self.conn, id)
    }

    /// Notes that a webhook was told more, or failed to be; false if it has moved
    /// since `before`, or is gone.
    pub fn advance_webhook(&mut self, before: &Position, after: &Position) -> Result<bool> {
        self.unlogged = true;
        webhooks::advance(self.conn, before, after)
    }

    pub fn save_delivery(&mut self, delivery: &Delivery) -> Result<()> {
        self.unlogged = true;
        deliveries::save(self.conn, delivery)
    }

    /// The last deliveries to a webhook, the newest first.
    pub fn deliveries(&mut self, webhook: WebhookId) -> Result<Vec<Delivery>> {
        deliveries::all(self.conn, webhook)
    }

    pub fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>> {
        deliveries::find(self.conn, id)
    }
}
