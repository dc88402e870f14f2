//! What somebody sees of the versions of a measure. The public sees a change only
//! if it changes what it reads.

use std::sync::Arc;

use super::{Entry, Version, View};
use crate::domain::measure::{Contact, Content};
use crate::domain::webhook::EventType;
use crate::domain::{Caller, Day, Deed, Instant, Measure, Standing};

/// How a change looks to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// As if nothing had happened.
    Nothing,
    /// The version after it.
    Version,
    /// The measure is there no longer.
    Gone,
}

impl Entry {
    /// What `caller` is to the measure, in all its versions: to the carrier that answers
    /// for it now, which may be the heir of the one that did then.
    pub fn standing(&self, caller: &Caller) -> Standing {
        caller.standing(self.versions.last().map_or(&self.measure, |now| &now.measure).carrier)
    }

    /// How the change that made the version at `place` looks to `caller`.
    pub fn sight(&self, place: usize, caller: &Caller) -> Sight {
        let Some(after) = self.versions.get(place).map(|version| &version.measure) else {
            return Sight::Nothing;
        };
        let before = place.checked_sub(1).map(|before| &self.versions[before].measure);
        let all = self.standing(caller).sees_all();
        let sees = |measure: &Measure| all || caller.sees(measure);
        let before = before.filter(|before| sees(before));
        match (before, sees(after)) {
            (None, false) => Sight::Nothing,
            (Some(_), false) => Sight::Gone,
            (None, true) => Sight::Version,
            (Some(before), true) if !all && before.reads_alike(after, self.threshold) => {
                Sight::Nothing
            }
            (Some(_), true) => Sight::Version,
        }
    }

    /// What a webhook calls the change that made the version this entry shows.
    pub(super) fn event_type(&self) -> EventType {
        let shown = |version: &Version| version.measure.version < self.measure.version;
        let place = self.versions.partition_point(shown);
        let before = place.checked_sub(1).map(|before| &self.versions[before].measure.state);
        let deed = self.versions.get(place).map_or(Deed::Edit, |version| version.deed);
        let (before, after) = (before.map(|state| state.publication), &self.measure.state);
        EventType::of_measure(deed, before, after.publication)
    }

    /// The versions that `caller` sees as a change, oldest first.
    pub fn seen_by(&self, caller: &Caller) -> impl Iterator<Item = &Version> {
        let versions = self.versions.iter().enumerate();
        versions
            .filter(|(place, _)| self.sight(*place, caller) == Sight::Version)
            .map(|(_, version)| version)
    }

    /// The version that made the public read what it reads of this entry.
    pub(super) fn public_since(&self) -> &Measure {
        let since = self.versions.get(self.public_since as usize);
        since.map_or(&self.measure, |version| &version.measure)
    }

    /// When what `caller` reads of this entry last changed.
    pub fn updated_at(&self, caller: &Caller) -> Instant {
        match self.standing(caller).sees_all() {
            true => self.measure.updated_at,
            false => self.public_since().updated_at,
        }
    }

    /// What is written, as the public reads it.
    pub(super) fn public_content(&self) -> Content {
        let contact = self.shown_contact(&Caller::Public).cloned().map(Box::new);
        let versions = self.versions.iter().map(|version| &*version.measure.content);
        Content { contact, ..self.measure.content.public(versions, self.threshold) }
    }

    /// Whom `caller` may ask about the measure.
    pub fn shown_contact(&self, caller: &Caller) -> Option<&Contact> {
        let contact = self.measure.content.contact.as_deref();
        if self.standing(caller).sees_all() {
            return contact;
        }
        // Also in the past, nobody is shown who is not the contact now and agrees.
        let now = self.versions.last().and_then(|now| now.measure.content.contact.as_deref());
        let agrees = |then: &&Contact| now.is_some_and(|now| now.public && now.is_of(then));
        contact.filter(|contact| contact.public).filter(agrees)
    }
}

/// The place of the version since which the public reads what it reads of `measure`.
pub(super) fn public_since(versions: &[Version], measure: &Measure, threshold: u16) -> u32 {
    let shown = versions.partition_point(|version| version.measure.version <= measure.version);
    let mut pairs = versions[..shown].windows(2);
    let alike = |pair: &[Version]| pair[0].measure.reads_alike(&pair[1].measure, threshold);
    let told = pairs.rposition(|pair| !alike(pair));
    told.map_or(0, |place| u32::try_from(place + 1).unwrap_or(u32::MAX))
}

/// The day of the last sign of life in the versions up to that which the public reads,
/// at `public_since`. It is one that the public can notice, so that it makes no riddle.
pub(super) fn sign_of_life(versions: &[Version], public_since: u32, threshold: u16) -> Day {
    let noticed = |place: &usize| match place.checked_sub(1) {
        None => true,
        Some(before) => {
            let (before, after) = (&versions[before], &versions[*place]);
            is_sign_of_life(after) && !before.measure.reads_alike(&after.measure, threshold)
        }
    };
    let last = (0..=public_since as usize).rfind(noticed).and_then(|place| versions.get(place));
    last.map_or(Day::MIN, |version| version.at().naive().date())
}

impl Entry {
    /// The day of the last sign of life of this measure.
    pub fn sign_of_life(&self) -> Day {
        sign_of_life(&self.versions, self.public_since, self.threshold)
    }
}

/// Whether a version tells that somebody looks after the measure.
fn is_sign_of_life(version: &Version) -> bool {
    match version.deed {
        Deed::Create | Deed::Submit | Deed::Publish | Deed::AcceptRevision | Deed::Confirm => true,
        Deed::ChangeStatus | Deed::Reopen | Deed::CorrectStatus => true,
        Deed::Edit => version.by.standing != Standing::Planner,
        _ => false,
    }
}

impl View {
    /// A measure as `version` left it.
    pub fn entry_of(&self, now: &Entry, version: &Version) -> Entry {
        let (measure, day) = (Arc::clone(&version.measure), self.today);
        let status = measure.state.status();
        self.make_entry(now.versions.clone(), measure, status, day)
    }
}
