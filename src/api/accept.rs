//! In which format somebody wants an answer (RFC 9110 §12.5.1): the one place that
//! reads `Accept`.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

use super::problem::Problem;
use crate::domain::words::words;
use crate::formats::{csv, geojson, ical, json_ld, turtle, xlsx};

words!(
    /// How an answer is sent.
    Format {
        Json = "json",
        /// An object on each line.
        Ndjson = "ndjson",
        /// Comma-separated values.
        Csv = "csv",
        /// A workbook for spreadsheets.
        Xlsx = "xlsx",
        GeoJson = "geojson",
        /// A calendar.
        Ical = "ics",
        JsonLd = "jsonld",
        Turtle = "ttl",
    }
);

impl Format {
    /// Of every list and statistic.
    pub const TABLE: &[Self] = &[Self::Json, Self::Ndjson, Self::Csv, Self::Xlsx];
    pub const MEASURES: &[Self] =
        &[Self::Json, Self::Ndjson, Self::Csv, Self::Xlsx, Self::GeoJson, Self::Ical];
    pub const STADTTEILE: &[Self] =
        &[Self::Json, Self::Ndjson, Self::Csv, Self::Xlsx, Self::GeoJson];
    pub const CATALOG: &[Self] = &[Self::JsonLd, Self::Turtle];

    /// The `Content-Type` of an answer.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => csv::MEDIA_TYPE,
            Self::Xlsx => xlsx::MEDIA_TYPE,
            Self::GeoJson => geojson::MEDIA_TYPE,
            Self::Ical => ical::MEDIA_TYPE,
            Self::JsonLd => json_ld::MEDIA_TYPE,
            Self::Turtle => turtle::MEDIA_TYPE,
        }
    }

    /// The same without parameters.
    pub fn essence(self) -> &'static str {
        self.media_type().split(';').next().unwrap_or_default()
    }

    /// How exactly a range of `Accept` names it; `None` = not at all.
    fn fits(self, range: &str) -> Option<u8> {
        let json = match self {
            // Programs that only expect a failure ask for its kind.
            Self::Json => range.ends_with("+json") && !Self::ALL.iter().any(|f| f.is(range)),
            Self::JsonLd => range == "application/json",
            _ => false,
        };
        if self.is(range) || json { Some(2) } else { fits(self.essence(), range) }
    }

    fn is(self, range: &str) -> bool {
        self.essence() == range
    }
}

fn fits(kind: &str, range: &str) -> Option<u8> {
    let group = kind.split('/').next();
    match range {
        "*/*" => Some(0),
        _ if range == kind => Some(2),
        _ if range.strip_suffix("/*") == group => Some(1),
        _ => None,
    }
}

/// What the caller accepts: ranges in lower case, with their weights. `None` = whatever
/// there is.
fn ranges(request: &HttpRequest) -> Option<Vec<(String, f32)>> {
    let mut given = request.headers().get_all(ACCEPT).filter(|value| !value.is_empty()).peekable();
    given.peek()?;
    let lines = given.filter_map(|value| value.to_str().ok());
    let ranges = lines.flat_map(|line| line.split(',')).map(|range| {
        let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
        let kind = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.trim().parse().ok());
        (kind, weight.unwrap_or(1.0_f32).clamp(0.0, 1.0))
    });
    Some(ranges.filter(|(kind, _)| !kind.is_empty()).collect())
}

/// Of the ranges that fit the most exact one counts: its weight, how exact it is, and
/// where it stands. `None` = none fits, or it is refused.
fn liking(
    ranges: &[(String, f32)],
    fits: impl Fn(&str) -> Option<u8>,
) -> Option<(f32, u8, std::cmp::Reverse<usize>)> {
    let fitting = (0..).zip(ranges).filter_map(|(place, (range, weight))| {
        Some((fits(range)?, *weight, std::cmp::Reverse(place)))
    });
    let exact = fitting.max_by_key(|(exact, _, place)| (*exact, *place));
    exact
        .filter(|(_, weight, _)| *weight > 0.0)
        .map(|(exact, weight, place)| (weight, exact, place))
}

/// Whether the caller takes `kind`, such as `text/event-stream`.
pub fn takes(request: &HttpRequest, kind: &str) -> bool {
    ranges(request).is_none_or(|ranges| liking(&ranges, |range| fits(kind, range)).is_some())
}

/// Whether the caller takes JSON, of whatever kind.
pub fn takes_json(request: &HttpRequest) -> bool {
    best(request, &[Format::Json]).is_some()
}

/// What the caller likes best of `offered`: the heaviest, of those the one that is named
/// most exactly, of those the one named first.
pub fn best(request: &HttpRequest, offered: &[Format]) -> Option<Format> {
    let alone = request.headers().get(ACCEPT).map(|accept| accept.as_bytes());
    let first = offered.first().copied();
    match alone {
        Some(b"*/*") => return first,
        Some(b"application/json") if first == Some(Format::Json) => return first,
        _ => {}
    }
    let Some(ranges) = ranges(request) else { return first };
    let liked = offered
        .iter()
        .rev()
        .filter_map(|format| Some((liking(&ranges, |range| format.fits(range))?, *format)));
    // Of two that are liked as much the last counts: they were turned round.
    let best =
        liked.max_by(|(one, _), (other, _)| one.partial_cmp(other).expect("weights are numbers"));
    best.map(|(_, format)| format)
}

impl Problem {
    /// Nothing of what is `offered` is liked.
    pub fn not_acceptable(offered: &[Format]) -> Self {
        let kinds: Vec<_> = offered.iter().map(|format| format.essence()).collect();
        Self::NotAcceptable { offered: kinds.join(", ") }
    }
}

/// Refuses a caller that takes no JSON.
pub fn must_take_json(request: &HttpRequest) -> Result<(), Problem> {
    match takes_json(request) {
        true => Ok(()),
        false => Err(Problem::not_acceptable(&[Format::Json])),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::Format::{Csv, GeoJson, Ical, Json, JsonLd, Ndjson, Turtle, Xlsx};
    use super::*;

    #[test]
    fn the_header_chooses_what_is_liked_best() {
        let cases = [
            ("*/*", Some(Json), "all is welcome"),
            ("text/csv", Some(Csv), "asked for"),
            ("Text/CSV; header=present", Some(Csv), "with a parameter"),
            ("application/json, text/csv", Some(Json), "the first"),
            ("text/csv, application/json", Some(Csv), "the first"),
            ("text/csv;q=0.5, application/json", Some(Json), "weighed"),
            ("application/json;q=0.5, text/csv;q=0.8", Some(Csv), "weighed"),
            ("application/json; q=0.5 , text/csv ; Q=0.8", Some(Csv), "spaces and capitals"),
            ("text/csv, */*;q=0.1", Some(Csv), "anything else as well"),
            ("*/*, text/csv", Some(Csv), "named is more than welcome"),
            ("text/*", Some(Csv), "the first text there is"),
            ("text/*, text/csv;q=0", Some(Ical), "another text"),
            ("*/*, application/json;q=0", Some(Ndjson), "anything but JSON"),
            ("application/geo+json", Some(GeoJson), "polygons"),
            (xlsx::MEDIA_TYPE, Some(Xlsx), "a workbook"),
            ("application/problem+json", Some(Json), "a failure"),
            ("text/html,application/xml;q=0.9,*/*;q=0.8", Some(Json), "a browser"),
            ("text/html", None, "there is none"),
            ("text/csv;q=0", None, "refused"),
            (",;q=1,", None, "nothing at all"),
        ];
        for (accept, expected, reason) in cases {
            let request = TestRequest::default().insert_header((ACCEPT, accept));
            let request = request.to_http_request();
            assert_eq!(best(&request, Format::MEASURES), expected, "{accept}: {reason}");
        }
        let silent = TestRequest::default().to_http_request();
        assert_eq!(best(&silent, Format::MEASURES), Some(Json));
    }

    #[test]
    fn another_offer_is_another_choice() {
        let cases = [
            ("application/json", Some(JsonLd), "it is JSON, too"),
            ("text/turtle, application/ld+json;q=0.9", Some(Turtle), "weighed"),
            ("text/csv", None, "not here"),
        ];
        for (accept, expected, reason) in cases {
            let request = TestRequest::default().insert_header((ACCEPT, accept));
            let request = request.to_http_request();
            assert_eq!(best(&request, Format::CATALOG), expected, "{accept}: {reason}");
            assert!(!takes(&request, "text/event-stream"), "{accept}");
        }
        let geo = TestRequest::default().insert_header((ACCEPT, geojson::MEDIA_TYPE));
        assert!(!takes_json(&geo.to_http_request()), "another kind");
    }

    #[test]
    fn headers_that_stand_twice_are_one() {
        let request = TestRequest::default();
        let request =
            request.append_header((ACCEPT, "text/html")).append_header((ACCEPT, "text/csv"));
        assert_eq!(best(&request.to_http_request(), Format::TABLE), Some(Csv));
    }
}
