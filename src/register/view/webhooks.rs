use std::sync::Arc;

use super::View;
use crate::domain::{Webhook, WebhookId};

impl View {
    pub fn webhook(&self, id: WebhookId) -> Option<&Arc<Webhook>> {
        self.webhooks.get(&id)
    }

    /// All webhooks, oldest first.
    pub fn webhooks(&self) -> impl Iterator<Item = &Arc<Webhook>> {
        self.webhooks.values()
    }

    pub(super) fn put_webhook(&mut self, webhook: Arc<Webhook>) {
        self.webhooks.insert(webhook.id, webhook);
    }

    pub(super) fn remove_webhook(&mut self, id: WebhookId) {
        self.webhooks.remove(&id);
    }
}
