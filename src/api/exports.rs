//! Measures as files: all that somebody may see and asked for, piece by piece.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::accept::Format;
use super::caller::Asker;
use super::problem::Problem;
use super::query::Query;
use super::table::Sent;
use super::{Settings, answer};
use crate::actions::exports::{Asked, Export, Form, Reader};
use crate::domain::MeasureId;
use crate::register::View;
use crate::register::view::MeasureRecord;

/// Measures as GeoJSON (RFC 7946).
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes bytes that are put together by hand")]
pub struct MeasureCollection {
    #[schema(max_length = 20, examples("FeatureCollection"))]
    r#type: String,
    /// Whom the polygons come from; to be shown wherever they are drawn.
    #[schema(max_length = 500, examples("© OpenStreetMap-Mitwirkende"))]
    attribution: Option<String>,
    /// Of the measures and of the geometry, which are under terms of their own.
    #[schema(max_items = 2)]
    licenses: Vec<PartLicence>,
    #[schema(max_items = 1000000)]
    features: Vec<MeasureFeature>,
}

/// Under which terms a part of the file may be used.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes bytes that are put together by hand")]
struct PartLicence {
    /// `measures` or `geometry`.
    #[schema(max_length = 20, examples("geometry"))]
    of: String,
    #[schema(max_length = 60, examples("ODbL-1.0"))]
    id: String,
    #[schema(
        max_length = 500,
        format = "uri",
        examples("https://opendatacommons.org/licenses/odbl/1-0/")
    )]
    url: String,
    /// Who is to be named.
    #[schema(max_length = 500)]
    attribution: String,
}

/// A measure with its place.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes bytes that are put together by hand")]
struct MeasureFeature {
    #[schema(max_length = 20, examples("Feature"))]
    r#type: String,
    id: MeasureId,
    /// The polygons of its Stadtteile as one MultiPolygon; null if it reaches further, or
    /// names none.
    geometry: Option<serde_json::Value>,
    properties: MeasureRecord,
}

/// Starts, ends, and by when measures must be confirmed, as all-day events (RFC 5545).
#[derive(ToSchema)]
#[schema(max_length = 1000000000)]
#[allow(dead_code, reason = "read by the macro only")]
pub struct Calendar(String);

/// Reads filters, moment and order as the list of measures takes them:
/// `status=running&stadtteil=06&sort=title`.
pub fn read_asked(text: &str, view: &View) -> crate::domain::Result<Asked> {
    let mut query = Query::parse(text);
    let asked = super::measures::read_asked(&mut query, view);
    query.finish()?;
    Ok(asked)
}

/// 200 with a file of all measures that are asked for; it has no pages.
pub fn answer(
    asker: Asker,
    settings: &Settings,
    mut query: Query,
    sent: Sent,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    query.without_pages();
    query.finish()?;
    let form = match sent.format {
        Format::Csv => Form::Csv(sent.dialect),
        Format::Xlsx => Form::Xlsx,
        Format::GeoJson => Form::GeoJson,
        Format::Ical => Form::Ical,
        _ => Form::Ndjson,
    };
    let reader = || Reader {
        caller: asker.caller.clone(),
        lang: sent.lang,
        url: settings.public_url.clone(),
        publisher: settings.open_data.clone(),
    };
    let place = match form {
        Form::Xlsx => Some(settings.workbooks.take().ok_or(Problem::Overloaded)?),
        _ => None,
    };
    let make = || {
        let export = Export::new(Arc::clone(&asker.view), reader(), asked, form);
        // The place is free again when the file is read, or given up.
        export.inspect(move |_| {
            let _held = &place;
        })
    };
    Ok(answer::pieces(&asker, sent.format, &sent.tag(&asker), make))
}
