//! Webhooks: who is told of changes, at which address, and how that went.

mod deliveries;
mod event;
mod record;

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get, patch, post};

pub use event::ChangeEvent;

use super::Settings;
use super::accept::Format;
use super::answer::{private_list, record as answer_record, to_bytes};
use super::body::{Json, Nothing, OptionalJson};
use super::caller::{Asker, Subscriber};
use super::etag::IfMatch;
use super::problem::{Problem, ReadFailure, WriteFailure};
use super::query::Query;
use super::routes::Routes;
use super::table::{FormatQuery, Sent, TableSubscriber};
use super::write::{self, Write};
use crate::actions::webhooks;
use crate::domain::table::Table;
use crate::domain::{Answer, Caller, Error, Webhook, WebhookId};
use crate::register::view::Rendered;
use crate::register::{Tx, View};
use record::{NewWebhook, WebhookList, WebhookPatch, WebhookRecord};

pub fn routes(config: &mut Routes) {
    config
        .service(list_webhooks)
        .service(find_webhook)
        .service(create_webhook)
        .service(edit_webhook)
        .service(delete_webhook)
        .service(rotate_webhook_secret)
        .configure(deliveries::routes);
}

/// List webhooks
///
/// Those of the program that asks, or of the planning office; administrators see all.
/// The oldest come first.
#[utoipa::path(
    tag = "webhooks",
    params(FormatQuery),
    responses((status = OK, description = "Webhooks", body = WebhookList), ReadFailure),
    security(("bearer" = []))
)]
#[get("/webhooks")]
pub async fn list_webhooks(
    TableSubscriber(asker): TableSubscriber,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    let own = asker.view.webhooks().filter(|webhook| webhook.is_of(&asker.caller));
    let items: Vec<_> = own.map(|webhook| WebhookRecord::of(webhook)).collect();
    Ok(private_list(&asker, sent, items, |items| Table::of(record::HEADINGS.to_vec(), items)))
}

/// Get a webhook
///
/// Without its secret, which was told once.
#[utoipa::path(
    tag = "webhooks",
    params(("id" = WebhookId, Path, description = "Id of the webhook")),
    responses((status = OK, description = "The webhook", body = WebhookRecord), ReadFailure),
    security(("bearer" = []))
)]
#[get("/webhooks/{id}")]
pub async fn find_webhook(
    Subscriber(caller): Subscriber,
    asker: Asker,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let webhook = webhooks::find_webhook(&asker.view, &caller, id_of(&id)?)?;
    Ok(answer_record(&asker, &rendered(&WebhookRecord::of(webhook))))
}

/// Create a webhook
///
/// It is told what changes from now on, in order, as its owner may see it: the program
/// that creates it, or the planning office. Each event is a POST, signed as Standard
/// Webhooks says, with a body after CloudEvents; any 2xx within 15 seconds takes it. Else it
/// is tried again, after pauses that double up to some two hours, and nothing later is
/// sent before; after three days the webhook is switched off. 410 switches it off at
/// once. The same event may come more than once, always with the same `webhook-id`, and
/// as it is to be seen when it is sent: what is gone by then is told as `measure.gone`.
/// Nothing is sent for a program that was revoked.
/// The answer holds the secret, which is told this once.
#[utoipa::path(
    tag = "webhooks",
    request_body(content = NewWebhook, example = json!({
        "url": "https://example.org/hooks/register",
        "eventTypes": ["measure.published", "measure.status-changed"]
    })),
    responses((status = CREATED, description = "Created", body = WebhookRecord, headers(("Location" = String, description = "Address of the webhook"))), WriteFailure),
    security(("bearer" = []))
)]
#[post("/webhooks")]
pub async fn create_webhook(
    Subscriber(caller): Subscriber,
    Json(body): Json,
    settings: Data<Settings>,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let anywhere = settings.webhooks_anywhere;
    let create =
        move |tx: &mut Tx<'_>, by: &Caller| webhooks::create_webhook(tx, by, &body, anywhere);
    let answer = |_: &View, _: &Caller, (webhook, secret): (Webhook, String)| {
        let record = WebhookRecord::of(&webhook);
        let created = write::created(format!("/v1/webhooks/{}", webhook.id), &rendered(&record));
        Ok(telling(created, record, secret))
    };
    write.run(caller, create, answer).await
}

/// Change a webhook
///
/// A merge patch (RFC 7396). One that is switched on goes on with what it was not told
/// yet, at once.
#[utoipa::path(
    tag = "webhooks",
    params(
        ("id" = WebhookId, Path, description = "Id of the webhook"),
        ("If-Match" = String, Header, description = "The `ETag` of the webhook as read", max_length = 200),
    ),
    request_body(content = WebhookPatch, content_type = "application/merge-patch+json", example = json!({"active": true})),
    responses((status = OK, description = "The webhook", body = WebhookRecord), WriteFailure),
    security(("bearer" = []))
)]
#[patch("/webhooks/{id}")]
pub async fn edit_webhook(
    Subscriber(caller): Subscriber,
    IfMatch(read): IfMatch,
    id: Path<String>,
    Json(patch): Json,
    settings: Data<Settings>,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let (id, anywhere) = (id_of(&id)?, settings.webhooks_anywhere);
    let change = move |tx: &mut Tx<'_>, by: &Caller| {
        webhooks::change_webhook(tx, by, (id, read), patch, anywhere)
    };
    let answer = |_: &View, _: &Caller, webhook: Webhook| {
        Ok(write::record(&rendered(&WebhookRecord::of(&webhook))))
    };
    write.run(caller, change, answer).await
}

/// Delete a webhook
///
/// With the log of its deliveries.
#[utoipa::path(
    tag = "webhooks",
    params(
        ("id" = WebhookId, Path, description = "Id of the webhook"),
        ("If-Match" = String, Header, description = "The `ETag` of the webhook as read", max_length = 200),
    ),
    responses((status = NO_CONTENT, description = "Deleted"), WriteFailure),
    security(("bearer" = []))
)]
#[delete("/webhooks/{id}")]
pub async fn delete_webhook(
    Subscriber(caller): Subscriber,
    IfMatch(read): IfMatch,
    id: Path<String>,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let id = id_of(&id)?;
    let delete = move |tx: &mut Tx<'_>, by: &Caller| webhooks::delete_webhook(tx, by, (id, read));
    write.run(caller, delete, |_, _, ()| Ok(write::nothing())).await
}

/// Give a webhook a new secret
///
/// For 24 hours what is sent carries two signatures, by the new secret and by the one
/// before.
#[utoipa::path(
    tag = "webhooks",
    params(("id" = WebhookId, Path, description = "Id of the webhook")),
    request_body(content = Nothing, example = json!({})),
    responses((status = OK, description = "The webhook, with the secret", body = WebhookRecord), WriteFailure),
    security(("bearer" = []))
)]
#[post("/webhooks/{id}/secret-rotations")]
pub async fn rotate_webhook_secret(
    Subscriber(caller): Subscriber,
    id: Path<String>,
    OptionalJson(body): OptionalJson,
    write: Write,
) -> Result<HttpResponse, Problem> {
    write.expect_nothing(&body);
    let id = id_of(&id)?;
    let answer = |_: &View, _: &Caller, (webhook, secret): (Webhook, String)| {
        let record = WebhookRecord::of(&webhook);
        Ok(telling(write::record(&rendered(&record)), record, secret))
    };
    write.run(caller, move |tx, by| webhooks::rotate_secret(tx, by, id), answer).await
}

fn id_of(text: &str) -> Result<WebhookId, Error> {
    text.parse().map_err(|()| Error::NotFound("webhook"))
}

fn rendered(webhook: &WebhookRecord) -> Rendered {
    Rendered::new(webhook.version, &to_bytes(webhook))
}

/// The same with the secret, told this once; the tag is that of the record without it.
fn telling(answer: Answer, record: WebhookRecord, secret: String) -> Answer {
    write::telling(answer, to_bytes(&record.with_secret(secret)))
}
