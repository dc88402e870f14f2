use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::webhook::{EventType, Stop};
use crate::domain::{ClientId, Instant, Webhook, WebhookContent, WebhookId};

/// A webhook as its owner sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookRecord {
    pub id: WebhookId,
    /// Grows by one with every change.
    #[schema(minimum = 1, maximum = 2147483647)]
    pub version: u32,
    /// The program whose it is; null for the planning office.
    client: Option<ClientId>,
    #[serde(flatten)]
    content: WebhookContent,
    /// Why the register switched it off; null if it did not.
    stopped: Option<Stop>,
    /// Until when the secret before the last rotation signs, too.
    old_secret_until: Option<Instant>,
    created_at: Instant,
    updated_at: Instant,
    /// Signs what is sent; told once, when it is made.
    #[schema(max_length = 60, examples("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="))]
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl WebhookRecord {
    pub fn of(webhook: &Webhook) -> Self {
        Self {
            id: webhook.id,
            version: webhook.version,
            client: webhook.client,
            content: webhook.content.clone(),
            stopped: webhook.stopped,
            old_secret_until: webhook.old_secret.as_ref().map(|(_, until)| *until),
            created_at: webhook.created_at,
            updated_at: webhook.updated_at,
            secret: None,
        }
    }

    pub fn with_secret(self, secret: String) -> Self {
        Self { secret: Some(secret), ..self }
    }
}

/// As a table shows it.
pub const HEADINGS: [&str; 11] = [
    "id",
    "version",
    "client",
    "url",
    "eventTypes",
    "active",
    "description",
    "stopped",
    "oldSecretUntil",
    "createdAt",
    "updatedAt",
];

/// Webhooks.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what `Whole` writes")]
pub struct WebhookList {
    #[schema(max_items = 10000)]
    items: Vec<WebhookRecord>,
    /// Always null: webhooks come whole.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// What it takes to create a webhook.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
pub struct NewWebhook {
    /// Where events are posted to: HTTPS, on the public internet, unless the service
    /// allows others.
    #[schema(max_length = 2000, format = "uri", examples("https://example.org/hooks/register"))]
    url: String,
    /// Only these; all if not said, or empty.
    #[schema(max_items = 20)]
    event_types: Option<Vec<EventType>>,
    /// Whether events are sent; true if not said.
    active: Option<bool>,
    #[schema(max_length = 500, examples("Fachanwendung des Vereins"))]
    description: Option<String>,
}

/// What is to be changed about a webhook.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
pub struct WebhookPatch {
    #[schema(max_length = 2000, format = "uri")]
    url: Option<String>,
    #[schema(max_items = 20)]
    event_types: Option<Vec<EventType>>,
    active: Option<bool>,
    #[schema(max_length = 500)]
    description: Option<String>,
}
