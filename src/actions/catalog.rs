//! Loading a catalog pack.

use std::collections::{BTreeMap, BTreeSet};

use super::administer;
use crate::domain::catalog::{Difference, name};
use crate::domain::measure::Content;
use crate::domain::{Caller, Catalog, Conflict, Deed, Error, Faults, Measure, Result};
use crate::formats::pack;
use crate::register::{Tx, View};

/// Puts `pack` in place of the catalog, and tells what that changed. The same pack
/// again writes nothing; an entry that is still used is not taken away.
pub fn load_catalog(tx: &mut Tx<'_>, by: &Caller, pack: Catalog) -> Result<Difference> {
    administer(by)?;
    let faults = Faults::default();
    pack.check(&faults);
    faults.into_result(())?;
    let difference = tx.view.catalog.difference(&pack);
    let used = still_used(tx.view, &difference.removed);
    if !used.is_empty() {
        return Err(Error::Conflict(Conflict::InUse(used)));
    }
    if !difference.is_empty() {
        let threshold = pack.suppression_threshold();
        tx.save_catalog(by.actor(None), pack)?;
        withhold_below(tx, by, threshold)?;
    }
    Ok(difference)
}

/// Lets a higher threshold hold for figures that are there already.
fn withhold_below(tx: &mut Tx<'_>, by: &Caller, threshold: u64) -> Result<()> {
    let view = tx.view;
    if threshold <= view.catalog.suppression_threshold() {
        return Ok(());
    }
    for figures in view.populations() {
        if let Some(next) = figures.under(threshold, tx.now) {
            tx.save_population(Deed::Edit, by.actor(None), next)?;
        }
    }
    Ok(())
}

/// Loads the built-in pack into a register that has no catalog yet; `None` if it
/// has one.
pub fn load_default(tx: &mut Tx<'_>) -> Result<Option<Difference>> {
    if *tx.view.catalog != Catalog::default() {
        return Ok(None);
    }
    let pack = pack::built_in().map_err(Error::internal)?;
    load_catalog(tx, &Caller::System, pack).map(Some)
}

/// Those of `removed` that records point at, each with how many.
fn still_used(view: &View, removed: &[String]) -> Vec<String> {
    if removed.is_empty() {
        return Vec::new();
    }
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for (_, entry) in view.measures.entries() {
        for name in names_in(&entry.measure) {
            *uses.entry(name).or_default() += 1;
        }
    }
    for carrier in view.carriers() {
        *uses.entry(name::carrier_kind(&carrier.content.kind)).or_default() += 1;
    }
    for stadtteil in view.populations().flat_map(|figures| &figures.content.items) {
        *uses.entry(name::stadtteil(&stadtteil.stadtteil)).or_default() += 1;
    }
    let used = removed.iter().filter_map(|name| Some((name, uses.get(name)?)));
    used.map(|(name, count)| format!("{name} ({count})")).collect()
}

/// The entries a measure points at, as it is and as it may become.
fn names_in(measure: &Measure) -> BTreeSet<String> {
    let concept = &measure.concept;
    let mut names = BTreeSet::from([name::concept(concept)]);
    let mut put = |content: &Content| {
        let fields = content.handlungsfelder();
        names.extend(fields.iter().map(|number| name::handlungsfeld(concept, *number)));
        names.extend(content.guidelines.iter().map(|code| name::guideline(concept, code)));
        names.extend(content.stadtteile.iter().map(|key| name::stadtteil(key)));
        names.extend(content.target_groups.iter().map(|code| name::target_group(code)));
    };
    put(&measure.content);
    if let Some(revision) = &measure.state.revision {
        put(&revision.content);
    }
    names
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::actions::trial::Testing;
    use crate::domain::measure::Revision;
    use crate::domain::{Role, SessionId, UserId};

    fn pack() -> Catalog {
        pack::built_in().unwrap()
    }

    fn load(testing: &Testing, pack: Catalog) -> Result<Difference> {
        testing.write(|tx| load_catalog(tx, &Caller::System, pack))
    }

    #[test]
    fn the_same_pack_again_writes_nothing() {
        let testing = Testing::new();
        let first = testing.write(load_default).unwrap().unwrap();
        assert_eq!((first.added.len(), first.changed.len(), first.removed.len()), (125, 0, 0));
        assert_eq!(testing.seq(), 1);
        assert!(load(&testing, pack()).unwrap().is_empty());
        assert_eq!(testing.write(load_default).unwrap(), None);
        assert_eq!(testing.seq(), 1);
        assert_eq!(*testing.register.view().catalog, pack());
    }

    #[test]
    fn what_a_pack_changes_is_told() {
        let testing = Testing::with_catalog();
        let mut next = pack();
        next.guidelines[0].label.de = "Anders".to_owned();
        next.stadtteile.pop();
        let features = next.geometry.as_mut().unwrap()["features"].as_array_mut().unwrap();
        features.retain(|feature| feature["properties"]["key"] != "78");
        next.target_groups[0].code = "all".to_owned();
        let told = load(&testing, next).unwrap();
        assert_eq!(told.added, ["target-group all"]);
        assert_eq!(told.changed, ["geometry", "guideline integrationskonzept-2020-2023/1.1"]);
        assert_eq!(told.removed, ["stadtteil 78", "target-group everyone"]);
        let mut turned = (*testing.register.view().catalog).clone();
        turned.carrier_kinds.reverse();
        assert_eq!(load(&testing, turned).unwrap().changed, ["the order of entries"]);
        assert_eq!(testing.register.view().catalog.carrier_kinds[0].code, "individual");
    }

    #[test]
    fn what_is_still_used_is_not_taken_away() {
        let testing = Testing::with_catalog();
        let carrier = testing.carrier("A");
        for _ in 0..2 {
            testing.measure(carrier, |measure| {
                let content = Arc::make_mut(&mut measure.content);
                content.stadtteile = ["06".into()].into();
                let content = Content { target_groups: ["women".into()].into(), ..content.clone() };
                let by = Caller::System.actor(None);
                let at = measure.created_at;
                measure.state.revision = Some(Revision { content, by, at }.into());
            });
        }
        let mut next = pack();
        next.stadtteile.retain(|stadtteil| !["06", "08"].contains(&stadtteil.key.as_str()));
        next.target_groups.retain(|group| group.code != "women");
        next.carrier_kinds.retain(|kind| kind.code != "association");
        next.geometry = None;
        match load(&testing, next) {
            Err(Error::Conflict(Conflict::InUse(used))) => assert_eq!(
                used,
                ["carrier-kind association (1)", "stadtteil 06 (2)", "target-group women (2)"]
            ),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_fault_of_a_pack_is_told_at_once() {
        let mut broken = pack();
        broken.concepts[0].time_zone = "Europe/Magdeburg".to_owned();
        broken.concepts[0].period.end = "2019-12-31".parse().unwrap();
        broken.handlungsfelder[1].number = 1;
        broken.guidelines[0].handlungsfeld = 9;
        broken.guidelines[1].concept = "other".to_owned();
        broken.stadtteile[1].key = "01".to_owned();
        broken.stadtteile[2].grid = broken.stadtteile[0].grid;
        broken.target_groups[0].parents = vec!["nobody".to_owned()];
        broken.target_groups[1].parents = vec!["established-population".to_owned()];
        broken.carrier_kinds[0].label.en = "\0".to_owned();
        let Err(Error::Invalid(faults)) = load(&Testing::new(), broken) else { panic!("taken") };
        let told: Vec<_> =
            faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.rule.code())).collect();
        let expected = [
            "/concepts/0/period/end end-before-start",
            "/concepts/0/timeZone no-such",
            "/handlungsfelder/1/number repeated",
            "/guidelines/0/handlungsfeld no-such",
            "/guidelines/1/concept no-such",
            "/stadtteile/1/key repeated",
            "/stadtteile/2/grid repeated",
            "/target-groups/0/parents no-such",
            "/target-groups/1/parents cycle",
            "/carrier-kinds/0/label/en control-character",
            "/stadtteile.geojson/features/1/properties/key no-such",
        ];
        for fault in expected {
            assert!(told.iter().any(|found| found == fault), "{fault} is not in {told:#?}");
        }
    }

    #[test]
    fn only_an_administrator_loads() {
        let user = |role| Caller::User {
            id: UserId::new(),
            session: SessionId::new(),
            role,
            memberships: Vec::new(),
        };
        let testing = Testing::new();
        for (caller, allowed) in [
            (Caller::Public, false),
            (user(Some(Role::Planner)), false),
            (user(Some(Role::Administrator)), true),
        ] {
            let loaded = testing.write(move |tx| load_catalog(tx, &caller, pack()));
            assert_eq!(loaded.is_ok(), allowed);
        }
    }
}
