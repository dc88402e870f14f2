use crate::api::routes::Routes;
use actix_web::web::Path;
use actix_web::{HttpResponse, get, patch, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::accept::Format;
use super::answer::{self, record, to_bytes};
use super::body::Json;
use super::caller::{Administrator, Asker, Planner, SignedIn};
use super::etag::IfMatch;
use super::problem::{Problem, ReadFailure, WriteFailure};
use super::query::Query;
use super::table::{FormatQuery, Sent, TableAsker};
use super::write::{self, Write};
use crate::actions::{self, carriers};
use crate::domain::shape::Name;
use crate::domain::table::Table;
use crate::domain::{Answer, Caller, Carrier, CarrierContent, CarrierId, Error, Instant, Rule};
use crate::register::view::Rendered;
use crate::register::{Tx, View};

pub fn routes(config: &mut Routes) {
    config
        .service(list_carriers)
        .service(find_carrier)
        .service(create_carrier)
        .service(edit_carrier)
        .service(merge_carrier);
}

/// A carrier as it is read.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CarrierRecord {
    pub id: CarrierId,
    /// Grows by one with every change.
    #[schema(minimum = 1, maximum = 2147483647)]
    pub version: u32,
    #[serde(flatten)]
    pub content: CarrierContent,
    /// The carrier it was merged into.
    pub merged_into: Option<CarrierId>,
    /// Names it had before, oldest first.
    #[schema(max_items = 1000, value_type = Vec<Name>)]
    pub former_names: Vec<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl CarrierRecord {
    pub fn of(carrier: &Carrier) -> Self {
        Self {
            id: carrier.id,
            version: carrier.version,
            content: carrier.content.clone(),
            merged_into: carrier.merged_into,
            former_names: carrier.former_names.clone(),
            created_at: carrier.created_at,
            updated_at: carrier.updated_at,
        }
    }
}

/// All carriers.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what `whole` writes")]
struct CarrierList {
    #[schema(max_items = 10000)]
    items: Vec<CarrierRecord>,
    /// Always null: carriers come whole.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// List carriers
///
/// By name. Those that were merged or are inactive stay, for the sake of history.
#[utoipa::path(
    tag = "carriers",
    params(
        ("kind" = Option<String>, Query, description = "Only of this kind", max_length = 60, example = "association"),
        ("active" = Option<bool>, Query, description = "Only active or inactive ones"),
        FormatQuery,
    ),
    responses((status = OK, description = "Carriers, by name", body = CarrierList), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/carriers")]
pub async fn list_carriers(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let kind = query.one("kind");
    if kind.as_deref().is_some_and(|kind| asker.view.catalog.carrier_kind(kind).is_none()) {
        query.fail::<()>("kind", Rule::NoSuch("carrier kind"));
    }
    let active = query.parsed::<bool>("active", crate::domain::Kind::Boolean);
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    let mut carriers: Vec<_> = asker.view.carriers().collect();
    carriers.retain(|carrier| {
        kind.as_ref().is_none_or(|kind| *kind == carrier.content.kind)
            && active.is_none_or(|active| active == carrier.content.active)
    });
    carriers.sort_by_key(|carrier| crate::register::view::spell(&carrier.content.name));
    let items: Vec<_> = carriers.into_iter().map(|carrier| CarrierRecord::of(carrier)).collect();
    Ok(answer::list(&asker, sent, items, |items| Table::of(HEADINGS.to_vec(), items)))
}

const HEADINGS: [&str; 15] = [
    "id",
    "version",
    "name",
    "shortName",
    "kind",
    "parent",
    "website",
    "email",
    "phone",
    "trusted",
    "active",
    "mergedInto",
    "formerNames",
    "createdAt",
    "updatedAt",
];

/// Get a carrier
///
/// Also one that was merged into another, or is no longer active.
#[utoipa::path(
    tag = "carriers",
    params(("id" = CarrierId, Path, description = "Id of the carrier")),
    responses((status = OK, description = "The carrier", body = CarrierRecord), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/carriers/{id}")]
pub async fn find_carrier(asker: Asker, id: Path<String>) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let carrier = id.parse().ok().and_then(|id| asker.view.carrier(id));
    let carrier = carrier.ok_or(Error::NotFound("carrier"))?;
    Ok(record(&asker, &render(carrier)))
}

fn render(carrier: &Carrier) -> Rendered {
    Rendered::new(carrier.version, &to_bytes(&CarrierRecord::of(carrier)))
}

/// A carrier after a write.
fn written(view: &View, _: &Caller, id: CarrierId) -> Result<Answer, Error> {
    view.carrier(id)
        .map(|carrier| write::record(&render(carrier)))
        .ok_or(Error::NotFound("carrier"))
}

/// The same of one that is new.
fn created(view: &View, _: &Caller, id: CarrierId) -> Result<Answer, Error> {
    let carrier = view.carrier(id).ok_or(Error::NotFound("carrier"))?;
    Ok(write::created(format!("/v1/carriers/{id}"), &render(carrier)))
}

fn id_of(path: &str) -> Result<CarrierId, Error> {
    path.parse().map_err(|()| Error::NotFound("carrier"))
}

/// Register a carrier
///
/// For the planning office.
#[utoipa::path(
    tag = "carriers",
    request_body(content = CarrierContent, example = json!({"name": "Verein Brücken e.V.", "kind": "association"})),
    responses((status = CREATED, description = "Registered", body = CarrierRecord, headers(("Location" = String, description = "Address of the carrier"))), WriteFailure),
    security(("bearer" = []))
)]
#[post("/carriers")]
pub async fn create_carrier(
    Planner(caller): Planner,
    Json(body): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    write.run(caller, move |tx, by| carriers::create_carrier(tx, by, &body), created).await
}

/// Edit a carrier
///
/// A merge patch (RFC 7396). The planning office changes everything, an officer of
/// the carrier how to reach it. A new name keeps the old one in `formerNames`.
#[utoipa::path(
    tag = "carriers",
    params(
        ("id" = CarrierId, Path, description = "Id of the carrier"),
        ("If-Match" = String, Header, description = "The `ETag` of the carrier as read", max_length = 200),
    ),
    request_body(content = CarrierContent, content_type = "application/merge-patch+json", example = json!({"website": "https://example.org/"})),
    responses((status = OK, description = "The carrier", body = CarrierRecord), WriteFailure),
    security(("bearer" = []))
)]
#[patch("/carriers/{id}")]
pub async fn edit_carrier(
    SignedIn(caller): SignedIn,
    IfMatch(read): IfMatch,
    id: Path<String>,
    Json(patch): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let edit = move |tx: &mut Tx<'_>, by: &Caller| {
        let id = id_of(&id)?;
        carriers::update_carrier(tx, by, id, Some(read), &patch).map(|_| id)
    };
    write.run(caller, edit, written).await
}

/// Where a carrier goes.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct Merge {
    /// The carrier that takes over.
    into: CarrierId,
}

/// Merge a carrier into another
///
/// Its measures, members and clients go over; it stays, inactive, so that nothing
/// of its history is lost. For administrators.
#[utoipa::path(
    tag = "carriers",
    params(("id" = CarrierId, Path, description = "Id of the carrier")),
    request_body(content = Merge, example = json!({"into": "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11"})),
    responses((status = OK, description = "The carrier that was merged", body = CarrierRecord), WriteFailure),
    security(("bearer" = []))
)]
#[post("/carriers/{id}/merges")]
pub async fn merge_carrier(
    Administrator(caller): Administrator,
    id: Path<String>,
    Json(body): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let merge = move |tx: &mut Tx<'_>, by: &Caller| {
        let id = id_of(&id)?;
        let into = actions::read(&body, |input| {
            let into = input.id("into");
            input.required("into", into)
        })?;
        carriers::merge_carriers(tx, by, id, into).map(|_| id)
    };
    write.run(caller, merge, written).await
}
