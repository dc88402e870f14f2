//! What must hold before a pack is taken. Pointers begin with the name of the
//! pack's file.

use std::collections::HashSet;

use chrono_tz::Tz;
use serde_json::Value;

use super::{Catalog, Concept, TargetGroup};
use crate::domain::{Faults, Label, Rule};

const CODE_MAX: usize = 60;
const LABEL_MAX: usize = 500;

impl Catalog {
    /// Finds everything that does not fit together.
    pub fn check(&self, faults: &Faults) {
        faults.require(!self.concepts.is_empty(), "/concepts", Rule::Required);
        unique(&self.concepts, "/concepts", "id", |c| &c.id, faults);
        for (at, concept) in pointers("/concepts", &self.concepts) {
            check_concept(concept, &at, faults);
        }
        self.check_handlungsfelder(faults);
        self.check_guidelines(faults);
        self.check_stadtteile(faults);
        self.check_target_groups(faults);
        unique(&self.carrier_kinds, "/carrier-kinds", "code", |kind| &kind.code, faults);
        for (at, kind) in pointers("/carrier-kinds", &self.carrier_kinds) {
            check_line(&kind.code, &format!("{at}/code"), CODE_MAX, faults);
            check_line(&kind.sector, &format!("{at}/sector"), CODE_MAX, faults);
            check_label(&kind.label, &format!("{at}/label"), faults);
        }
        self.check_geometry(faults);
    }

    fn check_handlungsfelder(&self, faults: &Faults) {
        let list = &self.handlungsfelder;
        unique(list, "/handlungsfelder", "number", |hf| (&hf.concept, hf.number), faults);
        unique(list, "/handlungsfelder", "slug", |hf| (&hf.concept, &hf.slug), faults);
        for (at, hf) in pointers("/handlungsfelder", list) {
            let known = self.concept(&hf.concept).is_some();
            faults.require(known, format!("{at}/concept"), Rule::NoSuch("concept"));
            let range = Rule::OutOfRange { min: 1, max: 99 };
            faults.require((1..=99).contains(&hf.number), format!("{at}/number"), range);
            check_line(&hf.slug, &format!("{at}/slug"), CODE_MAX, faults);
            check_label(&hf.title, &format!("{at}/title"), faults);
            check_label(&hf.short_title, &format!("{at}/shortTitle"), faults);
        }
    }

    fn check_guidelines(&self, faults: &Faults) {
        unique(&self.guidelines, "/guidelines", "code", |g| (&g.concept, &g.code), faults);
        for (at, guideline) in pointers("/guidelines", &self.guidelines) {
            let known = self.concept(&guideline.concept).is_some();
            faults.require(known, format!("{at}/concept"), Rule::NoSuch("concept"));
            let field = self.handlungsfeld(&guideline.concept, guideline.handlungsfeld);
            let rule = Rule::NoSuch("Handlungsfeld");
            faults.require(!known || field.is_some(), format!("{at}/handlungsfeld"), rule);
            check_line(&guideline.code, &format!("{at}/code"), 10, faults);
            check_label(&guideline.label, &format!("{at}/label"), faults);
        }
    }

    fn check_stadtteile(&self, faults: &Faults) {
        unique(&self.stadtteile, "/stadtteile", "key", |stadtteil| &stadtteil.key, faults);
        let mut tiles = HashSet::new();
        for (at, stadtteil) in pointers("/stadtteile", &self.stadtteile) {
            check_line(&stadtteil.key, &format!("{at}/key"), 10, faults);
            check_line(&stadtteil.name, &format!("{at}/name"), 200, faults);
            let free = stadtteil.grid.is_none_or(|tile| tiles.insert((tile.col, tile.row)));
            faults.require(free, format!("{at}/grid"), Rule::Repeated);
        }
    }

    fn check_target_groups(&self, faults: &Faults) {
        unique(&self.target_groups, "/target-groups", "code", |group| &group.code, faults);
        for (at, group) in pointers("/target-groups", &self.target_groups) {
            check_line(&group.code, &format!("{at}/code"), CODE_MAX, faults);
            check_label(&group.label, &format!("{at}/label"), faults);
            let known = group.parents.iter().all(|parent| self.target_group(parent).is_some());
            let pointer = format!("{at}/parents");
            faults.require(known, pointer.as_str(), Rule::NoSuch("target group"));
            faults.require(!self.is_below_itself(group), pointer, Rule::Cycle);
        }
    }

    fn is_below_itself(&self, group: &TargetGroup) -> bool {
        let below = self.with_descendants(&group.code);
        below.iter().any(|code| group.parents.contains(code))
    }

    fn check_geometry(&self, faults: &Faults) {
        let Some(geometry) = &self.geometry else { return };
        let Some(features) = geometry.get("features").and_then(Value::as_array) else {
            return faults.add("/stadtteile.geojson/features", Rule::Required);
        };
        for (at, feature) in pointers("/stadtteile.geojson/features", features) {
            let key = feature.pointer("/properties/key").and_then(Value::as_str);
            let known = key.is_some_and(|key| self.stadtteil(key).is_some());
            faults.require(known, format!("{at}/properties/key"), Rule::NoSuch("Stadtteil"));
        }
    }
}

fn check_concept(concept: &Concept, at: &str, faults: &Faults) {
    let period = concept.period;
    let ordered = period.start <= period.end;
    faults.require(ordered, format!("{at}/period/end"), Rule::EndBeforeStart);
    let zone = concept.time_zone.parse::<Tz>().is_ok();
    faults.require(zone, format!("{at}/timeZone"), Rule::NoSuch("time zone"));
    let days = (1..=3650).contains(&concept.stale_after_days);
    let range = Rule::OutOfRange { min: 1, max: 3650 };
    faults.require(days, format!("{at}/staleAfterDays"), range);
    let threshold = (1..=100).contains(&concept.suppression_threshold);
    let range = Rule::OutOfRange { min: 1, max: 100 };
    faults.require(threshold, format!("{at}/suppressionThreshold"), range);
    check_line(&concept.id, &format!("{at}/id"), CODE_MAX, faults);
    check_line(&concept.reference_prefix, &format!("{at}/referencePrefix"), 10, faults);
    check_line(&concept.municipality.ags, &format!("{at}/municipality/ags"), 8, faults);
    check_line(&concept.municipality.name, &format!("{at}/municipality/name"), 200, faults);
    check_label(&concept.title, &format!("{at}/title"), faults);
}

fn check_label(label: &Label, at: &str, faults: &Faults) {
    check_line(&label.de, &format!("{at}/de"), LABEL_MAX, faults);
    check_line(&label.en, &format!("{at}/en"), LABEL_MAX, faults);
}

fn check_line(text: &str, at: &str, max: usize, faults: &Faults) {
    faults.require(!text.trim().is_empty(), at, Rule::Blank);
    faults.require(!text.contains(char::is_control), at, Rule::ControlCharacter);
    faults.require(text.chars().count() <= max, at, Rule::TooLong { max });
}

/// Each item with its pointer.
fn pointers<'a, T>(list: &str, items: &'a [T]) -> impl Iterator<Item = (String, &'a T)> {
    items.iter().enumerate().map(move |(index, item)| (format!("{list}/{index}"), item))
}

fn unique<'a, T, K: Eq + std::hash::Hash>(
    items: &'a [T],
    list: &str,
    member: &str,
    key: impl Fn(&'a T) -> K,
    faults: &Faults,
) {
    let mut seen = HashSet::new();
    for (at, item) in pointers(list, items) {
        faults.require(seen.insert(key(item)), format!("{at}/{member}"), Rule::Repeated);
    }
}
