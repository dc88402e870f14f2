use massnahmenregister::api::{Contact, openapi, service_openapi};

use crate::harness::{PUBLIC, TestApi};

/// Where the committed descriptions say the service is; another one says its own.
const EXAMPLE: &str = "https://massnahmen.example.org";

#[test]
fn the_committed_descriptions_are_current() {
    let contact = Contact::default();
    let parts = [
        ("openapi.json", openapi(EXAMPLE, &contact)),
        ("service.json", service_openapi(EXAMPLE, &contact)),
    ];
    for (name, description) in parts {
        let current = format!("{description:#}\n");
        let path = format!("{}/openapi/{name}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == current, "run `BLESS=1 cargo test committed` and commit {name}");
    }
}

#[test]
fn the_viewer_loads_nothing_from_other_hosts() {
    let api = TestApi::new();
    let page = api.get(&PUBLIC, "/docs");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    assert!(policy.contains("connect-src 'self';"), "{policy}");
    assert_eq!(api.get(&PUBLIC, "/docs/").text, page.text, "as people write it");
    assert_eq!(api.get(&PUBLIC, "/v1/measures/").status, 404);
    let start = api.get(&PUBLIC, "/docs/start.js");
    for text in [&page.text, &start.text] {
        assert!(!text.contains("//") || !text.contains("http"), "{text}");
    }
    let parts = page.text.split("docs/").skip(1).map(|rest| rest.split('"').next().unwrap());
    for part in parts.clone().filter(|part| !part.ends_with("png")) {
        assert_eq!(api.get(&PUBLIC, &format!("/docs/{part}")).status, 200, "{part}");
    }
    assert_eq!(parts.count(), 5);
    for none in ["index.html", "oauth2-redirect.html", "nothing.js", "..%2fx.js"] {
        assert_eq!(api.get(&PUBLIC, &format!("/docs/{none}")).problem().0, 404, "{none}");
    }
}
