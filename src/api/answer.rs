//! Answers that can be kept and asked about again.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use serde::Serialize;

use super::caller::Asker;
use super::etag;
use crate::domain::Caller;
use crate::register::view::Rendered;

const PUBLIC: HeaderValue = HeaderValue::from_static("public, no-cache");
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// 200 with the record, or 304 if the caller holds it.
pub fn record(asker: &Asker, rendered: &Rendered) -> HttpResponse {
    tagged(asker, &rendered.etag, || rendered.json.clone())
}

/// What a record is after a write, for the one who wrote.
pub fn written(mut start: HttpResponseBuilder, etag: &Bytes, json: Bytes) -> HttpResponse {
    let etag = HeaderValue::from_maybe_shared(etag.clone());
    start
        .insert_header((header::ETAG, etag.expect("a tag is ASCII")))
        .insert_header((header::CACHE_CONTROL, PRIVATE))
        .insert_header((header::CONTENT_TYPE, JSON))
        .body(json)
}

/// 200 with what `json` makes, or 304 without making it.
pub fn tagged(asker: &Asker, etag: &Bytes, json: impl FnOnce() -> Bytes) -> HttpResponse {
    conditional(asker.request.headers(), etag, kept_by(&asker.caller), json)
}

/// Whether an answer to `caller` may be kept.
pub fn kept_by(caller: &Caller) -> HeaderValue {
    if *caller == Caller::Public { PUBLIC } else { PRIVATE }
}

/// [`record`] for everybody.
pub fn public(asked: &HeaderMap, rendered: &Rendered) -> HttpResponse {
    conditional(asked, &rendered.etag, PUBLIC, || rendered.json.clone())
}

fn conditional(
    asked: &HeaderMap,
    etag: &Bytes,
    kept: HeaderValue,
    json: impl FnOnce() -> Bytes,
) -> HttpResponse {
    let held = etag::holds(asked, etag);
    let mut answer = match held {
        true => HttpResponse::new(StatusCode::NOT_MODIFIED),
        false => HttpResponse::with_body(StatusCode::OK, actix_web::body::BoxBody::new(json())),
    };
    let headers = answer.headers_mut();
    if !held {
        headers.insert(header::CONTENT_TYPE, JSON);
    }
    if let Ok(etag) = HeaderValue::from_maybe_shared(etag.clone()) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::CACHE_CONTROL, kept);
    answer
}

/// 200 with something that depends on the view alone; its tag is the view's
/// revision, and whatever else the answer depends on.
pub fn of_view(asker: &Asker, json: impl FnOnce() -> Bytes) -> HttpResponse {
    tagged(asker, &asker.view_tag(), json)
}

/// The same for what takes work to make and is asked again: an answer for everybody
/// is kept for as long as the view is.
pub fn kept(asker: &Asker, json: impl FnOnce() -> Bytes) -> HttpResponse {
    let etag = asker.view_tag();
    tagged(asker, &etag, || {
        let made = Rendered { json: json(), etag: etag.clone() };
        let address = asker.request.uri().path_and_query();
        if let Some(address) = address.filter(|_| asker.caller == Caller::Public) {
            asker.view.kept.keep(address.as_str(), &made);
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
