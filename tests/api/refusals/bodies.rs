use serde_json::json;

use super::request;
use crate::harness::{TestApi, complete};

const JSON: &str = "Content-Type: application/json";

#[test]
fn a_body_is_json_in_utf_8_or_it_is_refused() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let body = complete(carrier).to_string();
    let cases: [(&[&str], u16, &str); 16] = [
        (&[JSON], 201, "as it should be"),
        (&["Content-Type: application/json; charset=utf-8"], 201, "said again"),
        (&["Content-Type: application/json;charset=\"UTF-8\""], 201, "said in another way"),
        (&["content-type: Application/JSON"], 201, "names know no case"),
        (&[JSON, "Content-Encoding: identity"], 201, "encoded as nothing"),
        (&[], 415, "not said at all"),
        (&["Content-Type: "], 415, "said to be nothing"),
        (&["Content-Type: text/plain"], 415, "said to be text"),
        (&["Content-Type: application/xml"], 415, "said to be XML"),
        (&["Content-Type: application/x-www-form-urlencoded"], 415, "said to be a form"),
        (&["Content-Type: multipart/form-data; boundary=x"], 415, "said to be many"),
        (&["Content-Type: application/merge-patch+json"], 415, "there is nothing to patch"),
        (&["Content-Type: application/json; charset=iso-8859-1"], 415, "another alphabet"),
        (&["Content-Type: application/jsonlines"], 415, "nearly JSON"),
        (&[JSON, "Content-Encoding: gzip"], 415, "packed"),
        (&[JSON, "Content-Encoding: br, gzip"], 415, "packed twice"),
    ];
    for (headers, status, reason) in cases {
        let answer = api.send_raw(&request(&officer, headers, body.as_bytes())).unwrap();
        assert_eq!(answer.status, status, "{reason}: {answer:?}");
        let code = if status == 415 { "media-type" } else { "" };
        assert_eq!(answer.code(), code, "{reason}");
    }
}

#[test]
fn what_is_no_json_is_told_its_place() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein Brücken e.V."));
    let deep = ["[".repeat(5_000), "]".repeat(5_000)].concat();
    let objects = ["{\"a\":".repeat(200), "1".into(), "}".repeat(200)].concat();
    let cases: [(&[u8], &str, &str); 20] = [
        (b"", "Zeile 1, Spalte 0", "nothing"),
        (b"   ", "Zeile 1", "nothing but space"),
        (b"{", "Zeile 1, Spalte 1", "cut off"),
        (b"{\"title\": \"Kurs\",\n \"reach\" 1}", "Zeile 2, Spalte 10", "a colon is missing"),
        (b"{\"title\": \"Kurs\",}", "Zeile 1", "a comma too many"),
        (b"{'title': 'Kurs'}", "Zeile 1, Spalte 2", "the wrong quotes"),
        (b"{title: 1}", "Zeile 1, Spalte 2", "no quotes"),
        (b"{} {}", "Zeile 1, Spalte 4", "two of them"),
        (b"{\"a\": NaN}", "Zeile 1", "not a number"),
        (b"{\"a\": 01}", "Zeile 1", "a number in no notation"),
        (b"{\"a\": 1e999}", "Zeile 1", "a number nobody can hold"),
        (b"{\"a\": 1} // why", "Zeile 1", "a comment"),
        (b"{\"a\": \"\xff\"}", "Zeile 1", "no UTF-8"),
        (b"{\"a\": \"\xc0\x80\"}", "Zeile 1", "NUL in disguise"),
        (b"{\"a\": \"\\ud800\"}", "Zeile 1", "half a character"),
        (b"{\"a\": \"\\udc00\\ud800\"}", "Zeile 1", "two halves the wrong way round"),
        (b"{\"a\": \"line\nbreak\"}", "Zeile 2", "a control character as it is"),
        (b"\xef\xbb\xbf{}", "Zeile 1", "a mark of byte order"),
        (deep.as_bytes(), "Zeile 1", "deeper than anybody reads"),
        (objects.as_bytes(), "Zeile 1", "deep objects"),
    ];
    for (body, place, reason) in cases {
        let answer = api.send_raw(&request(&officer, &[JSON], body)).unwrap();
        assert_eq!((answer.status, &*answer.code()), (400, "malformed"), "{reason}: {answer:?}");
        assert!(answer.body.contains(place), "{reason}: {}", answer.body);
    }
}

#[test]
fn a_name_that_stands_twice_is_refused() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein Brücken e.V."));
    let cases = [
        r#"{"title": "Kurs", "title": "Kurs"}"#,
        r#"{"title": "Kurs", "planned": {"start": "2021", "start": "2022"}}"#,
        r#"{"title": "Kurs", "t\u0069tle": "Kurs"}"#,
    ];
    for body in cases {
        let answer = api.send_raw(&request(&officer, &[JSON], body.as_bytes())).unwrap();
        assert_eq!((answer.status, &*answer.code()), (400, "malformed"), "{body}");
        assert!(answer.body.contains("zweimal"), "{}", answer.body);
    }
}

#[test]
fn every_fault_of_a_body_is_named_at_once() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    body["title"] = json!("\u{0}");
    body["handlungsfeld"] = serde_json::from_str("123456789012345678901234567890").unwrap();
    body["stadtteile"] = json!(["06", "99", 7, "06"]);
    body["planned"] = json!({"start": "2022", "end": "2021-02-30", "openEnded": "no"});
    body["partners"] = json!([{}, "Verein", {"name": "\u{7f}"}]);
    body["contact"] = json!({"email": "a@b", "phone": 7});
    body["links"] = json!([{"url": "javascript:alert(1)"}, {"url": "https://"}]);
    body["\u{0}\u{202e}"] = json!({});
    let (status, code, mut places) = api.post(&officer, "/v1/measures", body).problem();
    places.sort();
    let expected = [
        "/\u{0}\u{202e} unknown-field",
        "/contact/email wrong-kind",
        "/contact/phone wrong-kind",
        "/handlungsfeld wrong-kind",
        "/links/0/url wrong-kind",
        "/links/1/url wrong-kind",
        "/partners/0/name required",
        "/partners/1 wrong-kind",
        "/partners/2/name control-character",
        "/planned/end wrong-kind",
        "/planned/openEnded wrong-kind",
        "/stadtteile no-such",
        "/stadtteile/2 wrong-kind",
        "/stadtteile/3 repeated",
        "/title control-character",
    ];
    assert_eq!((status, code.as_str()), (400, "invalid"));
    assert_eq!(places, expected);
}
