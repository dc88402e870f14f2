use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Catalog;

/// What one catalog has that another has not, by names such as `stadtteil 06` or
/// `guideline integrationskonzept-2020-2023/4.2`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Difference {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Catalog {
    /// What turns this catalog into `next`.
    pub fn difference(&self, next: &Self) -> Difference {
        let (old, new) = (self.entries(), next.entries());
        let names = |entries: &BTreeMap<String, Value>, pick: &dyn Fn(&str) -> bool| {
            entries.keys().filter(|name| pick(name)).cloned().collect()
        };
        let mut difference = Difference {
            added: names(&new, &|name| !old.contains_key(name)),
            changed: names(&new, &|name| old.get(name).is_some_and(|was| *was != new[name])),
            removed: names(&old, &|name| !new.contains_key(name)),
        };
        if difference.is_empty() && self != next {
            difference.changed.push("the order of entries".to_owned());
        }
        difference
    }

    fn entries(&self) -> BTreeMap<String, Value> {
        let mut all = BTreeMap::new();
        put(&mut all, &self.concepts, |concept| name::concept(&concept.id));
        put(&mut all, &self.handlungsfelder, |hf| name::handlungsfeld(&hf.concept, hf.number));
        put(&mut all, &self.guidelines, |guide| name::guideline(&guide.concept, &guide.code));
        put(&mut all, &self.stadtteile, |stadtteil| name::stadtteil(&stadtteil.key));
        put(&mut all, &self.target_groups, |group| name::target_group(&group.code));
        put(&mut all, &self.carrier_kinds, |kind| name::carrier_kind(&kind.code));
        put(&mut all, self.geometry.as_slice(), |_| "geometry".to_owned());
        all
    }
}

fn put<T: Serialize>(
    all: &mut BTreeMap<String, Value>,
    entries: &[T],
    name: impl Fn(&T) -> String,
) {
    for entry in entries {
        let value = serde_json::to_value(entry).expect("an entry is plain JSON");
        all.insert(name(entry), value);
    }
}

/// How entries are called in reports.
pub mod name {
    pub fn concept(id: &str) -> String {
        format!("concept {id}")
    }

    pub fn handlungsfeld(concept: &str, number: u8) -> String {
        format!("handlungsfeld {concept}/{number}")
    }

    pub fn guideline(concept: &str, code: &str) -> String {
        format!("guideline {concept}/{code}")
    }

    pub fn stadtteil(key: &str) -> String {
        format!("stadtteil {key}")
    }

    pub fn target_group(code: &str) -> String {
        format!("target-group {code}")
    }

    pub fn carrier_kind(code: &str) -> String {
        format!("carrier-kind {code}")
    }
}
