use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::must_be_seen;
use super::record::ChangeRecord;
use crate::api::accept::Format;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{FormatQuery, Sent, TableAsker};
use crate::api::{Settings, answer};
use crate::domain::table::Table;

/// Some changes, oldest first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChangePage {
    #[schema(max_items = 200)]
    items: Vec<ChangeRecord>,
    /// Address of the next page; null if there is nothing more by now.
    #[schema(required, max_length = 2000, format = "uri")]
    next: Option<String>,
    /// Up to here everything was told: what comes later is found with it as `after`.
    #[schema(minimum = 0)]
    last_seq: i64,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct ChangesQuery {
    /// Only what came after this number; from the beginning if not said.
    #[param(minimum = 0, example = 0)]
    after: Option<i64>,
    /// How many on a page; 50 if not said.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<i32>,
}

/// The largest number that JSON readers agree on.
pub const LAST: i64 = (1 << 53) - 1;

/// List changes
///
/// Of measures, carriers, the catalog and population figures, in the order in which they were made,
/// without a gap: whoever goes on from `lastSeq` misses nothing. Numbers are
/// skipped where the caller sees no change; an internal note is none to the
/// public, nor is a proposal before it is accepted.
///
/// To keep a copy, put each measure and carrier in place of the one with its id,
/// and take away what is `deleted`. What a measure shows of others is told with
/// those: the names and kind of carriers with the carrier, `successors` with the
/// measures that name it as `predecessor` (published ones, unless the caller sees all
/// of the measure, which then has `missing`). `flags`, `missing` and
/// `allowedActions` are computed when they are read. What is no longer to be seen
/// is not shown in old entries either. Whoever is given other rights starts anew, and so
/// does whoever finds another `suppressionThreshold` in a concept: of `indicators`, other
/// numbers are withheld then.
///
/// A number `after` that is not in the log yet is answered with 503 `behind`: another
/// process told it, and this one soon follows. If it stays so, the register was
/// restored from a backup, and a copy starts anew.
///
/// In another format than JSON a page is without `next` and `lastSeq`; the header `Link`
/// then says where the next one is.
#[utoipa::path(
    tag = "changes",
    params(ChangesQuery, FormatQuery),
    responses((status = OK, description = "Changes, oldest first", body = ChangePage), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/changes")]
pub async fn list_changes(
    TableAsker(asker): TableAsker,
    settings: Data<Settings>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let after = query.number("after", 0, LAST).unwrap_or(0);
    let limit = query.number("limit", 1, 200).unwrap_or(50);
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    must_be_seen(after, &asker.view)?;
    let page = |more: &str| {
        let (view, caller) = (&asker.view, &asker.caller);
        let news = view.news(after, caller, usize::try_from(limit).unwrap_or(50));
        let (url, path) = (&settings.public_url, asker.request.path());
        let next = || format!("{url}{path}?after={}&limit={limit}{more}", news.last);
        ChangePage {
            items: news.items.iter().map(|seen| ChangeRecord::of(seen, view, caller)).collect(),
            next: news.more.then(next),
            last_seq: news.last,
        }
    };
    if sent.format == Format::Json {
        return Ok(answer::of_view(&asker, || answer::to_bytes(&page(""))));
    }
    let ChangePage { items, next, .. } = page(&format!("&format={}", sent.format));
    Ok(answer::page(&asker, sent, (items, next), |items| Table::of(HEADINGS.to_vec(), items)))
}

const HEADINGS: [&str; 10] = [
    "seq",
    "at",
    "subject",
    "id",
    "deleted",
    "measure.reference",
    "measure.title",
    "measure.publication",
    "measure.status",
    "carrier.name",
];
