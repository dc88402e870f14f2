//! The one place that knows what HTTP calls a failure (RFC 9457).

mod details;
mod example;
mod failures;
mod items;
mod kinds;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

pub use details::ProblemDetails;
pub use example::example;
pub use failures::{ReadFailure, WriteFailure};
pub use items::BulkItem;
use kinds::*;
pub use kinds::{KINDS, Kind};

use super::sequence::SEQUENCE;
use crate::domain::{Conflict, Error, Lang};

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
    #[error("the body is no file of a known kind")]
    FileType,
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

impl Problem {
    pub fn kind(&self) -> &'static Kind {
        match self {
            Self::Domain(error) => of_domain(error),
            Self::Malformed { .. } | Self::Twice { .. } | Self::CutOff => &MALFORMED,
            Self::MediaType | Self::FileType => &MEDIA_TYPE,
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

    /// What is wrong, for people.
    pub(crate) fn detail(&self, lang: Lang) -> String {
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
            Self::FileType => (
                "Schicken Sie die Datei unkomprimiert als „text/csv“, als „application/vnd.openxmlformats-officedocument.spreadsheetml.sheet“ oder als Teil „file“ von „multipart/form-data“.",
                "Send the file uncompressed as “text/csv”, as “application/vnd.openxmlformats-officedocument.spreadsheetml.sheet”, or as the part “file” of “multipart/form-data”.",
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
}

/// What kind of problem a failure of the domain is.
fn of_domain(error: &Error) -> &'static Kind {
    match error {
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
            Conflict::UnderWay => &UNDER_WAY,
            _ => &CONFLICT,
        },
        Error::Unconditional => &UNCONDITIONAL,
        Error::Stale => &STALE,
        Error::KeyReused => &KEY_REUSED,
        Error::Items(_) | Error::Together(_) => &ITEMS,
        Error::TooMany { .. } => &TOO_MANY,
        Error::Busy => &BUSY,
        Error::Internal(_) => &INTERNAL,
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
