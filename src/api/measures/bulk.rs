//! Many measures at a time.

use actix_web::{HttpResponse, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::render;
use super::writing::{NewMeasure, NewStatusChange};
use crate::actions::measures::{self, Outcomes};
use crate::api::answer::to_bytes;
use crate::api::body::BulkJson;
use crate::api::caller::SignedIn;
use crate::api::problem::{BulkItem, Problem, WriteFailure};
use crate::api::write::{self, Write};
use crate::domain::{Answer, Caller, Error};
use crate::register::View;

/// Measures to be registered.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct NewMeasures {
    #[schema(min_items = 1, max_items = 1000)]
    items: Vec<NewMeasure>,
}

/// Steps of the status of some measures; one measure may have several.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct NewStatusChanges {
    #[schema(min_items = 1, max_items = 1000)]
    items: Vec<StatusChangeOf>,
}

/// A step of the status of a measure.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct StatusChangeOf {
    /// Id or reference of the measure.
    #[schema(min_length = 1, max_length = 60, examples("IK-4-0017"))]
    measure: String,
    /// The version that was read; the step is refused if there is another by now.
    #[schema(minimum = 1, maximum = 2147483647)]
    version: Option<u32>,
    #[serde(flatten)]
    step: NewStatusChange,
}

/// What came of many items.
#[derive(Serialize, ToSchema)]
struct BulkAnswer {
    /// How many items were stored.
    #[schema(minimum = 0, maximum = 1000)]
    stored: u32,
    /// How many were refused.
    #[schema(minimum = 0, maximum = 1000)]
    refused: u32,
    /// One for each item, in their order.
    #[schema(max_items = 1000)]
    items: Vec<BulkItem>,
}

/// Register many measures
///
/// Up to 1,000 drafts in up to 8 MiB, each as for `POST /v1/measures`, in one
/// transaction. An item sees those before it. Unless `atomic=false`, one that is
/// refused keeps all from being stored: the problem names every place of every item in
/// `errors`, and has the same `items` as the answer else, where 424 `others-refused` means
/// an item that is good, but was not stored because of others.
#[utoipa::path(
    tag = "measures",
    params(("atomic" = Option<bool>, Query, description = "Store all items or none (`true`, if not said), or those that are good", example = true)),
    request_body(content = NewMeasures, example = json!({"items": [
        {"leadCarrier": "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11", "title": "Sprachkurs für Eltern", "handlungsfeld": 2},
        {"leadCarrier": "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11", "title": "Fahrradwerkstatt"},
    ]})),
    responses((status = OK, description = "What came of each item", body = BulkAnswer), WriteFailure),
    security(("bearer" = []))
)]
#[post("/measures/bulk")]
pub async fn create_measures(
    SignedIn(caller): SignedIn,
    BulkJson(body): BulkJson,
    mut write: Write,
) -> Result<HttpResponse, Problem> {
    let atomic = write.flag("atomic").unwrap_or(true);
    let answer = report(201, &write);
    write.run(caller, move |tx, by| measures::create_measures(tx, by, &body, atomic), answer).await
}

/// Change the status of many measures
///
/// Up to 1,000 steps in up to 8 MiB, each as for
/// `POST /v1/measures/{id}/status-changes`, in one transaction. An item sees those
/// before it. Unless `atomic=false`, one that is refused keeps all from being stored:
/// the problem names every place of every item in `errors`, and has the same `items` as
/// the answer else, where 424 `others-refused` means an item that is good, but was not
/// stored because of others.
#[utoipa::path(
    tag = "status",
    params(("atomic" = Option<bool>, Query, description = "Store all items or none (`true`, if not said), or those that are good", example = true)),
    request_body(content = NewStatusChanges, example = json!({"items": [
        {"measure": "IK-4-0017", "to": "running", "effectiveOn": "2021-06-15"},
    ]})),
    responses((status = OK, description = "What came of each item", body = BulkAnswer), WriteFailure),
    security(("bearer" = []))
)]
#[post("/measures/status-changes/bulk")]
pub async fn change_statuses(
    SignedIn(caller): SignedIn,
    BulkJson(body): BulkJson,
    mut write: Write,
) -> Result<HttpResponse, Problem> {
    let atomic = write.flag("atomic").unwrap_or(true);
    let answer = report(200, &write);
    write.run(caller, move |tx, by| measures::change_statuses(tx, by, &body, atomic), answer).await
}

/// Tells what came of each item; `stored` is the status of a good one.
fn report(
    stored: u16,
    write: &Write,
) -> impl FnOnce(&View, &Caller, Outcomes) -> Result<Answer, Error> + Send + use<> {
    let ((lang, instance), dry_run) = (write.telling_of(), write.is_dry_run());
    move |view, caller, outcomes| {
        let item = |(index, outcome)| match outcome {
            Ok(id) => {
                let etag = render(view, caller, id)?.etag;
                let etag = String::from_utf8_lossy(&etag).into_owned();
                let named = (!dry_run).then_some((id, etag));
                Ok(BulkItem::stored(index, stored, named))
            }
            Err(error) => Ok(BulkItem::refused(index, &error, lang, &instance)),
        };
        let items = (0..).zip(outcomes).map(item);
        let items = items.collect::<Result<Vec<_>, Error>>()?;
        let count = |good| items.iter().map(|item| u32::from(item.is_stored() == good)).sum();
        let answer = BulkAnswer { stored: count(true), refused: count(false), items };
        Ok(write::report(to_bytes(&answer)))
    }
}
