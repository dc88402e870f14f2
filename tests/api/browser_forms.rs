//! Forms of people who are signed in: sent from our own pages, for the session they were
//! made for, and never lost.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::harness::TestApi;
use crate::people::PASSWORD;

fn reader() -> Value {
    json!({"email": "a@example.org", "name": "Alex Muster", "role": "reader"})
}

#[test]
fn a_form_from_another_site_does_nothing() {
    let api = TestApi::new();
    api.person(reader());
    let browser = Browser::signed_in(&api, "a@example.org");
    let form = browser.open("/konto").form("/konto/abmelden");
    let body = format!("_token={}", form.value("_token"));
    let own = api.address.as_str();
    let foreign: [&[(&str, &str)]; 6] = [
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[],
        &[("Origin", own), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", own), ("Sec-Fetch-Site", "same-site")],
        &[("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")],
    ];
    for headers in foreign {
        for path in ["/konto/abmelden", "/abmelden", "/konto/passwort", "/anmelden"] {
            let answer = browser.request("POST", path, headers, &body);
            assert_eq!(answer.status, 403, "{path} {headers:?}");
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    browser.open("/konto").expect(200, "/konto");
    let answer =
        browser.request("POST", "/konto/abmelden", &[("Sec-Fetch-Site", "same-origin")], &body);
    assert_eq!(answer.status, 303);
}

#[test]
fn a_form_of_another_session_is_asked_about_first() {
    let api = TestApi::new();
    api.person(reader());
    let browser = Browser::signed_in(&api, "a@example.org");
    let other = Browser::signed_in(&api, "a@example.org");
    let theirs = other.open("/konto").form("/konto/abmelden");
    for token in [theirs.value("_token"), "", "x"] {
        let fields = [("_token", token), ("note", "Ü <b>")];
        let answer = browser.post("/konto/abmelden", &fields);
        assert_eq!(answer.status, 200, "{token}");
        assert!(answer.text.contains("value=\"Ü &#60;b&#62;\""), "{}", answer.text);
    }
    other.open("/konto").expect(200, "/konto");
    let asked = browser.post("/konto/abmelden", &[("_token", "x")]);
    let shown = crate::browser::Shown { path: "/konto/abmelden".into(), answer: asked };
    shown.form("_kept").send(&browser).expect(200, "/anmelden?abgemeldet=1");
}

#[test]
fn what_was_typed_outlives_the_session() {
    let api = TestApi::new();
    api.person(reader());
    let browser = Browser::signed_in(&api, "a@example.org");
    let form = browser.open("/konto/passwort").fill("newPassword", "Ünterwegs & <daheim>");
    api.register.clock.advance(TimeDelta::hours(13));
    let asked = form.send(&browser).expect(401, "/konto/passwort");
    assert!(asked.words().contains("Was Sie eingegeben haben, ist noch da"), "{}", asked.words());
    let wrong = asked.fill("email", "a@example.org").fill("password", "not mine at all");
    let again = wrong.send(&browser).expect(400, "/anmelden");
    let right = again.fill("password", PASSWORD);
    assert_eq!(right.value("email"), "a@example.org", "what was typed stays");
    let kept = right.send(&browser).expect(200, "/anmelden").form("_kept");
    assert_eq!(kept.path, "/konto/passwort");
    assert_eq!(kept.value("newPassword"), "Ünterwegs & <daheim>");
    kept.send(&browser).expect(400, "/konto/passwort");
}

#[test]
fn what_was_typed_outlives_a_new_password_too() {
    let api = TestApi::new();
    let admin = api.administrator();
    let (_, path) = api.person(reader());
    let browser = Browser::signed_in(&api, "a@example.org");
    let form = browser.open("/konto/passwort").fill("newPassword", "noch ein Gedanke");
    let given = api.post(&admin, &format!("{path}/password-resets"), json!({}));
    let given = given.json()["oneTimePassword"].as_str().unwrap().to_owned();
    let asked = form.send(&browser).expect(401, "/konto/passwort");
    let first = asked.fill("email", "a@example.org").fill("password", &given).send(&browser);
    let first = first.expect(200, "/anmelden").fill("currentPassword", &given);
    let short = first.clone().fill("newPassword", "short").send(&browser);
    let short = short.expect(400, "/konto/passwort").fill("currentPassword", &given);
    let kept = short.fill("newPassword", "another horse battery").send(&browser).form("_kept");
    assert_eq!((&*kept.path, kept.value("newPassword")), ("/konto/passwort", "noch ein Gedanke"));
}
