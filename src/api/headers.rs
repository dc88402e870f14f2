//! What every answer has, whatever it answers.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

const API_VERSION: HeaderName = HeaderName::from_static("api-version");
const VERSION: HeaderValue = HeaderValue::from_static(env!("CARGO_PKG_VERSION"));
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

static FIXED: [(HeaderName, HeaderValue); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

const VARY: HeaderValue =
    HeaderValue::from_static("Accept, Accept-Language, Authorization, Origin");

const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// What a page of another origin may read of an answer.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "API-Version, Content-Disposition, Content-Language, ETag, Link, Location, RateLimit, Register-Sequence, Retry-After",
);

/// Whose pages may read what is public (the Fetch standard's CORS protocol).
/// Credentials are never allowed along.
#[derive(Debug, Clone)]
pub enum Cors {
    Everyone,
    Only(Vec<String>),
}

impl Cors {
    fn allow(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        match self {
            Self::Everyone => Some(HeaderValue::from_static("*")),
            Self::Only(known) => known
                .iter()
                .any(|known| known.as_bytes() == origin.as_bytes())
                .then(|| origin.clone()),
        }
    }
}

/// Puts on what is not there yet. `origin` is the page that reads, if it may be
/// one; `secure` says whether the service is behind TLS. A `brief` answer has only
/// what matters to one that was kept (RFC 9110 §15.4.5), and the version.
pub fn put(
    headers: &mut HeaderMap,
    cors: &Cors,
    origin: Option<&HeaderValue>,
    secure: bool,
    brief: bool,
) {
    if let Some(origin) = origin.and_then(|origin| cors.allow(origin)) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    headers.insert(header::VARY, VARY);
    headers.insert(API_VERSION, VERSION);
    if brief {
        return;
    }
    for (name, value) in &FIXED {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, CSP);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}
