use crate::api::routes::Routes;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, HttpResponseBuilder, get, patch, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::accept::Format;
use super::answer::{self, record, to_bytes, written};
use super::body::Json;
use super::caller::{Administrator, Asker, Planner, SignedIn};
use super::etag::IfMatch;
use super::problem::{Problem, ReadFailure, WriteFailure};
use super::query::Query;
use super::table::{FormatQuery, Sent, TableAsker};
use crate::actions::{self, carriers};
use crate::domain::shape::Name;
use crate::domain::table::Table;
use crate::domain::{Carrier, CarrierContent, CarrierId, Error, Instant, Rule};
use crate::register::Register;
use crate::register::view::Rendered;

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
    carriers.sort_by_key(|carrier| crate::register::view::fold(&carrier.content.name));
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
fn after_write(
    register: &Register,
    id: CarrierId,
    start: HttpResponseBuilder,
) -> Result<HttpResponse, Problem> {
    let view = register.view();
    let rendered = render(view.carrier(id).ok_or(Error::NotFound("carrier"))?);
    Ok(written(start, &rendered.etag, rendered.json))
}

fn id_of(path: &str) -> Result<CarrierId, Problem> {
    path.parse().map_err(|()| Error::NotFound("carrier").into())
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
    register: Data<Register>,
) -> Result<HttpResponse, Problem> {
    let id = register.write(move |tx| carriers::create_carrier(tx, &caller, &body)).await?;
    let mut created = HttpResponse::Created();
    created.insert_header((LOCATION, format!("/v1/carriers/{id}")));
    after_write(&register, id, created)
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
    register: Data<Register>,
) -> Result<HttpResponse, Problem> {
    let id = id_of(&id)?;
    register.write(move |tx| carriers::update_carrier(tx, &caller, id, Some(read), &patch)).await?;
    after_write(&register, id, HttpResponse::Ok())
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
    register: Data<Register>,
) -> Result<HttpResponse, Problem> {
    let id = id_of(&id)?;
    let into = actions::read(&body, |input| {
        let into = input.id("into");
        input.required("into", into)
    })?;
    register.write(move |tx| carriers::merge_carriers(tx, &caller, id, into)).await?;
    after_write(&register, id, HttpResponse::Ok())
}
