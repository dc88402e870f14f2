//! Writes about people, programs and their sessions.

use super::{Kind, Write, nth};
use chrono::TimeDelta;
use massnahmenregister::actions::{clients, sessions, users, webhooks};
use massnahmenregister::domain::{
    Caller, CarrierId, Client, ClientId, Deed, Error, Hidden, Result, Scope, Session, SessionId,
    User, Webhook,
};
use massnahmenregister::register::Tx;
use serde_json::json;

impl Write {
    pub(super) fn change_person(self, tx: &mut Tx<'_>) -> Result<()> {
        match self.kind {
            Kind::User => self.change_user(tx),
            Kind::Session => self.change_session(tx),
            Kind::Webhook => self.change_webhook(tx),
            _ => self.change_client(tx),
        }
    }

    fn change_user(self, tx: &mut Tx<'_>) -> Result<()> {
        let email = format!("person{}@example.org", self.what % 4);
        let users: Vec<User> = tx.view.users().map(|user| (**user).clone()).collect();
        let members = [self.which, self.what].map(|which| Self { which, ..self }.carrier(tx));
        let members: Vec<_> = members.into_iter().flatten().collect();
        let members = members.iter().map(|carrier| json!({"carrier": carrier, "role": "officer"}));
        let memberships: Vec<_> = members.collect();
        let by = Caller::System;
        match nth(&users, self.which).filter(|_| !self.how.is_multiple_of(3)) {
            Some(user) => {
                let disabled = self.how.is_multiple_of(7);
                let patch = json!({
                    "email": email, "memberships": memberships, "disabled": disabled,
                });
                users::change_user(tx, &by, user.id, user.version, patch).map(|_| ())
            }
            None => {
                let body = json!({"email": email, "name": "Alex", "memberships": memberships});
                users::create_user(tx, &by, &body, Hidden("geheim".to_owned())).map(|_| ())
            }
        }
    }

    /// Begins, prolongs, ends or forgets a session.
    fn change_session(self, tx: &mut Tx<'_>) -> Result<()> {
        let users: Vec<_> = tx.view.users().map(|user| user.id).collect();
        let mut known: Vec<Session> =
            tx.view.sessions().map(|session| (**session).clone()).collect();
        known.sort_by_key(|session| session.id);
        let by = Caller::System.actor(None);
        match (self.how % 4, nth(&known, self.which)) {
            (1, Some(old)) => {
                let (refreshed_at, generation) = (tx.now, old.generation + 1);
                let next = Session { refreshed_at, generation, ..old.clone() };
                tx.save_session(Deed::Refresh, by, next)
            }
            (2, Some(old)) => tx.delete_session(by, old.id),
            (3, Some(old)) => sessions::end_all(tx, &by, old.user, None),
            _ => {
                let user = *nth(&users, self.what).ok_or(Error::NotFound("user"))?;
                let session = Session {
                    id: SessionId::new(),
                    user,
                    created_at: tx.now,
                    expires_at: tx.now.plus(TimeDelta::days(30)),
                    refreshed_at: tx.now,
                    generation: 1,
                    refresh_hash: Hidden(self.what.to_string()),
                    revoked_at: None,
                };
                tx.save_session(Deed::SignIn, by, session)
            }
        }
    }

    fn change_webhook(self, tx: &mut Tx<'_>) -> Result<()> {
        let by = Caller::System;
        let known: Vec<Webhook> = tx.view.webhooks().map(|webhook| (**webhook).clone()).collect();
        let url = format!("https://example.org/{}", self.what);
        match (self.how % 4, nth(&known, self.which)) {
            (1, Some(old)) => {
                let patch = json!({"url": url, "active": self.what.is_multiple_of(2)});
                webhooks::change_webhook(tx, &by, (old.id, old.version), patch, false).map(|_| ())
            }
            (2, Some(old)) => webhooks::rotate_secret(tx, &by, old.id).map(|_| ()),
            (3, Some(old)) => webhooks::delete_webhook(tx, &by, (old.id, old.version)),
            _ => {
                let body = json!({"url": url, "eventTypes": ["measure.published"]});
                webhooks::create_webhook(tx, &by, &body, false).map(|_| ())
            }
        }
    }

    fn change_client(self, tx: &mut Tx<'_>) -> Result<()> {
        let by = Caller::System;
        let known: Vec<Client> = tx.view.clients().map(|client| (**client).clone()).collect();
        let end = tx.now.plus(TimeDelta::days(self.what as i64));
        match (self.how % 5, nth(&known, self.which)) {
            (1, Some(old)) => {
                let patch = json!({"name": format!("Programm {}", self.what), "expiresAt": end});
                clients::change_client(tx, &by, old.id, old.version, patch).map(|_| ())
            }
            (2, Some(old)) => clients::rotate_secret(tx, &by, old.id).map(|_| ()),
            (3, Some(old)) => clients::note_use(tx, old.id),
            (4, Some(old)) => clients::revoke_client(tx, &by, old.id).map(|_| ()),
            _ => {
                let carrier = self.carrier(tx).ok();
                let scopes = json!(["measures:submit", "measures:read", "measures:write"]);
                let body = json!({"name": "Programm", "carrier": carrier, "scopes": scopes});
                clients::create_client(tx, &by, &body).map(|_| ())
            }
        }
    }
}

/// A program of `carrier`, always the same.
pub fn officer(carrier: CarrierId) -> Caller {
    client(9, Some(carrier), vec![Scope::Read, Scope::Write, Scope::Submit])
}

/// One of the planners.
pub fn planner(number: usize) -> Caller {
    client(number % 3, None, vec![Scope::Read, Scope::Review])
}

fn client(number: usize, carrier: Option<CarrierId>, scopes: Vec<Scope>) -> Caller {
    let id: ClientId = format!("01981c40-7a6f-7c3e-9d64-5f1f6f0e2b1{number}").parse().unwrap();
    Caller::Client { id, carrier, scopes }
}
