//! Webhooks: what is told, to which address, and how far.

mod delivery;
mod event_type;

use std::net::Ipv6Addr;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub use delivery::{Delivery, Outcome, Position};
pub use event_type::EventType;

use super::address::{is_public, may_be_public};
use super::input::{Input, word};
use super::words::words;
use super::{Caller, ClientId, Faults, Hidden, Instant, Rule, WebhookId};

const DESCRIPTION_MAX: usize = 500;

words!(
    /// Why the register stopped to send.
    Stop {
        /// The receiver answered 410: it wants nothing more.
        Gone = "gone",
        /// One event could not be delivered for three days.
        Failing = "failing",
    }
);

/// An address that events are sent to.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    pub id: WebhookId,
    pub version: u32,
    /// Whose it is, and whose eyes it sees with; `None` = the planning office.
    pub client: Option<ClientId>,
    pub content: WebhookContent,
    pub stopped: Option<Stop>,
    /// Signs what is sent, so it is kept as it is.
    pub secret: Hidden,
    /// The one before, and until when it signs, too.
    pub old_secret: Option<(Hidden, Instant)>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl Webhook {
    /// The secrets that sign now, the newest first.
    pub fn secrets(&self, now: Instant) -> impl Iterator<Item = &Hidden> {
        let old = self.old_secret.iter().filter(move |(_, until)| *until > now);
        std::iter::once(&self.secret).chain(old.map(|(secret, _)| secret))
    }

    /// Whether `caller` may look after it: whose it is, and administrators.
    pub fn is_of(&self, caller: &Caller) -> bool {
        match caller {
            Caller::Client { id, .. } => self.client == Some(*id),
            caller if caller.is_administrator() => true,
            caller => self.client.is_none() && caller.is_planner(),
        }
    }
}

/// What is written about a webhook.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookContent {
    /// Where events are posted to: HTTPS, on the public internet, unless the service
    /// allows others.
    #[schema(max_length = 2000, format = "uri", examples("https://example.org/hooks/register"))]
    pub url: String,
    /// Only these; an empty list = all.
    #[schema(max_items = 20)]
    pub event_types: Vec<EventType>,
    /// Whether events are sent. One that was switched off goes on where it stopped.
    pub active: bool,
    #[schema(max_length = 500, examples("Fachanwendung des Vereins"))]
    pub description: Option<String>,
}

impl WebhookContent {
    /// Reads what a client sent. `anywhere`: plain HTTP and private addresses are fine.
    pub fn read(value: &Value, anywhere: bool, faults: &Faults) -> Option<Self> {
        let mut input = Input::new(value, "", faults)?;
        let url = input.url("url");
        let url = input.required("url", url);
        let fine = |url: &str| has_host(url) && (anywhere || looks_public(url));
        let fine = url.as_deref().is_none_or(fine);
        faults.require(fine, "/url", Rule::Format("https://example.org/…"));
        let event_types = input.set("eventTypes", EventType::ALL.len(), word::<EventType>);
        let active = input.boolean("active").unwrap_or(true);
        let description = input.line("description", DESCRIPTION_MAX);
        input.finish();
        Some(Self { url: url?, event_types, active, description })
    }

    pub fn wants(&self, event: EventType) -> bool {
        self.event_types.is_empty() || self.event_types.contains(&event)
    }
}

/// Whether the address names a host, in letters that a name may have, and a port if any.
fn has_host(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (good, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => (address.parse::<Ipv6Addr>().is_ok(), port),
            None => return false,
        },
        None => {
            let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            (!host.is_empty() && host.bytes().all(plain), port)
        }
    };
    let port = match port.strip_prefix(':') {
        Some(port) => port.parse::<u16>().is_ok_and(|port| port > 0),
        None => port.is_empty(),
    };
    good && port
}

/// Whether nothing in the address itself stands against it; where a name leads to is
/// seen whenever something is sent.
fn looks_public(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let literal = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    literal.parse().map_or_else(|_| may_be_public(literal), is_public)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_is_public_unless_others_are_allowed() {
        let cases = [
            ("https://example.org/hook", true),
            ("https://93.184.216.34:8443/", true),
            ("http://example.org/", false),
            ("https://127.0.0.1/", false),
            ("https://169.254.169.254/latest", false),
            ("https://[::ffff:10.0.0.1]:443/", false),
            ("https://[::1]?x", false),
            ("https://localhost/", false),
            ("https://LOCALHOST.:8443/hook", false),
            ("https://a.localhost/", false),
            ("https://intranet/", false),
            ("https://drucker.local/", false),
            ("https://metadata.google.internal/", false),
            ("https://router.home.arpa/", false),
            ("https://2130706433/", false),
            ("https://0x7f.1/", false),
            ("https://127.0.0.0x1/", false),
            ("https://mylocal.example.org/", true),
            ("https://notlocal/", false),
            ("https://internal.example.org/", true),
            ("https://thinternal.de/", true),
        ];
        for (url, public) in cases {
            for anywhere in [true, false] {
                let faults = Faults::default();
                WebhookContent::read(&json!({"url": url}), anywhere, &faults);
                assert_eq!(faults.is_empty(), public || anywhere, "{url}");
            }
        }
    }

    #[test]
    fn an_address_that_nothing_can_be_sent_to_is_refused_wherever_it_leads() {
        let cases = [
            ("http://localhost:8080/hook", true),
            ("https://[::1]:8443?x", true),
            ("https://my_host.internal./", true),
            ("https://:443/", false),
            ("https://example.org:/", false),
            ("https://example.org:0/", false),
            ("https://example.org:99999/", false),
            ("https://a:b:c/", false),
            ("https://[::1", false),
            ("https://[::1]x/", false),
            ("https://[fe80::1%25eth0]/", false),
            ("https://exämple.org/", false),
            ("https://%6c%6f/", false),
        ];
        for (url, good) in cases {
            let faults = Faults::default();
            WebhookContent::read(&json!({"url": url}), true, &faults);
            assert_eq!(faults.is_empty(), good, "{url}");
        }
    }

    #[test]
    fn a_webhook_is_read_with_every_fault_at_once() {
        let body = json!({"eventTypes": ["measure.published", "x"], "active": 1, "secret": "x"});
        let faults = Faults::default();
        assert_eq!(WebhookContent::read(&body, false, &faults), None);
        let found: Vec<_> =
            faults.into_vec().iter().map(|f| format!("{} {}", f.pointer, f.rule.code())).collect();
        let expected = [
            "/url required",
            "/eventTypes/1 unknown-value",
            "/active wrong-kind",
            "/secret unknown-field",
        ];
        assert_eq!(found, expected);
    }
}
