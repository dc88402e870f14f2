//! Descriptions as JSON-LD 1.1.

use serde_json::{Map, Value, json};

use super::dcat::{Object, PREFIXES, Resource};

pub const MEDIA_TYPE: &str = "application/ld+json";

pub fn write(resource: &Resource) -> Value {
    let prefixes = PREFIXES.iter().map(|(name, address)| ((*name).to_owned(), (*address).into()));
    let mut all = Map::from_iter([("@context".to_owned(), prefixes.collect::<Map<_, _>>().into())]);
    all.extend(object(resource));
    all.into()
}

fn object(resource: &Resource) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("@id".to_owned(), resource.iri.as_str().into());
    members.insert("@type".to_owned(), resource.kind.into());
    for (property, value) in &resource.says {
        let value = match value {
            Object::Iri(iri) => json!({"@id": iri}),
            Object::Text(text) => json!({"@value": text}),
            Object::In(lang, text) => json!({"@value": text, "@language": lang.tag()}),
            Object::Typed(text, kind) => json!({"@value": text, "@type": kind}),
            Object::Resource(resource) => object(resource).into(),
        };
        let values = members.entry(*property).or_insert_with(|| json!([]));
        if let Value::Array(values) = values {
            values.push(value);
        }
    }
    members
}
