//! What the service sends by itself.

use serde_json::{Value, json};
use utoipa::PartialSchema;

use crate::api::ChangeEvent;

/// The schema of what is sent, to be completed like all.
pub fn put_schema(all: &mut Value) {
    let schema = serde_json::to_value(ChangeEvent::schema());
    all["components"]["schemas"]["ChangeEvent"] = schema.expect("a schema is plain JSON");
}

/// The one request that a receiver must take.
pub fn complete(all: &mut Value) {
    let header = |name: &str, description: &str, example: &str| {
        json!({
            "name": name,
            "in": "header",
            "required": true,
            "description": description,
            "schema": {"type": "string", "maxLength": 400},
            "example": example,
        })
    };
    all["webhooks"]["event"]["post"] = json!({
        "operationId": "receive_event",
        "tags": ["webhooks"],
        "summary": "Receive an event",
        "description": "What changed, sent to a webhook: in order, and at least once. To verify it, take \
            HMAC-SHA256 of `webhook-id`, `webhook-timestamp` and the body as it came, joined by full \
            stops; the key is the secret after `whsec_`, in Base64. One of the signatures must be \
            `v1,` and that in Base64, and the time no more than some minutes old. Whoever has taken \
            the same `webhook-id` before answers 200 and does nothing.",
        "security": [],
        "parameters": [
            header("webhook-id", "The id of the event, the same for all attempts.", "evt_Zm9vYmFyYmF6cXV4Zm9vYg"),
            header("webhook-timestamp", "When this attempt was made, in seconds since 1970.", "1614265330"),
            header("webhook-signature", "One signature, or two separated by a space for 24 hours after a rotation.",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ],
        "requestBody": {
            "required": true,
            "description": "The event",
            "content": {"application/cloudevents+json": {
                "schema": {"$ref": "#/components/schemas/ChangeEvent"},
                "example": {
                    "specversion": "1.0",
                    "id": "evt_Zm9vYmFyYmF6cXV4Zm9vYg",
                    "source": "https://massnahmen.example.org/v1/changes",
                    "type": "catalog.changed",
                    "time": "2021-06-15T09:00:00.123456Z",
                    "datacontenttype": "application/json",
                    "data": {
                        "seq": 4711, "at": "2021-06-15T09:00:00.123456Z",
                        "subject": "catalog", "id": null, "deleted": false
                    }
                }
            }}
        },
        "responses": {
            "2XX": {"description": "Taken"},
            "410": {"description": "Nothing more is wanted: the webhook is switched off"},
            "default": {"description": "Not taken: it is sent again later"},
        },
    });
}
