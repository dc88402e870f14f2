//! Who may do what: one table, asked by the API, the pages and the tests alike.

mod caller;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use caller::Caller;

use super::CarrierId;
use super::measure::Publication;
use super::words::words;

words!(
    /// What can be done with a measure.
    Action {
        Create = "create",
        Edit = "edit",
        Delete = "delete",
        Submit = "submit",
        TakeBack = "take-back",
        Return = "return",
        Publish = "publish",
        Withdraw = "withdraw",
        Archive = "archive",
        Restore = "restore",
        ChangeStatus = "change-status",
        Reopen = "reopen",
        CorrectStatus = "correct-status",
        Confirm = "confirm",
        AcceptRevision = "accept-revision",
        ReturnRevision = "return-revision",
    }
);

words!(
    /// What somebody is to a measure, or to a carrier.
    Standing {
        /// Not signed in.
        Anonymous = "anonymous",
        /// Signed in, without a part in it.
        Stranger = "stranger",
        /// Reads everything.
        Reader = "reader",
        /// Writes for the lead carrier.
        Editor = "editor",
        /// Writes and submits for the lead carrier.
        Officer = "officer",
        /// Reviews for the planning office.
        Planner = "planner",
    }
);

impl Standing {
    /// Sees what the public does not: drafts, notes, remarks.
    pub fn sees_all(self) -> bool {
        matches!(self, Self::Reader | Self::Editor | Self::Officer | Self::Planner)
    }
}

impl Action {
    /// Whose it is, and from which publications.
    pub fn rule(self) -> (&'static [Standing], &'static [Publication]) {
        use Publication::{Archived, Draft, Published, Returned, Submitted};
        use Standing::{Editor, Officer, Planner};
        const CARRIER: &[Standing] = &[Editor, Officer, Planner];
        const LIVE: &[Publication] = &[Draft, Submitted, Returned, Published];
        match self {
            Self::Create => (CARRIER, &[]),
            Self::Edit => (CARRIER, &[Draft, Returned, Published]),
            Self::Delete => (CARRIER, &[Draft]),
            Self::Submit => (&[Officer, Planner], &[Draft, Returned]),
            Self::TakeBack => (&[Officer, Planner], &[Submitted]),
            Self::Return | Self::Publish => (&[Planner], &[Submitted]),
            Self::Withdraw => (CARRIER, &[Draft, Submitted, Returned]),
            Self::Archive => (&[Planner], &[Published]),
            Self::Restore => (&[Planner], &[Archived]),
            Self::ChangeStatus | Self::CorrectStatus => (CARRIER, LIVE),
            Self::Reopen => (&[Planner], LIVE),
            Self::Confirm => (CARRIER, &[Published]),
            Self::AcceptRevision | Self::ReturnRevision => (&[Planner], &[Published]),
        }
    }
}

/// Leave to do one thing to one record. Only [`Caller::may`] gives it, and every
/// rule that changes a measure asks for it.
#[derive(Debug, Clone)]
pub struct Permit {
    action: Action,
    actor: Actor,
}

impl Permit {
    /// The actor, for the action that was asked about.
    pub fn spend(self, action: Action) -> Actor {
        assert_eq!(self.action, action, "a permit is for the action it was asked for");
        self.actor
    }
}

/// Who did something, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// `user:…`, `client:…` or `system`; never shown in public.
    pub who: String,
    pub standing: Standing,
    /// The carrier acted for.
    pub carrier: Option<CarrierId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DESIGN §3, whole: who may do what, from where.
    #[test]
    fn the_table() {
        let table: Vec<String> = Action::ALL
            .iter()
            .map(|action| {
                let (who, from) = action.rule();
                let who: Vec<_> = who.iter().map(|standing| standing.as_str()).collect();
                let from: Vec<_> = from.iter().map(|publication| publication.as_str()).collect();
                format!("{action}: {} | {}", who.join(" "), from.join(" "))
            })
            .collect();
        assert_eq!(
            table,
            [
                "create: editor officer planner | ",
                "edit: editor officer planner | draft returned published",
                "delete: editor officer planner | draft",
                "submit: officer planner | draft returned",
                "take-back: officer planner | submitted",
                "return: planner | submitted",
                "publish: planner | submitted",
                "withdraw: editor officer planner | draft submitted returned",
                "archive: planner | published",
                "restore: planner | archived",
                "change-status: editor officer planner | draft submitted returned published",
                "reopen: planner | draft submitted returned published",
                "correct-status: editor officer planner | draft submitted returned published",
                "confirm: editor officer planner | published",
                "accept-revision: planner | published",
                "return-revision: planner | published",
            ]
        );
    }
}
