use super::{Measure, Publication};
use crate::domain::{Action, Caller, Concept};

/// What `caller` may do with `measure` next; asks the table and the rules of the
/// state, so that it is true.
pub fn allowed_actions(caller: &Caller, measure: &Measure, concept: &Concept) -> Vec<Action> {
    let state = &measure.state;
    let possible = |action: Action| match action {
        Action::Create => false,
        Action::Delete => state.submission.is_none(),
        Action::Submit => measure.content.missing(concept).is_empty(),
        Action::ChangeStatus => !state.status().is_final(),
        Action::Reopen => state.status().is_final(),
        Action::CorrectStatus => state.last_entry().is_some(),
        Action::ReturnRevision => state.revision.is_some(),
        Action::AcceptRevision => state
            .revision
            .as_ref()
            .is_some_and(|revision| revision.by.who != caller.actor(Some(measure.carrier)).who),
        _ => true,
    };
    if *caller == Caller::Public || state.publication == Publication::Withdrawn {
        return Vec::new();
    }
    let actions = Action::ALL.iter().copied();
    actions.filter(|action| caller.may(*action, measure).is_ok() && possible(*action)).collect()
}
