use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use bytes::{BufMut, Bytes, BytesMut};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::actions::exports::Asked;
use crate::api::accept::Format;
use crate::api::caller::Asker;
use crate::api::exports::{self, Calendar, MeasureCollection};
use crate::api::heavy::Heavy;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{FormatQuery, Sent, TableAsker};
use crate::api::{Settings, answer, cursor, filter};
use crate::register::View;
use crate::register::view::{Index, MeasureRecord, Page, Sort, SortBy};

/// A page of measures.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes bytes that are put together by hand")]
struct MeasurePage {
    #[schema(max_items = 200)]
    items: Vec<MeasureRecord>,
    /// Address of the next page; null on the last.
    #[schema(required, max_length = 8000, format = "uri")]
    next: Option<String>,
    /// How many measures there are on all pages.
    #[schema(minimum = 0)]
    total: u64,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct PageQuery {
    /// `createdAt` (default), `updatedAt`, `title`, `reference`, `start`, `end`, or
    /// with `q` also `relevance` (then the default); `-` before it reverses.
    #[param(max_length = 20, example = "-updatedAt")]
    sort: Option<String>,
    /// How many on a page; 50 if not said.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<i32>,
    /// Where the page before ended, from its `next`.
    #[param(max_length = 2000)]
    cursor: Option<String>,
}

/// List measures
///
/// What the caller may see, filtered, sorted, in pages. Values of one parameter
/// are alternatives; different parameters must all hold.
///
/// In any other format than JSON the answer is a file of all of them, not of a page, so
/// without `limit` and `cursor`. CSV and workbooks have a row for each measure, with
/// columns that are read again as they were written; the workbook explains them. GeoJSON
/// has the polygons of the Stadtteile, with their licence; what reaches further has no
/// geometry. The calendar has starts and ends, and for those who see all of a measure
/// by when it must be confirmed.
#[utoipa::path(
    tag = "measures",
    params(filter::FilterQuery, PageQuery, FormatQuery),
    responses(
        (status = OK, description = "A page of measures; in another format than JSON a file of all", content(
            (MeasurePage = "application/json"),
            (MeasureCollection = "application/geo+json"),
            (Calendar = "text/calendar", example = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/measures")]
pub async fn list_measures(
    TableAsker(asker): TableAsker,
    settings: Data<Settings>,
    heavy: Data<Heavy>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let sent = Sent::read(&mut query, &asker, Format::MEASURES)?;
    let asked = read_asked(&mut query, &asker.view);
    if sent.format != Format::Json {
        return exports::answer(asker, &settings, query, sent, asked);
    }
    let Asked { filter, moment, sort } = asked;
    let limit = query.number("limit", 1, 200).unwrap_or(50);
    let essence = query.essence(&["cursor", "limit"]);
    let after = cursor::read(&mut query, &essence);
    query.finish()?;
    let past = heavy.measures_at(&asker, moment).await?;
    let page = || {
        let index = past.as_ref().unwrap_or(&asker.view.measures);
        let tiers = filter.select(index, &asker.caller);
        let limit = usize::try_from(limit).unwrap_or(50);
        let page = Page::take(index, &tiers, (sort, &asker.caller), after.as_ref(), limit);
        write_page(&asker, &settings, index, &page, &essence)
    };
    // Hardly anybody searches for the same words again, or for a later page.
    Ok(match filter.q.is_none() && after.is_none() {
        true => answer::kept(&asker, page),
        false => answer::of_view(&asker, page),
    })
}

/// Which measures, as they stood when, in which order.
pub(crate) fn read_asked(query: &mut Query, view: &View) -> Asked {
    let filter = filter::read(query, view);
    let moment = query.moment(view);
    let sort = read_sort(query, filter.q.is_some());
    Asked { filter, moment, sort }
}

fn read_sort(query: &mut Query, searched: bool) -> Sort {
    let Some(text) = query.one("sort") else {
        let by = if searched { SortBy::Relevance } else { SortBy::CreatedAt };
        return Sort { by, descending: false };
    };
    let (name, descending) = match text.strip_prefix('-') {
        Some(name) => (name, true),
        None => (text.as_str(), false),
    };
    let by = name.parse().ok().filter(|by| *by != SortBy::Relevance || (searched && !descending));
    let by = by.or_else(|| {
        let allowed = crate::domain::input::allowed::<SortBy>();
        query.fail("sort", crate::domain::Rule::UnknownValue { allowed })
    });
    Sort { by: by.unwrap_or_default(), descending }
}

/// Puts the ready records of a page together.
fn write_page(
    asker: &Asker,
    settings: &Settings,
    index: &Index,
    page: &Page,
    essence: &[(String, String)],
) -> Bytes {
    let entries = page.slots.iter().filter_map(|slot| index.entry(*slot));
    let ready = entries.clone().filter_map(|entry| entry.public.as_ref());
    // Asked for at once: growing would copy what is there.
    let length: usize = ready.map(|ready| ready.json.len() + 1).sum();
    let mut json = BytesMut::with_capacity(length + 1_000);
    json.put_slice(b"{\"items\":[");
    for (place, entry) in entries.enumerate() {
        if place > 0 {
            json.put_u8(b',');
        }
        json.put_slice(&asker.view.shown(entry, &asker.caller));
    }
    let next = page.next.as_ref().map(|next| {
        let mut url = form_urlencoded::Serializer::new(String::new());
        url.extend_pairs(essence);
        let limit = form_urlencoded::parse(asker.request.query_string().as_bytes())
            .find(|(name, _)| name == "limit");
        url.extend_pairs(limit);
        url.append_pair("cursor", &cursor::write(next, essence));
        format!("{}{}?{}", settings.public_url, asker.request.path(), url.finish())
    });
    let next = serde_json::to_string(&next).expect("an address is plain JSON");
    json.put_slice(format!("],\"next\":{next},\"total\":{}}}", page.total).as_bytes());
    json.freeze()
}
