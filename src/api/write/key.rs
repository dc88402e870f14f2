//! The key by which a caller names a request, and what the request is.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use actix_web::http::Method;
use actix_web::http::header::{HeaderName, IF_MATCH};
use actix_web::{HttpMessage, HttpRequest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::domain::{Conflict, Error, Faults, Repetition, Result, Rule};

pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Characters at most.
const LENGTH: usize = 255;

/// The key of a POST, if it has one; other methods are repeatable by themselves, or by
/// `If-Match`.
///
/// The draft writes it as a string of a structured field, in quotes; most send it bare.
pub fn read(request: &HttpRequest, faults: &Faults) -> Option<String> {
    if request.method() != Method::POST {
        return None;
    }
    let mut lines = request.headers().get_all(IDEMPOTENCY_KEY);
    let line = lines.next()?;
    let key = line.to_str().ok().and_then(|line| bare(line.trim()));
    match key.filter(|_| lines.next().is_none()) {
        Some(key) => Some(key.to_owned()),
        None => {
            let shape = "8e03978e-40d5-43dd-bc93-6894a57f9324 (1–255, ASCII)";
            faults.add(":Idempotency-Key", Rule::Format(shape));
            None
        }
    }
}

/// The key without its quotes, if it is one.
fn bare(line: &str) -> Option<&str> {
    let quoted = line.strip_prefix('"').and_then(|line| line.strip_suffix('"'));
    let key = quoted.unwrap_or(line);
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"\\,;".contains(&byte);
    ((1..=LENGTH).contains(&key.len()) && key.bytes().all(plain)).then_some(key)
}

/// What stands for the body of a request.
pub struct BodyDigest([u8; 32]);

impl BodyDigest {
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }
}

/// Stands for what a request asks: method, address, `If-Match` and body. Whether it is
/// a dry run makes no difference.
pub fn digest(request: &HttpRequest) -> String {
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    add(request.path().as_bytes());
    add(request.headers().get(IF_MATCH).map_or(b"", |tag| tag.as_bytes()));
    add(request.extensions().get::<BodyDigest>().map_or(&[][..], |body| &body.0));
    for (name, value) in query.filter(|(name, _)| name != "dryRun") {
        add(name.as_bytes());
        add(value.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// The requests with a key that are not yet answered here.
#[derive(Default)]
pub struct UnderWay(Mutex<HashSet<(String, String)>>);

/// That a request is under way, until this is dropped.
pub struct Place<'a> {
    under_way: &'a UnderWay,
    name: (String, String),
}

impl UnderWay {
    /// Refuses a request that is already under way.
    pub fn enter(&self, asked: &Repetition) -> Result<Place<'_>> {
        let name = (asked.caller.clone(), asked.key.clone());
        match self.names().insert(name.clone()) {
            true => Ok(Place { under_way: self, name }),
            false => Err(Error::Conflict(Conflict::UnderWay)),
        }
    }

    fn names(&self) -> std::sync::MutexGuard<'_, HashSet<(String, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.under_way.names().remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_bare_or_in_quotes() {
        let long = "a".repeat(256);
        let cases = [
            ("8e03978e-40d5", Some("8e03978e-40d5"), "as most send it"),
            ("\"8e03978e-40d5\"", Some("8e03978e-40d5"), "as the draft writes it"),
            ("a/b:c.d_~", Some("a/b:c.d_~"), "any sign that is no separator"),
            (&long[1..], Some(&long[1..]), "the longest"),
            (&long, None, "one too long"),
            ("", None, "nothing"),
            ("\"\"", None, "nothing in quotes"),
            ("a b", None, "a space"),
            ("\"a", None, "half a quote"),
            ("a, b", None, "two of them"),
            ("a;b=c", None, "with parameters"),
        ];
        for (line, expected, reason) in cases {
            assert_eq!(bare(line), expected, "{reason}");
        }
    }

    #[test]
    fn a_request_is_under_way_until_it_is_answered_or_given_up() {
        let under_way = UnderWay::default();
        let asked = |caller: &str, key: &str| Repetition {
            caller: caller.to_owned(),
            key: key.to_owned(),
            digest: String::new(),
        };
        let place = under_way.enter(&asked("user:1", "a")).unwrap();
        assert!(under_way.enter(&asked("user:1", "a")).is_err());
        assert!(under_way.enter(&asked("user:2", "a")).is_ok(), "each has keys of their own");
        assert!(under_way.enter(&asked("user:1", "b")).is_ok());
        drop(place);
        assert!(under_way.enter(&asked("user:1", "a")).is_ok());
    }
}
