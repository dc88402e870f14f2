//! Signing in, staying signed in, and signing out.

use std::sync::Arc;

use super::password::Proof;
use super::secret;
use super::tokens::{Lifetimes, caller};
use crate::domain::{Actor, Caller, Deed, Error, Result, Session, SessionId, User, UserId};
use crate::register::Tx;

/// How many sessions a user has at most; the one that was idle longest ends.
const PER_USER: usize = 20;

/// How many dead sessions one sign-in sweeps away.
const SWEEP: usize = 20;

/// A user who is signed in, with the one refresh token there is.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub session: Session,
    pub user: Arc<User>,
    pub refresh_token: String,
}

/// Begins a session of tokens for whoever proved to know the password.
pub fn sign_in(tx: &mut Tx<'_>, proof: &Proof, lifetimes: Lifetimes) -> Result<SignedIn> {
    begin(tx, proof, lifetimes, 1)
}

/// Begins a session; its secret is of `generation`.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    proof: &Proof,
    lifetimes: Lifetimes,
    generation: u32,
) -> Result<SignedIn> {
    let user = tx.view.user(proof.user()).filter(|user| proof.holds_for(user));
    let user = Arc::clone(user.ok_or(Error::BadCredentials)?);
    sweep(tx, lifetimes)?;
    end_surplus(tx, &user, lifetimes)?;
    let id = SessionId::new();
    let refresh_token = refresh_token(id, generation)?;
    let session = Session {
        id,
        user: user.id,
        created_at: tx.now,
        expires_at: tx.now.plus(lifetimes.session),
        refreshed_at: tx.now,
        generation,
        refresh_hash: secret::hash(refresh_token.as_bytes()),
        revoked_at: None,
    };
    let by = caller(&user, &session).actor(None);
    tx.save_session(Deed::SignIn, by, session.clone())?;
    Ok(SignedIn { session, user, refresh_token })
}

/// Takes a refresh token and gives the next one; `None` if it is refused.
///
/// A token that was used before, or is forged for a session there is, ends the
/// session: somebody has what is not theirs. (So a refusal is not an error, which
/// would undo that.)
pub fn refresh(tx: &mut Tx<'_>, token: &str, lifetimes: Lifetimes) -> Result<Option<SignedIn>> {
    let view = tx.view;
    let id = token.split('.').next().and_then(|id| id.parse().ok());
    let session = id.and_then(|id| view.session(id)).filter(|session| !session.in_a_browser());
    let Some(session) = session.filter(|s| s.is_alive(tx.now, lifetimes.idle)) else {
        return Ok(None);
    };
    let user = view.user(session.user).ok_or(Error::Unauthenticated)?;
    let by = caller(user, session).actor(None);
    if user.disabled || !secret::fits(token, &session.refresh_hash) {
        tracing::warn!(session = %session.id, "a refresh token came twice, or was forged");
        revoke(tx, by, session)?;
        return Ok(None);
    }
    let generation = session.generation + 1;
    let refresh_token = refresh_token(session.id, generation)?;
    let session = Session {
        refreshed_at: tx.now,
        generation,
        refresh_hash: secret::hash(refresh_token.as_bytes()),
        ..Session::clone(session)
    };
    tx.save_session(Deed::Refresh, by, session.clone())?;
    Ok(Some(SignedIn { session, user: Arc::clone(user), refresh_token }))
}

/// Ends the session of the caller.
pub fn sign_out(tx: &mut Tx<'_>, caller: &Caller) -> Result<()> {
    let Caller::User { session, .. } = caller else { return Err(Error::Forbidden) };
    match tx.view.session(*session) {
        Some(session) => revoke(tx, caller.actor(None), session),
        None => Ok(()),
    }
}

/// Ends all sessions of a user, but for `spare`.
pub fn end_all(tx: &mut Tx<'_>, by: &Actor, user: UserId, spare: Option<SessionId>) -> Result<()> {
    let ended = tx.view.sessions().filter(|s| s.user == user && Some(s.id) != spare);
    ended.into_iter().try_for_each(|session| revoke(tx, by.clone(), session))
}

fn revoke(tx: &mut Tx<'_>, by: Actor, session: &Session) -> Result<()> {
    if session.revoked_at.is_some() {
        return Ok(());
    }
    let session = Session { revoked_at: Some(tx.now), ..session.clone() };
    tx.save_session(Deed::Revoke, by, session)
}

/// Forgets some of the sessions that are over.
fn sweep(tx: &mut Tx<'_>, lifetimes: Lifetimes) -> Result<()> {
    let now = tx.now;
    let over = tx.view.sessions().filter(|session| !session.is_alive(now, lifetimes.idle));
    let by = Caller::System.actor(None);
    over.take(SWEEP).try_for_each(|session| tx.delete_session(by.clone(), session.id))
}

/// Makes room for one more session of a user. (Those that are over may just have
/// been forgotten, and take no room.)
fn end_surplus(tx: &mut Tx<'_>, user: &User, lifetimes: Lifetimes) -> Result<()> {
    let now = tx.now;
    let own = |s: &&Arc<Session>| s.user == user.id && s.is_alive(now, lifetimes.idle);
    let mut own: Vec<_> = tx.view.sessions().filter(own).collect();
    own.sort_unstable_by_key(|session| std::cmp::Reverse(session.refreshed_at));
    let by = Caller::System.actor(None);
    own.iter().skip(PER_USER - 1).try_for_each(|session| revoke(tx, by.clone(), session))
}

/// A refresh token names its session and generation, so that an old one is told
/// from a forged one in the log, and is random besides.
fn refresh_token(id: SessionId, generation: u32) -> Result<String> {
    Ok(format!("{id}.{generation}.{}", secret::make()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::house::{LIFETIMES, PASSWORD, house};
    use chrono::TimeDelta;
    use serde_json::json;

    fn a() -> serde_json::Value {
        json!({"email": "a@example.org", "name": "A", "role": "reader"})
    }

    #[test]
    fn each_refresh_gives_the_next_token() {
        let house = house();
        house.user(a()).unwrap();
        let first = house.sign_in("a@example.org").unwrap();
        let second = house.refresh(&first.refresh_token).unwrap();
        let third = house.refresh(&second.refresh_token).unwrap();
        assert_eq!(third.session.generation, 3);
        assert!(house.caller(&house.token(&third)).is_ok());
        let stored = format!("{:?}", house.register.view().session(third.session.id));
        assert!(!stored.contains(&third.refresh_token), "only a hash is kept");
    }

    #[test]
    fn a_token_that_was_used_before_ends_the_session_also_for_the_thief() {
        let house = house();
        house.user(a()).unwrap();
        let first = house.sign_in("a@example.org").unwrap();
        let second = house.refresh(&first.refresh_token).unwrap();
        let access = house.token(&second);
        assert!(house.refresh(&first.refresh_token).is_none(), "reused");
        assert!(house.caller(&access).is_err(), "the session is over");
        assert!(house.refresh(&second.refresh_token).is_none(), "for everyone");
    }

    #[test]
    fn only_the_very_token_refreshes() {
        let forge: [fn(&SignedIn) -> String; 4] = [
            |s| format!("{}x", s.refresh_token),
            |s| format!("{}.1.", s.session.id),
            |s| s.session.id.to_string(),
            |s| s.refresh_token.replacen(".1.", ".2.", 1),
        ];
        for forge in forge {
            let house = house();
            house.user(a()).unwrap();
            let real = house.sign_in("a@example.org").unwrap();
            for harmless in ["", ".", "x.1.y", &SessionId::new().to_string()] {
                assert!(house.refresh(harmless).is_none(), "{harmless}");
            }
            assert!(house.caller(&house.token(&real)).is_ok());
            assert!(house.refresh(&forge(&real)).is_none());
            assert!(house.caller(&house.token(&real)).is_err(), "forged: over");
        }
    }

    #[test]
    fn a_session_ends_when_it_is_idle_too_long_and_in_any_case_at_its_end() {
        let house = house();
        house.user(a()).unwrap();
        let mut last = house.sign_in("a@example.org").unwrap();
        for _ in 0..5 {
            house.register.clock.advance(TimeDelta::days(5));
            last = house.refresh(&last.refresh_token).unwrap();
        }
        house.register.clock.advance(TimeDelta::days(5));
        assert!(house.refresh(&last.refresh_token).is_none(), "30 days");
        let idle = house.sign_in("a@example.org").unwrap();
        house.register.clock.advance(TimeDelta::days(7));
        assert!(house.refresh(&idle.refresh_token).is_none(), "7 days");
        assert!(house.register.view().session(last.session.id).is_none(), "swept away");
    }

    #[test]
    fn signing_out_ends_the_session_at_once_and_no_other() {
        let house = house();
        house.user(a()).unwrap();
        let (one, two) = (house.sign_in("a@example.org").unwrap(), house.sign_in("a@example.org"));
        let (first, second) = (house.token(&one), house.token(&two.unwrap()));
        let caller = house.caller(&first).unwrap();
        house.write(move |tx| sign_out(tx, &caller)).unwrap();
        assert!(house.caller(&first).is_err());
        assert!(house.refresh(&one.refresh_token).is_none());
        assert!(house.caller(&second).is_ok());
    }

    #[test]
    fn a_proof_counts_only_while_the_password_is_the_same() {
        let house = house();
        let user = house.user(a()).unwrap();
        let proof = house.proof("a@example.org", PASSWORD).unwrap();
        house.change(&user, json!({"disabled": true})).unwrap();
        let old = proof.clone();
        let refused = house.write(move |tx| sign_in(tx, &old, LIFETIMES));
        assert!(matches!(refused, Err(Error::BadCredentials)), "disabled meanwhile");
        house.change(&user, json!({"disabled": false})).unwrap();
        let hash = crate::actions::password::hash(PASSWORD).unwrap();
        house
            .write(move |tx| {
                crate::actions::users::reset_password(tx, &Caller::System, user.id, hash)
            })
            .unwrap();
        let refused = house.write(move |tx| sign_in(tx, &proof, LIFETIMES));
        assert!(matches!(refused, Err(Error::BadCredentials)), "changed meanwhile");
    }

    #[test]
    fn one_user_has_a_limited_number_of_sessions() {
        let house = house();
        house.user(a()).unwrap();
        let proof = house.proof("a@example.org", PASSWORD).unwrap();
        for _ in 0..PER_USER + 5 {
            house.register.clock.advance(TimeDelta::minutes(1));
            let proof = proof.clone();
            house.write(move |tx| sign_in(tx, &proof, LIFETIMES)).unwrap();
        }
        let view = house.register.view();
        let alive = view.sessions().filter(|session| session.revoked_at.is_none()).count();
        assert_eq!(alive, PER_USER);
    }

    #[test]
    fn whoever_has_only_sessions_that_are_over_can_sign_in() {
        let house = house();
        house.user(a()).unwrap();
        let proof = house.proof("a@example.org", PASSWORD).unwrap();
        let sign_in = || {
            let proof = proof.clone();
            house.write(move |tx| sign_in(tx, &proof, LIFETIMES)).unwrap()
        };
        for _ in 0..PER_USER {
            sign_in();
        }
        house.register.clock.advance(TimeDelta::days(8));
        sign_in();
        assert_eq!(house.register.view().sessions().count(), 1);
    }
}
