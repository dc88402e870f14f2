use std::sync::Arc;

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::find_entry;
use crate::api::accept::Format;
use crate::api::caller::Asker;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{FormatQuery, Sent, TableAsker};
use crate::api::{Settings, answer};
use crate::domain::table::Table;
use crate::domain::{Difference, Error};
use crate::register::view::{Entry, HistoryEntry, MeasureRecord, Version};

/// The history of a measure.
#[derive(Serialize, ToSchema)]
#[schema(as = History)]
struct HistoryPage {
    #[schema(max_items = 200)]
    items: Vec<HistoryEntry>,
    /// Address of the next page; null on the last.
    #[schema(required, max_length = 2000, format = "uri")]
    next: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct HistoryQuery {
    /// Only what came after this version; from the beginning if not said.
    #[param(minimum = 0, maximum = 2147483647, example = 0)]
    after: Option<i32>,
    /// How many on a page; 200 if not said.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<i32>,
}

/// List the history of a measure
///
/// What changed, when, and why, oldest first; never who did it, only as what. The
/// public sees what changed in the public record, from the first publication on. In
/// another format than JSON the header `Link` says where the next page is.
#[utoipa::path(
    tag = "measures",
    params(("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"), HistoryQuery, FormatQuery),
    responses((status = OK, description = "The history", body = HistoryPage), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/measures/{id}/history")]
pub async fn list_history(
    TableAsker(asker): TableAsker,
    settings: Data<Settings>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let after = query.number("after", 0, i32::MAX.into()).and_then(|after| after.try_into().ok());
    let limit = query.number("limit", 1, 200).and_then(|limit| limit.try_into().ok());
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    let entry = find(&asker, &id)?;
    let (after, limit) = (after.unwrap_or(0), limit.unwrap_or(200));
    let page = |and: &str| {
        let (items, more) = asker.view.history(entry, &asker.caller, after, limit);
        let (url, path) = (&settings.public_url, asker.request.path());
        let last = items.last().filter(|_| more).map(|item| item.version);
        let next = last.map(|last| format!("{url}{path}?after={last}&limit={limit}{and}"));
        HistoryPage { items, next }
    };
    if sent.format == Format::Json {
        return Ok(answer::of_view(&asker, || answer::to_bytes(&page(""))));
    }
    let HistoryPage { items, next } = page(&format!("&format={}", sent.format));
    Ok(answer::page(&asker, sent, (items, next), |items| Table::of(HEADINGS.to_vec(), items)))
}

const HEADINGS: [&str; 11] = [
    "seq",
    "version",
    "at",
    "action",
    "standing",
    "carrier",
    "publication",
    "status",
    "reason",
    "note",
    "changes",
];

/// Get a version of a measure
///
/// As it was made then, with the names that carriers have now. The public is shown
/// the versions that changed the public record, so that their numbers have gaps.
#[utoipa::path(
    tag = "measures",
    params(
        ("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"),
        ("number" = u32, Path, description = "Number of the version, from the history", minimum = 1, maximum = 2147483647, example = 3),
    ),
    responses((status = OK, description = "The measure as that version had it", body = MeasureRecord), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/measures/{id}/versions/{number}")]
pub async fn find_version(
    asker: Asker,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let (id, number) = path.into_inner();
    let entry = find(&asker, &id)?;
    let version = number.parse().ok().and_then(|number| find_seen(&asker, entry, number));
    let version = version.ok_or(Error::NotFound("version"))?;
    let entry = asker.view.entry_of(entry, version);
    Ok(answer::record(&asker, &asker.view.render(&entry, &asker.caller)))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct VersionsQuery {
    /// Number of a version; the one before `to` if not said.
    #[param(minimum = 1, maximum = 2147483647, example = 1)]
    from: Option<i32>,
    /// Number of a version; the latest if not said.
    #[param(minimum = 1, maximum = 2147483647, example = 3)]
    to: Option<i32>,
}

/// What differs between two versions.
#[derive(Serialize, ToSchema)]
struct VersionDifference {
    #[schema(minimum = 1, maximum = 2147483647)]
    from: u32,
    #[schema(minimum = 1, maximum = 2147483647)]
    to: u32,
    /// What is computed is left out: flags, successors, allowed actions.
    #[schema(max_items = 10000)]
    changes: Vec<Difference>,
}

/// Compare two versions of a measure
///
/// Every place that differs, with what stood there before and after. The caller
/// can compare the versions of its history.
#[utoipa::path(
    tag = "measures",
    params(
        ("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"),
        VersionsQuery,
    ),
    responses((status = OK, description = "What differs", body = VersionDifference), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/measures/{id}/diff")]
pub async fn compare_versions(asker: Asker, id: Path<String>) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let mut number = |name| query.number(name, 1, i32::MAX.into()).and_then(|n| n.try_into().ok());
    let (from, to): (Option<u32>, Option<u32>) = (number("from"), number("to"));
    query.finish()?;
    let entry = find(&asker, &id)?;
    let find = |number| find_seen(&asker, entry, number);
    let to = to.map_or_else(|| entry.seen_by(&asker.caller).last(), find);
    let to = to.ok_or(Error::NotFound("version"))?;
    let earlier = |version: &&Version| version.seq < to.seq;
    let before = || entry.seen_by(&asker.caller).filter(earlier).last().or(Some(to));
    let from = from.map_or_else(before, find).ok_or(Error::NotFound("version"))?;
    Ok(answer::of_view(&asker, || {
        answer::to_bytes(&VersionDifference {
            from: from.measure.version,
            to: to.measure.version,
            changes: asker.view.compare(entry, (from, to), &asker.caller),
        })
    }))
}

/// A measure that the caller may see as it is now.
fn find<'a>(asker: &'a Asker, id: &str) -> Result<&'a Arc<Entry>, Problem> {
    let entry = find_entry(&asker.view, id).ok_or(Error::NotFound("measure"))?;
    asker.sees(entry)?;
    Ok(entry)
}

/// The version `number`, if the caller has it in its history.
fn find_seen<'e>(asker: &Asker, entry: &'e Entry, number: u32) -> Option<&'e Version> {
    entry.seen_by(&asker.caller).find(|version| version.measure.version == number)
}
