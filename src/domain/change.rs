use super::words::words;
use super::{Action, Actor, Instant};

words!(
    /// What a change was about.
    Noun {
        Measure = "measure",
        Carrier = "carrier",
        User = "user",
        Client = "client",
        Session = "session",
        Catalog = "catalog",
        Population = "population",
        Webhook = "webhook",
    }
);

impl Noun {
    /// Whether it is something that everybody may read, not an identity.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Measure | Self::Carrier | Self::Catalog | Self::Population)
    }
}

words!(
    /// What was done: an [`Action`] on a measure, or something to another noun.
    Deed {
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
        /// Moved to another carrier, when carriers were merged.
        Move = "move",
        Merge = "merge",
        SignIn = "sign-in",
        Refresh = "refresh",
        Revoke = "revoke",
        ChangePassword = "change-password",
        IssueToken = "issue-token",
        Load = "load",
    }
);

impl From<Action> for Deed {
    fn from(action: Action) -> Self {
        let same = action.as_str().parse();
        same.expect("every action of a measure is a deed; a test walks them")
    }
}

/// One entry of the register's log. The log is gap-free and in commit order;
/// history, caches and the other processes follow it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Counts from 1 without a gap.
    pub seq: i64,
    pub at: Instant,
    pub by: Actor,
    pub deed: Deed,
    pub noun: Noun,
    /// Id of the record; empty for the catalog.
    pub noun_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_a_deed() {
        for action in Action::ALL {
            assert_eq!(Deed::from(*action).as_str(), action.as_str());
        }
    }
}
