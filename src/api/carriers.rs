use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::answer::{self, record, to_bytes};
use super::caller::Asker;
use super::problem::{Problem, ReadFailure};
use super::query::Query;
use crate::domain::{Carrier, CarrierContent, CarrierId, Error, Instant, Rule};
use crate::register::view::Rendered;

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_carriers).service(find_carrier);
}

/// A carrier as it is read.
#[derive(Serialize, ToSchema)]
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
    #[schema(max_items = 1000)]
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
    ),
    responses((status = OK, description = "Carriers, by name", body = CarrierList), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/carriers")]
pub async fn list_carriers(asker: Asker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let kind = query.one("kind");
    if kind.as_deref().is_some_and(|kind| asker.view.catalog.carrier_kind(kind).is_none()) {
        query.fail::<()>("kind", Rule::NoSuch("carrier kind"));
    }
    let active = query.parsed::<bool>("active", crate::domain::Kind::Boolean);
    query.finish()?;
    let mut carriers: Vec<_> = asker.view.carriers().collect();
    carriers.retain(|carrier| {
        kind.as_ref().is_none_or(|kind| *kind == carrier.content.kind)
            && active.is_none_or(|active| active == carrier.content.active)
    });
    carriers.sort_by_key(|carrier| crate::register::view::fold(&carrier.content.name));
    let items: Vec<_> = carriers.into_iter().map(|carrier| CarrierRecord::of(carrier)).collect();
    Ok(answer::whole(&asker, items))
}

/// Get a carrier
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
    let json = to_bytes(&CarrierRecord::of(carrier)).to_vec();
    Ok(record(&asker, &Rendered::new(carrier.version, json)))
}
