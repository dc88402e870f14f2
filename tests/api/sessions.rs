use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi};
use crate::people::{PASSWORD, credentials, token};

fn reader() -> Value {
    json!({"email": "a@example.org", "name": "Alex Muster", "role": "reader"})
}

#[test]
fn whoever_signs_in_is_known() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let member = json!({"email": "a@example.org", "name": "Alex Muster",
                        "memberships": [{"carrier": carrier, "role": "officer"}]});
    api.person(member);
    let answer = api.sign_in("A@Example.org", PASSWORD);
    let signed_in = answer.expect(201);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!((&signed_in["tokenType"], &signed_in["expiresIn"]), (&json!("Bearer"), &json!(600)));
    assert_eq!(signed_in["mustChangePassword"], false);
    let me = api.get(&token(&signed_in), "/v1/me");
    let known = me.expect(200);
    assert_eq!((&known["kind"], &known["email"]), (&json!("user"), &json!("a@example.org")));
    let membership =
        json!({"carrier": carrier, "carrierName": "Verein Brücken e.V.", "role": "officer"});
    assert_eq!(known["memberships"], json!([membership]));
    assert_eq!(me.header("cache-control"), "private, no-store");
    assert_eq!(api.get(&PUBLIC, "/v1/me").problem().1, "unauthenticated");
    let draft = json!({"leadCarrier": carrier, "title": "Kurs"});
    api.post(&token(&signed_in), "/v1/measures", draft).expect(201);
}

#[test]
fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let api = TestApi::new();
    let (admin, _) = (api.administrator(), api.person(reader()));
    let off = json!({"email": "off@example.org", "name": "B", "disabled": true});
    api.newcomer(off);
    let said = |email: &str, password: &str| {
        let answer = api.sign_in(email, password);
        let mut said = answer.json();
        said["instance"].take();
        (answer.status, answer.header("www-authenticate").to_owned(), said)
    };
    let wrong = said("a@example.org", "wrong horse battery");
    assert_eq!((wrong.0, &wrong.2["code"]), (401, &json!("credentials")));
    assert_eq!(said("nobody@example.org", PASSWORD), wrong);
    assert_eq!(said("off@example.org", PASSWORD), wrong);
    api.get(&admin, "/v1/me").expect(200);
}

#[test]
fn a_one_time_password_opens_nothing_but_its_change() {
    let api = TestApi::new();
    api.newcomer(json!({"email": "a@example.org", "name": "A", "role": "administrator"}));
    let signed_in = api.sign_in("a@example.org", PASSWORD).expect(201);
    assert_eq!(signed_in["mustChangePassword"], true);
    let who = token(&signed_in);
    for path in ["/v1/me", "/v1/users", "/v1/measures", "/v1/carriers"] {
        let refused = api.get(&who, path).problem();
        assert_eq!((refused.0, &*refused.1), (403, "password-change-required"), "{path}");
    }
    let other = token(&api.sign_in("a@example.org", PASSWORD).expect(201));
    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    api.put(&who, "/v1/me/password", change).expect(204);
    api.get(&who, "/v1/me").expect(200);
    assert_eq!(api.get(&other, "/v1/me").problem().1, "unauthenticated", "signed out elsewhere");
    assert_eq!(api.sign_in("a@example.org", PASSWORD).problem().1, "credentials");
    let again = api.sign_in("a@example.org", "another horse battery").expect(201);
    assert_eq!(again["mustChangePassword"], false);
}

#[test]
fn whoever_must_change_the_password_can_sign_out_instead() {
    let api = TestApi::new();
    api.newcomer(reader());
    let who = token(&api.sign_in("a@example.org", PASSWORD).expect(201));
    api.send("DELETE", &who, "/v1/sessions/current", &[], None).expect(204);
    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    assert_eq!(api.put(&who, "/v1/me/password", change).problem().1, "unauthenticated");
}

#[test]
fn each_refresh_token_is_good_once() {
    let api = TestApi::new();
    api.person(reader());
    let first = api.sign_in("a@example.org", PASSWORD).expect(201);
    api.register.clock.advance(TimeDelta::minutes(11));
    assert_eq!(api.get(&token(&first), "/v1/me").problem().1, "unauthenticated", "expired");
    let second = api.refresh(&first["refreshToken"]).expect(200);
    api.get(&token(&second), "/v1/me").expect(200);
    assert_ne!(first["refreshToken"], second["refreshToken"]);

    let reused = api.refresh(&first["refreshToken"]);
    assert_eq!(reused.problem().0, 401);
    assert_eq!(api.get(&token(&second), "/v1/me").problem().1, "unauthenticated", "all is over");
    assert_eq!(api.refresh(&second["refreshToken"]).problem().0, 401);
}

#[test]
fn signing_out_counts_at_once() {
    let api = TestApi::new();
    api.person(reader());
    let here = api.sign_in("a@example.org", PASSWORD).expect(201);
    let there = api.sign_in("a@example.org", PASSWORD).expect(201);
    api.send("DELETE", &token(&here), "/v1/sessions/current", &[], None).expect(204);
    assert_eq!(api.get(&token(&here), "/v1/me").problem().1, "unauthenticated");
    assert_eq!(api.refresh(&here["refreshToken"]).problem().0, 401);
    api.get(&token(&there), "/v1/me").expect(200);
    let program = api.planner();
    let refused = api.send("DELETE", &program, "/v1/sessions/current", &[], None);
    assert_eq!(refused.problem().1, "forbidden", "a program has no session");
}

#[test]
fn a_session_that_nobody_uses_ends() {
    let api = TestApi::new();
    api.person(reader());
    let signed_in = api.sign_in("a@example.org", PASSWORD).expect(201);
    api.register.clock.advance(TimeDelta::hours(13));
    assert_eq!(api.refresh(&signed_in["refreshToken"]).problem().0, 401);
}

#[test]
fn guessing_a_password_soon_has_to_wait() {
    let api = TestApi::new();
    api.person(reader());
    for _ in 0..10 {
        assert_eq!(api.sign_in("a@example.org", "wrong horse battery").status, 401);
    }
    let refused = api.sign_in("a@example.org", PASSWORD);
    assert_eq!(refused.problem().1, "too-many-requests", "even if it is right now");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(api.sign_in("b@example.org", PASSWORD).status, 401, "others are not concerned");
}

#[test]
fn signing_in_often_is_no_offence() {
    let api = TestApi::new();
    api.person(reader());
    for _ in 0..15 {
        api.sign_in("a@example.org", PASSWORD).expect(201);
    }
}

#[test]
fn one_address_does_not_keep_the_service_busy() {
    let api = TestApi::new();
    let tries = (0..150).map(|n| api.refresh(&json!(format!("{n}.1.x"))).status);
    assert!(tries.into_iter().any(|status| status == 429));
    api.get(&PUBLIC, "/v1/measures").expect(200);
}

#[test]
fn what_cannot_be_read_is_said_at_once() {
    let api = TestApi::new();
    let (who, _) = api.person(reader());
    let sign_in = |body| api.post(&PUBLIC, "/v1/sessions", body).problem();
    let refresh = |body| api.post(&PUBLIC, "/v1/sessions/refresh", body).problem();
    let change = |body| api.put(&who, "/v1/me/password", body).problem();
    let new = |new: &str| change(json!({"currentPassword": PASSWORD, "newPassword": new}));
    let cases = [
        (sign_in(json!({})), vec!["/email required", "/password required"]),
        (
            sign_in(json!({"email": 1, "password": 2})),
            vec!["/email wrong-kind", "/password wrong-kind"],
        ),
        (sign_in(json!({"email": "a", "password": "b", "otp": 1})), vec!["/otp unknown-field"]),
        (sign_in(json!([])), vec![" wrong-kind"]),
        (refresh(json!({})), vec!["/refreshToken required"]),
        (change(json!({})), vec!["/currentPassword required", "/newPassword required"]),
        (new("short"), vec!["/newPassword too-short"]),
        (new(&"long".repeat(51)), vec!["/newPassword too-long"]),
        (new("a@example.org"), vec!["/newPassword guessable"]),
        (new(PASSWORD), vec!["/newPassword guessable"]),
        (
            change(
                json!({"currentPassword": "not mine at all", "newPassword": "another horse battery"}),
            ),
            vec!["/currentPassword wrong-password"],
        ),
    ];
    for ((status, code, places), expected) in cases {
        assert_eq!((status, &*code), (400, "invalid"));
        assert_eq!(places, expected);
    }
    let form = [("Content-Type", "text/plain")];
    let body = Some(credentials("a@example.org", PASSWORD));
    let refused = api.send("POST", &PUBLIC, "/v1/sessions", &form, body);
    assert_eq!(refused.problem().1, "media-type");
}
