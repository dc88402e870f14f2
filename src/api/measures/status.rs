use actix_web::web::Path;
use actix_web::{HttpResponse, post};
use utoipa::ToSchema;

use super::writing::NewStatusChange;
use super::{id_of, written};
use crate::actions::measures;
use crate::api::body::Json;
use crate::api::caller::SignedIn;
use crate::api::etag::MaybeIfMatch;
use crate::api::problem::{Problem, WriteFailure};
use crate::api::write::Write;
use crate::domain::measure::{Reason, Status};
use crate::domain::{Caller, Error};
use crate::register::Tx;
use crate::register::view::MeasureRecord;

/// Change the status of a measure
///
/// Appends one step to its chain. Reopening a final status is the planner's.
#[utoipa::path(
    tag = "status",
    params(
        ("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the measure as read", max_length = 200),
    ),
    request_body(content = NewStatusChange, example = json!({"to": "running", "effectiveOn": "2021-06-15"})),
    responses((status = OK, description = "The measure", body = MeasureRecord), WriteFailure),
    security(("bearer" = []))
)]
#[post("/measures/{id}/status-changes")]
pub async fn change_status(
    SignedIn(caller): SignedIn,
    MaybeIfMatch(read): MaybeIfMatch,
    id: Path<String>,
    Json(body): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let change = move |tx: &mut Tx<'_>, by: &Caller| {
        let id = id_of(tx.view, &id)?;
        measures::change_status(tx, by, (id, read), &body).map(|()| id)
    };
    write.run(caller, change, written).await
}

/// What an entry of the status chain should have said.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
struct StatusCorrection {
    /// Needed unless `void`.
    to: Option<Status>,
    /// Needed unless `void`.
    #[schema(value_type = Option<String>, format = Date, examples("2021-06-15"))]
    effective_on: Option<String>,
    reason: Option<Reason>,
    #[schema(max_length = 2000)]
    note: Option<String>,
    /// The entry never was so.
    void: Option<bool>,
}

/// Correct an entry of the status chain
///
/// Appends a correction; what was recorded before stays, and old reports keep what
/// they said. The corrected chain is checked as a whole.
#[utoipa::path(
    tag = "status",
    params(
        ("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"),
        ("number" = u32, Path, description = "Number of the entry", minimum = 1, example = 2),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the measure as read", max_length = 200),
    ),
    request_body(content = StatusCorrection, example = json!({"to": "running", "effectiveOn": "2021-06-01"})),
    responses((status = OK, description = "The measure", body = MeasureRecord), WriteFailure),
    security(("bearer" = []))
)]
#[post("/measures/{id}/status-changes/{number}/corrections")]
pub async fn correct_status(
    SignedIn(caller): SignedIn,
    MaybeIfMatch(read): MaybeIfMatch,
    path: Path<(String, String)>,
    Json(body): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let (id, number) = path.into_inner();
    let correct = move |tx: &mut Tx<'_>, by: &Caller| {
        let id = id_of(tx.view, &id)?;
        let number = number.parse().map_err(|_| Error::NotFound("status change"))?;
        measures::correct_status(tx, by, (id, read), number, &body).map(|()| id)
    };
    write.run(caller, correct, written).await
}
