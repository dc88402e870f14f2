use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::id_of;
use crate::actions::webhooks;
use crate::api::accept::Format;
use crate::api::answer::{private_list, to_bytes};
use crate::api::body::{Nothing, OptionalJson};
use crate::api::caller::Subscriber;
use crate::api::problem::{Problem, ReadFailure, WriteFailure};
use crate::api::query::Query;
use crate::api::routes::Routes;
use crate::api::table::{FormatQuery, Sent, TableSubscriber};
use crate::api::write::{self, Write};
use crate::domain::table::Table;
use crate::domain::webhook::{Delivery, Outcome};
use crate::domain::{Answer, Caller, DeliveryId, Error, Instant, Lang, WebhookId};
use crate::register::{Register, View};

pub fn routes(config: &mut Routes) {
    config.service(list_deliveries).service(send_test_event).service(resend_delivery);
}

/// One attempt to deliver an event.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DeliveryItem {
    id: DeliveryId,
    /// The `webhook-id` it was sent with; the same for all attempts at one event.
    #[schema(max_length = 60, examples("evt_Zm9vYmFyYmF6cXV4Zm9vYg"))]
    event_id: String,
    #[schema(max_length = 60, examples("measure.published"))]
    event_type: String,
    /// The change it tells of; null for a test.
    #[schema(minimum = 1)]
    seq: Option<i64>,
    /// Counts the attempts at this event.
    #[schema(minimum = 1)]
    attempt: u32,
    at: Instant,
    outcome: Outcome,
    /// What the receiver answered; null if it did not.
    #[schema(minimum = 100, maximum = 999)]
    status: Option<u16>,
    /// How long it took, in milliseconds; null if it waits.
    duration: Option<u32>,
    /// What went wrong, in words.
    #[schema(max_length = 300)]
    error: Option<String>,
}

impl DeliveryItem {
    fn of(delivery: Delivery, lang: Lang) -> Self {
        let Delivery { id, event, event_type, seq, attempt, at, outcome, status, .. } = delivery;
        Self {
            id,
            event_id: event,
            event_type,
            seq,
            attempt,
            at,
            outcome,
            status,
            duration: delivery.millis,
            error: outcome.message(status, lang),
        }
    }
}

const HEADINGS: [&str; 10] = [
    "at",
    "id",
    "eventId",
    "eventType",
    "seq",
    "attempt",
    "outcome",
    "status",
    "duration",
    "error",
];

/// The last deliveries.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what `Whole` writes")]
struct DeliveryList {
    #[schema(max_items = 200)]
    items: Vec<DeliveryItem>,
    /// Always null: older ones are not kept.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// List deliveries
///
/// The last 200 attempts, the newest first: when, of which event, and how it went.
#[utoipa::path(
    tag = "webhooks",
    params(("id" = WebhookId, Path, description = "Id of the webhook"), FormatQuery),
    responses((status = OK, description = "Deliveries", body = DeliveryList), ReadFailure),
    security(("bearer" = []))
)]
#[get("/webhooks/{id}/deliveries")]
pub async fn list_deliveries(
    TableSubscriber(asker): TableSubscriber,
    register: Data<Register>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    let (id, caller) = (id_of(&id)?, asker.caller.clone());
    let read = register.write(move |tx| webhooks::list_deliveries(tx, &caller, id)).await?;
    let items = read.into_iter().map(|delivery| DeliveryItem::of(delivery, sent.lang)).collect();
    Ok(private_list(&asker, sent, items, |items| Table::of(HEADINGS.to_vec(), items)))
}

/// Send a test event
///
/// `webhook.test`, also to a webhook that is switched off; once. How it went is among
/// the deliveries.
#[utoipa::path(
    tag = "webhooks",
    params(("id" = WebhookId, Path, description = "Id of the webhook")),
    request_body(content = Nothing, example = json!({})),
    responses((status = ACCEPTED, description = "It is sent soon", body = DeliveryItem), WriteFailure),
    security(("bearer" = []))
)]
#[post("/webhooks/{id}/tests")]
pub async fn send_test_event(
    Subscriber(caller): Subscriber,
    id: Path<String>,
    OptionalJson(body): OptionalJson,
    write: Write,
) -> Result<HttpResponse, Problem> {
    write.expect_nothing(&body);
    let id = id_of(&id)?;
    write.run(caller, move |tx, by| webhooks::send_test(tx, by, id), accepted).await
}

/// Send an event again
///
/// Under the same `webhook-id`, and as its owner may see it now; once, out of the order,
/// and also to a webhook that is switched off. How it went is among the deliveries.
#[utoipa::path(
    tag = "webhooks",
    params(
        ("id" = WebhookId, Path, description = "Id of the webhook"),
        ("delivery" = DeliveryId, Path, description = "Id of a delivery of the event"),
    ),
    request_body(content = Nothing, example = json!({})),
    responses((status = ACCEPTED, description = "It is sent soon", body = DeliveryItem), WriteFailure),
    security(("bearer" = []))
)]
#[post("/webhooks/{id}/deliveries/{delivery}/resends")]
pub async fn resend_delivery(
    Subscriber(caller): Subscriber,
    path: Path<(String, String)>,
    OptionalJson(body): OptionalJson,
    write: Write,
) -> Result<HttpResponse, Problem> {
    write.expect_nothing(&body);
    let (id, delivery) = path.into_inner();
    let id = id_of(&id)?;
    let delivery = delivery.parse().map_err(|()| Error::NotFound("delivery"))?;
    write.run(caller, move |tx, by| webhooks::resend(tx, by, id, delivery), accepted).await
}

/// 202 with what is going to be sent; it has no error yet, so no language.
fn accepted(_: &View, _: &Caller, delivery: Delivery) -> Result<Answer, Error> {
    let item = to_bytes(&DeliveryItem::of(delivery, Lang::default()));
    Ok(Answer { status: StatusCode::ACCEPTED.as_u16(), ..write::report(item) })
}
