//! What may be noticed of the log: by those who see all, and by the public. What the
//! public is told is named by the last change that it can notice, so that it does not
//! even hear that something else was written.

use std::cmp::Ordering;

use imbl::Vector;

use super::{Sight, View};
use crate::domain::{Caller, Instant};

/// The changes that somebody can notice, oldest first; of those of one moment the last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Revisions(Vector<(Instant, i64)>);

impl Revisions {
    pub(super) fn note(&mut self, at: Instant, seq: i64) {
        if self.0.last().is_some_and(|(last, _)| *last == at) {
            self.0.pop_back();
        }
        self.0.push_back((at, seq));
    }

    pub(super) fn last(&self) -> i64 {
        self.0.last().map_or(0, |(_, seq)| *seq)
    }

    /// The last up to `instant`.
    fn at(&self, instant: Instant) -> i64 {
        let later = |(at, _): &(Instant, i64)| match *at <= instant {
            true => Ordering::Less,
            false => Ordering::Greater,
        };
        let (Ok(next) | Err(next)) = self.0.binary_search_by(later);
        next.checked_sub(1).map_or(0, |last| self.0[last].1)
    }

    /// When the change `seq` was made.
    pub(super) fn made_at(&self, seq: i64) -> Option<Instant> {
        let (Ok(place) | Err(place)) = self.0.binary_search_by_key(&seq, |(_, last)| *last);
        self.0.get(place).map(|(at, _)| *at)
    }
}

impl View {
    /// The last change that `caller` may notice.
    pub fn revision(&self, caller: &Caller) -> i64 {
        self.revisions(caller).last()
    }

    /// The same as it was at `instant`, or is now.
    pub fn revision_at(&self, instant: Option<Instant>, caller: &Caller) -> i64 {
        let revisions = self.revisions(caller);
        instant.map_or_else(|| revisions.last(), |instant| revisions.at(instant))
    }

    fn revisions(&self, caller: &Caller) -> &Revisions {
        match caller {
            Caller::Public => &self.public_revisions,
            _ => &self.revisions,
        }
    }

    /// Notes the changes after `seq` that the public notices.
    pub(in crate::register) fn note_public(&mut self, seq: i64) {
        let seen = self.feed.after(seq).filter_map(|(seq, slot)| {
            let Some(slot) = slot else { return Some(seq) };
            let entry = self.measures.entry(slot)?;
            let place = entry.versions.binary_search_by_key(&seq, |version| version.seq).ok()?;
            (entry.sight(place, &Caller::Public) != Sight::Nothing).then_some(seq)
        });
        let seen: Vec<i64> = seen.collect();
        for seq in seen {
            self.public_revisions.note(self.made_at(seq), seq);
        }
    }
}
