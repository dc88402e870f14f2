//! The description of the open data, read as RDF.

use std::collections::BTreeSet;

use massnahmenregister::formats::open_data::Publisher;
use oxjsonld::JsonLdParser;
use oxttl::TurtleParser;

use super::file;
use crate::database::Database;
use crate::harness::{Answer, PUBLIC, TestApi};

const DCT: &str = "http://purl.org/dc/terms/";
const DCATDE: &str = "http://dcat-ap.de/def/dcatde/";

/// What is said, as subject, predicate and object.
type Triples = BTreeSet<(String, String, String)>;

fn turtle(text: &[u8]) -> Triples {
    let parser = TurtleParser::new().for_slice(text).map(Result::unwrap);
    parser.map(|t| (t.subject.to_string(), t.predicate.to_string(), t.object.to_string())).collect()
}

fn json_ld(text: &[u8]) -> Triples {
    let parser = JsonLdParser::new().for_slice(text).map(Result::unwrap);
    parser.map(|q| (q.subject.to_string(), q.predicate.to_string(), q.object.to_string())).collect()
}

/// What is said of a property anywhere.
fn objects<'t>(triples: &'t Triples, property: &str) -> BTreeSet<&'t str> {
    let property = format!("<{property}>");
    let said = triples.iter().filter(|(_, predicate, _)| *predicate == property);
    said.map(|(_, _, object)| object.as_str()).collect()
}

/// The same of one thing.
fn of<'t>(triples: &'t Triples, subject: &str, property: &str) -> Vec<&'t str> {
    let property = format!("<{property}>");
    let said = triples.iter().filter(|(about, predicate, _)| {
        about.ends_with(&format!("#{subject}>")) && *predicate == property
    });
    said.map(|(_, _, object)| object.as_str()).collect()
}

fn ask(api: &TestApi, accept: &str) -> Answer {
    api.send("GET", &PUBLIC, "/v1/catalog", &[("Accept", accept)], None)
}

#[test]
fn both_forms_say_the_same() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let json = json_ld(&file(&api, &PUBLIC, "/v1/catalog"));
    let turtle = turtle(&file(&api, &PUBLIC, "/v1/catalog?format=ttl"));
    assert_eq!(json, turtle);
    assert!(json.len() > 100, "{json:?}");
    assert!(
        !json
            .iter()
            .any(|(subject, _, object)| subject.starts_with("_:") || object.starts_with("_:"))
    );
}

#[test]
fn the_description_says_what_portals_ask_for() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let all = turtle(&file(&api, &PUBLIC, "/v1/catalog?format=ttl"));
    let magdeburg = "<http://dcat-ap.de/def/politicalGeocoding/municipalityKey/15003000>";
    assert_eq!(
        objects(&all, &format!("{DCATDE}politicalGeocodingURI")),
        BTreeSet::from([magdeburg])
    );
    let kinds = objects(&all, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
    for kind in ["Catalog", "Dataset", "Distribution"] {
        assert!(kinds.contains(&*format!("<http://www.w3.org/ns/dcat#{kind}>")), "{kind}");
    }
    let (ours, theirs) =
        ("<http://dcat-ap.de/def/licenses/dl-by-de/2.0>", "<http://dcat-ap.de/def/licenses/odbl>");
    for form in ["json", "csv", "xlsx", "geojson", "ndjson", "ics"] {
        assert_eq!(of(&all, form, &format!("{DCT}license")), [ours], "{form}");
        let drawn = form == "geojson";
        let rights = of(&all, form, &format!("{DCT}rights"));
        assert_eq!(rights, if drawn { vec![theirs] } else { vec![] }, "{form}");
        let named = of(&all, form, &format!("{DCATDE}licenseAttributionByText"));
        assert_eq!(named.len(), 1 + usize::from(drawn), "{form}");
    }
    assert_eq!(of(&all, "stadtteile-geojson", &format!("{DCT}license")), [theirs]);
    let publisher = objects(&all, "http://xmlns.com/foaf/0.1/name");
    assert_eq!(publisher, BTreeSet::from(["\"Landeshauptstadt Magdeburg\""]));
    assert_eq!(of(&all, "measures", &format!("{DCT}modified")).len(), 1);
    assert_eq!(objects(&all, &format!("{DCATDE}contributorID")), BTreeSet::new());
}

#[test]
fn what_is_offered_can_be_had() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let all = turtle(&file(&api, &PUBLIC, "/v1/catalog?format=ttl"));
    let addresses = objects(&all, "http://www.w3.org/ns/dcat#accessURL");
    assert_eq!(addresses.len(), 7);
    for address in addresses {
        let address = address.trim_matches(['<', '>']);
        let answer = ureq::get(address).call().unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().split(';').next().unwrap();
        let known = objects(&all, "http://www.w3.org/ns/dcat#mediaType");
        let known =
            known.contains(&*format!("<https://www.iana.org/assignments/media-types/{kind}>"));
        assert!(known || kind == "application/x-ndjson", "{kind}: that is not registered");
    }
}

#[test]
fn the_operator_says_who_publishes_or_that_nobody_does() {
    let api = TestApi::with(Database::new(), |settings| {
        settings.open_data = Some(Publisher {
            name: "Stadt \"Nirgendwo\" \\ <Amt>".to_owned(),
            email: "daten@example.org".to_owned(),
            url: "https://example.org/a b".to_owned(),
            ags: Some("01234567".to_owned()),
            contributor: Some("http://dcat-ap.de/def/contributors/nirgendwo".to_owned()),
        });
    });
    let all = turtle(&file(&api, &PUBLIC, "/v1/catalog?format=ttl"));
    let place = objects(&all, &format!("{DCATDE}politicalGeocodingURI"));
    assert!(place.iter().all(|place| place.ends_with("/01234567>")), "{place:?}");
    assert_eq!(objects(&all, &format!("{DCATDE}contributorID")).len(), 1);
    let silent = TestApi::with(Database::new(), |settings| settings.open_data = None);
    assert_eq!(silent.get(&PUBLIC, "/v1/catalog").problem().0, 404);
    let geo = silent.get(&PUBLIC, "/v1/measures?format=geojson").json();
    assert_eq!(geo["licenses"].as_array().unwrap().len(), 1, "that of the geometry stays");
}

#[test]
fn the_form_is_chosen_like_everywhere() {
    let api = TestApi::new();
    let cases = [
        ("*/*", "application/ld+json"),
        ("application/json", "application/ld+json"),
        ("text/turtle;q=0.9, application/ld+json;q=0.2", "text/turtle"),
    ];
    for (accept, kind) in cases {
        let answer = ask(&api, accept);
        assert_eq!(answer.header("content-type").split(';').next(), Some(kind), "{accept}");
        let held = [("Accept", accept), ("If-None-Match", &*answer.etag())];
        assert_eq!(api.send("GET", &PUBLIC, "/v1/catalog", &held, None).status, 304, "{accept}");
    }
    let refused = ask(&api, "text/csv");
    assert_eq!(refused.problem().1, "not-acceptable");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("application/ld+json, text/turtle"), "{detail}");
    assert_eq!(api.get(&PUBLIC, "/v1/catalog?format=csv").problem().2, ["format unknown-value"]);
}
