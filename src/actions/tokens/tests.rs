use super::*;
use crate::actions::house::{House, LIFETIMES, house, settings};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};

/// A register with a user who is signed in, and the token.
fn signed_in() -> (House, String) {
    let house = house();
    house.user(json!({"email": "a@x.org", "name": "A", "role": "planner"})).unwrap();
    let token = house.token(&house.sign_in("a@x.org").unwrap());
    (house, token)
}

fn part(token: &str, number: usize) -> Value {
    let part = token.split('.').nth(number).unwrap();
    serde_json::from_slice(&decode(part)).unwrap()
}

fn decode(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// Signs whatever is given with the house's own key.
fn sign(house: &House, header: &Header, claims: &Value) -> String {
    jsonwebtoken::encode(header, claims, &house.tokens.keys[0].signs).unwrap()
}

#[test]
fn a_token_says_who_issued_it_for_whom_and_until_when() {
    let (house, token) = signed_in();
    let (header, claims) = (part(&token, 0), part(&token, 1));
    assert_eq!(header["alg"], "EdDSA");
    assert_eq!(header["typ"], "at+jwt");
    let jwks = serde_json::to_value(house.tokens.jwks()).unwrap();
    assert_eq!(header["kid"], jwks["keys"][0]["kid"]);
    assert_eq!(claims["iss"], "https://register.example.org");
    assert_eq!(claims["aud"], "massnahmen");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);
    assert_eq!(claims["scope"], "measures:read measures:write measures:submit measures:review");
    let verified =
        house.tokens.verify(&token, &house.register.view(), house.register.clock.now()).unwrap();
    assert!(verified.must_change_password && verified.caller.is_planner());
}

#[test]
fn whoever_has_the_published_key_can_verify_a_token() {
    let (house, token) = signed_in();
    let jwks = serde_json::to_value(house.tokens.jwks()).unwrap();
    let set: jsonwebtoken::jwk::JwkSet = serde_json::from_value(jwks).unwrap();
    let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(set.find(&kid).unwrap()).unwrap();
    assert!(jsonwebtoken::decode::<Value>(&token, &key, &house.tokens.validation).is_ok());
}

#[test]
fn a_token_expires_by_the_clock_of_the_register() {
    let (house, token) = signed_in();
    house.register.clock.advance(LIFETIMES.access - TimeDelta::seconds(2));
    assert!(house.caller(&token).is_ok());
    house.register.clock.advance(TimeDelta::seconds(3));
    assert!(matches!(house.caller(&token), Err(Error::Unauthenticated)));
}

#[test]
fn only_what_we_signed_for_us_is_a_token() {
    let (house, token) = signed_in();
    let claims = part(&token, 1);
    let mut header = jsonwebtoken::decode_header(&token).unwrap();
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    assert!(house.caller(&sign(&house, &header, &claims)).is_ok(), "the control");
    let refused = [
        (with("iss", json!("https://elsewhere.example")), "another issuer"),
        (with("aud", json!("another-service")), "for another service"),
        (with("aud", json!(null)), "for nobody"),
        (with("exp", json!(1)), "expired"),
        (with("exp", json!("never")), "no time"),
        (with("sub", json!(SessionId::new())), "somebody else's session"),
        (with("sid", json!(null)), "no session"),
        (with("sid", json!(SessionId::new())), "an unknown session"),
        (with("client_id", json!(ClientId::new())), "a person and a program"),
    ];
    for (claims, reason) in refused {
        assert!(house.caller(&sign(&house, &header, &claims)).is_err(), "{reason}");
    }
    header.typ = Some("JWT".into());
    assert!(house.caller(&sign(&house, &header, &claims)).is_err(), "another kind of JWT");
    header.typ = Some(TYPE.into());
    header.kid = None;
    assert!(house.caller(&sign(&house, &header, &claims)).is_err(), "no key named");
}

#[test]
fn a_forged_signature_or_algorithm_is_refused() {
    let (house, token) = signed_in();
    let parts: Vec<&str> = token.split('.').collect();
    let kid = house.tokens.keys[0].kid.clone();
    let header = |alg: &str| {
        let header = json!({"alg": alg, "typ": TYPE, "kid": kid});
        secret::encode(header.to_string().as_bytes())
    };
    let mut shared = Header::new(Algorithm::HS256);
    (shared.typ, shared.kid) = (Some(TYPE.into()), Some(kid.clone()));
    let public = EncodingKey::from_secret(&house.tokens.keys[0].public);
    let confused = jsonwebtoken::encode(&shared, &part(&token, 1), &public).unwrap();
    let stranger = EncodingKey::from_ed_der(
        SigningKey::from_bytes(&[7; 32]).to_pkcs8_der().unwrap().as_bytes(),
    );
    let mut own = Header::new(Algorithm::EdDSA);
    (own.typ, own.kid) = (Some(TYPE.into()), Some(kid.clone()));
    let foreign = jsonwebtoken::encode(&own, &part(&token, 1), &stranger).unwrap();
    let cases = [
        (format!("{}.{}.", header("none"), parts[1]), "alg none"),
        (format!("{}.{}.{}", header("none"), parts[1], parts[2]), "alg none, signed"),
        (format!("{}.{}.", parts[0], parts[1]), "no signature"),
        (confused, "the public key as a shared secret"),
        (foreign, "a foreign key under our name"),
        (format!("{}.{}.{}", parts[0], secret::encode(b"{}"), parts[2]), "another text"),
        (parts[..2].join("."), "two parts"),
        (String::new(), "nothing"),
        ("a.b.c".into(), "nonsense"),
    ];
    for (forged, reason) in cases {
        assert!(matches!(house.caller(&forged), Err(Error::Unauthenticated)), "{reason}");
    }
}

#[test]
fn the_key_survives_a_restart_and_is_the_same_for_every_process() {
    let (house, token) = signed_in();
    let (again, _) = Register::open(house.url(), house.register.clock.clone()).unwrap();
    let (view, now) = (again.view(), again.clock.now());
    let tokens = Tokens::load(&again, settings("massnahmen")).unwrap();
    assert!(tokens.verify(&token, &view, now).is_ok());
    let tokens = Tokens::load(&again, settings("elsewhere")).unwrap();
    assert!(tokens.verify(&token, &view, now).is_err(), "another audience");
}
