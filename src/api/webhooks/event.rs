use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::webhooks::TEST;
use crate::api::answer::to_bytes;
use crate::api::changes::ChangeRecord;
use crate::domain::{Caller, Instant, WebhookId};
use crate::register::View;
use crate::register::view::Seen;

/// What is sent to a webhook: an event after CloudEvents 1.0 in its structured form.
#[derive(Serialize, ToSchema)]
pub struct ChangeEvent<'a> {
    #[schema(max_length = 10, examples("1.0"))]
    specversion: &'static str,
    /// The same for all attempts, and as the header `webhook-id`.
    #[schema(max_length = 60, examples("evt_Zm9vYmFyYmF6cXV4Zm9vYg"))]
    id: &'a str,
    #[schema(
        max_length = 2000,
        format = "uri",
        examples("https://massnahmen.example.org/v1/changes")
    )]
    source: &'a str,
    /// One of the types that can be subscribed to, or `webhook.test`. More may come.
    #[serde(rename = "type")]
    #[schema(max_length = 60, examples("measure.published"))]
    kind: &'static str,
    /// Id of the measure or carrier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60)]
    subject: Option<String>,
    time: Instant,
    #[schema(max_length = 40, examples("application/json"))]
    datacontenttype: &'static str,
    /// As in `/changes`, for the owner of the webhook; nothing in a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<ChangeRecord>,
}

impl<'a> ChangeEvent<'a> {
    pub fn of(id: &'a str, source: &'a str, seen: &Seen<'_>, view: &View, caller: &Caller) -> Self {
        let data = ChangeRecord::of(seen, view, caller);
        let subject = data.id().map(str::to_owned);
        let kind = seen.event_type().as_str();
        Self { subject, data: Some(data), ..Self::new(id, source, kind, seen.at()) }
    }

    /// One that tells of nothing.
    pub fn test(id: &'a str, source: &'a str, webhook: WebhookId, time: Instant) -> Self {
        Self { subject: Some(webhook.to_string()), ..Self::new(id, source, TEST, time) }
    }

    fn new(id: &'a str, source: &'a str, kind: &'static str, time: Instant) -> Self {
        Self {
            specversion: "1.0",
            id,
            source,
            kind,
            subject: None,
            time,
            datacontenttype: "application/json",
            data: None,
        }
    }

    pub fn body(&self) -> Bytes {
        to_bytes(self)
    }
}
