use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::words::words;
use crate::domain::{Actor, Day, Faults, Instant, Rule};

words!(
    /// Where the work stands.
    #[derive(Default)]
    Status {
        #[default]
        Planned = "planned",
        Running = "running",
        Paused = "paused",
        Completed = "completed",
        /// Started, not finished.
        Discontinued = "discontinued",
        /// Never started.
        Dropped = "dropped",
    }
);

words!(
    /// Why a status was changed.
    Reason {
        FundingMissing = "funding-missing",
        StaffMissing = "staff-missing",
        PremisesMissing = "premises-missing",
        DemandMissing = "demand-missing",
        ExternalEvent = "external-event",
        LegalChange = "legal-change",
        CarrierGaveUp = "carrier-gave-up",
        MergedWithAnother = "merged-with-another",
        Continued = "continued",
        RecordedInError = "recorded-in-error",
        Other = "other",
    }
);

impl Status {
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Discontinued | Self::Dropped)
    }

    /// Where the work may go from here.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Planned => &[Self::Running, Self::Dropped],
            Self::Running => &[Self::Completed, Self::Paused, Self::Discontinued],
            Self::Paused => &[Self::Running, Self::Discontinued],
            Self::Completed | Self::Discontinued => &[Self::Running],
            Self::Dropped => &[Self::Planned],
        }
    }

    /// Whether the step from here to `to` must say why: stopping, and reopening.
    pub fn wants_reason(self, to: Self) -> bool {
        self.is_final() || matches!(to, Self::Paused | Self::Discontinued | Self::Dropped)
    }
}

/// One entry of a measure's status chain; append-only, corrected by a new one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusChange {
    /// Counts the entries of this measure, from 1.
    #[schema(minimum = 1, maximum = 10000)]
    pub number: u32,
    /// null for the first.
    pub from: Option<Status>,
    pub to: Status,
    /// When it was so.
    #[schema(value_type = String, format = Date, examples("2021-06-15"))]
    pub effective_on: Day,
    /// When we learned it.
    pub recorded_at: Instant,
    pub reason: Option<Reason>,
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// Number of the entry this one stands for instead.
    #[schema(minimum = 1, maximum = 10000)]
    pub corrects: Option<u32>,
    /// The corrected entry never was so.
    #[serde(default)]
    pub void: bool,
    #[schema(value_type = Actor)]
    pub by: Arc<Actor>,
}

/// What a caller says about one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub to: Status,
    pub effective_on: Day,
    pub reason: Option<Reason>,
    pub note: Option<String>,
}

/// The entries that stand, in order: corrected ones replaced, void ones left out.
pub fn standing_entries(changes: &[StatusChange]) -> Vec<&StatusChange> {
    let mut corrections: HashMap<u32, &StatusChange> = HashMap::new();
    for change in changes {
        let Some(corrected) = change.corrects else { continue };
        let latest = corrections.entry(corrected).or_insert(change);
        if change.number >= latest.number {
            *latest = change;
        }
    }
    let originals = changes.iter().filter(|change| change.corrects.is_none());
    let latest = originals.map(|change| *corrections.get(&change.number).unwrap_or(&change));
    latest.filter(|latest| !latest.void).collect()
}

/// Checks a whole chain, step by step; `at` names the place of each step.
///
/// Reopening a final status is allowed here: who may do it is the permission's
/// business.
pub fn check_chain<'a>(
    steps: impl IntoIterator<Item = (Status, Day, Option<Reason>)>,
    today: Day,
    at: impl Fn(usize, &'static str) -> String + 'a,
    faults: &Faults,
) {
    let mut before: Option<(Status, Day)> = None;
    for (index, (to, on, reason)) in steps.into_iter().enumerate() {
        let from = before.map_or(Status::Planned, |(status, _)| status);
        let first_is_planned = before.is_none() && to == Status::Planned;
        if !first_is_planned && !from.next().contains(&to) {
            let (from, to) = (from.to_string(), to.to_string());
            faults.add(at(index, "to"), Rule::Transition { from, to });
        } else if !first_is_planned && from.wants_reason(to) && reason.is_none() {
            faults.add(at(index, "reason"), Rule::ReasonNeeded);
        }
        faults.require(on <= today, at(index, "effectiveOn"), Rule::InTheFuture);
        let in_order = before.is_none_or(|(_, previous)| previous <= on);
        faults.require(in_order, at(index, "effectiveOn"), Rule::BeforePrevious);
        before = Some((to, on));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_the_work() {
        let life: Vec<String> = Status::ALL
            .iter()
            .map(|from| {
                let next = from.next().iter().map(|to| {
                    let why = if from.wants_reason(*to) { "!" } else { "" };
                    format!("{to}{why}")
                });
                format!("{from}: {}", next.collect::<Vec<_>>().join(" "))
            })
            .collect();
        assert_eq!(
            life,
            [
                "planned: running dropped!",
                "running: completed paused! discontinued!",
                "paused: running discontinued!",
                "completed: running!",
                "discontinued: running!",
                "dropped: planned!",
            ]
        );
    }

    #[test]
    fn a_chain_is_checked_step_by_step() {
        use Status::{Completed, Paused, Planned, Running};
        let day = |text: &str| text.parse::<Day>().unwrap();
        let cases = [
            (vec![(Planned, "2020-01-01"), (Running, "2020-03-01")], vec![], "as it should be"),
            (vec![(Running, "2020-03-01")], vec![], "planned goes without saying"),
            (vec![(Running, "2020-03-01"), (Running, "2020-03-02")], vec!["/1/to"], "no step"),
            (vec![(Completed, "2020-03-01")], vec!["/0/to"], "it never ran"),
            (
                vec![(Running, "2020-03-01"), (Completed, "2020-02-01")],
                vec!["/1/effectiveOn"],
                "over before it began",
            ),
            (vec![(Running, "2031-01-01")], vec!["/0/effectiveOn"], "nobody knows that yet"),
            (
                vec![(Running, "2020-03-01"), (Paused, "2020-04-01")],
                vec!["/1/reason"],
                "why was it paused",
            ),
            (
                vec![(Planned, "2031-01-01"), (Completed, "2020-04-01")],
                vec!["/0/effectiveOn", "/1/to", "/1/effectiveOn"],
                "every fault at once",
            ),
        ];
        for (steps, expected, reason) in cases {
            let faults = Faults::default();
            let steps = steps.into_iter().map(|(to, on)| (to, day(on), None));
            check_chain(steps, day("2030-01-01"), |i, name| format!("/{i}/{name}"), &faults);
            let found: Vec<_> = faults.into_vec().into_iter().map(|f| f.pointer).collect();
            assert_eq!(found, expected, "{reason}");
        }
    }
}
