//! A catalog of the usual size, so that the benchmark needs no data files.

use massnahmenregister::domain::Catalog;
use serde_json::{Value, json};

pub const CONCEPT: &str = "konzept-2020-2023";
pub const HANDLUNGSFELDER: u8 = 6;
pub const GUIDELINES: u8 = 5;
pub const STADTTEILE: usize = 40;
pub const TARGET_GROUPS: usize = 24;
pub const CARRIER_KINDS: usize = 12;

pub fn stadtteil(number: usize) -> String {
    format!("{:02}", number * 2 + 2)
}

pub fn target_group(number: usize) -> String {
    format!("group-{number}")
}

pub fn carrier_kind(number: usize) -> String {
    format!("kind-{number}")
}

pub fn guideline(handlungsfeld: u8, number: u8) -> String {
    format!("{handlungsfeld}.{number}")
}

fn label(text: String) -> Value {
    json!({"de": text, "en": text})
}

pub fn catalog() -> Catalog {
    let numbers = 1..=HANDLUNGSFELDER;
    let guidelines = numbers.clone().flat_map(|hf| (1..=GUIDELINES).map(move |n| (hf, n)));
    let catalog = json!({
        "concepts": [{
            "id": CONCEPT,
            "title": label("Konzept".into()),
            "municipality": {"ags": "15003000", "name": "Stadt"},
            "period": {"start": "2020-01-01", "end": "2023-12-31"},
            "timeZone": "Europe/Berlin",
            "referencePrefix": "IK",
            "staleAfterDays": 180,
            "guidelines": {"title": "L", "series": "R", "published": "2020", "publisher": "P"},
            "resolution": {"number": "1/19", "date": "2019-02-21", "body": "Stadtrat"},
        }],
        "handlungsfelder": numbers.map(|number| json!({
            "concept": CONCEPT, "number": number, "slug": format!("feld-{number}"),
            "title": label(format!("Feld {number}")), "shortTitle": label(format!("F{number}")),
        })).collect::<Vec<_>>(),
        "guidelines": guidelines.map(|(hf, n)| json!({
            "concept": CONCEPT, "code": guideline(hf, n), "handlungsfeld": hf,
            "label": label(format!("Leitlinie {hf}.{n}")),
        })).collect::<Vec<_>>(),
        "stadtteile": (0..STADTTEILE).map(|n| json!({
            "key": stadtteil(n), "name": format!("Stadtteil {n}"), "riverSide": null, "grid": null,
        })).collect::<Vec<_>>(),
        "target_groups": (0..TARGET_GROUPS).map(|n| json!({
            "code": target_group(n), "dimension": "audience", "parents": [],
            "label": label(format!("Gruppe {n}")),
        })).collect::<Vec<_>>(),
        "carrier_kinds": (0..CARRIER_KINDS).map(|n| json!({
            "code": carrier_kind(n), "sector": "public", "label": label(format!("Art {n}")),
        })).collect::<Vec<_>>(),
        "geometry": null,
    });
    serde_json::from_value(catalog).expect("it is written above")
}
