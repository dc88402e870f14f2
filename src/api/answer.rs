//! Answers that can be kept and asked about again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use bytes::Bytes;
use serde::Serialize;

use super::caller::Asker;
use super::etag;
use super::table::Format;
use crate::domain::Caller;
use crate::domain::table::Tabular;
use crate::formats::csv;
use crate::register::view::{Rendered, Tag};

const PUBLIC: HeaderValue = HeaderValue::from_static("public, no-cache");
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const CSV: HeaderValue = HeaderValue::from_static(csv::MEDIA_TYPE);

/// 200 with the record, or 304 if the caller holds it.
pub fn record(asker: &Asker, rendered: &Rendered) -> HttpResponse {
    tagged(asker, &rendered.etag, || rendered.json.clone())
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
    conditional(asked, &rendered.etag, (PUBLIC, JSON), || rendered.json.clone())
}

/// What was kept by [`kept`] or [`kept_table`], for everybody.
pub fn public_in(asked: &HeaderMap, format: Format, rendered: &Rendered) -> HttpResponse {
    conditional(asked, &rendered.etag, (PUBLIC, media_type(format)), || rendered.json.clone())
}

fn media_type(format: Format) -> HeaderValue {
    match format {
        Format::Json => JSON,
        Format::Csv => CSV,
    }
}

fn conditional(
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
    kept_in(asker, Format::Json, json)
}

/// The same for what can be read as a table.
pub fn kept_table<T: Serialize + Tabular>(
    asker: &Asker,
    format: Format,
    make: impl FnOnce() -> T,
) -> HttpResponse {
    kept_in(asker, format, || match format {
        Format::Json => to_bytes(&make()),
        Format::Csv => csv::write(&make().table()).into(),
    })
}

fn kept_in(asker: &Asker, format: Format, make: impl FnOnce() -> Bytes) -> HttpResponse {
    let etag = format.tag(asker);
    let kind = (kept_by(&asker.caller), media_type(format));
    conditional(asker.request.headers(), &etag, kind, || {
        let made = Rendered { json: make(), etag };
        if asker.caller == Caller::Public {
            asker.view.kept.keep(&format.question(&asker.request), &made);
        }
        made.json
    })
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

/// 200 with a whole list.
pub fn whole<T: Serialize>(asker: &Asker, items: Vec<T>) -> HttpResponse {
    of_view(asker, || to_bytes(&Whole { items, next: None }))
}
