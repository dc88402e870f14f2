//! The one place that knows what HTTP calls a failure (RFC 9457).

mod example;
mod failures;
mod kinds;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

pub use example::example;
pub use failures::{ReadFailure, WriteFailure};
use kinds::*;
pub use kinds::{KINDS, Kind};

use super::sequence::SEQUENCE;
use crate::domain::{Conflict, Error, Fault, Lang};

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error(transparent)]
    Domain(#[from] Error),
    #[error("malformed JSON at line {line}, column {column}")]
    Malformed { line: usize, column: usize },
    #[error("a name stands twice in an object that ends at line {line}, column {column}")]
    Twice { line: usize, column: usize },
    #[error("the body did not arrive whole")]
    CutOff,
    #[error("the body is not UTF-8 JSON of a known encoding")]
    MediaType,
    #[error("the answer exists in another format only")]
    /// Names what there is.
    NotAcceptable { offered: String },
    #[error("the body is larger than {max} bytes")]
    TooLarge { max: usize },
    #[error("wrong method")]
    Method { allow: HeaderValue },
    #[error("no such path")]
    Path,
    #[error("the request took too long to arrive")]
    Timeout,
    #[error("too many requests at a time")]
    Overloaded,
    #[error("change {wanted} was not seen yet, only {seen}")]
    Behind { wanted: i64, seen: i64 },
    #[error("refused by the framework: {0}")]
    Other(StatusCode),
}

/// What a failed request answers, after RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails {
    /// A page that explains this kind of problem; stable.
    #[serde(rename = "type")]
    #[schema(max_length = 200, format = "uri-reference", examples("/problems/invalid"))]
    kind: String,
    /// The same for every problem of this kind.
    #[schema(max_length = 200, examples("Ungültige Angaben"))]
    title: &'static str,
    #[schema(minimum = 400, maximum = 599, examples(400))]
    status: u16,
    /// What happened this time, and what to do next.
    #[schema(max_length = 2000)]
    detail: String,
    /// Names this request in our log.
    #[schema(max_length = 100, format = "uri-reference", examples("urn:request:5f3a-12"))]
    instance: String,
    /// The kind of problem, for programs.
    #[schema(max_length = 60, examples("invalid"))]
    code: &'static str,
    /// Every place that is at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10000)]
    errors: Vec<FieldProblem>,
}

/// One place that is at fault.
#[derive(Debug, Serialize, ToSchema)]
struct FieldProblem {
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

impl Problem {
    pub fn kind(&self) -> &'static Kind {
        match self {
            Self::Domain(error) => match error {
                Error::Unauthenticated => &UNAUTHENTICATED,
                Error::BadCredentials => &CREDENTIALS,
                Error::PasswordChangeRequired => &PASSWORD,
                Error::Forbidden => &FORBIDDEN,
                Error::NotFound(_) => &NOT_FOUND,
                Error::Invalid(_) => &INVALID,
                Error::Conflict(conflict) => match conflict {
                    Conflict::Publication { .. } => &PUBLICATION,
                    Conflict::Incomplete(_) => &INCOMPLETE,
                    Conflict::FourEyes => &FOUR_EYES,
                    Conflict::Taken(_) => &TAKEN,
                    Conflict::InUse(_) => &IN_USE,
                    _ => &CONFLICT,
                },
                Error::Unconditional => &UNCONDITIONAL,
                Error::Stale => &STALE,
                Error::TooMany { .. } => &TOO_MANY,
                Error::Busy => &BUSY,
                Error::Internal(_) => &INTERNAL,
            },
            Self::Malformed { .. } | Self::Twice { .. } | Self::CutOff => &MALFORMED,
            Self::MediaType => &MEDIA_TYPE,
            Self::NotAcceptable { .. } => &NOT_ACCEPTABLE,
            Self::TooLarge { .. } => &TOO_LARGE,
            Self::Method { .. } => &METHOD,
            Self::Path => &NOT_FOUND,
            Self::Timeout => &TIMEOUT,
            Self::Overloaded => &BUSY,
            Self::Behind { .. } => &BEHIND,
            Self::Other(status) => {
                let known = KINDS.iter().find(|kind| kind.status == *status);
                known.copied().unwrap_or(if status.is_server_error() {
                    &INTERNAL
                } else {
                    &MALFORMED
                })
            }
        }
    }

    fn detail(&self, lang: Lang) -> String {
        let (de, en) = match self {
            Self::Domain(error) => return error.detail(lang),
            Self::Malformed { line, column } => {
                return lang.pick(
                    format!("Kein gültiges JSON: Zeile {line}, Spalte {column}."),
                    format!("Not valid JSON: line {line}, column {column}."),
                );
            }
            Self::Twice { line, column } => {
                return lang.pick(
                    format!(
                        "Ein Name steht zweimal im selben Objekt: Zeile {line}, Spalte {column}."
                    ),
                    format!(
                        "A name stands twice in the same object: line {line}, column {column}."
                    ),
                );
            }
            Self::TooLarge { max } => {
                return lang.pick(
                    format!("Höchstens {max} Byte je Anfrage."),
                    format!("At most {max} bytes per request."),
                );
            }
            Self::CutOff => (
                "Der Text der Anfrage kam nicht ganz an.",
                "The body of the request did not arrive whole.",
            ),
            Self::MediaType => (
                "Schicken Sie JSON in UTF-8, unkomprimiert, als „application/json“ (PATCH auch als „application/merge-patch+json“).",
                "Send JSON in UTF-8, uncompressed, as “application/json” (PATCH also as “application/merge-patch+json”).",
            ),
            Self::NotAcceptable { offered } => {
                return lang.pick(
                    format!("Diese Antwort gibt es nicht in dem Format, das „Accept“ verlangt; es gibt: {offered}."),
                    format!("This answer does not exist in the format that “Accept” asks for; there is: {offered}."),
                );
            }
            Self::Method { .. } => (
                "Diesen Pfad gibt es, aber nicht mit dieser Methode; „Allow“ nennt die möglichen.",
                "This path exists, but not with this method; “Allow” names those possible.",
            ),
            Self::Path => (
                "Diesen Pfad gibt es nicht; /v1/openapi.json nennt alle.",
                "There is no such path; /v1/openapi.json names them all.",
            ),
            Self::Timeout => (
                "Die Anfrage kam nicht rechtzeitig an; versuchen Sie es noch einmal.",
                "The request did not arrive in time; try again.",
            ),
            Self::Overloaded => (
                "Zu viele gleichzeitige Anfragen; versuchen Sie es gleich noch einmal.",
                "Too many requests at a time; try again in a moment.",
            ),
            Self::Behind { wanted, seen } => {
                return lang.pick(
                    format!("Hier ist erst Änderung {seen} angekommen, verlangt ist {wanted}."),
                    format!("Only change {seen} has arrived here; {wanted} is demanded."),
                );
            }
            Self::Other(_) => {
                ("Die Anfrage wurde so nicht angenommen.", "The request was not accepted as it is.")
            }
        };
        lang.pick(de, en).to_owned()
    }

    fn faults(&self) -> &[Fault] {
        match self {
            Self::Domain(Error::Invalid(faults))
            | Self::Domain(Error::Conflict(Conflict::Incomplete(faults))) => faults,
            _ => &[],
        }
    }

    fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let seconds = |seconds: u64| (header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        match self {
            Self::Domain(Error::Unauthenticated | Error::BadCredentials) => {
                vec![(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))]
            }
            Self::Domain(Error::TooMany { seconds: wait }) => vec![seconds(*wait)],
            Self::Domain(Error::Busy) | Self::Overloaded => vec![seconds(1)],
            Self::Behind { seen, .. } => vec![seconds(1), (SEQUENCE, (*seen).into())],
            Self::Method { allow } => vec![(header::ALLOW, allow.clone())],
            _ => Vec::new(),
        }
    }

    /// The answer, in the caller's language.
    pub fn answer(&self, lang: Lang, instance: &str) -> HttpResponse {
        let kind = self.kind();
        let status = match self {
            Self::Other(status) => *status,
            _ => kind.status,
        };
        let details = ProblemDetails {
            kind: format!("/problems/{}", kind.code),
            title: lang.pick(kind.title.0, kind.title.1),
            status: status.as_u16(),
            detail: self.detail(lang),
            instance: format!("urn:request:{instance}"),
            code: kind.code,
            errors: self.faults().iter().map(|fault| FieldProblem::of(fault, lang)).collect(),
        };
        let mut answer = HttpResponse::build(status)
            .content_type("application/problem+json")
            .insert_header((header::CONTENT_LANGUAGE, lang.tag()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(details);
        for (name, value) in self.headers() {
            answer.headers_mut().insert(name, value);
        }
        answer
    }
}

impl FieldProblem {
    fn of(fault: &Fault, lang: Lang) -> Self {
        let place = fault.pointer.as_str();
        let named = |sign| place.strip_prefix(sign).map(str::to_owned);
        let (parameter, header) = (named('?'), named(':'));
        let pointer = (parameter.is_none() && header.is_none()).then(|| place.to_owned());
        let (code, message) = (fault.rule.code(), fault.rule.message(lang));
        Self { pointer, parameter, header, code, message }
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        match error.is_data() {
            true => Self::Twice { line, column },
            false => Self::Malformed { line, column },
        }
    }
}

/// The body is written by the house's door, which knows language and request.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind().status
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
