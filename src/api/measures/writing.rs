use actix_web::web::Path;
use actix_web::{HttpResponse, delete, patch, post, put};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{created, id_of, written};
use crate::actions::measures::{self, Draft, Outcome, create_drafted};
use crate::api::body::Json;
use crate::api::caller::SignedIn;
use crate::api::etag::{IfMatch, MaybeIfMatch};
use crate::api::problem::{Problem, WriteFailure};
use crate::api::write::{self, Write};
use crate::domain::measure::{Content, External, Reason, Status};
use crate::domain::{Caller, CarrierId, Error, Faults, Rule, input};
use crate::register::view::MeasureRecord;
use crate::register::{Tx, View};

/// What it takes to register a measure: its content, of which a draft needs no
/// more than the title, and whose it is.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
pub(super) struct NewMeasure {
    /// The carrier that answers for it.
    lead_carrier: CarrierId,
    /// Id of the concept; the current one if not said.
    #[schema(max_length = 60, examples("integrationskonzept-2020-2023"))]
    concept: Option<String>,
    /// Its name in the carrier's own system.
    external: Option<External>,
    /// The whole chain so far, oldest first; each step is checked.
    #[schema(max_items = 100)]
    status_changes: Option<Vec<NewStatusChange>>,
    #[schema(inline)]
    #[serde(flatten)]
    content: MeasureContent,
}

/// What a partner's own system says about a measure: the content, and when it is
/// new the chain of status changes so far.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
struct ExternalMeasure {
    /// Taken when the measure is new.
    #[schema(max_items = 100)]
    status_changes: Option<Vec<NewStatusChange>>,
    #[serde(flatten)]
    content: MeasureContent,
}

/// A step of the status.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewStatusChange)]
#[allow(dead_code, reason = "read by the macro only")]
pub(super) struct NewStatusChange {
    to: Status,
    /// When it was so; not in the future, not before the change before.
    #[schema(value_type = String, format = Date, examples("2021-06-15"))]
    effective_on: String,
    /// Needed for `paused`, `discontinued`, `dropped`, and to reopen.
    reason: Option<Reason>,
    #[schema(max_length = 2000)]
    note: Option<String>,
}

type MeasureContent = Content;

/// Register a measure
///
/// It starts out as a draft, which only its carrier and the planning office see.
#[utoipa::path(
    tag = "measures",
    request_body(content = NewMeasure, example = json!({
        "leadCarrier": "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11",
        "title": "Sprachkurs für Eltern",
        "handlungsfeld": 2,
        "reach": "stadtteile",
        "stadtteile": ["06"],
        "targetGroups": ["families"],
        "planned": {"start": "2021-03", "end": "2022-12"}
    })),
    responses((status = CREATED, description = "Registered", body = MeasureRecord, headers(("Location" = String, description = "Address of the measure"))), WriteFailure),
    security(("bearer" = []))
)]
#[post("/measures")]
pub async fn create_measure(
    SignedIn(caller): SignedIn,
    Json(body): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let draft = Draft::read(&write.view(), &caller, &body);
    let create = move |tx: &mut Tx<'_>, by: &Caller| {
        let id = create_drafted(tx, by, draft, &body)?;
        // The body comes back, so that the one who writes need not clear it away.
        Ok((id, body))
    };
    write.run(caller, create, |view, caller, (id, _)| created(view, caller, id)).await
}

/// Edit a measure
///
/// A merge patch (RFC 7396) of the content. In a published measure a carrier's
/// change of material members waits as a pending revision for review.
#[utoipa::path(
    tag = "measures",
    params(
        ("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"),
        ("If-Match" = String, Header, description = "The `ETag` of the measure as read", max_length = 200),
    ),
    request_body(content = Content, content_type = "application/merge-patch+json", example = json!({"summary": "Deutschkurse am Vormittag, mit Kinderbetreuung."})),
    responses((status = OK, description = "The measure", body = MeasureRecord), WriteFailure),
    security(("bearer" = []))
)]
#[patch("/measures/{id}")]
pub async fn edit_measure(
    SignedIn(caller): SignedIn,
    IfMatch(read): IfMatch,
    id: Path<String>,
    Json(patch): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let edit = move |tx: &mut Tx<'_>, by: &Caller| {
        let id = id_of(tx.view, &id)?;
        measures::edit_measure(tx, by, id, read, patch).map(|_| id)
    };
    write.run(caller, edit, written).await
}

/// Delete a draft
///
/// Only one that was never submitted; everything else is withdrawn or archived.
#[utoipa::path(
    tag = "measures",
    params(
        ("id" = String, Path, description = "Id of the measure", max_length = 60),
        ("If-Match" = String, Header, description = "The `ETag` of the measure as read", max_length = 200),
    ),
    responses((status = NO_CONTENT, description = "Deleted"), WriteFailure),
    security(("bearer" = []))
)]
#[delete("/measures/{id}")]
pub async fn delete_measure(
    SignedIn(caller): SignedIn,
    IfMatch(read): IfMatch,
    id: Path<String>,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let delete = move |tx: &mut Tx<'_>, by: &Caller| {
        let id = id_of(tx.view, &id)?;
        measures::delete_measure(tx, by, id, read)
    };
    write.run(caller, delete, |_, _, ()| Ok(write::nothing())).await
}

/// Register or update a measure by the partner's own id
///
/// Safely repeatable: the same body again changes nothing and answers 200 with the
/// same `ETag`. `If-Match` may be sent to update only what was read.
#[utoipa::path(
    tag = "measures",
    params(
        ("id" = CarrierId, Path, description = "Id of the carrier"),
        ("source" = String, Path, description = "Name of the partner's system", max_length = 60, example = "fundus"),
        ("externalId" = String, Path, description = "Id of the measure there", max_length = 200, example = "4711"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the measure as read", max_length = 200),
    ),
    request_body(content = ExternalMeasure, example = json!({"title": "Sprachkurs für Eltern", "handlungsfeld": 2})),
    responses(
        (status = OK, description = "Updated, or already so", body = MeasureRecord),
        (status = CREATED, description = "Registered", body = MeasureRecord, headers(("Location" = String, description = "Address of the measure"))),
        WriteFailure
    ),
    security(("bearer" = []))
)]
#[put("/carriers/{id}/measures/{source}/{externalId}")]
pub async fn upsert_measure(
    SignedIn(caller): SignedIn,
    MaybeIfMatch(read): MaybeIfMatch,
    path: Path<(String, String, String)>,
    Json(body): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let (carrier, source, id) = path.into_inner();
    let carrier = carrier.parse().map_err(|()| Error::NotFound("carrier"))?;
    let upsert = move |tx: &mut Tx<'_>, by: &Caller| {
        let external = read_external(source, id)?;
        measures::upsert_measure(tx, by, carrier, external, read, &body)
    };
    let answer = |view: &View, by: &Caller, (id, outcome)| match outcome {
        Outcome::Created => created(view, by, id),
        Outcome::Changed | Outcome::Unchanged => written(view, by, id),
    };
    write.run(caller, upsert, answer).await
}

/// Checks the parts of the path as if they stood in a body.
fn read_external(source: String, id: String) -> Result<External, Error> {
    let faults = Faults::default();
    let text = |text: String, at: &str, max| {
        let kept = input::text(&text.as_str().into(), at.into(), max, false, &faults);
        faults.require(
            kept.is_none() || kept.as_ref() == Some(&text),
            at,
            Rule::Format("trimmed NFC"),
        );
        kept
    };
    let source = text(source, "/external/source", 60);
    let id = text(id, "/external/id", 200);
    match (source, id, faults.is_empty()) {
        (Some(source), Some(id), true) => Ok(External { source, id }),
        _ => Err(Error::Invalid(faults.into_vec())),
    }
}
