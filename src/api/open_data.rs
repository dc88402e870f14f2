//! What there is to be had, for portals of open data.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use bytes::Bytes;
use utoipa::{IntoParams, ToSchema};

use super::accept::Format;
use super::problem::{Problem, ReadFailure};
use super::query::Query;
use super::table::{Sent, TableAsker};
use super::{Settings, answer};
use crate::domain::{Caller, Error, Instant};
use crate::formats::dcat::{Offer, describe};
use crate::formats::{json_ld, turtle};
use crate::register::View;
use crate::register::view::{Filter, Page, Sort, SortBy};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct DescriptionQuery {
    /// Instead of `Accept`; JSON-LD if neither is said.
    format: Option<Format>,
}

/// A description in Turtle.
#[derive(ToSchema)]
#[schema(max_length = 10_000_000)]
#[allow(dead_code, reason = "read by the macro only")]
struct Turtle(String);

/// Describe the open data
///
/// In DCAT-AP.de 3.0, for portals that gather it: the published measures, in which forms
/// they are had, and under which terms. The measures are under dl-de/by-2-0; the polygons
/// of the Stadtteile, and so a part of the GeoJSON, are under the ODbL 1.0. There is none
/// (404) where the operator does not offer open data.
#[utoipa::path(
    tag = "catalog",
    params(DescriptionQuery),
    responses(
        (status = OK, description = "The catalog of open data", content(
            (serde_json::Value = "application/ld+json", example = json!({
                "@context": {"dcat": "http://www.w3.org/ns/dcat#"},
                "@id": "https://massnahmen.example.org/v1/catalog#catalog",
                "@type": "dcat:Catalog",
            })),
            (Turtle = "text/turtle", example = "<https://massnahmen.example.org/v1/catalog#catalog> a <http://www.w3.org/ns/dcat#Catalog> ."),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/catalog")]
pub async fn describe_open_data(
    TableAsker(asker): TableAsker,
    settings: Data<Settings>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let format = Sent::read_format(&mut query, &asker.request, Format::CATALOG)?;
    query.finish()?;
    let publisher = settings.open_data.as_ref().ok_or(Error::NotFound("catalog of open data"))?;
    let etag = Sent { format, ..Sent::JSON }.tag(&asker);
    Ok(answer::tagged_in(&asker, format, &etag, || {
        let catalog = describe(&Offer {
            url: &settings.public_url,
            publisher,
            catalog: &asker.view.catalog,
            changed_at: changed_at(&asker.view),
        });
        match format {
            Format::Turtle => Bytes::from(turtle::write(&catalog)),
            _ => answer::to_bytes(&json_ld::write(&catalog)),
        }
    }))
}

/// When what the public reads of measures last changed.
fn changed_at(view: &View) -> Option<Instant> {
    let tiers = Filter::default().select(&view.measures, &Caller::Public);
    let newest = (Sort { by: SortBy::UpdatedAt, descending: true }, &Caller::Public);
    let page = Page::take(&view.measures, &tiers, newest, None, 1);
    let entry = view.measures.entry(*page.slots.first()?)?;
    Some(entry.updated_at(&Caller::Public))
}
