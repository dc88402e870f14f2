use std::sync::Arc;

use super::{Deadlines, Flag, Measure, Status, standing_entries};
use crate::domain::{Concept, Day};

/// What about a measure changes by itself from day to day, without the measure
/// being changed: where the work stands, and what is noticed about that.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Since when which status holds, in order. Nothing is known before the first.
    /// Shared, as the view holds it many times.
    steps: Arc<[(Day, Status)]>,
    deadlines: Deadlines,
}

impl Course {
    /// `concept` is that of the measure; without it nothing is noticed.
    pub fn of(measure: &Measure, sign_of_life: Day, concept: Option<&Concept>) -> Self {
        let deadlines = concept.map(|concept| Deadlines::of(measure, sign_of_life, concept));
        Self { steps: steps(measure).into(), deadlines: deadlines.unwrap_or_default() }
    }

    /// The status on a day; `None` = nothing is known of that day.
    pub fn status_on(&self, day: Day) -> Option<Status> {
        status_on(&self.steps, day)
    }

    /// Each status with the day it holds from, and the day it holds no longer.
    pub fn phases(&self) -> impl Iterator<Item = (Status, Day, Option<Day>)> {
        let ends = self.steps.iter().skip(1).map(|(until, _)| Some(*until)).chain([None]);
        self.steps.iter().zip(ends).map(|((since, status), until)| (*status, *since, until))
    }

    /// Flags that depend on the day alone, and whether each holds on `day`.
    pub fn flags_on(&self, status: Status, day: Day) -> [(bool, Flag); 3] {
        self.deadlines.flags_on(status, day)
    }
}

/// Until its first entry a measure is planned, from the day it was registered; a
/// first entry may lie before that day.
pub(super) fn steps(measure: &Measure) -> Vec<(Day, Status)> {
    let entries = standing_entries(&measure.state.status_changes);
    let entries = entries.iter().map(|entry| (entry.effective_on, entry.to));
    let registered = measure.registered_on();
    let planned = Some((registered, Status::Planned));
    let planned = planned.filter(|_| entries.clone().next().is_none_or(|(on, _)| registered < on));
    planned.into_iter().chain(entries).collect()
}

pub(super) fn status_on(steps: &[(Day, Status)], day: Day) -> Option<Status> {
    steps.iter().rfind(|(since, _)| *since <= day).map(|(_, status)| *status)
}
