//! Answers that can be kept and asked about again.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use serde::Serialize;

use super::accept::Format;
use super::caller::Asker;
use super::etag;
use super::pieces;
use super::table::{Sent, disposition};
use crate::domain::table::{Table, Tabular};
use crate::domain::{Caller, Day};
use crate::formats::{csv, table};
use crate::register::view::{Rendered, Tag};

pub(crate) const PUBLIC: HeaderValue = HeaderValue::from_static("public, no-cache");
pub(crate) const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// 200 with the record, or 304 if the caller holds it.
pub fn record(asker: &Asker, rendered: &Rendered) -> HttpResponse {
    tagged(asker, &rendered.etag, || rendered.bytes())
}

/// 200 with what `json` makes, or 304 without making it.
pub fn tagged(asker: &Asker, etag: &Tag, json: impl FnOnce() -> Bytes) -> HttpResponse {
    conditional(asker.request.headers(), etag, (kept_by(&asker.caller), JSON), json)
}

/// Whether an answer to `caller` may be kept.
pub fn kept_by(caller: &Caller) -> HeaderValue {
    if *caller == Caller::Public { PUBLIC } else { PRIVATE }
}

/// [`record`] for everybody.
pub fn public(asked: &HeaderMap, rendered: &Rendered) -> HttpResponse {
    conditional(asked, &rendered.etag, (PUBLIC, JSON), || rendered.bytes())
}

/// What was kept by [`kept`] or [`kept_table`], for everybody.
pub fn public_in(
    request: &HttpRequest,
    today: Day,
    format: Format,
    rendered: &Rendered,
) -> HttpResponse {
    let kind = (PUBLIC, media_type(format));
    let answer = conditional(request.headers(), &rendered.etag, kind, || rendered.bytes());
    named(answer, request, today, format)
}

fn media_type(format: Format) -> HeaderValue {
    HeaderValue::from_static(format.media_type())
}

/// A file has a name.
fn named(
    mut answer: HttpResponse,
    request: &HttpRequest,
    today: Day,
    format: Format,
) -> HttpResponse {
    if let Some(name) = disposition(request, format, today)
        && answer.status() == StatusCode::OK
    {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}

/// 200 with what `body` makes, kept and of a kind as said; or 304 if the caller holds it.
pub(crate) fn conditional(
    asked: &HeaderMap,
    etag: &Tag,
    (kept, kind): (HeaderValue, HeaderValue),
    body: impl FnOnce() -> Bytes,
) -> HttpResponse {
    let held = etag::holds(asked, etag);
    let mut answer = match held {
        true => HttpResponse::new(StatusCode::NOT_MODIFIED),
        false => HttpResponse::with_body(StatusCode::OK, actix_web::body::BoxBody::new(body())),
    };
    let headers = answer.headers_mut();
    if !held {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if let Ok(etag) = HeaderValue::from_bytes(etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::CACHE_CONTROL, kept);
    answer
}

/// 200 with something that depends on the view alone; its tag is the view's
/// revision, and whatever else the answer depends on.
pub fn of_view(asker: &Asker, json: impl FnOnce() -> Bytes) -> HttpResponse {
    tagged(asker, &asker.view_tag(""), json)
}

/// The same for what takes work to make and is asked again: an answer for everybody
/// is kept until something changes that the public reads.
pub fn kept(asker: &Asker, json: impl FnOnce() -> Bytes) -> HttpResponse {
    kept_in(asker, Sent::JSON, json)
}

/// The same for what can be read as a table.
pub fn kept_table<T: Serialize + Tabular>(
    asker: &Asker,
    sent: Sent,
    make: impl FnOnce() -> T,
) -> HttpResponse {
    match sent.format {
        Format::Json => kept_in(asker, sent, || to_bytes(&make())),
        Format::Csv => {
            kept_in(asker, sent, || csv::write(&make().table(), sent.dialect, sent.lang).into())
        }
        _ => file(asker, sent, &sent.tag(asker), || make().table()),
    }
}

fn kept_in(asker: &Asker, sent: Sent, make: impl FnOnce() -> Bytes) -> HttpResponse {
    let etag = sent.tag(asker);
    let answer = tagged_in(asker, sent.format, &etag, || {
        let made = make();
        if asker.caller == Caller::Public
            && let Some(question) = sent.question(&asker.request)
        {
            asker.view.kept.keep(&question, Rendered { json: (&*made).into(), etag });
        }
        made
    });
    named(answer, &asker.request, asker.view.today, sent.format)
}

/// [`tagged`] in another format.
pub fn tagged_in(
    asker: &Asker,
    format: Format,
    etag: &Tag,
    make: impl FnOnce() -> Bytes,
) -> HttpResponse {
    let kind = (kept_by(&asker.caller), media_type(format));
    conditional(asker.request.headers(), etag, kind, make)
}

/// The same with a name to be kept by.
pub fn small_file(
    asker: &Asker,
    format: Format,
    etag: &Tag,
    make: impl FnOnce() -> Bytes,
) -> HttpResponse {
    let answer = tagged_in(asker, format, etag, make);
    named(answer, &asker.request, asker.view.today, format)
}

/// 200 with a table as a file that is written beside the event loop, or 304.
fn file(asker: &Asker, sent: Sent, etag: &Tag, make: impl FnOnce() -> Table) -> HttpResponse {
    let as_of = asker.view.last_change_at;
    pieces(asker, sent.format, etag, || {
        let table = make();
        std::iter::once_with(move || match sent.format {
            Format::Ndjson => Ok(table::ndjson(&table).into()),
            Format::Csv => Ok(csv::write(&table, sent.dialect, sent.lang).into()),
            _ => table::workbook(&table, sent.lang, as_of).map(Bytes::from),
        })
    })
}

/// 200 with what comes piece by piece, or 304 without making it.
pub fn pieces<P: Iterator<Item = std::io::Result<Bytes>> + Send + 'static>(
    asker: &Asker,
    format: Format,
    etag: &Tag,
    make: impl FnOnce() -> P,
) -> HttpResponse {
    let answer = small_file(asker, format, etag, Bytes::new);
    match answer.status() {
        StatusCode::OK => answer.set_body(pieces::body(make())),
        _ => answer,
    }
}

pub fn to_bytes(value: &impl Serialize) -> Bytes {
    serde_json::to_vec(value).expect("an answer is plain JSON").into()
}

/// A list that is never long enough to page.
#[derive(Serialize)]
pub struct Whole<T> {
    pub items: Vec<T>,
    pub next: Option<()>,
}

/// 200 with a whole list, in any format of tables.
pub fn list<T: Serialize>(
    asker: &Asker,
    sent: Sent,
    items: Vec<T>,
    table: impl FnOnce(&[T]) -> Table,
) -> HttpResponse {
    list_tagged(asker, sent, &sent.tag(asker), items, table)
}

/// [`list`] of what comes in pages; where the next one is stands in `Link` (RFC 8288).
pub fn page<T: Serialize>(
    asker: &Asker,
    sent: Sent,
    (items, next): (Vec<T>, Option<String>),
    table: impl FnOnce(&[T]) -> Table,
) -> HttpResponse {
    let mut answer = list(asker, sent, items, table);
    let link = next.and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
    if let Some(link) = link {
        answer.headers_mut().insert(header::LINK, link);
    }
    answer
}

/// The same of what is no part of what is read: its tag follows from what it says.
pub fn private_list<T: Serialize>(
    asker: &Asker,
    sent: Sent,
    items: Vec<T>,
    table: impl FnOnce(&[T]) -> Table,
) -> HttpResponse {
    let etag = Rendered::new(0, &to_bytes(&items)).etag;
    let rest = String::from_utf8_lossy(&etag[1..]).into_owned();
    let etag = Tag::new(&format!("\"{}{rest}", sent.prefix()));
    list_tagged(asker, sent, &etag, items, table)
}

fn list_tagged<T: Serialize>(
    asker: &Asker,
    sent: Sent,
    etag: &Tag,
    items: Vec<T>,
    table: impl FnOnce(&[T]) -> Table,
) -> HttpResponse {
    match sent.format {
        Format::Json => tagged(asker, etag, || to_bytes(&Whole { items, next: None })),
        Format::Ndjson => small_file(asker, sent.format, etag, || lines(&items)),
        _ => file(asker, sent, etag, || table(&items)),
    }
}

/// Each on a line of its own.
fn lines<T: Serialize>(items: &[T]) -> Bytes {
    let mut lines = Vec::new();
    for item in items {
        lines.extend(to_bytes(item));
        lines.push(b'\n');
    }
    lines.into()
}
