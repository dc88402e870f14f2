//! What writes answer, and how it is sent.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LOCATION,
};
use bytes::Bytes;

use crate::domain::Answer;
use crate::register::view::Rendered;

/// On an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const TRUE: HeaderValue = HeaderValue::from_static("true");

/// The tag of what was never stored: no version has it.
const NO_VERSION: HeaderValue = HeaderValue::from_static("\"dry-run\"");

/// 200 with something that is no record.
pub fn report(json: Bytes) -> Answer {
    let header = |name: HeaderName, value: &str| (name.to_string(), value.to_owned());
    Answer {
        status: StatusCode::OK.as_u16(),
        headers: vec![
            header(CACHE_CONTROL, "private, no-store"),
            header(CONTENT_TYPE, "application/json"),
        ],
        body: json,
        told_once: None,
    }
}

/// 200 with what a record is after a write, for the one who wrote.
pub fn record(rendered: &Rendered) -> Answer {
    let mut answer = report(rendered.bytes());
    let etag = String::from_utf8_lossy(&rendered.etag).into_owned();
    answer.headers.push((ETAG.to_string(), etag));
    answer
}

/// 201 with a record that is new, and its address.
pub fn created(location: String, rendered: &Rendered) -> Answer {
    let mut answer = record(rendered);
    answer.status = StatusCode::CREATED.as_u16();
    answer.headers.push((LOCATION.to_string(), location));
    answer
}

/// 204.
pub fn nothing() -> Answer {
    let status = StatusCode::NO_CONTENT.as_u16();
    Answer { status, headers: Vec::new(), body: Bytes::new(), told_once: None }
}

/// The same answer with a secret in its body, which is told this once.
pub fn telling(answer: Answer, json: Bytes) -> Answer {
    Answer { told_once: Some(json), ..answer }
}

pub fn send(mut answer: Answer) -> HttpResponse {
    answer.body = answer.told_once.take().unwrap_or(answer.body);
    without_secret(answer)
}

fn without_secret(answer: Answer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut sent = HttpResponse::build(status).body(answer.body);
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
            sent.headers_mut().insert(name, value);
        }
    }
    sent
}

/// What was answered before; a secret is not told again.
pub fn send_again(answer: Answer) -> HttpResponse {
    let mut sent = without_secret(answer);
    sent.headers_mut().insert(REPLAYED, TRUE);
    sent
}

/// What would have been answered, without the names of what is not there.
pub fn send_dry(answer: Answer) -> HttpResponse {
    let mut sent = without_secret(answer);
    let headers = sent.headers_mut();
    headers.remove(LOCATION);
    if headers.contains_key(ETAG) {
        headers.insert(ETAG, NO_VERSION);
    }
    sent
}
