//! Sizes, delays, and what is no HTTP at all.

use std::io::Write;
use std::time::{Duration, Instant};

use super::{Raw, head, request};
use crate::harness::{Database, TestApi, complete};

const JSON: &str = "Content-Type: application/json";
const LIMIT: usize = 10_000;

fn hasty() -> TestApi {
    TestApi::with(Database::new(), |settings| {
        settings.body_limit = LIMIT;
        settings.request_timeout = Duration::from_millis(400);
    })
}

#[test]
fn a_body_without_an_end_is_refused() {
    let api = hasty();
    let officer = api.officer(api.carrier("Verein Brücken e.V."));
    let large = vec![b' '; LIMIT + 1];
    let announced = format!("Content-Length: {}", LIMIT + 1);
    let huge = "Content-Length: 99999999999";
    let chunk = format!("{:x}\r\n{}\r\n", LIMIT + 1, " ".repeat(LIMIT + 1));
    let chunked = "Transfer-Encoding: chunked";
    let cases = [
        (request(&officer, &[JSON], &large), "sent whole"),
        (head(&officer, &[JSON, &announced]).into_bytes(), "announced, and not sent"),
        (head(&officer, &[JSON, huge]).into_bytes(), "announced as huge"),
        (head(&officer, &[JSON, huge, "Expect: 100-continue"]).into_bytes(), "asked about first"),
        ((head(&officer, &[JSON, chunked]) + &chunk).into_bytes(), "in one chunk"),
        ((head(&officer, &[JSON, chunked]) + "3e8\r\n" + &chunk).into_bytes(), "in bad chunks"),
    ];
    for (bytes, reason) in cases {
        let began = Instant::now();
        let answer = api.send_raw(&bytes).unwrap();
        let code = answer.code();
        let refused = (answer.status, &*code) == (413, "too-large");
        let garbled = reason == "in bad chunks" && [400, 408, 413].contains(&answer.status);
        assert!(refused || garbled, "{reason}: {answer:?}");
        assert!(began.elapsed() < Duration::from_secs(5), "{reason}");
    }
    let most = " ".repeat(LIMIT - 2) + "{}";
    let answer = api.send_raw(&request(&officer, &[JSON], most.as_bytes())).unwrap();
    assert_eq!(answer.code(), "invalid", "exactly as much as may be: it was read");
}

#[test]
fn a_body_that_stalls_or_drips_is_cut() {
    let api = hasty();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let body = complete(carrier).to_string();
    let length = format!("Content-Length: {}", body.len());
    let cases = [
        (vec![JSON, &length], 0, "never begins"),
        (vec![JSON, &length], 10, "stalls"),
        (vec![JSON, &length], usize::MAX, "drips"),
        (vec![JSON, "Transfer-Encoding: chunked"], 0, "never begins its chunks"),
        (vec![JSON, &length, "Expect: 100-continue"], 0, "asks, and then never begins"),
    ];
    for (headers, sent, reason) in cases {
        let began = Instant::now();
        let mut stream = api.connect();
        stream.write_all(head(&officer, &headers).as_bytes()).unwrap();
        if sent < usize::MAX {
            stream.write_all(&body.as_bytes()[..sent]).unwrap();
        } else {
            for byte in body.bytes() {
                std::thread::sleep(Duration::from_millis(30));
                if stream.write_all(&[byte]).is_err() || began.elapsed() > Duration::from_secs(2) {
                    break;
                }
            }
        }
        let answer = Raw::read(stream).unwrap_or_else(|| panic!("{reason}: no answer"));
        assert_eq!((answer.status, &*answer.code()), (408, "timeout"), "{reason}");
        assert!(began.elapsed() < Duration::from_secs(8), "{reason}: {:?}", began.elapsed());
    }
}

/// The server refuses what it cannot read as HTTP before the service sees it; it
/// has no words then, but goes on serving.
#[test]
fn what_is_no_http_is_refused_without_words() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein Brücken e.V."));
    let many = "X-Many: 1\r\n".repeat(500);
    let large = format!("X-Large: {}\r\n", "x".repeat(300_000));
    let path = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(300_000));
    let both = head(&officer, &[JSON, "Content-Length: 2", "Transfer-Encoding: chunked"]);
    let cases = [
        ("nonsense\r\n\r\n".to_owned(), "no request"),
        ("GET /livez HTTP/9.9\r\nHost: x\r\n\r\n".to_owned(), "another protocol"),
        (format!("GET /livez HTTP/1.1\r\nHost: x\r\n{many}\r\n"), "too many headers"),
        (format!("GET /livez HTTP/1.1\r\nHost: x\r\n{large}\r\n"), "too large a header"),
        (path, "too long a path"),
        ("GET /livez HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n".to_owned(), "no header"),
        (head(&officer, &[JSON, "Content-Length: two"]), "no length"),
        (head(&officer, &[JSON, "Content-Length: 2", "Content-Length: 3"]), "two lengths"),
        (both + "0\r\n\r\n", "two ways to end"),
        ("\u{16}\u{3}\u{1}\u{2}".to_owned() + "\r\n\r\n", "TLS where there is none"),
    ];
    for (text, reason) in cases {
        // No answer at all is one, too.
        if let Some(answer) = api.send_raw(text.as_bytes()) {
            assert!((400..500).contains(&answer.status), "{reason}: {answer:?}");
        }
        let alive = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        assert_eq!(api.send_raw(alive.as_bytes()).unwrap().status, 200, "after {reason}");
    }
}

#[test]
fn a_method_that_nobody_knows_is_a_wrong_one() {
    let api = TestApi::new();
    for method in ["PROPFIND", "BREW", "get", "CONNECT"] {
        let text =
            format!("{method} /v1/measures HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = api.send_raw(text.as_bytes()).unwrap();
        assert_eq!((answer.status, &*answer.code()), (405, "method"), "{method}: {answer:?}");
        assert!(answer.head.contains("allow: get, head, post, options"), "{}", answer.head);
    }
}

#[test]
fn headers_that_are_nothing_are_no_matter() {
    let api = TestApi::new();
    let cases = [
        "If-None-Match: nonsense",
        "If-None-Match: \"",
        "If-Match: W/\"1\"",
        "Accept-Language: \u{e4}\u{f6}",
        "Accept: ",
        "Range: bytes=0-10",
        "If-Modified-Since: yesterday",
        "Cookie: a=b",
        "X-Forwarded-For: nonsense, \u{0}".trim_end_matches('\u{0}'),
        "Forwarded: for=nobody",
        "X-HTTP-Method-Override: DELETE",
    ];
    for header in cases {
        let text = format!(
            "GET /v1/measures HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n"
        );
        let answer = api.send_raw(text.as_bytes()).unwrap();
        assert_eq!(answer.status, 200, "{header}: {answer:?}");
    }
}
