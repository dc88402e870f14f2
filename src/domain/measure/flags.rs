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

/// The flags of a measure with `status` on `today`.
pub fn flags(measure: &Measure, status: Status, concept: &Concept, today: Day) -> Vec<Flag> {
    let content = &measure.content;
    let planned = content.planned;
    let (from, to) = (concept.period.start, concept.period.end);
    let open = matches!(status, Status::Planned | Status::Running | Status::Paused);
    let late = status == Status::Planned && planned.first().is_some_and(|start| start < today);
    let overdue = open && planned.last().is_some_and(|end| end < today);
    let limit = chrono::Days::new(concept.stale_after_days.into());
    let stale = open
        && measure.state.publication == Publication::Published
        && measure.last_sign_of_life().checked_add_days(limit).is_some_and(|end| end < today);
    let flags = [
        (late, Flag::LateStart),
        (overdue, Flag::Overdue),
        (stale, Flag::Stale),
        (planned.leaves(from, to), Flag::OutsidePeriod),
        (!content.missing(concept).is_empty(), Flag::Incomplete),
    ];
    flags.into_iter().filter_map(|(holds, flag)| holds.then_some(flag)).collect()
}
