use std::sync::Arc;

use imbl::OrdMap;
use roaring::RoaringBitmap;

use super::slots::Slots;
use crate::domain::Measure;
use crate::domain::measure::{Flag, Status};
use crate::domain::words::words;

words!(
    /// What measures are found and counted by.
    Dim {
        Concept = "concept",
        /// Primary or further.
        Handlungsfeld = "handlungsfeld",
        Primary = "primary-handlungsfeld",
        Guideline = "guideline",
        Stadtteil = "stadtteil",
        Reach = "reach",
        TargetGroup = "target-group",
        Carrier = "carrier",
        Partner = "partner",
        CarrierKind = "carrier-kind",
        Status = "status",
        Publication = "publication",
        Flag = "flag",
        Year = "year",
        Source = "source",
        Predecessor = "predecessor",
    }
);

/// One value of one dimension.
pub type Key = (Dim, Arc<str>);

/// For each value of each dimension the slots that have it. Cheap to clone;
/// values that nothing has are not there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bitmaps([OrdMap<Arc<str>, Arc<Slots>>; Dim::ALL.len()]);

impl Bitmaps {
    pub fn get(&self, dim: Dim, code: &str) -> Option<&RoaringBitmap> {
        self.0[dim as usize].get(code).map(|slots| slots.all())
    }

    pub fn of(all: impl IntoIterator<Item = (Key, RoaringBitmap)>) -> Self {
        let mut bitmaps = Self::default();
        for ((dim, code), slots) in all {
            bitmaps.0[dim as usize].insert(code, Arc::new(slots.into()));
        }
        bitmaps
    }

    /// All values of a dimension, in order.
    pub fn values(&self, dim: Dim) -> impl Iterator<Item = (&str, &RoaringBitmap)> {
        self.0[dim as usize].iter().map(|(code, slots)| (&**code, slots.all()))
    }

    /// Whatever has one of `codes`.
    pub fn any<'a>(&self, dim: Dim, codes: impl IntoIterator<Item = &'a str>) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        for bitmap in codes.into_iter().filter_map(|code| self.get(dim, code)) {
            found |= bitmap;
        }
        found
    }

    pub fn insert(&mut self, (dim, code): Key, slot: u32) {
        Arc::make_mut(self.0[dim as usize].entry(code).or_default()).insert(slot);
    }

    pub fn remove(&mut self, (dim, code): &Key, slot: u32) {
        let values = &mut self.0[*dim as usize];
        let Some(slots) = values.get_mut(code) else { return };
        let slots = Arc::make_mut(slots);
        slots.remove(slot);
        if slots.all().is_empty() {
            values.remove(code);
        }
    }
}

/// What measures have on another day, in the making: slots in order.
#[derive(Default)]
pub struct Days {
    statuses: [Vec<u32>; Status::ALL.len()],
    flags: [Vec<u32>; Flag::ALL.len()],
}

impl Days {
    pub fn put(&mut self, slot: u32, status: Status, flags: [(bool, Flag); 3]) {
        self.statuses[status as usize].push(slot);
        for (_, flag) in flags.into_iter().filter(|(holds, _)| *holds) {
            self.flags[flag as usize].push(slot);
        }
    }
}

/// Much faster than to insert one after the other.
fn bitmap(slots: Vec<u32>) -> RoaringBitmap {
    RoaringBitmap::from_sorted_iter(slots).expect("slots come in order")
}

impl Bitmaps {
    /// Replaces what depends on the day; gives the slots that are still to be seen.
    pub fn replace(&mut self, days: Days) -> RoaringBitmap {
        let passing = [Flag::LateStart, Flag::Overdue, Flag::Stale];
        let mut all = RoaringBitmap::new();
        for (status, slots) in Status::ALL.iter().zip(days.statuses) {
            let slots = bitmap(slots);
            all |= &slots;
            self.put(Dim::Status, status.as_str(), slots);
        }
        for (flag, slots) in Flag::ALL.iter().zip(days.flags) {
            if passing.contains(flag) {
                self.put(Dim::Flag, flag.as_str(), bitmap(slots));
            }
        }
        for (code, slots) in std::mem::take(&mut self.0[Dim::Publication as usize]) {
            self.put(Dim::Publication, &code, slots.all() & &all);
        }
        all
    }

    fn put(&mut self, dim: Dim, code: &str, slots: RoaringBitmap) {
        let values = &mut self.0[dim as usize];
        match slots.is_empty() {
            true => drop(values.remove(code)),
            false => drop(values.insert(code.into(), Arc::new(slots.into()))),
        }
    }
}

/// Years that get a bitmap; real measures began in 1994 and open ends go on.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1990..=2040;

/// All keys of a measure; sorted, each once.
pub fn keys(measure: &Measure, kind: Option<&str>, status: Status, flags: &[Flag]) -> Vec<Key> {
    let content = &measure.content;
    let mut keys: Vec<Key> = Vec::with_capacity(32);
    let mut add = |dim, code: &str| keys.push((dim, code.into()));
    add(Dim::Concept, &measure.concept);
    for number in content.handlungsfelder() {
        add(Dim::Handlungsfeld, &number.to_string());
    }
    if let Some(number) = content.handlungsfeld {
        add(Dim::Primary, &number.to_string());
    }
    content.guidelines.iter().for_each(|code| add(Dim::Guideline, code));
    content.stadtteile.iter().for_each(|key| add(Dim::Stadtteil, key));
    content.target_groups.iter().for_each(|code| add(Dim::TargetGroup, code));
    if let Some(reach) = content.reach {
        add(Dim::Reach, reach.as_str());
    }
    add(Dim::Carrier, &measure.carrier.to_string());
    for partner in content.partners.iter().filter_map(|partner| partner.carrier) {
        add(Dim::Partner, &partner.to_string());
    }
    if let Some(kind) = kind {
        add(Dim::CarrierKind, kind);
    }
    add(Dim::Status, status.as_str());
    add(Dim::Publication, measure.state.publication.as_str());
    flags.iter().for_each(|flag| add(Dim::Flag, flag.as_str()));
    for year in years(measure) {
        add(Dim::Year, &year.to_string());
    }
    if let Some(external) = &measure.external {
        add(Dim::Source, &external.source);
    }
    if let Some(predecessor) = content.predecessor {
        add(Dim::Predecessor, &predecessor.to_string());
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The years in which the work takes place. Without a start there are none; an
/// unknown end is taken to be in the year of the start.
fn years(measure: &Measure) -> std::ops::RangeInclusive<i32> {
    use chrono::Datelike;
    let period = measure.period();
    let Some(first) = period.first().map(|day| day.year()) else {
        #[expect(clippy::reversed_empty_ranges, reason = "no year at all")]
        return 1..=0;
    };
    let last = match period.last() {
        Some(last) => last.year(),
        None if period.open_ended => *YEARS.end(),
        None => first,
    };
    first.max(*YEARS.start())..=last.min(*YEARS.end())
}
