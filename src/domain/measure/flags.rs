use super::{Measure, Publication, Status};
use crate::domain::words::words;
use crate::domain::{Concept, Day};

words!(
    /// What is noticed about a measure: computed, never stored.
    Flag {
        /// Planned to have begun, and has not.
        LateStart = "late-start",
        /// Planned to be over, and is not.
        Overdue = "overdue",
        /// No sign of life for longer than the concept allows.
        Stale = "stale",
        /// Part of the planned period lies outside the concept's.
        OutsidePeriod = "outside-period",
        /// Something is missing that a submission needs.
        Incomplete = "incomplete",
    }
);

/// The last days on which nothing is noticed yet; `None` = no such day.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Deadlines {
    begin: Option<Day>,
    end: Option<Day>,
    sign_of_life: Option<Day>,
}

impl Deadlines {
    pub fn of(measure: &Measure, concept: &Concept) -> Self {
        let planned = measure.content.planned;
        let limit = chrono::Days::new(concept.stale_after_days.into());
        let published = measure.state.publication == Publication::Published;
        Self {
            begin: planned.first(),
            end: planned.last(),
            sign_of_life: measure.last_sign_of_life().checked_add_days(limit).filter(|_| published),
        }
    }

    /// Flags that depend on the day, and whether each holds.
    pub fn flags_on(self, status: Status, day: Day) -> [(bool, Flag); 3] {
        let open = matches!(status, Status::Planned | Status::Running | Status::Paused);
        let past = |deadline: Option<Day>| deadline.is_some_and(|deadline| deadline < day);
        [
            (status == Status::Planned && past(self.begin), Flag::LateStart),
            (open && past(self.end), Flag::Overdue),
            (open && past(self.sign_of_life), Flag::Stale),
        ]
    }
}

/// The flags of a measure with `status` on `today`.
pub fn flags(measure: &Measure, status: Status, concept: &Concept, today: Day) -> Vec<Flag> {
    let (from, to) = (concept.period.start, concept.period.end);
    let outside = measure.content.planned.leaves(from, to);
    let incomplete = !measure.content.missing(concept).is_empty();
    let lasting = [(outside, Flag::OutsidePeriod), (incomplete, Flag::Incomplete)];
    let passing = Deadlines::of(measure, concept).flags_on(status, today);
    let flags = passing.into_iter().chain(lasting);
    flags.filter_map(|(holds, flag)| holds.then_some(flag)).collect()
}
