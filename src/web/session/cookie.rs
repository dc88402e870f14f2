use actix_web::HttpRequest;
use actix_web::http::header::{COOKIE, HeaderValue};

use crate::domain::{Error, Result};

/// The prefix makes browsers take it only from this very host, over a safe connection
/// and for all of it (RFC 6265bis §4.1.3.2).
const NAME: &str = "__Host-session";

/// Where the log stood when somebody last wrote: another process waits until it has
/// seen that, too.
const SEEN: &str = "__Host-seen";

/// Not sent along from other sites, but for a plain link; never seen by a script; gone
/// with the browser.
const RULES: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

/// The secret that a request brings.
pub fn of(request: &HttpRequest) -> Option<&str> {
    value(request, NAME)
}

/// What must have been seen before a request is answered.
pub fn seen_by(request: &HttpRequest) -> Option<i64> {
    value(request, SEEN)?.parse().ok()
}

pub fn seen(seq: i64) -> String {
    format!("{SEEN}={seq}; {RULES}; Max-Age=60")
}

fn value<'r>(request: &'r HttpRequest, cookie: &str) -> Option<&'r str> {
    let lines = request.headers().get_all(COOKIE).filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| name.trim() == cookie).map(|(_, value)| value.trim())
}

pub fn set(value: &str) -> Result<HeaderValue> {
    HeaderValue::try_from(format!("{NAME}={value}; {RULES}")).map_err(Error::internal)
}

/// Makes the browser forget it.
pub fn clear() -> Result<HeaderValue> {
    HeaderValue::try_from(format!("{NAME}=; {RULES}; Max-Age=0")).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_cookie_is_found_among_others() {
        let cases = [
            ("__Host-session=abc", Some("abc")),
            ("a=b; __Host-session=abc; c=d", Some("abc")),
            ("a=b;__Host-session= abc ", Some("abc")),
            ("session=abc", None),
            ("x__Host-session=abc", None),
            ("__Host-session", None),
            ("", None),
        ];
        for (line, expected) in cases {
            let request = TestRequest::default().insert_header((COOKIE, line)).to_http_request();
            assert_eq!(of(&request), expected, "{line}");
        }
    }
}
