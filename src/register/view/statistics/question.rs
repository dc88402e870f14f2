//! What a statistic is asked of.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use super::explained::{Explained, Explanation, MeasureRef, NotCounted, Omission};
use crate::domain::{Caller, Day};
use crate::register::view::{Entry, Filter, Index, Moment, View};

/// How many measures a list behind a number names.
pub const NAMED: usize = 100;

/// The measures that `caller` may see and `filter` lets through, as they stood at
/// `moment`.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub view: &'a View,
    pub caller: &'a Caller,
    pub filter: &'a Filter,
    pub moment: Moment,
}

impl<'a> Question<'a> {
    /// What there is to count at `moment`; see [`View::counted_at`].
    pub fn index(&self, moment: Moment) -> Cow<'a, Index> {
        match moment.is_now() {
            true => Cow::Borrowed(&self.view.measures),
            false => Cow::Owned(self.view.counted_at(moment)),
        }
    }

    pub fn select(&self, index: &Index) -> RoaringBitmap {
        self.filter.select_all(index, self.caller)
    }

    /// The day it is asked of.
    pub fn day(&self) -> Day {
        self.moment.as_of.unwrap_or(self.view.today)
    }

    pub fn answer<T>(&self, body: T, explanation: Explanation) -> Explained<T> {
        let Moment { known_at, .. } = self.moment;
        let revision = self.view.revision_at(known_at);
        Explained { body, explanation, as_of: self.day(), known_at, revision }
    }
}

/// What is said of the measures that are left out, if there are any.
pub fn not_counted(
    index: &Index,
    reason: Omission,
    left_out: &RoaringBitmap,
) -> Option<NotCounted> {
    let count = left_out.len();
    (count > 0).then(|| NotCounted {
        reason,
        text: reason.text(),
        count,
        measures: named(index, left_out),
    })
}

/// The first of `slots` by their names.
pub fn named(index: &Index, slots: &RoaringBitmap) -> Vec<MeasureRef> {
    let entries = slots.iter().filter_map(|slot| index.entry(slot));
    entries.map(|entry| name(entry)).take(NAMED).collect()
}

pub fn name(entry: &Entry) -> MeasureRef {
    let measure = &entry.measure;
    MeasureRef {
        id: measure.id,
        reference: measure.state.reference.as_deref().map(str::to_owned),
        title: measure.content.title.to_string(),
    }
}
