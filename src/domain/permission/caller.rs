use super::{Action, Actor, Permit, Standing};
use crate::domain::import::Import;
use crate::domain::measure::{Measure, Publication};
use crate::domain::{
    CarrierId, ClientId, Conflict, Error, MemberRole, Membership, Result, Role, Scope, SessionId,
    UserId,
};

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Hash)]
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

    /// Whether the caller may be told of changes by webhook: a program that reads, and
    /// the planning office.
    pub fn may_subscribe(&self) -> bool {
        match self {
            Self::Client { carrier: Some(carrier), .. } => self.standing(*carrier).sees_all(),
            Self::Client { carrier: None, .. } => self.sees_all(),
            caller => caller.is_planner(),
        }
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

    /// Leave to import a file; each of its rows is asked about again.
    pub fn may_import(&self) -> Result<()> {
        let writes = |carrier: &CarrierId| self.may_create(*carrier).is_ok();
        match self {
            Self::Public => Err(Error::Unauthenticated),
            _ if self.is_planner() || self.own_carriers().iter().any(writes) => Ok(()),
            _ => Err(Error::Forbidden),
        }
    }

    /// Whether the caller may look at an import: who uploaded it, who works for the same
    /// carriers, and who sees everything.
    pub fn sees_import(&self, import: &Import) -> bool {
        let own = self.own_carriers();
        let ours = import.carriers.iter().all(|carrier| own.contains(carrier));
        let uploaded = self.actor(None).who == import.uploaded_by;
        uploaded || self.sees_all() || ours && !import.carriers.is_empty()
    }

    fn has_standing(&self, who: &[Standing], carrier: CarrierId) -> Result<()> {
        match self.standing(carrier) {
            standing if who.contains(&standing) => Ok(()),
            Standing::Anonymous => Err(Error::Unauthenticated),
            _ => Err(Error::Forbidden),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
