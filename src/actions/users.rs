//! Who may sign in, and with which part.

use serde_json::Value;

use super::administer;
use super::password::Proof;
use super::sessions::end_all;
use crate::domain::input::merge;
use crate::domain::measure::Known;
use crate::domain::{
    Caller, Conflict, Deed, Error, Faults, Hidden, Result, Role, User, UserContent, UserId,
};
use crate::register::Tx;

/// Creates a user; `password` is the hash of a one-time password.
pub fn create_user(
    tx: &mut Tx<'_>,
    caller: &Caller,
    body: &Value,
    password: Hidden,
) -> Result<User> {
    administer(caller)?;
    let content = read(tx, body, None)?;
    let user = User {
        id: UserId::new(),
        version: 1,
        email: content.email,
        name: content.name,
        role: content.role,
        memberships: content.memberships,
        password_hash: password,
        must_change_password: true,
        disabled: content.disabled,
        created_at: tx.now,
        updated_at: tx.now,
    };
    tx.save_user(Deed::Create, caller.actor(None), user.clone())?;
    Ok(user)
}

/// The administrator of an empty register; `None` if there are users already.
pub fn create_first_administrator(
    tx: &mut Tx<'_>,
    email: &str,
    password: Hidden,
) -> Result<Option<User>> {
    if tx.view.users().next().is_some() {
        return Ok(None);
    }
    let body = serde_json::json!({"email": email, "name": email, "role": Role::Administrator});
    create_user(tx, &Caller::System, &body, password).map(Some)
}

/// Changes what is written about the `version` of a user, by a merge patch.
/// Whoever is disabled is signed out everywhere.
pub fn change_user(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: UserId,
    version: u32,
    patch: Value,
) -> Result<User> {
    administer(caller)?;
    let old = find(tx, id)?;
    if old.version != version {
        return Err(Error::Stale);
    }
    let mut body = serde_json::to_value(UserContent::from(&old)).map_err(Error::internal)?;
    merge(&mut body, patch);
    let content = read(tx, &body, Some(id))?;
    let user = User {
        version: old.version + 1,
        email: content.email,
        name: content.name,
        role: content.role,
        memberships: content.memberships,
        disabled: content.disabled,
        updated_at: tx.now,
        ..old
    };
    keep_an_administrator(tx, &user)?;
    let by = caller.actor(None);
    if user.disabled {
        end_all(tx, &by, id, None)?;
    }
    tx.save_user(Deed::Edit, by, user.clone())?;
    Ok(user)
}

/// Gives a user a one-time password, and signs them out everywhere.
pub fn reset_password(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: UserId,
    password: Hidden,
) -> Result<User> {
    administer(caller)?;
    let old = find(tx, id)?;
    let by = caller.actor(None);
    end_all(tx, &by, id, None)?;
    save_password(tx, caller, old, password, true)
}

/// Takes a password the caller chose, after the old one was proved; all other
/// sessions of the caller end.
pub fn change_password(
    tx: &mut Tx<'_>,
    caller: &Caller,
    proof: &Proof,
    password: Hidden,
) -> Result<User> {
    let Caller::User { id, session, .. } = caller else { return Err(Error::Forbidden) };
    let old = find(tx, *id)?;
    if !proof.holds_for(&old) {
        return Err(Error::BadCredentials);
    }
    end_all(tx, &caller.actor(None), *id, Some(*session))?;
    save_password(tx, caller, old, password, false)
}

fn save_password(
    tx: &mut Tx<'_>,
    caller: &Caller,
    old: User,
    password: Hidden,
    must_change_password: bool,
) -> Result<User> {
    let user = User {
        version: old.version + 1,
        password_hash: password,
        must_change_password,
        updated_at: tx.now,
        ..old
    };
    tx.save_user(Deed::ChangePassword, caller.actor(None), user.clone())?;
    Ok(user)
}

fn find(tx: &Tx<'_>, id: UserId) -> Result<User> {
    tx.view.user(id).map(|user| User::clone(user)).ok_or(Error::NotFound("user"))
}

/// What is written about the user `id`, or a new one, whose address is free.
fn read(tx: &Tx<'_>, body: &Value, id: Option<UserId>) -> Result<UserContent> {
    let faults = Faults::default();
    let content = UserContent::read(body, |carrier| tx.view.has_carrier(carrier), &faults);
    let content = faults.into_result(content)?;
    let content = content.ok_or_else(|| Error::internal("a user without a fault is whole"))?;
    match tx.view.user_by_email(&content.email) {
        Some(other) if Some(other.id) != id => Err(Error::Conflict(Conflict::Taken("email"))),
        _ => Ok(content),
    }
}

/// Somebody must be left who can look after users.
fn keep_an_administrator(tx: &Tx<'_>, next: &User) -> Result<()> {
    let active = |user: &User| !user.disabled && user.role == Some(Role::Administrator);
    let before = tx.view.user(next.id).is_some_and(|user| active(user));
    let others = tx.view.users().any(|user| user.id != next.id && active(user));
    if before && !active(next) && !others {
        return Err(Error::Conflict(Conflict::LastAdministrator));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::house::{House, PASSWORD, house};
    use crate::actions::password::hash;
    use serde_json::json;

    fn administrator(house: &House, email: &str) -> User {
        house.user(json!({"email": email, "name": "A", "role": "administrator"})).unwrap()
    }

    #[test]
    fn an_address_is_taken_once_whatever_its_case() {
        let house = house();
        administrator(&house, "a@example.org");
        let again = house.user(json!({"email": "A@Example.org", "name": "B"}));
        assert!(matches!(again, Err(Error::Conflict(Conflict::Taken("email")))));
        let other = administrator(&house, "b@example.org");
        let moved = house.change(&other, json!({"email": "a@example.org"}));
        assert!(matches!(moved, Err(Error::Conflict(Conflict::Taken("email")))));
        assert_eq!(house.change(&other, json!({"email": "b@example.org"})).unwrap().version, 2);
    }

    #[test]
    fn the_last_active_administrator_stays() {
        let house = house();
        let (one, two) = (administrator(&house, "a@x.org"), administrator(&house, "b@x.org"));
        house.change(&two, json!({"disabled": true})).unwrap();
        for patch in [json!({"disabled": true}), json!({"role": null}), json!({"role": "reader"})] {
            let refused = house.change(&one, patch);
            assert!(matches!(refused, Err(Error::Conflict(Conflict::LastAdministrator))));
        }
        house.change(&two, json!({"disabled": false})).unwrap();
        house.change(&one, json!({"role": "reader"})).unwrap();
    }

    #[test]
    fn whoever_is_disabled_is_out_at_once_and_for_good() {
        let house = house();
        let user = house.user(json!({"email": "a@x.org", "name": "A"})).unwrap();
        let signed_in = house.sign_in("a@x.org").unwrap();
        let token = house.token(&signed_in);
        assert!(house.caller(&token).is_ok());
        house.change(&user, json!({"disabled": true})).unwrap();
        assert!(house.caller(&token).is_err());
        house.change(&user, json!({"disabled": false})).unwrap();
        assert!(house.caller(&token).is_err(), "the session is over all the same");
        assert!(house.refresh(&signed_in.refresh_token).is_none());
    }

    #[test]
    fn a_role_and_a_membership_count_at_once() {
        let house = house();
        let carrier = house.carrier("A e.V.");
        let user = house.user(json!({"email": "a@x.org", "name": "A"})).unwrap();
        let token = house.token(&house.sign_in("a@x.org").unwrap());
        let member = json!({"memberships": [{"carrier": carrier, "role": "officer"}]});
        house.change(&user, member).unwrap();
        assert_eq!(house.caller(&token).unwrap().own_carriers(), [carrier]);
        house.change(&user, json!({"role": "planner", "memberships": []})).unwrap();
        let caller = house.caller(&token).unwrap();
        assert!(caller.is_planner() && caller.own_carriers().is_empty());
    }

    #[test]
    fn a_changed_password_ends_all_other_sessions() {
        let house = house();
        let user = house.user(json!({"email": "a@x.org", "name": "A"})).unwrap();
        assert!(user.must_change_password);
        let here = house.token(&house.sign_in("a@x.org").unwrap());
        let there = house.token(&house.sign_in("a@x.org").unwrap());
        let proof = house.proof("a@x.org", PASSWORD).unwrap();
        let (caller, new) = (house.caller(&here).unwrap(), hash("another horse battery").unwrap());
        let user = house.write(move |tx| change_password(tx, &caller, &proof, new)).unwrap();
        assert!(!user.must_change_password);
        assert!(house.caller(&here).is_ok());
        assert!(house.caller(&there).is_err());
        assert!(house.proof("a@x.org", PASSWORD).is_err());
        assert!(house.proof("a@x.org", "another horse battery").is_ok());
        let new = hash(PASSWORD).unwrap();
        let user =
            house.write(move |tx| reset_password(tx, &Caller::System, user.id, new)).unwrap();
        assert!(user.must_change_password);
        assert!(house.caller(&here).is_err(), "a reset ends all of them");
    }

    #[test]
    fn only_administrators_look_after_users() {
        let house = house();
        let planner = house.user(json!({"email": "p@x.org", "name": "P", "role": "planner"}));
        let planner = planner.unwrap();
        let token = house.token(&house.sign_in("p@x.org").unwrap());
        let caller = house.caller(&token).unwrap();
        for (caller, public) in [(Caller::Public, true), (caller, false)] {
            let hash = planner.password_hash.clone();
            let refused = house.write(move |tx| {
                let created = create_user(tx, &caller, &json!({}), hash.clone()).unwrap_err();
                let changed = change_user(tx, &caller, planner.id, 1, json!({})).unwrap_err();
                let reset = reset_password(tx, &caller, planner.id, hash).unwrap_err();
                Ok([created, changed, reset])
            });
            for error in refused.unwrap() {
                let expected = if public { Error::Unauthenticated } else { Error::Forbidden };
                assert_eq!(error.to_string(), expected.to_string());
            }
        }
    }

    #[test]
    fn an_empty_register_gets_one_administrator() {
        let house = house();
        let make = |tx: &mut Tx<'_>| {
            create_first_administrator(tx, "admin@example.org", Hidden("x".into()))
        };
        assert!(house.write(make).unwrap().unwrap().must_change_password);
        assert!(house.write(make).unwrap().is_none());
    }

    #[test]
    fn a_change_is_made_to_the_version_that_was_read() {
        let house = house();
        let user = administrator(&house, "a@x.org");
        let stale = house
            .write(move |tx| change_user(tx, &Caller::System, user.id, 7, json!({"name": "B"})));
        assert!(matches!(stale, Err(Error::Stale)));
        let gone = house
            .write(|tx| change_user(tx, &Caller::System, UserId::new(), 1, json!({"name": "B"})));
        assert!(matches!(gone, Err(Error::NotFound("user"))));
    }
}
