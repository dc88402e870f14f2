//! What a webhook is told next, as its owner may see it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::actions::webhooks::TEST;
use crate::api::ChangeEvent;
use crate::domain::webhook::Delivery;
use crate::domain::{Caller, Instant, Webhook, WebhookId};
use crate::register::View;
use crate::register::view::Seen;

/// How many changes are looked at in one go.
const AT_ONCE: usize = 50;

/// An event, ready to be sent.
pub struct Event {
    pub id: String,
    pub event_type: String,
    /// The change it tells of; 0 for a test.
    pub seq: i64,
    pub body: Bytes,
}

/// What a webhook sees of the register.
pub struct Sight<'v> {
    pub view: &'v View,
    pub caller: &'v Caller,
    pub webhook: &'v Webhook,
    /// Names the register.
    pub source: &'v str,
}

impl Sight<'_> {
    /// The first event after `seq`, or up to where in the log there is none.
    pub fn next(&self, seq: i64) -> Result<Event, i64> {
        let mut at = seq;
        loop {
            let news = self.view.news(at, self.caller, AT_ONCE);
            let wanted = |seen: &&Seen<'_>| self.webhook.content.wants(seen.event_type());
            if let Some(seen) = news.items.iter().find(wanted) {
                return Ok(self.event(seen));
            }
            at = news.last;
            if !news.more {
                return Err(at);
            }
        }
    }

    /// The event of a delivery that somebody asked for, under the id it had; `None` if
    /// it is no longer to be seen.
    pub fn asked(&self, delivery: &Delivery) -> Option<Event> {
        let Some(seq) = delivery.seq else {
            let (id, kind) = (delivery.event.clone(), TEST.to_owned());
            let test = ChangeEvent::test(&id, self.source, self.webhook.id, delivery.at);
            return Some(Event { body: test.body(), id, event_type: kind, seq: 0 });
        };
        let news = self.view.news(seq - 1, self.caller, 1);
        let seen = news.items.iter().find(|seen| seen.seq() == seq)?;
        Some(self.event_as(seen, delivery.event.clone()))
    }

    fn event(&self, seen: &Seen<'_>) -> Event {
        self.event_as(seen, event_id(self.webhook.id, seen.seq(), seen.at()))
    }

    fn event_as(&self, seen: &Seen<'_>, id: String) -> Event {
        let event = ChangeEvent::of(&id, self.source, seen, self.view, self.caller);
        let event_type = seen.event_type().to_string();
        Event { body: event.body(), id, event_type, seq: seen.seq() }
    }
}

/// Follows from the change alone, so that all attempts have the same, whoever makes
/// them; the moment is for a register that was restored and went another way.
fn event_id(webhook: WebhookId, seq: i64, at: Instant) -> String {
    let digest = Sha256::digest(format!("{webhook} {seq} {at}"));
    format!("evt_{}", URL_SAFE_NO_PAD.encode(&digest[..16]))
}
