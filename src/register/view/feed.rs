//! What changed, in the order of the log. Only the numbers are kept; what a change
//! made of a measure is in its versions.

use std::sync::Arc;

use imbl::Vector;

use super::{Entry, Record, Sight, View};
use crate::domain::webhook::EventType;
use crate::domain::{Caller, Carrier, CarrierId, Change, Instant, MeasureId, Noun};

/// Every change of something that is read, oldest first; 16 bytes for each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Feed {
    changes: Vector<(i64, Subject)>,
    /// The carrier of each change of one.
    carriers: Vector<CarrierId>,
    /// What was deleted, and whose it was.
    gone: Vector<(MeasureId, CarrierId)>,
}

/// What a change was about; each number is a place in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Subject {
    /// A slot.
    Measure(u32),
    Gone(u32),
    Carrier(u32),
    Catalog,
    /// A year.
    Population(u16),
}

const _: () = assert!(size_of::<(i64, Subject)>() == 16);

/// Some changes as somebody sees them.
#[derive(Debug)]
pub struct News<'v> {
    pub items: Vec<Seen<'v>>,
    /// All changes up to this one have been looked at.
    pub last: i64,
    /// There may be more after that.
    pub more: bool,
}

/// One change, with the record after it.
#[derive(Debug)]
pub enum Seen<'v> {
    Measure { seq: i64, entry: Entry },
    NoMeasure { seq: i64, id: MeasureId, at: Instant },
    Carrier { seq: i64, carrier: &'v Arc<Carrier>, at: Instant },
    Catalog { seq: i64, at: Instant },
    Population { seq: i64, year: u16, deleted: bool, at: Instant },
}

impl Seen<'_> {
    pub fn seq(&self) -> i64 {
        match self {
            Self::Measure { seq, .. }
            | Self::NoMeasure { seq, .. }
            | Self::Carrier { seq, .. }
            | Self::Catalog { seq, .. }
            | Self::Population { seq, .. } => *seq,
        }
    }

    /// When the change was made.
    pub fn at(&self) -> Instant {
        match self {
            Self::Measure { entry, .. } => entry.measure.updated_at,
            Self::NoMeasure { at, .. }
            | Self::Carrier { at, .. }
            | Self::Catalog { at, .. }
            | Self::Population { at, .. } => *at,
        }
    }

    /// What a webhook calls it.
    pub fn event_type(&self) -> EventType {
        match self {
            Self::Measure { entry, .. } => entry.event_type(),
            Self::NoMeasure { .. } => EventType::MeasureGone,
            Self::Carrier { .. } => EventType::CarrierChanged,
            Self::Catalog { .. } => EventType::CatalogChanged,
            Self::Population { .. } => EventType::PopulationChanged,
        }
    }
}

/// How many changes are looked at in one go, seen or not, so that it is short.
const LOOKED_AT: usize = 20_000;

impl Feed {
    pub(in crate::register) fn measure(&mut self, seq: i64, slot: usize) {
        self.changes.push_back((seq, Subject::Measure(place(slot))));
    }

    pub(in crate::register) fn gone(&mut self, seq: i64, id: MeasureId, carrier: CarrierId) {
        self.changes.push_back((seq, Subject::Gone(place(self.gone.len()))));
        self.gone.push_back((id, carrier));
    }

    /// A change of anything but a measure.
    pub(in crate::register) fn other(&mut self, change: &Change) {
        let subject = match change.noun {
            Noun::Carrier => {
                return change.noun_id.parse().map_or((), |id| self.carrier(change.seq, id));
            }
            Noun::Catalog => Some(Subject::Catalog),
            Noun::Population => change.noun_id.parse().ok().map(Subject::Population),
            _ => None,
        };
        self.changes.extend(subject.map(|subject| (change.seq, subject)));
    }

    /// The changes after `seq` that somebody besides the carrier may notice, with the slot
    /// of the measure each is of, if it is of one.
    pub(super) fn after(&self, seq: i64) -> impl Iterator<Item = (i64, Option<u32>)> {
        let (Ok(first) | Err(first)) =
            self.changes.binary_search_by_key(&(seq + 1), |(seq, _)| *seq);
        let changes = self.changes.focus().narrow(first..);
        changes.into_iter().filter_map(|(seq, subject)| match subject {
            Subject::Measure(slot) => Some((*seq, Some(*slot))),
            // Only what was never public can be deleted.
            Subject::Gone(_) => None,
            Subject::Carrier(_) | Subject::Catalog | Subject::Population(_) => Some((*seq, None)),
        })
    }

    fn carrier(&mut self, seq: i64, id: CarrierId) {
        self.changes.push_back((seq, Subject::Carrier(place(self.carriers.len()))));
        self.carriers.push_back(id);
    }
}

fn place(length: usize) -> u32 {
    u32::try_from(length).expect("memory ends before 2³² changes do")
}

impl View {
    /// Takes up a change that is about to be applied.
    pub(super) fn tell(&mut self, change: &Change, record: &Record) {
        match record {
            Record::Measure(measure) => {
                let next = self.measures.slots();
                let slot = self.measures.slot(measure.id).unwrap_or(next);
                self.feed.measure(change.seq, slot as usize);
            }
            Record::NoMeasure(id) => {
                let carrier = self.measures.find(*id).map(|entry| entry.measure.carrier);
                if let Some(carrier) = carrier {
                    self.feed.gone(change.seq, *id, carrier);
                }
            }
            _ => self.feed.other(change),
        }
    }

    /// The changes after `seq` that `caller` sees, at most `limit`, oldest first.
    ///
    /// Carriers are shown as they are now, and so is whatever a measure shows of
    /// them. What `caller` may see no more is shown as gone, however old.
    pub fn news(&self, seq: i64, caller: &Caller, limit: usize) -> News<'_> {
        let changes = &self.feed.changes;
        let (Ok(first) | Err(first)) = changes.binary_search_by_key(&(seq + 1), |(seq, _)| *seq);
        let last = self.revision(caller);
        let (Ok(end) | Err(end)) = changes.binary_search_by_key(&(last + 1), |(seq, _)| *seq);
        let mut news = News { items: Vec::new(), last: seq.max(last), more: false };
        let range = first.min(end)..end;
        for (looked_at, (seq, subject)) in changes.focus().narrow(range).into_iter().enumerate() {
            if looked_at == LOOKED_AT || news.items.len() == limit {
                news.more = true;
                break;
            }
            news.items.extend(self.seen(*seq, *subject, caller));
            news.last = *seq;
        }
        news
    }

    fn seen(&self, seq: i64, subject: Subject, caller: &Caller) -> Option<Seen<'_>> {
        let at = || self.made_at(seq);
        match subject {
            Subject::Measure(slot) => {
                let now = self.measures.entry(slot)?;
                let place = now.versions.binary_search_by_key(&seq, |version| version.seq).ok()?;
                match now.sight(place, caller) {
                    Sight::Nothing => None,
                    Sight::Version if caller.sees(&now.measure) => {
                        Some(Seen::Measure { seq, entry: self.entry_of(now, &now.versions[place]) })
                    }
                    _ => Some(Seen::NoMeasure { seq, id: now.measure.id, at: at() }),
                }
            }
            Subject::Gone(place) => {
                let (id, carrier) = *self.feed.gone.get(place as usize)?;
                let sees = caller.standing(self.heir(carrier)).sees_all();
                sees.then(|| Seen::NoMeasure { seq, id, at: at() })
            }
            Subject::Carrier(place) => {
                let carrier = self.carrier(*self.feed.carriers.get(place as usize)?)?;
                Some(Seen::Carrier { seq, carrier, at: at() })
            }
            Subject::Catalog => Some(Seen::Catalog { seq, at: at() }),
            Subject::Population(year) => {
                let deleted = self.population(year).is_none();
                Some(Seen::Population { seq, year, deleted, at: at() })
            }
        }
    }

    /// The carrier that answers for what was `id`'s, after all mergers.
    fn heir(&self, id: CarrierId) -> CarrierId {
        let mut id = id;
        while let Some(next) = self.carrier(id).and_then(|carrier| carrier.merged_into) {
            id = next;
        }
        id
    }
}
