use roaring::RoaringBitmap;

use super::bitmaps::Dim;
use super::index::Index;
use crate::domain::{Caller, Day, Instant};

/// What a list or a statistic is narrowed by. Values of one dimension are
/// alternatives; dimensions must all hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub dims: Vec<(Dim, Vec<String>)>,
    /// The work shares a day with `from..=to`.
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// Changed at or after this moment.
    pub updated_since: Option<Instant>,
    /// Words to search for.
    pub q: Option<String>,
}

impl Filter {
    /// What `caller` is shown and the filter lets through; for a search in tiers,
    /// the best first.
    pub fn select(&self, index: &Index, caller: &Caller) -> Vec<RoaringBitmap> {
        let mut found = index.shown(caller);
        for (dim, codes) in &self.dims {
            match codes.as_slice() {
                [code] => match index.bitmaps.get(*dim, code) {
                    Some(bitmap) => found &= bitmap,
                    None => found.clear(),
                },
                codes => found &= index.bitmaps.any(*dim, codes.iter().map(String::as_str)),
            }
        }
        if self.from.is_some() || self.to.is_some() || self.updated_since.is_some() {
            found = found.iter().filter(|slot| self.lets_through(index, *slot, caller)).collect();
        }
        match &self.q {
            None => vec![found],
            Some(q) => {
                let mut tiers = index.searches.find(q).map(|hits| hits.tiers).unwrap_or_default();
                tiers.iter_mut().for_each(|tier| *tier &= &found);
                tiers
            }
        }
    }

    /// All of [`select`](Self::select) as one set.
    pub fn select_all(&self, index: &Index, caller: &Caller) -> RoaringBitmap {
        let tiers = self.select(index, caller);
        tiers.into_iter().reduce(|all, tier| all | tier).unwrap_or_default()
    }

    fn lets_through(&self, index: &Index, slot: u32, caller: &Caller) -> bool {
        let Some(entry) = index.entry(slot) else { return false };
        let measure = &entry.measure;
        let (from, to) = (self.from.unwrap_or(Day::MIN), self.to.unwrap_or(Day::MAX));
        measure.period().touches(from, to)
            && self.updated_since.is_none_or(|since| entry.updated_at(caller) >= since)
    }
}
