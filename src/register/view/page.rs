use std::cmp::Ordering;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::entry::Entry;
use super::index::Index;
use crate::domain::Caller;
use crate::domain::words::words;

words!(
    /// What a list is ordered by.
    #[derive(Default)]
    SortBy {
        /// Registration.
        #[default]
        CreatedAt = "createdAt",
        UpdatedAt = "updatedAt",
        Title = "title",
        Reference = "reference",
        Start = "start",
        End = "end",
        /// How well a search fits; only with `q`.
        Relevance = "relevance",
    }
);

/// An order; what has no value comes last either way.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

/// Where a page ended: the sort value and the slot of its last measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    pub value: Value,
    pub slot: u32,
}

/// What an entry is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Number(i64),
    Text(Arc<str>),
    /// After everything else.
    None,
}

/// Some measures of a list, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub slots: Vec<u32>,
    /// Set if there are more.
    pub next: Option<Cursor>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Page {
    /// The next `limit` measures after `cursor`, in the order that `caller` sees;
    /// `tiers` are the sets to choose from, the best first.
    pub fn take(
        index: &Index,
        tiers: &[RoaringBitmap],
        (sort, caller): (Sort, &Caller),
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Self {
        let total = tiers.iter().map(RoaringBitmap::len).sum();
        let mut slots = match sort.by {
            SortBy::Relevance => by_relevance(tiers, cursor, limit + 1),
            SortBy::CreatedAt => by_slot(tiers, sort.descending, cursor, limit + 1),
            _ => by_value(index, tiers, (sort, caller), cursor, limit + 1),
        };
        let more = slots.len() > limit;
        slots.truncate(limit);
        let next = slots.last().filter(|_| more).map(|slot| Cursor {
            value: match sort.by {
                SortBy::Relevance => Value::Number(tier_of(tiers, *slot)),
                by => index.entry(*slot).map_or(Value::None, |entry| value(entry, by, caller)),
            },
            slot: *slot,
        });
        Self { slots, next, total }
    }
}

fn tier_of(tiers: &[RoaringBitmap], slot: u32) -> i64 {
    (0..).zip(tiers).find(|(_, set)| set.contains(slot)).map_or(i64::MAX, |(tier, _)| tier)
}

fn by_relevance(tiers: &[RoaringBitmap], cursor: Option<&Cursor>, limit: usize) -> Vec<u32> {
    let after = cursor.map(|cursor| match cursor.value {
        Value::Number(tier) => (tier, cursor.slot),
        _ => (0, cursor.slot),
    });
    let tiers = (0..).zip(tiers);
    let slots = tiers.flat_map(|(tier, set)| {
        let first = match after {
            Some((last, _)) if tier < last => return None.into_iter().flatten(),
            Some((last, slot)) if tier == last => slot.saturating_add(1),
            _ => 0,
        };
        Some(set.range(first..)).into_iter().flatten()
    });
    slots.take(limit).collect()
}

fn by_slot(
    tiers: &[RoaringBitmap],
    descending: bool,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Vec<u32> {
    let all = union(tiers);
    match (descending, cursor) {
        (false, None) => all.iter().take(limit).collect(),
        (false, Some(cursor)) => all.range(cursor.slot.saturating_add(1)..).take(limit).collect(),
        (true, None) => all.iter().rev().take(limit).collect(),
        (true, Some(cursor)) => all.range(..cursor.slot).rev().take(limit).collect(),
    }
}

fn by_value(
    index: &Index,
    tiers: &[RoaringBitmap],
    (sort, caller): (Sort, &Caller),
    cursor: Option<&Cursor>,
    limit: usize,
) -> Vec<u32> {
    let compare = |a: &(Value, u32), b: &(Value, u32)| compare(sort, a, b);
    let all = union(tiers);
    let valued = |slot| Some((value(index.entry(slot)?, sort.by, caller), slot));
    let found = all.iter().filter_map(valued);
    let after = cursor.map(|cursor| (cursor.value.clone(), cursor.slot));
    let after = |item: &(Value, u32)| {
        after.as_ref().is_none_or(|after| compare(item, after) == Ordering::Greater)
    };
    let mut found: Vec<(Value, u32)> = found.filter(after).collect();
    if found.len() > limit {
        found.select_nth_unstable_by(limit, compare);
        found.truncate(limit);
    }
    found.sort_unstable_by(compare);
    found.into_iter().map(|(_, slot)| slot).collect()
}

fn compare(sort: Sort, a: &(Value, u32), b: &(Value, u32)) -> Ordering {
    let known = (a.0 == Value::None).cmp(&(b.0 == Value::None));
    let order = a.0.cmp(&b.0).then(a.1.cmp(&b.1));
    known.then(if sort.descending { order.reverse() } else { order })
}

fn value(entry: &Entry, by: SortBy, caller: &Caller) -> Value {
    let day = |day: Option<crate::domain::Day>| {
        use chrono::Datelike;
        day.map_or(Value::None, |day| Value::Number(day.num_days_from_ce().into()))
    };
    let measure = &entry.measure;
    match by {
        SortBy::Title => Value::Text(Arc::clone(&entry.title_key)),
        SortBy::Reference => {
            measure.state.reference.as_deref().map_or(Value::None, |text| Value::Text(text.into()))
        }
        SortBy::Start => day(measure.period().first()),
        SortBy::End => day(measure.period().last()),
        SortBy::UpdatedAt => {
            let updated_at = entry.updated_at(caller).naive().and_utc();
            Value::Number(updated_at.timestamp_micros())
        }
        SortBy::CreatedAt | SortBy::Relevance => Value::Number(0),
    }
}

fn union(tiers: &[RoaringBitmap]) -> std::borrow::Cow<'_, RoaringBitmap> {
    match tiers {
        [one] => std::borrow::Cow::Borrowed(one),
        tiers => {
            let all = tiers.iter().fold(RoaringBitmap::new(), |all, tier| all | tier);
            std::borrow::Cow::Owned(all)
        }
    }
}
