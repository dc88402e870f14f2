//! What can be read as a table: by programs as JSON, by spreadsheets as CSV.

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT;
use actix_web::{FromRequest, HttpRequest};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Asker, accepts_json};
use super::problem::Problem;
use super::query::Query;
use crate::domain::words::words;
use crate::register::view::Tag;

words!(
    /// How a table is sent.
    Format {
        /// With its explanation.
        Json = "json",
        /// Headings and rows only (RFC 4180).
        Csv = "csv",
    }
);

/// A table as CSV: headings, named as the members of a row in JSON, and rows, with
/// CRLF at the end of each. What is null in JSON is empty here. A text that begins
/// as a formula does (`=`, `+`, `-`, `@`, tab, return) has an apostrophe before it.
#[derive(ToSchema)]
#[schema(max_length = 1000000000)]
#[allow(dead_code, reason = "read by the macro only")]
pub struct Csv(String);

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
pub struct FormatQuery {
    /// Instead of `Accept: application/json` or `Accept: text/csv`; JSON if neither
    /// is said.
    format: Option<Format>,
}

/// Anybody who reads a table.
pub struct TableAsker(pub Asker);

impl FromRequest for TableAsker {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let acceptable =
            accepts_json(request) || prefers_csv(request) || Format::named(request).is_some();
        ready(Asker::of(request, acceptable).map(Self))
    }
}

impl Format {
    /// As the query says, or else as the caller accepts.
    pub fn read(query: &mut Query, asker: &Asker) -> Self {
        query.word("format").unwrap_or_else(|| Self::accepted(&asker.request))
    }

    fn accepted(request: &HttpRequest) -> Self {
        if prefers_csv(request) { Self::Csv } else { Self::Json }
    }

    /// The format that a plain look at the address finds.
    fn named(request: &HttpRequest) -> Option<Self> {
        let mut pairs = request.query_string().split('&');
        pairs.find_map(|pair| pair.strip_prefix("format="))?.parse().ok()
    }

    /// The format of a request before its query is read; `None` = none that there
    /// is. A request that names it in a roundabout way is answered by its handler.
    pub fn at_the_door(request: &HttpRequest) -> Option<Self> {
        match Self::named(request).unwrap_or_else(|| Self::accepted(request)) {
            Self::Json if Self::named(request).is_none() && !accepts_json(request) => None,
            format => Some(format),
        }
    }

    /// What an answer in this format is kept by.
    pub fn question(self, request: &HttpRequest) -> Cow<'_, str> {
        let address = request.uri().path_and_query().map_or("", |address| address.as_str());
        match self {
            Self::Json => address.into(),
            Self::Csv => format!("csv {address}").into(),
        }
    }

    /// The tag of an answer in this format: another than in another.
    pub fn tag(self, asker: &Asker) -> Tag {
        asker.view_tag(match self {
            Self::Json => "",
            Self::Csv => "csv-",
        })
    }
}

/// Whether the caller names CSV and likes nothing better (RFC 9110 §12.5.1); of two
/// that are liked as much the first counts.
fn prefers_csv(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let Some(accept) = accept else { return false };
    if accept == "*/*" || accept == "application/json" {
        return false;
    }
    let ranges = accept.split(',').map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let q = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok());
        (kind, q.unwrap_or(1.0_f32))
    });
    let best = ranges.filter(|(kind, q)| {
        *q > 0.0 && (kind == "text/csv" || kind == "application/json" || kind.ends_with("+json"))
    });
    let best = best.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.is_some_and(|(kind, _)| kind == "text/csv")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_query_and_the_header_choose_the_format() {
        use Format::{Csv, Json};
        let cases = [
            ("", "", Some(Json), "nothing is said"),
            ("", "*/*", Some(Json), "all is welcome"),
            ("", "text/csv", Some(Csv), "asked for"),
            ("", "Text/CSV; header=present", Some(Csv), "with a parameter"),
            ("", "application/json, text/csv", Some(Json), "the first"),
            ("", "text/csv, application/json", Some(Csv), "the first"),
            ("", "text/csv;q=0.5, application/json", Some(Json), "weighed"),
            ("", "application/json;q=0.5, text/csv;q=0.8", Some(Csv), "weighed"),
            ("", "text/csv, */*;q=0.1", Some(Csv), "anything else as well"),
            ("", "text/html", None, "there is none"),
            ("", "text/csv;q=0", None, "refused"),
            ("format=csv", "", Some(Csv), "named"),
            ("format=csv", "application/json", Some(Csv), "named is stronger"),
            ("a=b&format=json", "text/csv", Some(Json), "named is stronger"),
            ("format=json", "text/html", Some(Json), "named is stronger"),
            ("format=xlsx", "text/csv", Some(Csv), "the handler refuses it"),
            ("myformat=csv", "", Some(Json), "something else is named"),
        ];
        for (query, accept, format, reason) in cases {
            let uri = format!("/v1/statistics/measures?{query}");
            let mut request = TestRequest::default().uri(&uri);
            if !accept.is_empty() {
                request = request.insert_header((ACCEPT, accept));
            }
            let request = request.to_http_request();
            assert_eq!(Format::at_the_door(&request), format, "{query} {accept}: {reason}");
        }
    }
}
