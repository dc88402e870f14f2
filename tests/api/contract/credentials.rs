//! Every operation without a token, with one that is none, and with somebody
//! else's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;

use super::answers::{check, check_headers};
use super::operations;
use super::world::World;
use crate::harness::{PUBLIC, TestApi, Who};

#[test]
fn whatever_wants_a_token_refuses_without_one() {
    let world = World::new();
    let mut refused = 0;
    for operation in operations() {
        let call = world.call(&operation);
        let answer = world.send(&PUBLIC, &call);
        check(&operation, &answer);
        check_headers(&answer, operation.id());
        let refuses = answer.status == 401;
        assert_eq!(refuses, operation.needs_token(), "{}: {}", operation.id(), answer.text);
        if refuses {
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{}", operation.id());
            assert_eq!(answer.json()["code"], "unauthenticated", "{}", operation.id());
            refused += 1;
        }
    }
    assert!(refused > 20, "{refused}");
}

/// Tokens that are none, and what is wrong with each.
fn wrong_tokens(world: &World) -> Vec<(String, &'static str)> {
    let good = world.administrator.0.clone().unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    let symmetric = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"at+jwt"}"#);
    let claims = URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
    let claims = String::from_utf8(claims).unwrap().replace("example.org", "example.com");
    let changed = URL_SAFE_NO_PAD.encode(claims);
    let stranger = TestApi::new();
    let foreign = stranger.administrator().0.unwrap();
    vec![
        ("Bearer".into(), "nothing"),
        ("Bearer x.y.z".into(), "no token"),
        (format!("Basic {good}"), "another scheme"),
        (good.clone(), "no scheme"),
        (format!("Bearer {}.{}.", parts[0], parts[1]), "no signature"),
        (format!("Bearer {none}.{}.", parts[1]), "signed by nobody"),
        (format!("Bearer {symmetric}.{}.{}", parts[1], parts[2]), "another algorithm"),
        (format!("Bearer {}.{changed}.{}", parts[0], parts[2]), "changed after it was signed"),
        (format!("Bearer {foreign}"), "another register's"),
        (format!("Bearer {}", "A".repeat(5_000)), "a long one"),
    ]
}

#[test]
fn whatever_takes_a_token_refuses_a_wrong_one() {
    let world = World::new();
    let tokens = wrong_tokens(&world);
    for operation in operations().iter().filter(|operation| operation.takes_token()) {
        let call = world.call(operation);
        for (token, reason) in &tokens {
            let mut call = call.clone();
            call.headers.push(("Authorization", token.clone()));
            let answer = world.send(&PUBLIC, &call);
            assert_eq!(answer.status, 401, "{}: {reason}: {}", operation.id(), answer.text);
            check(operation, &answer);
        }
    }
}

#[test]
fn an_expired_token_is_a_wrong_one() {
    let world = World::new();
    let calls: Vec<_> = operations().into_iter().filter(|o| o.takes_token()).collect();
    let calls: Vec<_> = calls.iter().map(|operation| (operation, world.call(operation))).collect();
    world.api.register.clock.advance(TimeDelta::minutes(11));
    for (operation, call) in calls {
        let answer = world.send(&world.administrator, &call);
        assert_eq!(answer.status, 401, "{}: {}", operation.id(), answer.text);
        check(operation, &answer);
    }
}

/// Reading is for everyone; nothing else is for another carrier's officer.
#[test]
fn another_carriers_token_opens_nothing() {
    let world = World::new();
    let stranger = world.api.officer(world.api.carrier("Ein anderer Verein"));
    for operation in operations().iter().filter(|operation| operation.takes_token()) {
        let call = world.call(operation);
        let answer = world.send(&stranger, &call);
        let expected = match (operation.method, operation.needs_token()) {
            ("get", false) => vec![200],
            // About oneself.
            _ if ["/me", "/me/password"].contains(&operation.template) => vec![200, 403],
            _ if operation.template == "/webhooks" => vec![200, 201],
            _ if operation.id() == "sign_out" => vec![204, 403],
            // What is one's own, which is nothing; and each row is refused.
            _ if operation.template == "/imports" => vec![200, 201],
            _ => vec![403, 404],
        };
        assert!(expected.contains(&answer.status), "{}: {}", operation.id(), answer.text);
        check(operation, &answer);
    }
}

#[test]
fn a_scheme_is_read_in_any_case() {
    let world = World::new();
    let token = world.administrator.0.clone().unwrap();
    for scheme in ["bearer", "BEARER"] {
        let header = format!("{scheme} {token}");
        let headers = [("Authorization", header.as_str())];
        let answer = world.api.send("GET", &Who(None), "/v1/me", &headers, None);
        answer.expect(200);
    }
}
