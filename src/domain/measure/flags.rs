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
        /// No sign of life for longer than the concept allows: not confirmed, no status
        /// reported, and nothing that is read changed by its carrier. A note that nobody
        /// else reads is none, nor what the planning office does to the record.
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
    /// `sign_of_life`: the day of the last one.
    pub fn of(measure: &Measure, sign_of_life: Day, concept: &Concept) -> Self {
        let planned = measure.content.planned;
        let limit = chrono::Days::new(concept.stale_after_days.into());
        let published = measure.state.publication == Publication::Published;
        Self {
            begin: planned.first(),
            end: planned.last(),
            sign_of_life: sign_of_life.checked_add_days(limit).filter(|_| published),
        }
    }

    /// The last day on which a measure with `status` need not be confirmed yet.
    pub fn confirmation_due(self, status: Status) -> Option<Day> {
        self.sign_of_life.filter(|_| is_open(status))
    }

    /// Flags that depend on the day, and whether each holds.
    pub fn flags_on(self, status: Status, day: Day) -> [(bool, Flag); 3] {
        let open = is_open(status);
        let past = |deadline: Option<Day>| deadline.is_some_and(|deadline| deadline < day);
        [
            (status == Status::Planned && past(self.begin), Flag::LateStart),
            (open && past(self.end), Flag::Overdue),
            (open && past(self.sign_of_life), Flag::Stale),
        ]
    }
}

fn is_open(status: Status) -> bool {
    matches!(status, Status::Planned | Status::Running | Status::Paused)
}

/// The flags of a measure with `status` on `today`, whose last sign of life was on that day.
pub fn flags(
    measure: &Measure,
    sign_of_life: Day,
    status: Status,
    concept: &Concept,
    today: Day,
) -> Vec<Flag> {
    let (from, to) = (concept.period.start, concept.period.end);
    let outside = measure.content.planned.leaves(from, to);
    let incomplete = !measure.content.missing(concept).is_empty();
    let lasting = [(outside, Flag::OutsidePeriod), (incomplete, Flag::Incomplete)];
    let passing = Deadlines::of(measure, sign_of_life, concept).flags_on(status, today);
    let flags = passing.into_iter().chain(lasting);
    flags.filter_map(|(holds, flag)| holds.then_some(flag)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Day, Deadlines, Flag, Status};

    #[test]
    fn what_is_noticed_begins_the_day_after_a_deadline() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let deadlines = Deadlines {
            begin: Some(day("2021-03-01")),
            end: Some(day("2021-06-30")),
            sign_of_life: Some(day("2021-09-01")),
        };
        let none: &[Flag] = &[];
        let open: &[Flag] = &[Flag::Overdue];
        let quiet: &[Flag] = &[Flag::Overdue, Flag::Stale];
        let late = [Flag::LateStart, Flag::Overdue, Flag::Stale];
        let cases = [
            (Status::Planned, "2021-03-01", none, "it may begin today"),
            (Status::Planned, "2021-03-02", &late[..1], "it should have begun"),
            (Status::Planned, "2021-07-01", &late[..2], "and be over"),
            (Status::Planned, "2021-09-02", &late, "and nobody says a word"),
            (Status::Running, "2021-03-02", none, "it has begun"),
            (Status::Running, "2021-06-30", none, "it may end today"),
            (Status::Running, "2021-07-01", open, "it should be over"),
            (Status::Paused, "2021-09-02", quiet, "paused is not over"),
            (Status::Completed, "2021-09-02", none, "over"),
            (Status::Discontinued, "2021-09-02", none, "over"),
            (Status::Dropped, "2021-09-02", none, "it never will"),
        ];
        for (status, on, expected, reason) in cases {
            let found = |deadlines: Deadlines| {
                let flags = deadlines.flags_on(status, day(on)).into_iter();
                flags.filter_map(|(holds, flag)| holds.then_some(flag)).collect::<Vec<_>>()
            };
            assert_eq!(found(deadlines), expected, "{status} on {on}: {reason}");
            assert_eq!(found(Deadlines::default()), none, "without deadlines");
        }
    }
}
