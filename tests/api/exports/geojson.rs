use serde_json::{Value, json};

use super::file;
use crate::harness::{PUBLIC, TestApi, complete};

#[test]
fn a_measure_is_a_feature_with_the_polygons_of_its_stadtteile() {
    let api = TestApi::new();
    let carrier = api.carrier_of(json!({"name": "V", "kind": "association", "trusted": true}));
    let officer = api.officer(carrier);
    for (reach, stadtteile) in [("stadtteile", json!(["06", "08"])), ("citywide", json!([]))] {
        let mut body = complete(carrier);
        body["reach"] = reach.into();
        body["stadtteile"] = stadtteile;
        let id = api.post(&officer, "/v1/measures", body).expect(201)["id"].clone();
        let path = format!("/v1/measures/{}/submissions", id.as_str().unwrap());
        api.post(&officer, &path, json!({})).expect(200);
    }
    let geo = file(&api, &PUBLIC, "/v1/measures?format=geojson");
    let geo: Value = serde_json::from_slice(&geo).unwrap();
    assert_eq!(geo["type"], "FeatureCollection");
    let features = geo["features"].as_array().unwrap();
    let list = api.get(&PUBLIC, "/v1/measures").expect(200);
    for (feature, item) in features.iter().zip(list["items"].as_array().unwrap()) {
        assert_eq!(feature["type"], "Feature");
        assert_eq!(feature["id"], item["id"]);
        assert_eq!(&feature["properties"], item, "the same as in the list");
    }
    assert_eq!(features.len(), 2);
    let source: Value =
        serde_json::from_slice(&file(&api, &PUBLIC, "/v1/stadtteile?format=geojson")).unwrap();
    let polygons: Vec<&Value> = ["06", "08"].into_iter().map(|key| polygon(&source, key)).collect();
    let expected = json!({"type": "MultiPolygon", "coordinates": polygons});
    assert_eq!(features[0]["geometry"], expected);
    assert_eq!(features[1]["geometry"], Value::Null, "the whole city has none");
}

#[test]
fn the_polygons_are_a_file_with_a_name() {
    let api = TestApi::new();
    let today = api.register.view().today;
    let answer = api.get(&PUBLIC, "/v1/stadtteile?format=geojson");
    let name = answer.header("content-disposition");
    assert_eq!(name, format!("attachment; filename=\"stadtteile-{today}.geojson\""));
}

/// The coordinates of a Stadtteil that is one piece.
fn polygon<'v>(source: &'v Value, key: &str) -> &'v Value {
    let features = source["features"].as_array().unwrap();
    let found = features.iter().find(|feature| feature["properties"]["key"] == key).unwrap();
    assert_eq!(found["geometry"]["type"], "Polygon");
    &found["geometry"]["coordinates"]
}

#[test]
fn both_licences_stand_in_the_file() {
    let api = TestApi::new();
    let geo: Value =
        serde_json::from_slice(&file(&api, &PUBLIC, "/v1/measures?format=geojson")).unwrap();
    assert!(geo["attribution"].as_str().unwrap().contains("© OpenStreetMap-Mitwirkende"));
    let licences = geo["licenses"].as_array().unwrap();
    let named: Vec<_> = licences.iter().map(|l| (&l["of"], &l["id"])).collect();
    assert_eq!(
        named,
        [(&json!("measures"), &json!("dl-de/by-2-0")), (&json!("geometry"), &json!("ODbL-1.0"))]
    );
    assert_eq!(licences[0]["attribution"], "Landeshauptstadt Magdeburg");
    assert_eq!(geo["features"], json!([]), "an empty register is a file, too");
}
