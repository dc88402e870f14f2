use massnahmenregister::api::{Contact, openapi, service_openapi};

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
