//! The view of another moment: what was true on a day, and what the register
//! knew at an instant.
//!
//! Counts keep the past as it was, so that an old report says what it said. Records
//! are shown of the past only to those who may see them now: what was archived since
//! is not public in any version.

use std::sync::Arc;

use super::{Entry, Index, Version, View};
use crate::domain::measure::{StatusChange, standing_entries};
use crate::domain::{Day, Instant};

/// The two clocks. Without either it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Moment {
    /// What was true on this day.
    pub as_of: Option<Day>,
    /// What the register knew at this instant.
    pub known_at: Option<Instant>,
}

impl Moment {
    pub fn is_now(self) -> bool {
        self == Self::default()
    }
}

impl View {
    /// One measure as it stood at `moment`.
    pub fn entry_at(&self, now: &Arc<Entry>, moment: Moment) -> Option<Arc<Entry>> {
        if moment.is_now() {
            return Some(Arc::clone(now));
        }
        let known =
            |version: &&Version| moment.known_at.is_none_or(|instant| version.at() <= instant);
        let measure = Arc::clone(&now.versions.iter().rfind(known)?.measure);
        let day = moment.as_of.unwrap_or(self.today);
        let status = measure.status_on(day)?;
        Some(Arc::new(self.make_entry(now.versions.clone(), measure, status, day)))
    }

    /// What there is to count at `moment`: as in [`measures_at`](Self::measures_at),
    /// but without making the entries of another day, which takes most of the time.
    /// So an entry may show another day than that of `moment`, and a value may have
    /// slots that are not in [`all`](Index::all).
    pub fn counted_at(&self, moment: Moment) -> Index {
        let mut index = match moment {
            Moment { as_of: None, known_at: None } => return self.measures.clone(),
            Moment { known_at: None, .. } => self.measures.clone(),
            Moment { known_at: Some(instant), .. } => self.measures_known_at(instant),
        };
        index.turn_to(moment.as_of.unwrap_or(self.today));
        index
    }

    /// The measures as they were known at an instant, of whatever day. Only those that
    /// have changed since are made anew, if they are few.
    fn measures_known_at(&self, instant: Instant) -> Index {
        let moment = Moment { as_of: Some(Day::MAX), known_at: Some(instant) };
        let changed = |now: &Entry| now.measure.updated_at > instant;
        let number = self.measures.entries().filter(|(_, now)| changed(now)).count();
        if number * 2 > self.measures.slots() as usize {
            return self.measures_then(moment);
        }
        let mut past = self.clone();
        for (slot, now) in self.measures.entries().filter(|(_, now)| changed(now)) {
            past.set(slot, self.entry_at(now, moment));
        }
        past.measures
    }

    /// The measures as they stood at `moment`, to be shown. Each keeps its slot.
    ///
    /// A measure is not there if the register did not know it yet, or if nothing
    /// is known of it on that day. Carriers, successors and the catalog are those of
    /// now, and so is who may see what.
    pub fn measures_at(&self, moment: Moment) -> Index {
        if moment.is_now() {
            return self.measures.clone();
        }
        let mut past = self.measures_then(moment);
        past.now = Some(Arc::new(self.measures.clone()));
        past
    }

    fn measures_then(&self, moment: Moment) -> Index {
        let mut past = Self { today: moment.as_of.unwrap_or(self.today), ..self.clone() };
        if moment.known_at.is_some() {
            past.measures = Index::default();
            for slot in 0..self.measures.slots() {
                past.measures.add_slot();
                let Some(now) = self.measures.entry(slot) else { continue };
                if let Some(entry) = past.entry_at(now, moment) {
                    past.set(slot, Some(entry));
                }
            }
            return past.measures;
        }
        for (slot, now) in self.measures.entries() {
            let measure = Arc::clone(&now.measure);
            let Some(status) = measure.status_on(past.today) else {
                past.set(slot, None);
                continue;
            };
            let entry = past.make_entry(now.versions.clone(), measure, status, past.today);
            let later = |change: &&StatusChange| change.effective_on > past.today;
            let chain = &entry.measure.state.status_changes;
            if standing_entries(chain).iter().any(later)
                || entry.status != now.status
                || entry.flags != now.flags
            {
                past.set(slot, Some(Arc::new(entry)));
            }
        }
        past.measures
    }
}
