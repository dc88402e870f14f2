//! Measures as GeoJSON (RFC 7946): each a feature with the polygons of its Stadtteile.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::open_data::{DL_DE_BY, MAPPERS, ODBL, Publisher};

pub const MEDIA_TYPE: &str = "application/geo+json";

/// The polygons of each Stadtteil, as JSON.
#[derive(Debug, Default)]
pub struct Polygons(HashMap<String, Vec<String>>);

impl Polygons {
    /// Of the geometry of a catalog, which names Stadtteile in `properties.key`.
    pub fn of(geometry: &Value) -> Self {
        let features = geometry["features"].as_array().into_iter().flatten();
        let keyed = features.filter_map(|feature| {
            let key = feature["properties"]["key"].as_str()?.to_owned();
            let shape = &feature["geometry"];
            let polygons = match shape["type"].as_str()? {
                "Polygon" => vec![shape["coordinates"].to_string()],
                "MultiPolygon" => {
                    shape["coordinates"].as_array()?.iter().map(Value::to_string).collect()
                }
                _ => return None,
            };
            Some((key, polygons))
        });
        Self(keyed.collect())
    }
}

/// Begins the file: who made what of it, and under which terms it may be used.
pub fn begin(out: &mut Vec<u8>, geometry: Option<&Value>, publisher: Option<&Publisher>) {
    let mut head = Map::from_iter([("type".to_owned(), "FeatureCollection".into())]);
    let mut licences = Vec::new();
    head.insert("attribution".to_owned(), Value::Null);
    if let Some(publisher) = publisher {
        licences.push(json!({
            "of": "measures", "id": DL_DE_BY.id, "url": DL_DE_BY.url,
            "attribution": publisher.name,
        }));
    }
    if let Some(geometry) = geometry {
        let attribution = geometry["attribution"].as_str().unwrap_or(MAPPERS);
        licences.push(json!({
            "of": "geometry", "id": ODBL.id, "url": ODBL.url, "attribution": attribution,
        }));
        head.insert("attribution".to_owned(), attribution.into());
    }
    head.insert("licenses".to_owned(), licences.into());
    let head = Value::from(head).to_string();
    out.extend(head.trim_end_matches('}').as_bytes());
    out.extend(b",\"features\":[");
}

/// A measure with its record as JSON. What reaches further than Stadtteile, or names
/// none, has no geometry.
pub fn feature<'s>(
    out: &mut Vec<u8>,
    id: &str,
    polygons: &Polygons,
    stadtteile: impl IntoIterator<Item = &'s str>,
    record: &[u8],
) {
    out.extend(format!("{{\"type\":\"Feature\",\"id\":\"{id}\",\"geometry\":").as_bytes());
    let found = stadtteile.into_iter().filter_map(|key| polygons.0.get(key)).flatten();
    for (place, polygon) in found.enumerate() {
        let before: &[u8] = match place {
            0 => b"{\"type\":\"MultiPolygon\",\"coordinates\":[",
            _ => b",",
        };
        out.extend(before);
        out.extend(polygon.as_bytes());
    }
    let end: &[u8] = if out.ends_with(b":") { b"null" } else { b"]}" };
    out.extend(end);
    out.extend(b",\"properties\":");
    out.extend(record);
    out.push(b'}');
}

pub fn end(out: &mut Vec<u8>) {
    out.extend(b"]}");
}
