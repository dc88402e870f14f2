//! Access tokens: short-lived JWTs (RFC 9068) that name who asks. What the caller
//! may do is looked up in the view, so that a revocation or a new role counts at
//! once.

mod key;
mod read;

use std::sync::Arc;

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

pub use key::Jwks;
use key::Key;
use read::Read;

use super::password::random;
use super::secret;
use crate::domain::{
    Caller, CarrierId, Client, ClientId, Error, Instant, MemberRole, Result, Role, Scope, Session,
    SessionId, User,
};
use crate::register::{Register, View};

/// The type of the tokens, so that no other JWT is taken for one.
const TYPE: &str = "at+jwt";

/// How long things last.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// An access token.
    pub access: TimeDelta,
    /// A session that is not refreshed.
    pub idle: TimeDelta,
    /// A session, however often it is refreshed.
    pub session: TimeDelta,
}

/// Who issues tokens, and for whom.
#[derive(Debug, Clone)]
pub struct Settings {
    pub issuer: String,
    pub audience: String,
    pub lifetimes: Lifetimes,
}

/// Issues and verifies access tokens.
pub struct Tokens {
    /// The newest first; it signs, all verify.
    keys: Vec<Key>,
    validation: Validation,
    settings: Settings,
    read: Read,
}

/// What a token says, that one of our keys signed for us.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    sub: String,
    /// Set for programs: the same as `sub`.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<ClientId>,
    /// Set for people: the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
    iat: i64,
    exp: i64,
    jti: String,
    /// Separated by spaces.
    scope: String,
    /// The carrier of the client, or of the user if there is just one.
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<CarrierId>,
}

/// An access token as it is handed out.
#[derive(Debug, Clone)]
pub struct AccessToken {
    pub token: String,
    /// Until it expires.
    pub seconds: i64,
    pub scopes: Vec<Scope>,
}

/// Who a token belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    pub caller: Caller,
    /// Nothing but changing the password and signing out is allowed.
    pub must_change_password: bool,
}

impl Tokens {
    /// Takes the keys from the database; makes the first one.
    pub fn load(register: &Register, settings: Settings) -> Result<Self> {
        let keys = register.write_blocking(|tx| tx.signing_keys(key::make))?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&settings.issuer]);
        validation.set_audience(&[&settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Expiry is judged by the register's clock.
        validation.validate_exp = false;
        let keys = keys.iter().map(Key::read).collect::<Result<_>>()?;
        Ok(Self { keys, validation, settings, read: Read::default() })
    }

    pub fn lifetimes(&self) -> Lifetimes {
        self.settings.lifetimes
    }

    /// A token for a user in a session, which it never outlives.
    pub fn issue_for_user(
        &self,
        session: &Session,
        user: &User,
        now: Instant,
    ) -> Result<AccessToken> {
        let scopes = scopes_of(user);
        let carrier = match user.memberships.as_slice() {
            [only] => Some(only.carrier),
            _ => None,
        };
        let claims = Claims {
            sid: Some(session.id),
            carrier,
            ..self.claims(user.id.to_string(), &scopes, session.expires_at, now)?
        };
        self.issue(&claims, scopes)
    }

    /// A token for a client with some or all of its scopes.
    pub fn issue_for_client(
        &self,
        client: &Client,
        scopes: Vec<Scope>,
        now: Instant,
    ) -> Result<AccessToken> {
        let end = client.expires_at.unwrap_or(now.plus(self.settings.lifetimes.access));
        let claims = Claims {
            client_id: Some(client.id),
            carrier: client.carrier,
            ..self.claims(client.id.to_string(), &scopes, end, now)?
        };
        self.issue(&claims, scopes)
    }

    fn claims(&self, sub: String, scopes: &[Scope], end: Instant, now: Instant) -> Result<Claims> {
        let exp = now.plus(self.settings.lifetimes.access).min(end);
        Ok(Claims {
            iss: self.settings.issuer.clone(),
            aud: self.settings.audience.clone(),
            sub,
            client_id: None,
            sid: None,
            iat: now.unix(),
            exp: exp.unix(),
            jti: secret::encode(&random::<12>()?),
            scope: scope_text(scopes),
            carrier: None,
        })
    }

    fn issue(&self, claims: &Claims, scopes: Vec<Scope>) -> Result<AccessToken> {
        let key = self.keys.first().ok_or_else(|| Error::internal("no signing key"))?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.kid.clone());
        let token = jsonwebtoken::encode(&header, claims, &key.signs).map_err(Error::internal)?;
        Ok(AccessToken { token, seconds: claims.exp - claims.iat, scopes })
    }

    /// Who sent `token`, with the role, memberships and scopes of now.
    ///
    /// Everything that is wrong with a token is [`Error::Unauthenticated`].
    pub fn verify(&self, token: &str, view: &View, now: Instant) -> Result<Verified> {
        let claims = self.read(token)?;
        self.hold(&claims, view, now)
    }

    /// The same for what was read before: a signature stays good, but a caller may
    /// have lost what it gives.
    pub fn hold(&self, claims: &Claims, view: &View, now: Instant) -> Result<Verified> {
        let found = match (claims.sid, claims.client_id) {
            _ if claims.exp <= now.unix() => None,
            (Some(session), None) => self.signed_in(session, claims, view, now),
            (None, Some(client)) => of_client(client, claims, view, now),
            _ => None,
        };
        found.ok_or(Error::Unauthenticated)
    }

    /// The claims of a token that one of our keys signed for us.
    pub fn read(&self, token: &str) -> Result<Arc<Claims>> {
        self.read.once(token, || self.decode(token)).ok_or(Error::Unauthenticated)
    }

    fn decode(&self, token: &str) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        let key = self.keys.iter().find(|key| header.kid.as_ref() == Some(&key.kid))?;
        let expected = header.typ.as_deref() == Some(TYPE) && header.crit.is_none();
        let decoded = jsonwebtoken::decode(token, &key.verifies, &self.validation).ok()?;
        expected.then_some(decoded.claims)
    }

    fn signed_in(
        &self,
        session: SessionId,
        claims: &Claims,
        view: &View,
        now: Instant,
    ) -> Option<Verified> {
        let alive = |session: &&_| Session::is_alive(session, now, self.settings.lifetimes.idle);
        let session = view.session(session).map(AsRef::as_ref).filter(alive)?;
        let user = view.user(session.user)?;
        let same = claims.sub == user.id.to_string() && !user.disabled;
        same.then(|| Verified {
            caller: caller(user, session),
            must_change_password: user.must_change_password,
        })
    }

    pub fn jwks(&self) -> Jwks {
        self.keys.iter().collect()
    }
}

fn of_client(id: ClientId, claims: &Claims, view: &View, now: Instant) -> Option<Verified> {
    let client = view.client(id).filter(|client| client.is_active(now))?;
    let given = |scope: &Scope| claims.scope.split(' ').any(|text| text == scope.as_str());
    let scopes = client.scopes.iter().copied().filter(given).collect();
    let caller = Caller::Client { id, carrier: client.carrier, scopes };
    (claims.sub == id.to_string()).then_some(Verified { caller, must_change_password: false })
}

/// A user as a caller, as of now.
pub(super) fn caller(user: &User, session: &Session) -> Caller {
    Caller::User {
        id: user.id,
        session: session.id,
        role: user.role,
        memberships: user.memberships.clone(),
    }
}

/// What a user may do at most, for those who only read the token.
fn scopes_of(user: &User) -> Vec<Scope> {
    let reviews = matches!(user.role, Some(Role::Planner | Role::Administrator));
    let submits = user.memberships.iter().any(|member| member.role == MemberRole::Officer);
    let has = |scope: &Scope| match scope {
        Scope::Read => true,
        Scope::Write => reviews || !user.memberships.is_empty(),
        Scope::Submit => reviews || submits,
        Scope::Review => reviews,
    };
    Scope::ALL.iter().copied().filter(has).collect()
}

/// Scopes as OAuth writes them.
pub fn scope_text(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
