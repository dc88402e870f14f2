//! The programs that call: of a carrier, or of the planning office.

use serde_json::Value;

use super::{administer, secret};
use crate::domain::input::merge;
use crate::domain::measure::Known;
use crate::domain::{
    Caller, Client, ClientContent, ClientId, Conflict, Deed, Error, Faults, Hidden, Instant,
    Result, Rule,
};
use crate::register::{Tx, View};

/// What every secret begins with, so that scanners for lost secrets know it.
const PREFIX: &str = "mr_";

/// Creates a client; the secret is told this once.
pub fn create_client(tx: &mut Tx<'_>, caller: &Caller, body: &Value) -> Result<(Client, String)> {
    administer(caller)?;
    let content = read(tx, body, None)?;
    let (secret, secret_hash) = make_secret()?;
    let client = Client {
        id: ClientId::new(),
        version: 1,
        name: content.name,
        carrier: content.carrier,
        scopes: content.scopes,
        secret_hash,
        expires_at: content.expires_at,
        last_used_on: None,
        revoked_at: None,
        created_at: tx.now,
    };
    tx.save_client(Deed::Create, caller.actor(None), client.clone())?;
    Ok((client, secret))
}

/// Changes what is written about the `version` of a client, by a merge patch. Its
/// carrier stays.
pub fn change_client(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: ClientId,
    version: u32,
    patch: Value,
) -> Result<Client> {
    administer(caller)?;
    let old = find_usable(tx, id)?;
    if old.version != version {
        return Err(Error::Stale);
    }
    let mut body = serde_json::to_value(ClientContent::from(&old)).map_err(Error::internal)?;
    merge(&mut body, patch);
    let content = read(tx, &body, Some(&old))?;
    let client = Client {
        version: old.version + 1,
        name: content.name,
        scopes: content.scopes,
        expires_at: content.expires_at,
        ..old
    };
    tx.save_client(Deed::Edit, caller.actor(None), client.clone())?;
    Ok(client)
}

/// Gives a client a new secret, told this once; the old one is refused from now
/// on. Tokens that were issued for it live on until they expire: to stop them,
/// revoke the client.
pub fn rotate_secret(tx: &mut Tx<'_>, caller: &Caller, id: ClientId) -> Result<(Client, String)> {
    administer(caller)?;
    let old = find_usable(tx, id)?;
    let (secret, secret_hash) = make_secret()?;
    let client = Client { version: old.version + 1, secret_hash, ..old };
    tx.save_client(Deed::ChangePassword, caller.actor(None), client.clone())?;
    Ok((client, secret))
}

/// Refuses a client from now on, and every token it has. Again is no error.
pub fn revoke_client(tx: &mut Tx<'_>, caller: &Caller, id: ClientId) -> Result<Client> {
    administer(caller)?;
    let old = find(tx, id)?;
    if old.revoked_at.is_some() {
        return Ok(old);
    }
    let client = Client { version: old.version + 1, revoked_at: Some(tx.now), ..old };
    tx.save_client(Deed::Revoke, caller.actor(None), client.clone())?;
    Ok(client)
}

/// The client that knows `secret`; an unknown one takes as long as a wrong secret.
pub fn authenticate(view: &View, id: &str, secret: &str, now: Instant) -> Result<Client> {
    let client = id.parse().ok().and_then(|id| view.client(id));
    let expected = client.map_or_else(|| secret::hash(b""), |client| client.secret_hash.clone());
    let fits = secret::fits(secret, &expected);
    match client {
        Some(client) if fits && client.is_active(now) => Ok(Client::clone(client)),
        _ => Err(Error::BadCredentials),
    }
}

/// Notes that a client was given a token today; at most once a day.
pub fn note_use(tx: &mut Tx<'_>, id: ClientId) -> Result<()> {
    let client = find(tx, id)?;
    if client.last_used_on == Some(tx.today) {
        return Ok(());
    }
    let caller = Caller::Client { id, carrier: client.carrier, scopes: client.scopes.clone() };
    let client = Client { version: client.version + 1, last_used_on: Some(tx.today), ..client };
    tx.save_client(Deed::IssueToken, caller.actor(client.carrier), client)
}

fn make_secret() -> Result<(String, Hidden)> {
    let secret = format!("{PREFIX}{}", secret::make()?);
    let hash = secret::hash(secret.as_bytes());
    Ok((secret, hash))
}

fn find(tx: &Tx<'_>, id: ClientId) -> Result<Client> {
    tx.view.client(id).map(|client| Client::clone(client)).ok_or(Error::NotFound("client"))
}

/// A client that was not revoked, which is for good.
fn find_usable(tx: &Tx<'_>, id: ClientId) -> Result<Client> {
    let client = find(tx, id)?;
    match client.revoked_at {
        None => Ok(client),
        Some(_) => Err(Error::Conflict(Conflict::Revoked)),
    }
}

/// What is written about a client: a new one, or `old` after a change.
fn read(tx: &Tx<'_>, body: &Value, old: Option<&Client>) -> Result<ClientContent> {
    let faults = Faults::default();
    let content = ClientContent::read(body, |carrier| tx.view.has_carrier(carrier), &faults);
    if let Some(content) = &content {
        let same = old.is_none_or(|old| old.carrier == content.carrier);
        faults.require(same, "/carrier", Rule::ReadOnly);
        let news = old.is_none_or(|old| old.expires_at != content.expires_at);
        let past = news && content.expires_at.is_some_and(|end| end <= tx.now);
        faults.require(!past, "/expiresAt", Rule::InThePast);
    }
    let content = faults.into_result(content)?;
    content.ok_or_else(|| Error::internal("a client without a fault is whole"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::house::{House, house};
    use crate::domain::{Scope, Standing};
    use chrono::TimeDelta;
    use serde_json::json;

    fn client(house: &House, body: Value) -> Result<(Client, String)> {
        house.write(move |tx| create_client(tx, &Caller::System, &body))
    }

    fn reader(house: &House) -> (Client, String) {
        client(house, json!({"name": "A", "scopes": ["measures:read"]})).unwrap()
    }

    fn login(house: &House, id: &str, secret: &str) -> Result<Client> {
        authenticate(&house.register.view(), id, secret, house.register.clock.now())
    }

    #[test]
    fn the_secret_is_told_once_and_only_its_hash_is_kept() {
        let house = house();
        let (made, secret) = reader(&house);
        assert!(secret.starts_with("mr_") && secret.len() == 46, "{secret}");
        let kept = house.register.view().client(made.id).unwrap().secret_hash.clone();
        assert_eq!(kept, secret::hash(secret.as_bytes()));
        assert!(login(&house, &made.id.to_string(), &secret).is_ok());
        let wrong = [
            (made.id.to_string(), "mr_x"),
            (made.id.to_string(), ""),
            (ClientId::new().to_string(), secret.as_str()),
            ("x".to_owned(), ""),
        ];
        for (id, secret) in wrong {
            assert!(matches!(login(&house, &id, secret), Err(Error::BadCredentials)), "{id}");
        }
    }

    #[test]
    fn a_revoked_client_is_out_at_once() {
        let house = house();
        let (made, secret) = reader(&house);
        let (id, now) = (made.id, house.register.clock.now());
        let token = house.tokens.issue_for_client(&made, made.scopes.clone(), now).unwrap().token;
        assert!(house.caller(&token).is_ok());
        let revoke = move |tx: &mut Tx<'_>| revoke_client(tx, &Caller::System, id);
        assert_eq!(house.write(revoke).unwrap().version, 2);
        assert_eq!(house.write(revoke).unwrap().version, 2, "again is no error");
        assert!(house.caller(&token).is_err());
        assert!(login(&house, &id.to_string(), &secret).is_err());
        let rotated = house.write(move |tx| rotate_secret(tx, &Caller::System, id));
        assert!(matches!(rotated, Err(Error::Conflict(Conflict::Revoked))));
    }

    #[test]
    fn an_expired_client_is_out_and_its_token_does_not_outlive_it() {
        let house = house();
        let end = house.register.clock.now().plus(TimeDelta::minutes(5));
        let body = json!({"name": "A", "scopes": ["measures:read"], "expiresAt": end});
        let (made, secret) = client(&house, body.clone()).unwrap();
        let now = house.register.clock.now();
        let token = house.tokens.issue_for_client(&made, made.scopes.clone(), now).unwrap();
        assert!(token.seconds <= 300, "{}", token.seconds);
        house.register.clock.advance(TimeDelta::minutes(5));
        assert!(house.caller(&token.token).is_err());
        assert!(login(&house, &made.id.to_string(), &secret).is_err());
        assert!(matches!(client(&house, body), Err(Error::Invalid(_))), "already past");
    }

    #[test]
    fn a_new_secret_replaces_the_old_one() {
        let house = house();
        let (made, old) = reader(&house);
        let id = made.id;
        let rotated = house.write(move |tx| rotate_secret(tx, &Caller::System, id));
        let (_, new) = rotated.unwrap();
        assert!(login(&house, &id.to_string(), &old).is_err());
        assert!(login(&house, &id.to_string(), &new).is_ok());
    }

    #[test]
    fn a_token_may_have_fewer_scopes_but_never_more_than_now() {
        let house = house();
        let carrier = house.carrier("A e.V.");
        let body = json!({"name": "A", "carrier": carrier,
                          "scopes": ["measures:read", "measures:write"]});
        let (made, _) = client(&house, body).unwrap();
        let now = house.register.clock.now();
        let token = |scopes| house.tokens.issue_for_client(&made, scopes, now).unwrap().token;
        let (less, all) = (token(vec![Scope::Read]), token(made.scopes.clone()));
        assert_eq!(house.caller(&less).unwrap().standing(carrier), Standing::Reader);
        assert_eq!(house.caller(&all).unwrap().standing(carrier), Standing::Editor);
        let id = made.id;
        let patch = json!({"scopes": ["measures:read"]});
        house.write(move |tx| change_client(tx, &Caller::System, id, 1, patch)).unwrap();
        assert_eq!(house.caller(&all).unwrap().standing(carrier), Standing::Reader);
    }

    #[test]
    fn the_carrier_of_a_client_stays() {
        let house = house();
        let (one, two) = (house.carrier("A e.V."), house.carrier("B e.V."));
        let body = json!({"name": "A", "carrier": one, "scopes": ["measures:read"]});
        let id = client(&house, body).unwrap().0.id;
        let patch = json!({"carrier": two});
        let moved = house.write(move |tx| change_client(tx, &Caller::System, id, 1, patch));
        assert!(matches!(moved, Err(Error::Invalid(faults)) if faults[0].rule == Rule::ReadOnly));
    }

    #[test]
    fn use_is_noted_once_a_day() {
        let house = house();
        let (made, _) = reader(&house);
        let note = || house.write(move |tx| note_use(tx, made.id)).unwrap();
        let seq = || house.register.view().seq;
        note();
        let after = seq();
        note();
        assert_eq!(seq(), after);
        house.register.clock.advance(TimeDelta::days(1));
        note();
        assert_eq!(seq(), after + 1);
        let view = house.register.view();
        assert_eq!(view.client(made.id).unwrap().last_used_on, Some(view.today));
    }
}
