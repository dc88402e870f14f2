use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::find_entry;
use crate::api::answer;
use crate::api::caller::Asker;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::domain::measure::{Publication, Status};
use crate::domain::{CarrierId, Deed, Error, Instant, Standing};
use crate::register::view::{MeasureRecord, Version};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct MomentQuery {
    /// What was true on this day, `YYYY-MM-DD`.
    #[param(max_length = 10, format = Date, example = "2021-12-31")]
    #[param(rename = "asOf")]
    as_of: Option<String>,
    /// What the register knew at this moment.
    #[param(rename = "knownAt", max_length = 40, format = DateTime, example = "2022-01-15T12:00:00Z")]
    known_at: Option<String>,
}

/// Get a measure
///
/// By its id or its reference. With `asOf` or `knownAt` as it stood then.
#[utoipa::path(
    tag = "measures",
    params(
        ("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"),
        MomentQuery,
    ),
    responses((status = OK, description = "The measure", body = MeasureRecord), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/measures/{id}")]
pub async fn find_measure(asker: Asker, id: Path<String>) -> Result<HttpResponse, Problem> {
    if asker.request.query_string().is_empty() {
        let entry = find_entry(&asker.view, &id).ok_or(Error::NotFound("measure"))?;
        asker.sees(entry)?;
        return Ok(match &entry.public {
            Some(ready) if asker.reads_publicly(entry) => answer::record(&asker, ready),
            _ => answer::record(&asker, &asker.view.render(entry, &asker.caller)),
        });
    }
    let mut query = Query::of(&asker.request);
    let moment = query.moment();
    query.finish()?;
    let now = find_entry(&asker.view, &id).ok_or(Error::NotFound("measure"))?;
    let entry = asker.view.entry_at(now, moment).ok_or(Error::NotFound("measure"))?;
    asker.sees(&entry)?;
    Ok(answer::record(&asker, &asker.view.render(&entry, &asker.caller)))
}

/// One version in the history of a measure.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HistoryEntry {
    /// Number of the entry in the register's log.
    #[schema(minimum = 1)]
    seq: i64,
    #[schema(minimum = 1)]
    version: u32,
    at: Instant,
    action: Deed,
    /// What the one who did it was to the measure.
    standing: Standing,
    /// The carrier acted for; null for the planning office.
    carrier: Option<CarrierId>,
    publication: Publication,
    status: Status,
}

/// The history of a measure.
#[derive(Serialize, ToSchema)]
#[schema(as = History)]
struct HistoryPage {
    #[schema(max_items = 10000)]
    items: Vec<HistoryEntry>,
    /// Always null: a history comes whole.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// List the history of a measure
///
/// Oldest first. The public sees it from the first publication on; never who did
/// something, only as what.
#[utoipa::path(
    tag = "measures",
    params(("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017")),
    responses((status = OK, description = "The history", body = HistoryPage), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/measures/{id}/history")]
pub async fn list_history(asker: Asker, id: Path<String>) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let entry = find_entry(&asker.view, &id).ok_or(Error::NotFound("measure"))?;
    asker.sees(entry)?;
    let all = asker.caller.standing(entry.measure.carrier).sees_all();
    let shown = entry
        .versions
        .iter()
        .filter(|version| all || version.measure.state.publication == Publication::Published);
    let items = shown.map(HistoryEntry::of).collect();
    let page = HistoryPage { items, next: None };
    Ok(answer::of_view(&asker, || answer::to_bytes(&page)))
}

impl HistoryEntry {
    fn of(version: &Version) -> Self {
        let measure = &version.measure;
        Self {
            seq: version.seq,
            version: measure.version,
            at: version.at(),
            action: version.deed,
            standing: version.by.standing,
            carrier: version.by.carrier,
            publication: measure.state.publication,
            status: measure.state.status(),
        }
    }
}
