//! What can be read as a table: by programs as JSON, by spreadsheets as CSV and as a
//! workbook.

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderValue};
use actix_web::{FromRequest, HttpRequest};
use utoipa::{IntoParams, ToSchema};

use super::accept::{self, Format};
use super::caller::Asker;
use super::problem::Problem;
use super::query::Query;
use crate::domain::{Day, Lang, Rule};
use crate::formats::csv::Dialect;
use crate::register::view::Tag;

/// A table as CSV: headings, named as the members of a row in JSON, and rows, with
/// CRLF at the end of each. What is null in JSON is empty here; `|` separates the
/// values of a list, and a line break entries of several parts, where `\` takes its
/// meaning from the `|` or `\` behind it. A text that begins as a formula does (`=`,
/// `+`, `-`, `@`, tab, return), also after apostrophes, has an apostrophe before it.
#[derive(ToSchema)]
#[schema(max_length = 1000000000)]
#[allow(dead_code, reason = "read by the macro only")]
pub struct Csv(String);

/// The items of a list, or the rows of a statistic as CSV has them, each as JSON on a
/// line of its own.
#[derive(ToSchema)]
#[schema(max_length = 1000000000, examples("{\"measures\":7}\n"))]
#[allow(dead_code, reason = "read by the macro only")]
pub struct Ndjson(String);

/// A table as a workbook (Office Open XML), with typed cells and headings for people, and
/// a second sheet that explains the columns.
#[derive(ToSchema)]
#[schema(max_length = 1000000000, examples("PK…"))]
#[allow(dead_code, reason = "read by the macro only")]
pub struct Workbook(String);

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
pub struct FormatQuery {
    /// Instead of `Accept`; JSON if neither is said.
    format: Option<Format>,
    /// How CSV is written.
    dialect: Option<Dialect>,
    /// Language of headings for people, instead of `Accept-Language`.
    #[param(schema_with = lang_schema)]
    lang: Option<String>,
}

fn lang_schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    let text = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
    text.enum_values(Some(["de", "en"])).into()
}

/// Anybody who reads a table.
pub struct TableAsker(pub Asker);

impl FromRequest for TableAsker {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Asker::of(request).map(Self))
    }
}

/// Somebody with a valid token who reads a table.
pub struct TableSignedIn(pub Asker);

impl FromRequest for TableSignedIn {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Asker::of(request).and_then(Asker::signed_in).map(Self))
    }
}

/// An administrator who reads a table.
pub struct TableAdministrator(pub Asker);

impl FromRequest for TableAdministrator {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Asker::of(request).and_then(Asker::administrator).map(Self))
    }
}

/// Somebody who may have webhooks and reads a table.
pub struct TableSubscriber(pub Asker);

impl FromRequest for TableSubscriber {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Asker::of(request).and_then(Asker::subscriber).map(Self))
    }
}

/// How an answer is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub format: Format,
    pub dialect: Dialect,
    pub lang: Lang,
}

impl Sent {
    pub const JSON: Self = Self { format: Format::Json, dialect: Dialect::Rfc4180, lang: Lang::De };

    /// As the query says, or else as the caller accepts; of what is offered.
    pub fn read(
        query: &mut Query,
        asker: &Asker,
        offered: &'static [Format],
    ) -> Result<Self, Problem> {
        let format = Self::read_format(query, &asker.request, offered)?;
        let dialect = query.word::<Dialect>("dialect");
        if dialect == Some(Dialect::ExcelDe) && format != Format::Csv {
            query.fail::<()>("dialect", Rule::OnlyWith("format=csv"));
        }
        let lang = match query.one("lang").as_deref() {
            None => language(&asker.request),
            Some("de") => Lang::De,
            Some("en") => Lang::En,
            Some(_) => {
                let allowed = "de, en".to_owned();
                query.fail("lang", Rule::UnknownValue { allowed }).unwrap_or_default()
            }
        };
        Ok(Self { format, dialect: dialect.unwrap_or_default(), lang })
    }

    /// The format alone.
    pub fn read_format(
        query: &mut Query,
        request: &HttpRequest,
        offered: &'static [Format],
    ) -> Result<Format, Problem> {
        let Some(named) = query.one("format") else {
            let best = accept::best(request, offered);
            return best.ok_or_else(|| Problem::not_acceptable(offered));
        };
        let format = named.parse().ok().filter(|format| offered.contains(format));
        Ok(format.unwrap_or_else(|| {
            let names: Vec<_> = offered.iter().map(|format| format.as_str()).collect();
            query.fail::<()>("format", Rule::UnknownValue { allowed: names.join(", ") });
            offered[0]
        }))
    }

    /// How a request is to be answered before its query is read; `None` = the handler
    /// knows.
    pub fn at_the_door(request: &HttpRequest) -> Option<Self> {
        let mut pairs = request.query_string().split('&');
        let named = pairs.find_map(|pair| pair.strip_prefix("format="));
        let format = match named.map(str::parse) {
            Some(named) => named.ok()?,
            // What is liked best of all is liked best of whatever is offered.
            None => accept::best(request, Format::MEASURES)?,
        };
        Some(Self { format, dialect: Dialect::default(), lang: Lang::default() })
    }

    /// What an answer is kept by; `None` = it depends on more than the address.
    pub fn question(self, request: &HttpRequest) -> Option<Cow<'_, str>> {
        let address = request.uri().path_and_query().map_or("", |address| address.as_str());
        match (self.format, self.dialect) {
            (Format::Json, _) => Some(address.into()),
            (Format::Csv, Dialect::Rfc4180) => Some(format!("csv {address}").into()),
            _ => None,
        }
    }

    /// The tag of an answer: another than in another format or language.
    pub fn tag(self, asker: &Asker) -> Tag {
        asker.view_tag(&self.prefix())
    }

    /// What tags in this format and language begin with.
    pub fn prefix(self) -> String {
        match (self.format, self.dialect) {
            (Format::Json, _) => String::new(),
            (Format::Csv, Dialect::Rfc4180) => "csv-".to_owned(),
            (Format::Csv, Dialect::ExcelDe) => format!("csv{}-", self.lang.tag()),
            (Format::Xlsx | Format::Ical, _) => format!("{}-{}-", self.format, self.lang.tag()),
            (format, _) => format!("{format}-"),
        }
    }
}

/// The language of headings for people.
fn language(request: &HttpRequest) -> Lang {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map(Lang::accepted).unwrap_or_default()
}

/// Under which name a file is kept: what it is of, and of which day. JSON is none.
pub fn disposition(request: &HttpRequest, format: Format, today: Day) -> Option<HeaderValue> {
    if matches!(format, Format::Json | Format::JsonLd | Format::Turtle) {
        return None;
    }
    let name = request.path().trim_start_matches("/v1/").replace('/', "-");
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    HeaderValue::try_from(format!("attachment; filename=\"{name}-{today}.{format}\"")).ok()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_door_knows_what_is_kept() {
        use Format::{Csv, Json, Xlsx};
        let cases = [
            ("", "", Some(Json), "nothing is said"),
            ("", "text/csv", Some(Csv), "asked for"),
            ("", "text/html", None, "there is none"),
            ("format=csv", "", Some(Csv), "named"),
            ("format=csv", "application/json", Some(Csv), "named is stronger"),
            ("a=b&format=json", "text/csv", Some(Json), "named is stronger"),
            ("format=json", "text/html", Some(Json), "named is stronger"),
            ("format=xlsx", "text/csv", Some(Xlsx), "which is never kept"),
            ("format=pdf", "text/csv", None, "the handler refuses it"),
            ("myformat=csv", "", Some(Json), "something else is named"),
        ];
        for (query, accept, format, reason) in cases {
            let uri = format!("/v1/statistics/measures?{query}");
            let mut request = TestRequest::default().uri(&uri);
            if !accept.is_empty() {
                request = request.insert_header((ACCEPT, accept));
            }
            let request = request.to_http_request();
            let found = Sent::at_the_door(&request).map(|sent| sent.format);
            assert_eq!(found, format, "{query} {accept}: {reason}");
        }
    }
}
