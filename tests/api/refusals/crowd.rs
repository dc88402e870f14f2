use std::io::Write;
use std::time::{Duration, Instant};

use massnahmenregister::api::Cors;

use super::head;
use crate::harness::{Database, PUBLIC, TestApi};

#[test]
fn a_crowded_service_tells_the_rest_to_come_back() {
    let api = TestApi::with(Database::new(), |settings| {
        settings.max_requests = 2;
        settings.request_timeout = Duration::from_secs(30);
    });
    let officer = api.officer(api.carrier("Verein Brücken e.V."));
    let begun = head(&officer, &["Content-Type: application/json", "Content-Length: 100"]);
    let mut waiting: Vec<_> = (0..2).map(|_| api.connect()).collect();
    for stream in &mut waiting {
        stream.write_all(begun.as_bytes()).unwrap();
    }
    let until = Instant::now() + Duration::from_secs(10);
    let refused = loop {
        let answer = api.send("GET", &PUBLIC, "/v1/measures", &[("Accept-Language", "en")], None);
        if answer.status != 200 || Instant::now() > until {
            break answer;
        }
    };
    assert_eq!(refused.problem(), (503, "busy".into(), Vec::new()));
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.json()["title"], "Busy");
    drop(waiting);
    while api.get(&PUBLIC, "/v1/measures").status != 200 {
        assert!(Instant::now() < until, "who left is no longer counted");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn behind_tls_browsers_are_told_to_insist_on_it() {
    let api = TestApi::with(Database::new(), |settings| settings.behind_tls = true);
    for path in ["/v1/measures", "/livez", "/nowhere", "/v1/measures?nonsense"] {
        let answer = api.get(&PUBLIC, path);
        let value = answer.header("strict-transport-security");
        assert_eq!(value, "max-age=31536000; includeSubDomains", "{path}");
    }
}

#[test]
fn only_pages_that_may_read_are_told_so() {
    let known = "https://dashboard.example.org";
    let api = TestApi::with(Database::new(), |settings| {
        settings.cors = Cors::Only(vec![known.to_owned()]);
    });
    let cases = [
        (known, known, "a known one"),
        ("https://example.com", "", "a stranger"),
        ("https://dashboard.example.org.example.com", "", "nearly the same"),
        ("http://dashboard.example.org", "", "without TLS"),
        ("null", "", "a page from nowhere"),
    ];
    for (origin, allowed, reason) in cases {
        for method in ["GET", "OPTIONS"] {
            let answer = api.send(method, &PUBLIC, "/v1/measures", &[("Origin", origin)], None);
            assert_eq!(answer.header("access-control-allow-origin"), allowed, "{reason}");
            assert!(answer.header("vary").contains("Origin"), "{reason}");
        }
    }
}
