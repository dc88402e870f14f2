//! People in a browser. Their cookie is the secret of a session; it stays the same as
//! long as the session lasts, because a browser asks for several things at a time.

use std::sync::Arc;

use chrono::TimeDelta;

use super::password::Proof;
use super::secret;
use super::sessions::{SignedIn, begin, end_all};
use super::tokens::{Lifetimes, caller};
use crate::domain::{Caller, Deed, Error, Instant, Result, Session, SessionId, User};
use crate::register::{Tx, View};

/// How old a sign of life may be before the next one is written down.
const SIGN_OF_LIFE: TimeDelta = TimeDelta::minutes(5);

/// A person whom a browser's cookie belongs to.
#[derive(Debug, Clone)]
pub struct Browser {
    pub caller: Caller,
    pub user: Arc<User>,
    pub session: Arc<Session>,
    /// Stands in every form, and comes back with what is sent.
    pub form_token: String,
}

impl Browser {
    /// Whom `cookie` belongs to; whatever is wrong with it, it is nobody's.
    pub fn of(cookie: &str, view: &View, now: Instant, lifetimes: Lifetimes) -> Option<Self> {
        let id: SessionId = cookie.split('.').next()?.parse().ok()?;
        let alive = |session: &&Arc<Session>| session.is_alive(now, lifetimes.idle);
        let session = view.session(id).filter(|session| session.in_a_browser()).filter(alive)?;
        let user = view.user(session.user).filter(|user| !user.disabled)?;
        if !secret::fits(cookie, &session.refresh_hash) {
            return None;
        }
        Some(Self {
            caller: caller(user, session),
            user: Arc::clone(user),
            session: Arc::clone(session),
            form_token: secret::derive(cookie, "forms").ok()?,
        })
    }

    /// Whether a form that holds `token` was made for this session.
    pub fn made(&self, token: &str) -> bool {
        secret::same(token, &self.form_token)
    }

    /// Whether it is time to write down that the person is still there.
    pub fn was_quiet(&self, now: Instant) -> bool {
        is_old(&self.session, now)
    }

    /// When the session ends if this is the last that is heard of the person.
    pub fn ends_at(&self, now: Instant, lifetimes: Lifetimes) -> Instant {
        let seen = if self.was_quiet(now) { now } else { self.session.refreshed_at };
        self.session.expires_at.min(seen.plus(lifetimes.idle))
    }
}

fn is_old(session: &Session, now: Instant) -> bool {
    session.refreshed_at.plus(SIGN_OF_LIFE) <= now
}

/// Begins a session for whoever proved to know the password. Its token is the cookie.
pub fn sign_in(tx: &mut Tx<'_>, proof: &Proof, lifetimes: Lifetimes) -> Result<SignedIn> {
    begin(tx, proof, lifetimes, 0)
}

/// Writes down that the person is still there, unless that was done just before.
pub fn stay(tx: &mut Tx<'_>, id: SessionId, lifetimes: Lifetimes) -> Result<()> {
    let session = tx.view.session(id).filter(|session| session.is_alive(tx.now, lifetimes.idle));
    let Some(session) = session.filter(|session| is_old(session, tx.now)) else { return Ok(()) };
    let user = tx.view.user(session.user).ok_or(Error::Unauthenticated)?;
    let by = caller(user, session).actor(None);
    let session = Session { refreshed_at: tx.now, ..Session::clone(session) };
    tx.save_session(Deed::Refresh, by, session)
}

/// Ends every session of the caller, of browsers and of tokens.
pub fn sign_out_everywhere(tx: &mut Tx<'_>, caller: &Caller) -> Result<()> {
    let Caller::User { id, .. } = caller else { return Err(Error::Forbidden) };
    end_all(tx, &caller.actor(None), *id, None)
}

/// The sessions of the caller that are alive, the one used last first.
pub fn own_sessions(
    view: &View,
    caller: &Caller,
    now: Instant,
    lifetimes: Lifetimes,
) -> Vec<Arc<Session>> {
    let Caller::User { id, .. } = caller else { return Vec::new() };
    let own = |s: &&Arc<Session>| s.user == *id && s.is_alive(now, lifetimes.idle);
    let mut own: Vec<_> = view.sessions().filter(own).cloned().collect();
    own.sort_by_key(|session| std::cmp::Reverse(session.refreshed_at));
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::house::{House, LIFETIMES, PASSWORD, house};
    use crate::actions::sessions;
    use serde_json::json;

    fn sign_in_browser(house: &House) -> SignedIn {
        let proof = house.proof("a@example.org", PASSWORD).unwrap();
        house.write(move |tx| sign_in(tx, &proof, LIFETIMES)).unwrap()
    }

    fn of(house: &House, cookie: &str) -> Option<Browser> {
        let register = &house.register;
        Browser::of(cookie, &register.view(), register.clock.now(), LIFETIMES)
    }

    fn house_with_a() -> House {
        let house = house();
        house.user(json!({"email": "a@example.org", "name": "A", "role": "reader"})).unwrap();
        house
    }

    #[test]
    fn only_the_very_cookie_is_somebody() {
        let house = house_with_a();
        let cookie = sign_in_browser(&house).refresh_token;
        let id = cookie.split('.').next().unwrap().to_owned();
        assert!(of(&house, &cookie).is_some());
        let forged =
            [String::new(), ".".into(), id.clone(), format!("{id}.0."), cookie.clone() + "x"];
        for forged in forged.into_iter().chain([SessionId::new().to_string() + &cookie[36..]]) {
            assert!(of(&house, &forged).is_none(), "{forged}");
        }
        assert!(of(&house, &cookie).is_some(), "what others try does no harm");
        let stored = format!("{:?}", house.register.view().session(id.parse().unwrap()));
        assert!(!stored.contains(&cookie), "only a hash is kept");
    }

    #[test]
    fn a_cookie_is_no_refresh_token_and_a_refresh_token_is_no_cookie() {
        let house = house_with_a();
        let cookie = sign_in_browser(&house).refresh_token;
        assert!(house.refresh(&cookie).is_none());
        assert!(of(&house, &cookie).is_some());
        let token = house.sign_in("a@example.org").unwrap().refresh_token;
        assert!(of(&house, &token).is_none());
        assert!(house.refresh(&token).is_some());
    }

    #[test]
    fn a_form_belongs_to_one_session() {
        let house = house_with_a();
        let (one, two) = (sign_in_browser(&house), sign_in_browser(&house));
        let one = of(&house, &one.refresh_token).unwrap();
        let two = of(&house, &two.refresh_token).unwrap();
        assert!(one.made(&one.form_token) && !one.made(&two.form_token) && !one.made(""));
        assert_ne!(one.form_token, one.session.refresh_hash.0);
    }

    #[test]
    fn who_is_there_now_and_then_stays_until_the_end_of_the_session() {
        let house = house_with_a();
        let cookie = sign_in_browser(&house).refresh_token;
        let clock = &house.register.clock;
        let stay_now = || {
            let id = of(&house, &cookie).unwrap().session.id;
            house.write(move |tx| stay(tx, id, LIFETIMES)).unwrap();
        };
        let seq = house.register.view().seq;
        clock.advance(TimeDelta::minutes(4));
        assert!(!of(&house, &cookie).unwrap().was_quiet(clock.now()));
        stay_now();
        assert_eq!(house.register.view().seq, seq, "nothing was written so soon");
        for _ in 0..5 {
            clock.advance(TimeDelta::days(5));
            assert!(of(&house, &cookie).unwrap().was_quiet(clock.now()));
            stay_now();
        }
        clock.advance(TimeDelta::days(5));
        assert!(of(&house, &cookie).is_none(), "30 days");
        let idle = sign_in_browser(&house).refresh_token;
        clock.advance(TimeDelta::days(7));
        assert!(of(&house, &idle).is_none(), "7 days");
    }

    #[test]
    fn signing_out_everywhere_ends_browsers_and_tokens_alike() {
        let house = house_with_a();
        let (here, there) = (sign_in_browser(&house), sign_in_browser(&house));
        let program = house.sign_in("a@example.org").unwrap();
        let caller = of(&house, &here.refresh_token).unwrap().caller;
        let own = |caller: &Caller| {
            own_sessions(&house.register.view(), caller, house.register.clock.now(), LIFETIMES)
                .len()
        };
        assert_eq!(own(&caller), 3);
        let by = caller.clone();
        house.write(move |tx| sessions::sign_out(tx, &by)).unwrap();
        assert_eq!(own(&caller), 2, "one only");
        let by = of(&house, &there.refresh_token).unwrap().caller;
        house.write(move |tx| sign_out_everywhere(tx, &by)).unwrap();
        assert_eq!(own(&caller), 0);
        assert!(of(&house, &there.refresh_token).is_none());
        assert!(house.caller(&house.token(&program)).is_err());
    }

    #[test]
    fn whoever_is_disabled_is_nobody_at_once() {
        let house = house_with_a();
        let cookie = sign_in_browser(&house).refresh_token;
        let user = User::clone(&of(&house, &cookie).unwrap().user);
        house.change(&user, json!({"disabled": true})).unwrap();
        assert!(of(&house, &cookie).is_none());
    }
}
