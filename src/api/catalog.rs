//! The catalog: small, the same for everyone, and read as a whole.

use crate::api::routes::Routes;
use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::accept::Format;
use super::answer::{self, list, of_view, to_bytes};
use super::caller::Asker;
use super::problem::{Problem, ReadFailure};
use super::query::Query;
use super::table::{FormatQuery, Sent, TableAsker};
use crate::domain::table::Table;
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

/// The concept asked for, and how it is to be sent; an unknown one is a fault.
fn concept_of(asker: &Asker) -> Result<(Option<String>, Sent), Problem> {
    let mut query = Query::of(&asker.request);
    let sent = Sent::read(&mut query, asker, Format::TABLE)?;
    let concept = query.one("concept");
    if concept.as_deref().is_some_and(|id| asker.view.catalog.concept(id).is_none()) {
        query.fail::<()>("concept", Rule::NoSuch("concept"));
    }
    query.finish()?;
    Ok((concept, sent))
}

/// How a list without filters is to be sent.
fn sent_of(asker: &Asker) -> Result<Sent, Problem> {
    let mut query = Query::of(&asker.request);
    let sent = Sent::read(&mut query, asker, Format::TABLE)?;
    query.finish()?;
    Ok(sent)
}

/// List concepts
///
/// Each with its period, its resolution, and what references begin with.
#[utoipa::path(tag = "catalog", params(FormatQuery), responses((status = OK, description = "All concepts", body = ConceptList), ReadFailure), security((), ("bearer" = [])))]
#[get("/concepts")]
pub async fn list_concepts(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let sent = sent_of(&asker)?;
    let all = asker.view.catalog.concepts.iter().collect();
    let headings = vec![
        "id",
        "title.de",
        "title.en",
        "municipality.ags",
        "municipality.name",
        "period.start",
        "period.end",
        "timeZone",
        "referencePrefix",
        "staleAfterDays",
        "suppressionThreshold",
        "resolution.number",
        "resolution.date",
        "packVersion",
    ];
    Ok(list(&asker, sent, all, |all| Table::of(headings, all)))
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
#[utoipa::path(tag = "catalog", params(ConceptQuery, FormatQuery), responses((status = OK, description = "Handlungsfelder, by number", body = HandlungsfeldList), ReadFailure), security((), ("bearer" = [])))]
#[get("/handlungsfelder")]
pub async fn list_handlungsfelder(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let (concept, sent) = concept_of(&asker)?;
    let all = asker.view.catalog.handlungsfelder.iter();
    let of = |entry: &&Handlungsfeld| concept.as_ref().is_none_or(|id| *id == entry.concept);
    let headings =
        vec!["concept", "number", "slug", "title.de", "title.en", "shortTitle.de", "shortTitle.en"];
    Ok(list(&asker, sent, all.filter(of).collect(), |all| Table::of(headings, all)))
}

/// List guidelines
///
/// By code, of one concept or of all; the labels are short own ones.
#[utoipa::path(tag = "catalog", params(ConceptQuery, FormatQuery), responses((status = OK, description = "Guidelines, by code", body = GuidelineList), ReadFailure), security((), ("bearer" = [])))]
#[get("/guidelines")]
pub async fn list_guidelines(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let (concept, sent) = concept_of(&asker)?;
    let all = asker.view.catalog.guidelines.iter();
    let of = |entry: &&Guideline| concept.as_ref().is_none_or(|id| *id == entry.concept);
    let headings = vec!["concept", "code", "handlungsfeld", "label.de", "label.en"];
    Ok(list(&asker, sent, all.filter(of).collect(), |all| Table::of(headings, all)))
}

/// List target groups
///
/// A group may belong to two others; whoever filters by a group finds those below
/// it, too.
#[utoipa::path(tag = "catalog", params(FormatQuery), responses((status = OK, description = "Target groups", body = TargetGroupList), ReadFailure), security((), ("bearer" = [])))]
#[get("/target-groups")]
pub async fn list_target_groups(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let sent = sent_of(&asker)?;
    let all = asker.view.catalog.target_groups.iter().collect();
    let headings = vec!["code", "dimension", "parents", "label.de", "label.en"];
    Ok(list(&asker, sent, all, |all| Table::of(headings, all)))
}

/// List kinds of carriers
///
/// What a carrier may be.
#[utoipa::path(tag = "catalog", params(FormatQuery), responses((status = OK, description = "Kinds of carriers", body = CarrierKindList), ReadFailure), security((), ("bearer" = [])))]
#[get("/carrier-kinds")]
pub async fn list_carrier_kinds(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let sent = sent_of(&asker)?;
    let all = asker.view.catalog.carrier_kinds.iter().collect();
    let headings = vec!["code", "sector", "label.de", "label.en"];
    Ok(list(&asker, sent, all, |all| Table::of(headings, all)))
}

/// List Stadtteile
///
/// As GeoJSON with the polygons, their licence and their attribution.
#[utoipa::path(
    tag = "catalog",
    params(FormatQuery),
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
pub async fn list_stadtteile(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let sent = Sent::read(&mut query, &asker, Format::STADTTEILE)?;
    query.finish()?;
    if sent.format == Format::GeoJson {
        let geometry = asker.view.catalog.geometry.as_ref().ok_or(Error::NotFound("geometry"))?;
        let (format, etag) = (sent.format, sent.tag(&asker));
        return Ok(answer::small_file(&asker, format, &etag, || to_bytes(geometry)));
    }
    let all = asker.view.catalog.stadtteile.iter().collect();
    let headings = vec!["key", "name", "riverSide", "grid.col", "grid.row"];
    Ok(list(&asker, sent, all, |all: &[&Stadtteil]| Table::of(headings, all)))
}
