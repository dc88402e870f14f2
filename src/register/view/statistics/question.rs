//! What a statistic is asked of.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use super::explained::{Explained, Explanation, MeasureRef, NotCounted, Omission};
use crate::domain::{Caller, Day};
use crate::register::view::{Dim, Filter, Index, Moment, View};

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

    /// The concept it is asked of, if it is one.
    pub fn concept(&self) -> Option<&'a str> {
        let asked = self.filter.dims.iter().find(|(dim, _)| *dim == Dim::Concept);
        match asked.map(|(_, ids)| ids.as_slice()) {
            Some([one]) => Some(one),
            _ => None,
        }
    }

    /// What is said of unpublished measures, to who sees them.
    fn publications(&self) -> Option<(&'static str, &'static str)> {
        let asked = self.filter.dims.iter().any(|(dim, _)| *dim == Dim::Publication);
        let insider = self.caller.sees_all() || !self.caller.own_carriers().is_empty();
        (insider && !asked).then_some((
            " Darin ist auch, was nicht öffentlich ist, soweit der, der fragt, es sieht: Entwürfe, Eingereichtes, Zurückgezogenes, Archiviertes; „publication=published“ lässt es weg.",
            " This includes what is not public, as far as whoever asks sees it: drafts, what is submitted, withdrawn or archived; “publication=published” leaves it out.",
        ))
    }

    /// The day it is asked of.
    pub fn day(&self) -> Day {
        self.moment.as_of.unwrap_or(self.view.today)
    }

    pub fn answer<T>(&self, body: T, mut explanation: Explanation) -> Explained<T> {
        explanation.formula.add(self.publications());
        let Moment { known_at, .. } = self.moment;
        let revision = self.view.revision_at(known_at, self.caller);
        Explained { body, explanation, as_of: self.day(), known_at, revision }
    }

    /// What is said of the measures that are left out, if there are any.
    pub fn not_counted(
        &self,
        index: &Index,
        reason: Omission,
        left_out: &RoaringBitmap,
    ) -> Option<NotCounted> {
        let count = left_out.len();
        (count > 0).then(|| NotCounted {
            reason,
            text: reason.text(),
            count,
            measures: self.name_all(index, left_out, NAMED),
        })
    }

    /// The first `most` of `slots` by their names.
    pub fn name_all(&self, index: &Index, slots: &RoaringBitmap, most: usize) -> Vec<MeasureRef> {
        slots.iter().filter_map(|slot| self.name(index, slot)).take(most).collect()
    }

    /// A measure by its names of then, if the caller may see it now: what was public
    /// once is counted as it was, but named no more.
    pub fn name(&self, index: &Index, slot: u32) -> Option<MeasureRef> {
        let now = self.view.measures.entry(slot)?;
        let then = &index.entry(slot)?.measure;
        self.caller.sees(&now.measure).then(|| MeasureRef {
            id: then.id,
            reference: then.state.reference.as_deref().map(str::to_owned),
            title: then.content.title.to_string(),
        })
    }
}
