//! The catalog: small, the same for everyone, and read as a whole.

use crate::api::routes::Routes;
use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::answer::{of_view, to_bytes, whole};
use super::caller::Asker;
use super::problem::{Problem, ReadFailure};
use super::query::Query;
use crate::domain::{
    CarrierKind, Concept, Error, Guideline, Handlungsfeld, Rule, Stadtteil, TargetGroup,
};

pub fn routes(config: &mut Routes) {
    config
        .service(list_concepts)
        .service(find_concept)
        .service(list_handlungsfelder)
        .service(list_guidelines)
        .service(list_stadtteile)
        .service(list_target_groups)
        .service(list_carrier_kinds);
}

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident($item:ty));+ $(;)?) => {$(
        $(#[$doc])*
        #[derive(Serialize, ToSchema)]
        #[allow(dead_code, reason = "describes what `whole` writes")]
        struct $name {
            #[schema(max_items = 1000)]
            items: Vec<$item>,
            /// Always null: the catalog comes whole.
            #[schema(max_length = 2000)]
            next: Option<String>,
        }
    )+};
}

pages! {
    /// All concepts.
    ConceptList(Concept);
    /// Handlungsfelder.
    HandlungsfeldList(Handlungsfeld);
    /// Guidelines.
    GuidelineList(Guideline);
    /// Stadtteile.
    StadtteilList(Stadtteil);
    /// Target groups.
    TargetGroupList(TargetGroup);
    /// Kinds of carriers.
    CarrierKindList(CarrierKind);
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct ConceptQuery {
    /// Only those of this concept.
    #[param(max_length = 60, example = "integrationskonzept-2020-2023")]
    concept: Option<String>,
}

/// The concept asked for; an unknown one is a fault.
fn concept_of(asker: &Asker) -> Result<Option<String>, Problem> {
    let mut query = Query::of(&asker.request);
    let concept = query.one("concept");
    if concept.as_deref().is_some_and(|id| asker.view.catalog.concept(id).is_none()) {
        query.fail::<()>("concept", Rule::NoSuch("concept"));
    }
    query.finish()?;
    Ok(concept)
}

/// List concepts
///
/// Each with its period, its resolution, and what references begin with.
#[utoipa::path(tag = "catalog", responses((status = OK, description = "All concepts", body = ConceptList), ReadFailure), security((), ("bearer" = [])))]
#[get("/concepts")]
pub async fn list_concepts(asker: Asker) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    Ok(whole(&asker, asker.view.catalog.concepts.iter().collect::<Vec<_>>()))
}

/// Get a concept
///
/// By its id.
#[utoipa::path(
    tag = "catalog",
    params(("id" = String, Path, description = "Id of the concept", max_length = 60, example = "integrationskonzept-2020-2023")),
    responses((status = OK, description = "The concept", body = Concept), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/concepts/{id}")]
pub async fn find_concept(asker: Asker, id: Path<String>) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let concept = asker.view.catalog.concept(&id).ok_or(Error::NotFound("concept"))?;
    Ok(of_view(&asker, || to_bytes(concept)))
}

/// List Handlungsfelder
///
/// By number, of one concept or of all.
#[utoipa::path(tag = "catalog", params(ConceptQuery), responses((status = OK, description = "Handlungsfelder, by number", body = HandlungsfeldList), ReadFailure), security((), ("bearer" = [])))]
#[get("/handlungsfelder")]
pub async fn list_handlungsfelder(asker: Asker) -> Result<HttpResponse, Problem> {
    let concept = concept_of(&asker)?;
    let all = asker.view.catalog.handlungsfelder.iter();
    let of = |entry: &&Handlungsfeld| concept.as_ref().is_none_or(|id| *id == entry.concept);
    Ok(whole(&asker, all.filter(of).collect::<Vec<_>>()))
}

/// List guidelines
///
/// By code, of one concept or of all; the labels are short own ones.
#[utoipa::path(tag = "catalog", params(ConceptQuery), responses((status = OK, description = "Guidelines, by code", body = GuidelineList), ReadFailure), security((), ("bearer" = [])))]
#[get("/guidelines")]
pub async fn list_guidelines(asker: Asker) -> Result<HttpResponse, Problem> {
    let concept = concept_of(&asker)?;
    let all = asker.view.catalog.guidelines.iter();
    let of = |entry: &&Guideline| concept.as_ref().is_none_or(|id| *id == entry.concept);
    Ok(whole(&asker, all.filter(of).collect::<Vec<_>>()))
}

/// List target groups
///
/// A group may belong to two others; whoever filters by a group finds those below
/// it, too.
#[utoipa::path(tag = "catalog", responses((status = OK, description = "Target groups", body = TargetGroupList), ReadFailure), security((), ("bearer" = [])))]
#[get("/target-groups")]
pub async fn list_target_groups(asker: Asker) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    Ok(whole(&asker, asker.view.catalog.target_groups.iter().collect::<Vec<_>>()))
}

/// List kinds of carriers
///
/// What a carrier may be.
#[utoipa::path(tag = "catalog", responses((status = OK, description = "Kinds of carriers", body = CarrierKindList), ReadFailure), security((), ("bearer" = [])))]
#[get("/carrier-kinds")]
pub async fn list_carrier_kinds(asker: Asker) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    Ok(whole(&asker, asker.view.catalog.carrier_kinds.iter().collect::<Vec<_>>()))
}

/// List Stadtteile
///
/// As JSON, or with `Accept: application/geo+json` or `format=geojson` as GeoJSON
/// with the polygons, their licence and their attribution.
#[utoipa::path(
    tag = "catalog",
    params(("format" = Option<String>, Query, description = "`json` (default) or `geojson`", max_length = 10, example = "json")),
    responses(
        (status = OK, description = "Stadtteile, by key", content(
            (StadtteilList = "application/json"),
            (serde_json::Value = "application/geo+json"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/stadtteile")]
pub async fn list_stadtteile(asker: Asker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let format = query.one("format");
    if format.as_deref().is_some_and(|format| !["json", "geojson"].contains(&format)) {
        query.fail::<()>("format", Rule::UnknownValue { allowed: "json, geojson".into() });
    }
    query.finish()?;
    let accept = asker.request.headers().get("accept").and_then(|accept| accept.to_str().ok());
    let asked = accept.is_some_and(|accept| accept.contains("application/geo+json"));
    if format.as_deref() != Some("geojson") && (format.is_some() || !asked) {
        return Ok(whole(&asker, asker.view.catalog.stadtteile.iter().collect::<Vec<_>>()));
    }
    let geometry = asker.view.catalog.geometry.as_ref();
    let geometry = geometry.ok_or(Error::NotFound("geometry"))?;
    let mut answer = of_view(&asker, || to_bytes(geometry));
    if answer.status().is_success() {
        let kind = actix_web::http::header::HeaderValue::from_static("application/geo+json");
        answer.headers_mut().insert(actix_web::http::header::CONTENT_TYPE, kind);
    }
    Ok(answer)
}
