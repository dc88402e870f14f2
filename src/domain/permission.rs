//! Who may do what: one table, asked by the API, the pages and the tests alike.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::measure::{Measure, Publication};
use super::words::words;
use super::{CarrierId, ClientId, Conflict, Error, MemberRole, Membership, Result, Role, Scope};
use super::{SessionId, UserId};

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

/// Who is asking.
#[derive(Debug, Clone, PartialEq)]
pub enum Caller {
    Public,
    User {
        id: UserId,
        session: SessionId,
        role: Option<Role>,
        memberships: Vec<Membership>,
    },
    Client {
        id: ClientId,
        carrier: Option<CarrierId>,
        scopes: Vec<Scope>,
    },
    /// The command line, on the machine itself.
    System,
}

impl Caller {
    /// What the caller is to `carrier` and its measures.
    pub fn standing(&self, carrier: CarrierId) -> Standing {
        match self {
            Self::Public => Standing::Anonymous,
            Self::System => Standing::Planner,
            Self::User { role: Some(Role::Planner | Role::Administrator), .. } => Standing::Planner,
            Self::User { role, memberships, .. } => {
                let member = memberships.iter().find(|member| member.carrier == carrier);
                match (member.map(|member| member.role), role) {
                    (Some(MemberRole::Officer), _) => Standing::Officer,
                    (Some(MemberRole::Editor), _) => Standing::Editor,
                    (None, Some(_)) => Standing::Reader,
                    (None, None) => Standing::Stranger,
                }
            }
            Self::Client { carrier: None, scopes, .. } => match scopes {
                scopes if scopes.contains(&Scope::Review) => Standing::Planner,
                scopes if scopes.contains(&Scope::Read) => Standing::Reader,
                _ => Standing::Stranger,
            },
            Self::Client { carrier: Some(own), scopes, .. } if *own == carrier => match scopes {
                scopes if scopes.contains(&Scope::Write) && scopes.contains(&Scope::Submit) => {
                    Standing::Officer
                }
                scopes if scopes.contains(&Scope::Write) => Standing::Editor,
                scopes if scopes.contains(&Scope::Read) => Standing::Reader,
                _ => Standing::Stranger,
            },
            Self::Client { .. } => Standing::Stranger,
        }
    }

    /// Whether the caller sees everything of every carrier.
    pub fn sees_all(&self) -> bool {
        match self {
            Self::Public => false,
            Self::System => true,
            Self::User { role, .. } => role.is_some(),
            Self::Client { carrier, scopes, .. } => {
                carrier.is_none() && scopes.iter().any(|s| matches!(s, Scope::Read | Scope::Review))
            }
        }
    }

    /// The carriers of which the caller sees everything.
    pub fn own_carriers(&self) -> Vec<CarrierId> {
        match self {
            Self::User { memberships, .. } => memberships.iter().map(|m| m.carrier).collect(),
            Self::Client { carrier: Some(carrier), .. } => {
                let sees = self.standing(*carrier).sees_all();
                sees.then_some(*carrier).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    pub fn is_planner(&self) -> bool {
        match self {
            Self::System => true,
            Self::User { role, .. } => {
                matches!(role, Some(Role::Planner | Role::Administrator))
            }
            Self::Client { carrier: None, scopes, .. } => scopes.contains(&Scope::Review),
            _ => false,
        }
    }

    pub fn is_administrator(&self) -> bool {
        matches!(self, Self::System | Self::User { role: Some(Role::Administrator), .. })
    }

    /// How the log names the caller when acting on `carrier`'s records.
    pub fn actor(&self, carrier: Option<CarrierId>) -> Actor {
        let who = match self {
            Self::Public => "public".to_owned(),
            Self::User { id, .. } => format!("user:{id}"),
            Self::Client { id, .. } => format!("client:{id}"),
            Self::System => "system".to_owned(),
        };
        let standing = match carrier {
            Some(carrier) => self.standing(carrier),
            None if self.is_planner() => Standing::Planner,
            None if self.sees_all() => Standing::Reader,
            None => Standing::Stranger,
        };
        let own = matches!(standing, Standing::Editor | Standing::Officer);
        Actor { who, standing, carrier: carrier.filter(|_| own) }
    }

    /// Whether the caller may see anything of `measure`.
    pub fn sees(&self, measure: &Measure) -> bool {
        measure.state.publication == Publication::Published
            || self.standing(measure.carrier).sees_all()
    }

    /// Leave to do `action` to `measure`, now.
    ///
    /// A measure the caller does not see is not there (404, not 403).
    pub fn may(&self, action: Action, measure: &Measure) -> Result<Permit> {
        if !self.sees(measure) {
            return Err(Error::NotFound("measure"));
        }
        let (who, from) = action.rule();
        self.has_standing(who, measure.carrier)?;
        let publication = measure.state.publication;
        if !from.contains(&publication) {
            return Err(Error::Conflict(Conflict::Publication { action, publication }));
        }
        let actor = self.actor(Some(measure.carrier));
        if action == Action::Publish && measure.state.was_submitted_by(&actor) {
            return Err(Error::Conflict(Conflict::FourEyes));
        }
        Ok(Permit { action, actor })
    }

    /// Leave to register a measure of `carrier`.
    pub fn may_create(&self, carrier: CarrierId) -> Result<Permit> {
        self.has_standing(Action::Create.rule().0, carrier)?;
        Ok(Permit { action: Action::Create, actor: self.actor(Some(carrier)) })
    }

    fn has_standing(&self, who: &[Standing], carrier: CarrierId) -> Result<()> {
        match self.standing(carrier) {
            standing if who.contains(&standing) => Ok(()),
            Standing::Anonymous => Err(Error::Unauthenticated),
            _ => Err(Error::Forbidden),
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

    #[test]
    fn a_client_is_what_its_scopes_say() {
        use Scope::{Read, Review, Submit, Write};
        let own = CarrierId::new();
        let cases = [
            (Some(own), vec![Write, Submit], Standing::Officer),
            (Some(own), vec![Write], Standing::Editor),
            (Some(own), vec![Submit], Standing::Stranger),
            (Some(own), vec![Read], Standing::Reader),
            (Some(CarrierId::new()), vec![Write, Submit], Standing::Stranger),
            (None, vec![Review], Standing::Planner),
            (None, vec![Read], Standing::Reader),
            (None, vec![], Standing::Stranger),
        ];
        for (carrier, scopes, standing) in cases {
            let client = Caller::Client { id: ClientId::new(), carrier, scopes: scopes.clone() };
            assert_eq!(client.standing(own), standing, "{carrier:?} {scopes:?}");
        }
    }
}
