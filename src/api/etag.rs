use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpRequest};

use super::problem::Problem;
use crate::domain::Error;

/// The version a caller has read, from `If-Match: "3-…"`; it must be named.
///
/// A tag begins with the version of the record, and goes on with a hash of what
/// was shown, which differs between callers. Only the version counts here.
pub struct IfMatch(pub u32);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match version(request.headers()) {
            Ok(Some(version)) => Ok(Self(version)),
            Ok(None) => Err(Error::Unconditional.into()),
            Err(error) => Err(error.into()),
        })
    }
}

/// The version a caller has read, if it is named.
pub struct MaybeIfMatch(pub Option<u32>);

impl FromRequest for MaybeIfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(version(request.headers()).map(Self).map_err(Problem::from))
    }
}

/// `*` matches whatever is there, so it is no condition; a tag we never gave is
/// stale.
fn version(headers: &HeaderMap) -> Result<Option<u32>, Error> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let tag = tag.to_str().map_err(|_| Error::Stale)?.trim();
    if tag == "*" {
        return Err(Error::Unconditional);
    }
    let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or(tag);
    let version = inner.split('-').next().unwrap_or_default();
    version.parse().map(Some).map_err(|_| Error::Stale)
}

/// Whether the caller holds `etag` already (RFC 9110 §13.1.2, weak comparison).
pub fn holds(headers: &HeaderMap, etag: &[u8]) -> bool {
    let Some(held) = headers.get(header::IF_NONE_MATCH) else { return false };
    let held = held.as_bytes();
    let mut tags = held.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    held == etag || tags.any(|tag| tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == etag)
}
