//! What a failure says of itself.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::{self, BulkItem};
use super::{Kind, Problem};
use crate::api::answer::to_bytes;
use crate::domain::{Answer, Conflict, Error, Fault, Lang};

/// How many places are named.
const ERRORS_MAX: usize = 10_000;

/// What a failed request answers, after RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails {
    /// A page that explains this kind of problem; stable.
    #[serde(rename = "type")]
    #[schema(max_length = 200, format = "uri-reference", examples("/problems/invalid"))]
    pub(super) kind: String,
    /// The same for every problem of this kind.
    #[schema(max_length = 200, examples("Ungültige Angaben"))]
    pub(super) title: &'static str,
    #[schema(minimum = 400, maximum = 599, examples(400))]
    pub(super) status: u16,
    /// What happened this time, and what to do next.
    #[schema(max_length = 2000)]
    pub(super) detail: String,
    /// Names this request in our log.
    #[schema(max_length = 100, format = "uri-reference", examples("urn:request:5f3a-12"))]
    pub(super) instance: String,
    /// The kind of problem, for programs.
    #[schema(max_length = 60, examples("invalid"))]
    pub(super) code: &'static str,
    /// Every place that is at fault, or the first 10,000 of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10000)]
    pub(super) errors: Vec<FieldProblem>,
    /// Of items that are stored together or not at all: what came of each, in their
    /// order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 1000, no_recursion)]
    pub(super) items: Vec<BulkItem>,
}

/// One place that is at fault.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, examples("/planned/end"))]
    pointer: Option<String>,
    /// Name of the query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, examples("limit"))]
    parameter: Option<String>,
    /// Name of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, examples("Last-Event-ID"))]
    header: Option<String>,
    /// The rule that was broken, for programs.
    #[schema(max_length = 60, examples("required"))]
    code: &'static str,
    #[schema(max_length = 2000)]
    message: String,
}

impl ProblemDetails {
    pub(super) fn new(kind: &'static Kind, detail: String, lang: Lang, instance: &str) -> Self {
        Self {
            kind: format!("/problems/{}", kind.code),
            title: lang.pick(kind.title.0, kind.title.1),
            status: kind.status.as_u16(),
            detail,
            instance: format!("urn:request:{instance}"),
            code: kind.code,
            errors: Vec::new(),
            items: Vec::new(),
        }
    }

    pub(super) fn of(error: &Error, lang: Lang, instance: &str) -> Self {
        Self {
            errors: errors(error, lang).take(ERRORS_MAX).collect(),
            items: match error {
                Error::Together(all) => items::of(all, ERRORS_MAX, lang, instance),
                _ => Vec::new(),
            },
            ..Self::new(super::of_domain(error), error.detail(lang), lang, instance)
        }
    }
}

impl Problem {
    /// What is told of the failure of the request `instance`.
    pub fn details(&self, lang: Lang, instance: &str) -> ProblemDetails {
        match self {
            Self::Domain(error) => ProblemDetails::of(error, lang, instance),
            _ => ProblemDetails {
                status: self.status().as_u16(),
                ..ProblemDetails::new(self.kind(), self.detail(lang), lang, instance)
            },
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Other(status) => *status,
            _ => self.kind().status,
        }
    }

    fn parts(&self, lang: Lang, instance: &str) -> (Vec<(HeaderName, HeaderValue)>, Bytes) {
        let mut headers = vec![
            (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag())),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        headers.extend(self.headers());
        (headers, to_bytes(&self.details(lang, instance)))
    }

    /// The answer, in the caller's language.
    pub fn answer(&self, lang: Lang, instance: &str) -> HttpResponse {
        let (headers, json) = self.parts(lang, instance);
        let mut answer = HttpResponse::build(self.status()).body(json);
        for (name, value) in headers {
            answer.headers_mut().insert(name, value);
        }
        answer
    }

    /// The same as it is kept for whoever repeats the request.
    pub fn kept(&self, lang: Lang, instance: &str) -> Answer {
        let (headers, body) = self.parts(lang, instance);
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let headers = headers.iter().map(|(name, value)| (name.to_string(), text(value)));
        let status = self.status().as_u16();
        Answer { status, headers: headers.collect(), body, told_once: None }
    }
}

/// Every place that is at fault.
fn errors(error: &Error, lang: Lang) -> Box<dyn Iterator<Item = FieldProblem> + '_> {
    match error {
        Error::Invalid(faults) | Error::Conflict(Conflict::Incomplete(faults)) => {
            Box::new(faults.iter().map(move |fault| FieldProblem::of(fault, lang)))
        }
        Error::Items(_) | Error::Together(_) => {
            Box::new(error.items().flat_map(move |(index, error)| of_item(index, error, lang)))
        }
        _ => Box::new(std::iter::empty()),
    }
}

/// What is at fault in an item: places in it, or the item itself.
fn of_item(index: usize, error: &Error, lang: Lang) -> Vec<FieldProblem> {
    let item = format!("/items/{index}");
    let in_item = |place: FieldProblem| {
        let pointer = Some(item.clone() + place.pointer.as_deref().unwrap_or_default());
        FieldProblem { pointer, ..place }
    };
    let mut places: Vec<_> = errors(error, lang).map(in_item).collect();
    if places.is_empty() {
        let (code, message) = (super::of_domain(error).code, error.detail(lang));
        let pointer = Some(item);
        places.push(FieldProblem { pointer, parameter: None, header: None, code, message });
    }
    places
}

impl FieldProblem {
    pub(super) fn of(fault: &Fault, lang: Lang) -> Self {
        let place = fault.pointer.as_str();
        let named = |sign| place.strip_prefix(sign).map(str::to_owned);
        let (parameter, header) = (named('?'), named(':'));
        let pointer = (parameter.is_none() && header.is_none()).then(|| place.to_owned());
        let (code, message) = (fault.rule.code(), fault.rule.message(lang));
        Self { pointer, parameter, header, code, message }
    }
}
