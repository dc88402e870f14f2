//! Programs and their tokens.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use massnahmenregister::actions::clients;
use massnahmenregister::domain::{Caller, ClientId};
use massnahmenregister::register::Tx;
use serde_json::{Value, json};

use crate::harness::{Answer, PUBLIC, TestApi, Who};

struct Program {
    id: String,
    secret: String,
}

fn program(api: &TestApi, body: Value) -> Program {
    let make = move |tx: &mut Tx<'_>| clients::create_client(tx, &Caller::System, &body);
    let (client, secret) = api.register.write_blocking(make).unwrap();
    Program { id: client.id.to_string(), secret }
}

fn reader(api: &TestApi) -> Program {
    program(api, json!({"name": "Dashboard", "scopes": ["measures:read", "measures:review"]}))
}

/// Sends a form to the token endpoint.
fn ask(api: &TestApi, headers: &[(&str, &str)], form: &str) -> Answer {
    let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
    all.extend(headers);
    api.send_text("POST", &PUBLIC, "/oauth/token", &all, form)
}

fn basic(program: &Program) -> String {
    format!("Basic {}", STANDARD.encode(format!("{}:{}", program.id, program.secret)))
}

const GRANT: &str = "grant_type=client_credentials";

#[test]
fn a_program_fetches_a_token_and_is_known() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let scopes = ["measures:read", "measures:write"];
    let own = program(&api, json!({"name": "Fundus", "carrier": carrier, "scopes": scopes}));
    let post = format!("{GRANT}&client_id={}&client_secret={}", own.id, own.secret);
    let header = basic(&own);
    for answer in [ask(&api, &[], &post), ask(&api, &[("Authorization", &header)], GRANT)] {
        let given = answer.expect(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!((&given["token_type"], &given["expires_in"]), (&json!("Bearer"), &json!(600)));
        assert_eq!(given["scope"], "measures:read measures:write");
        let who = Who(Some(given["access_token"].as_str().unwrap().to_owned()));
        let me = api.get(&who, "/v1/me").expect(200);
        assert_eq!((&me["kind"], &me["carrier"]), (&json!("client"), &json!(carrier)));
        let draft = json!({"leadCarrier": carrier, "title": "Kurs"});
        api.post(&who, "/v1/measures", draft).expect(201);
    }
    let less = ask(&api, &[("Authorization", &header)], &format!("{GRANT}&scope=measures:read"));
    let who = Who(Some(less.expect(200)["access_token"].as_str().unwrap().to_owned()));
    let refused = api.post(&who, "/v1/measures", json!({"leadCarrier": carrier, "title": "Kurs"}));
    assert_eq!(refused.problem().1, "forbidden");
}

#[test]
fn a_refusal_has_the_shape_that_oauth_libraries_expect() {
    let api = TestApi::new();
    let own = reader(&api);
    let (good, wrong) = (basic(&own), basic(&Program { secret: "mr_x".into(), ..reader(&api) }));
    let nobody = basic(&Program { id: ClientId::new().to_string(), secret: own.secret.clone() });
    let cases: [(&str, &str, u16, &str); 8] = [
        (&wrong, GRANT, 401, "invalid_client"),
        (&nobody, GRANT, 401, "invalid_client"),
        ("Basic ?", GRANT, 401, "invalid_client"),
        (&good, "", 400, "invalid_request"),
        (&good, "grant_type=password", 400, "unsupported_grant_type"),
        (&good, "grant_type=client_credentials&scope=measures:write", 400, "invalid_scope"),
        (&good, "grant_type=client_credentials&scope=all", 400, "invalid_scope"),
        (&good, "grant_type=a&grant_type=b", 400, "invalid_request"),
    ];
    for (header, form, status, error) in cases {
        let answer = ask(&api, &[("Authorization", header)], form);
        let said = answer.expect(status);
        assert_eq!(said["error"], error, "{form}");
        assert!(said["error_description"].is_string());
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("www-authenticate").starts_with("Basic"), status == 401);
    }
    let json = json!({"grant_type": "client_credentials"});
    let refused = api.post(&PUBLIC, "/oauth/token", json).expect(400);
    assert_eq!(refused["error"], "invalid_request", "not a form");
    assert_eq!(api.get(&PUBLIC, "/oauth/token").problem().0, 405);
}

#[test]
fn a_revoked_and_an_expired_program_are_out_at_once() {
    let api = TestApi::new();
    let admin = api.administrator();
    let revoked = reader(&api);
    let token = |program: &Program| ask(&api, &[("Authorization", &basic(program))], GRANT);
    let given = token(&revoked).expect(200);
    let who = Who(Some(given["access_token"].as_str().unwrap().to_owned()));
    api.get(&who, "/v1/me").expect(200);
    let path = format!("/v1/clients/{}/revocations", revoked.id);
    api.post(&admin, &path, json!({})).expect(200);
    assert_eq!(api.get(&who, "/v1/me").problem().1, "unauthenticated");
    assert_eq!(token(&revoked).expect(401)["error"], "invalid_client");

    let end = api.register.clock.now().plus(TimeDelta::minutes(5));
    let body = json!({"name": "Kurz", "scopes": ["measures:read"], "expiresAt": end});
    let short = program(&api, body);
    assert!(token(&short).expect(200)["expires_in"].as_i64().unwrap() <= 300);
    api.register.clock.advance(TimeDelta::minutes(6));
    assert_eq!(token(&short).expect(401)["error"], "invalid_client");
}

#[test]
fn use_is_written_once_a_day_and_reading_writes_nothing() {
    let api = TestApi::new();
    let own = reader(&api);
    let header = basic(&own);
    let fetch = || ask(&api, &[("Authorization", &header)], GRANT).expect(200);
    let before = api.register.view().seq;
    let given = fetch();
    let who = Who(Some(given["access_token"].as_str().unwrap().to_owned()));
    assert_eq!(api.register.view().seq, before + 1);
    fetch();
    api.get(&who, "/v1/me").expect(200);
    api.get(&who, "/v1/measures").expect(200);
    assert_eq!(api.register.view().seq, before + 1);
}

#[test]
fn trying_secrets_soon_has_to_wait() {
    let api = TestApi::new();
    let own = reader(&api);
    let wrong = basic(&Program { id: own.id.clone(), secret: "mr_x".into() });
    let tries: Vec<u16> =
        (0..61).map(|_| ask(&api, &[("Authorization", &wrong)], GRANT).status).collect();
    assert_eq!((tries[0], tries[60]), (401, 429));
    let refused = ask(&api, &[("Authorization", &basic(&own))], GRANT);
    assert_eq!(refused.problem().1, "too-many-requests");
    assert!(refused.header("retry-after").parse::<u64>().is_ok());
}

#[test]
fn only_a_token_of_this_register_opens_it() {
    let api = TestApi::new();
    let other = TestApi::new();
    let Who(Some(token)) = api.planner() else { panic!("a program has a token") };
    let Who(Some(foreign)) = other.planner() else { panic!("a program has a token") };
    let parts: Vec<&str> = token.split('.').collect();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
    let with_alg = |alg: &str| {
        let mut header = header.clone();
        header["alg"] = json!(alg);
        URL_SAFE_NO_PAD.encode(header.to_string())
    };
    let cases = [
        (foreign, "another register's"),
        (format!("{}.{}.", parts[0], parts[1]), "unsigned"),
        (format!("{}.{}.", with_alg("none"), parts[1]), "alg none"),
        (format!("{}.{}.{}", with_alg("HS256"), parts[1], parts[2]), "another algorithm"),
        (format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode("{}"), parts[2]), "another text"),
        ("x".into(), "nonsense"),
        (String::new(), "nothing"),
    ];
    for (forged, reason) in cases {
        for path in ["/v1/me", "/v1/measures"] {
            let refused = api.get(&Who(Some(forged.clone())), path).problem();
            assert_eq!((refused.0, &*refused.1), (401, "unauthenticated"), "{reason}: {path}");
        }
    }
    let own = Who(Some(token));
    api.get(&own, "/v1/me").expect(200);
    api.register.clock.advance(TimeDelta::minutes(11));
    assert_eq!(api.get(&own, "/v1/me").problem().1, "unauthenticated", "expired");
}

#[test]
fn the_published_keys_verify_a_token() {
    let api = TestApi::new();
    let answer = api.get(&PUBLIC, "/.well-known/jwks.json");
    let set: jsonwebtoken::jwk::JwkSet = serde_json::from_value(answer.expect(200)).unwrap();
    let Who(Some(token)) = api.planner() else { panic!("a program has a token") };
    let header = jsonwebtoken::decode_header(&token).unwrap();
    let key = set.find(header.kid.as_deref().unwrap()).unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(key).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
    validation.set_issuer(&["https://register.example.org"]);
    validation.set_audience(&["massnahmen"]);
    let claims = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap().claims;
    assert_eq!(claims["scope"], "measures:read measures:review");
    assert!(!answer.text.contains("\"d\""), "no private key");
}

#[test]
fn a_key_is_passed_over_where_tokens_are_told() {
    let api = TestApi::new();
    api.person(json!({"email": "a@example.org", "name": "Alex Muster"}));
    let program = reader(&api);
    let form = format!("{GRANT}&client_id={}&client_secret={}", program.id, program.secret);
    for key in ["a", "a b"] {
        let key = [("Idempotency-Key", key)];
        let sign_in = || {
            let body = crate::people::credentials("a@example.org", crate::people::PASSWORD);
            api.send("POST", &PUBLIC, "/v1/sessions", &key, Some(body))
        };
        let refresh = |session: &Answer| {
            let body = json!({"refreshToken": session.json()["refreshToken"]});
            api.send("POST", &PUBLIC, "/v1/sessions/refresh", &key, Some(body))
        };
        let sessions = [sign_in(), sign_in()];
        let answers = [refresh(&sessions[0]), refresh(&sessions[1]), ask(&api, &key, &form)];
        for answer in sessions.iter().chain(&answers) {
            assert!((200..300).contains(&answer.status), "{}", answer.text);
            assert_eq!(answer.header("idempotency-replayed"), "");
        }
        assert_ne!(sessions[0].text, sessions[1].text, "each is a session of its own");
        assert_eq!(refresh(&sessions[0]).status, 401, "a token that comes again is no repeat");
    }
}
