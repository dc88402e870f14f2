//! What happens to the work: the chain of status changes grows.

use std::sync::Arc;

use super::{Measure, Status, StatusChange, Step, check_chain, standing_entries};
use crate::domain::permission::Permit;
use crate::domain::{Action, Actor, Conflict, Day, Error, Faults, Instant, Result};

/// A correction of one entry of the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Number of the entry to correct.
    pub number: u32,
    /// What really was so; `None` = the entry never was.
    pub step: Option<Step>,
    pub note: Option<String>,
}

impl Measure {
    /// The action a step from the present status is: reopening a final status is
    /// the planner's.
    pub fn action_of_step(&self) -> Action {
        match self.state.status().is_final() {
            true => Action::Reopen,
            false => Action::ChangeStatus,
        }
    }

    /// Appends steps to the chain, all or none; `at` names the place of each.
    pub fn change_status(
        &mut self,
        permit: Permit,
        steps: Vec<Step>,
        (today, now): (Day, Instant),
        at: impl Fn(usize, &'static str) -> String,
    ) -> Result<()> {
        let by = permit.spend(self.action_of_step());
        let before = standing_entries(&self.state.status_changes);
        let known = before.len();
        let chain = before.iter().map(|entry| (entry.to, entry.effective_on, entry.reason));
        let chain = chain.chain(steps.iter().map(|s| (s.to, s.effective_on, s.reason)));
        let chain: Vec<_> = chain.collect();
        let mut reopens = chain.windows(2).skip(known);
        if reopens.any(|pair| pair[0].0.is_final())
            && by.standing != crate::domain::Standing::Planner
        {
            return Err(Error::Conflict(Conflict::Final));
        }
        let faults = Faults::default();
        let place = |index: usize, name| at(index.saturating_sub(known), name);
        check_chain(chain, today, place, &faults);
        faults.into_result(())?;
        let by = Arc::new(by);
        for step in steps {
            self.append(step, None, false, &by, now);
        }
        Ok(())
    }

    /// Replaces one entry by what really was so, or voids it; the corrected chain
    /// is checked as a whole.
    pub fn correct_status(
        &mut self,
        permit: Permit,
        correction: Correction,
        (today, now): (Day, Instant),
    ) -> Result<()> {
        let by = permit.spend(Action::CorrectStatus);
        let entries = &self.state.status_changes;
        let standing = standing_entries(entries);
        let corrected =
            |entry: &StatusChange| entry.corrects.unwrap_or(entry.number) == correction.number;
        let Some(entry) = standing.iter().find(|entry| corrected(entry)) else {
            return Err(Error::NotFound("status change"));
        };
        let old = Step {
            to: entry.to,
            effective_on: entry.effective_on,
            reason: entry.reason,
            note: entry.note.clone(),
        };
        let chain =
            standing.iter().filter_map(|entry| match (corrected(entry), &correction.step) {
                (false, _) => Some((entry.to, entry.effective_on, entry.reason)),
                (true, Some(step)) => Some((step.to, step.effective_on, step.reason)),
                (true, None) => None,
            });
        let faults = Faults::default();
        check_chain(chain.collect::<Vec<_>>(), today, |_, name| format!("/{name}"), &faults);
        faults.into_result(())?;
        let void = correction.step.is_none();
        let step = correction.step.unwrap_or(Step { note: correction.note, ..old });
        self.append(step, Some(correction.number), void, &by.into(), now);
        Ok(())
    }

    fn append(
        &mut self,
        step: Step,
        corrects: Option<u32>,
        void: bool,
        by: &Arc<Actor>,
        now: Instant,
    ) {
        let changes = &self.state.status_changes;
        let from = match corrects {
            Some(number) => changes.iter().find(|c| c.number == number).and_then(|c| c.from),
            None => standing_entries(changes).last().map(|entry| entry.to),
        };
        let first_planned = changes.is_empty() && step.to == Status::Planned;
        let number = u32::try_from(changes.len()).unwrap_or(u32::MAX - 1) + 1;
        let change = StatusChange {
            number,
            from: from.or((!first_planned).then_some(Status::Planned)),
            to: step.to,
            effective_on: step.effective_on,
            recorded_at: now,
            reason: step.reason,
            note: step.note,
            corrects,
            void,
            by: Arc::clone(by),
        };
        self.state.status_changes = changes.iter().cloned().chain([change]).collect();
    }
}
