//! People in a browser: a cookie, forms that only our own pages send, and an end.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::harness::{PUBLIC, TestApi};
use crate::people::{PASSWORD, credentials};

const COOKIE: &str = "__Host-session";

fn reader() -> Value {
    json!({"email": "a@example.org", "name": "Alex Muster", "role": "reader"})
}

fn cookie(browser: &Browser<'_>) -> String {
    browser.cookies.borrow().get(COOKIE).cloned().unwrap_or_default()
}

#[test]
fn whoever_signs_in_comes_to_where_they_wanted_to_go() {
    let api = TestApi::new();
    api.person(reader());
    let browser = Browser::new(&api);
    let asked = browser.open("/en/konto").expect(200, "/en/anmelden?weiter=%2Fen%2Fkonto");
    assert!(asked.text().contains("<h1>Sign in</h1>"), "{}", asked.text());
    let filled = asked.fill("email", "A@Example.org").fill("password", PASSWORD);
    let account = filled.send(&browser).expect(200, "/en/konto");
    assert!(account.words().contains("Alex Muster"), "{}", account.words());
    assert_eq!(account.answer.header("cache-control"), "private, no-store");
    browser.open("/anmelden").expect(200, "/start");
}

#[test]
fn the_cookie_is_for_this_host_alone_and_no_script_sees_it() {
    let api = TestApi::new();
    api.person(reader());
    let browser = Browser::new(&api);
    let filled =
        browser.open("/anmelden").fill("email", "a@example.org").fill("password", PASSWORD);
    let fields: Vec<_> = filled.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = browser.post("/anmelden", &fields);
    let line = answer.header("set-cookie");
    assert_eq!((answer.status, answer.header("location")), (303, "/start"));
    assert!(line.starts_with("__Host-session="), "{line}");
    assert!(line.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{line}");
    assert!(!answer.text.contains(&cookie(&browser)), "it stands in no page");
    let home = browser.open("/konto");
    assert!(!home.text().contains(&cookie(&browser)));
    assert_eq!(home.answer.header("referrer-policy"), "same-origin");
}

#[test]
fn the_interface_for_programs_does_not_know_the_cookie() {
    let api = TestApi::new();
    api.administrator();
    let browser = Browser::signed_in(&api, "admin@example.org");
    let sent = format!("{COOKIE}={}", cookie(&browser));
    let headers = [("Cookie", sent.as_str()), ("Origin", api.address.as_str())];
    for path in ["/v1/me", "/v1/users", "/v1/clients"] {
        let answer = api.send("GET", &PUBLIC, path, &headers, None);
        assert_eq!(answer.problem().1, "unauthenticated", "{path}");
    }
    let body = json!({"title": "Kurs", "leadCarrier": api.carrier("Verein")});
    let answer = api.send("POST", &PUBLIC, "/v1/measures", &headers, Some(body));
    assert_eq!(answer.problem().1, "unauthenticated");
    let refresh = json!({"refreshToken": cookie(&browser)});
    assert_eq!(api.post(&PUBLIC, "/v1/sessions/refresh", refresh).problem().0, 401);
    browser.open("/konto").expect(200, "/konto");
}

#[test]
fn a_forged_or_spent_cookie_is_simply_nobody() {
    let api = TestApi::new();
    api.person(reader());
    let browser = Browser::signed_in(&api, "a@example.org");
    let real = cookie(&browser);
    let program = api.sign_in("a@example.org", PASSWORD).expect(201);
    let token = program["refreshToken"].as_str().unwrap().to_owned();
    for forged in ["", "x", "a.b.c", &format!("{real}x"), &real[..40], &token, "ä"] {
        browser.cookies.borrow_mut().insert(COOKIE.into(), forged.to_owned());
        browser.open("/konto").expect(200, "/anmelden?weiter=%2Fkonto");
        browser.open("/massnahmen").expect(200, "/massnahmen");
    }
    browser.cookies.borrow_mut().insert(COOKIE.into(), real);
    browser.open("/konto").expect(200, "/konto");
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
fn a_session_lasts_while_somebody_is_there_and_ends_at_last() {
    let api = TestApi::new();
    api.person(reader());
    let browser = Browser::signed_in(&api, "a@example.org");
    let seq = || api.register.view().seq;
    let before = seq();
    for _ in 0..5 {
        browser.open("/konto").expect(200, "/konto");
    }
    assert_eq!(seq(), before, "reading writes nothing");
    for _ in 0..3 {
        let before = seq();
        api.register.clock.advance(TimeDelta::hours(11));
        browser.open("/konto").expect(200, "/konto");
        wait_until(|| seq() > before);
    }
    api.register.clock.advance(TimeDelta::hours(13));
    browser.open("/konto").expect(200, "/anmelden?weiter=%2Fkonto");

    let browser = Browser::signed_in(&api, "a@example.org");
    for hours in (0..=720).step_by(10) {
        let shown = browser.open("/konto");
        let signed_in = shown.path == "/konto";
        assert_eq!(signed_in, hours < 720, "after {hours} hours");
        let written = seq();
        api.register.clock.advance(TimeDelta::hours(10));
        if hours < 710 {
            browser.open("/konto");
            wait_until(|| seq() > written);
        }
    }
}

fn wait_until(holds: impl Fn() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("it never came");
}

#[test]
fn signing_out_here_and_everywhere_counts_at_once() {
    let api = TestApi::new();
    api.person(reader());
    let [here, there, third] = [(); 3].map(|()| Browser::signed_in(&api, "a@example.org"));
    let spent = cookie(&here);
    here.open("/konto").form("/abmelden").send(&here).expect(200, "/anmelden?abgemeldet=1");
    assert_eq!(cookie(&here), "");
    here.cookies.borrow_mut().insert(COOKIE.into(), spent);
    here.open("/konto").expect(200, "/anmelden?weiter=%2Fkonto");
    let account = there.open("/konto").expect(200, "/konto");
    account.form("/konto/abmelden").send(&there).expect(200, "/anmelden?abgemeldet=1");
    third.open("/konto").expect(200, "/anmelden?weiter=%2Fkonto");
}

#[test]
fn whoever_is_disabled_or_gets_another_password_is_out_at_once() {
    let api = TestApi::new();
    let admin = api.administrator();
    let (_, path) = api.person(reader());
    let browser = Browser::signed_in(&api, "a@example.org");
    let tag = api.get(&admin, &path).etag();
    api.patch(&admin, &path, &tag, json!({"disabled": true})).expect(200);
    browser.open("/konto").expect(200, "/anmelden?weiter=%2Fkonto");
    let tag = api.get(&admin, &path).etag();
    api.patch(&admin, &path, &tag, json!({"disabled": false})).expect(200);
    let browser = Browser::signed_in(&api, "a@example.org");
    let user = api.sign_in("a@example.org", PASSWORD).expect(201);
    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    api.put(&crate::people::token(&user), "/v1/me/password", change).expect(204);
    browser.open("/konto").expect(200, "/anmelden?weiter=%2Fkonto");
}

#[test]
fn a_given_password_opens_nothing_but_its_change() {
    let api = TestApi::new();
    api.newcomer(reader());
    let browser = Browser::new(&api);
    let page = browser.sign_in("a@example.org", PASSWORD).expect(200, "/konto/passwort");
    assert!(page.words().contains("Wählen Sie jetzt ein eigenes"), "{}", page.words());
    for path in ["/konto", "/start"] {
        browser.open(path).expect(200, "/konto/passwort");
    }
    let short = page.fill("currentPassword", PASSWORD).fill("newPassword", "short");
    let again = short.send(&browser).expect(400, "/konto/passwort");
    assert!(again.text().contains("href=\"#newPassword\""), "{}", again.text());
    let wrong = page.fill("currentPassword", "x").fill("newPassword", "another horse battery");
    let again = wrong.send(&browser).expect(400, "/konto/passwort");
    assert!(again.text().contains("href=\"#currentPassword\""), "{}", again.text());
    let good = page.fill("currentPassword", PASSWORD).fill("newPassword", "another horse battery");
    good.send(&browser).expect(200, "/konto?passwort=geaendert");
    Browser::new(&api).sign_in("a@example.org", "another horse battery").expect(200, "/start");
}

#[test]
fn tries_are_counted_together_with_those_of_programs() {
    let api = TestApi::new();
    api.person(reader());
    let browser = Browser::new(&api);
    for _ in 0..5 {
        assert_eq!(api.sign_in("a@example.org", "wrong horse battery").status, 401);
        browser.sign_in("a@example.org", "wrong horse battery").expect(400, "/anmelden");
    }
    let refused = browser.sign_in("a@example.org", PASSWORD).expect(429, "/anmelden");
    let wait: u64 = refused.answer.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(
        api.post(&PUBLIC, "/v1/sessions", credentials("a@example.org", PASSWORD)).status,
        429
    );
    assert_eq!(cookie(&browser), "");
}

#[test]
fn an_unknown_address_and_a_wrong_password_get_the_same_page() {
    let api = TestApi::new();
    api.person(reader());
    let said = |email: &str| {
        let page = Browser::new(&api).sign_in(email, "wrong horse battery");
        (page.answer.status, page.text().replace(email, ""))
    };
    assert_eq!(said("a@example.org"), said("nobody@example.org"));
}

#[test]
fn the_way_back_never_leads_to_another_site() {
    let api = TestApi::new();
    api.person(reader());
    for bad in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let browser = Browser::new(&api);
        let page = browser.open(&format!("/anmelden?weiter={bad}"));
        let filled = page.fill("email", "a@example.org").fill("password", PASSWORD);
        filled.send(&browser).expect(200, "/start");
        let browser = Browser::new(&api);
        let fields =
            [("weiter", "//evil.example"), ("email", "a@example.org"), ("password", PASSWORD)];
        assert_eq!(browser.post("/anmelden", &fields).header("location"), "/start");
    }
}

#[test]
fn public_pages_are_the_same_for_everybody() {
    let api = TestApi::new();
    api.person(reader());
    let (nobody, somebody) = (Browser::new(&api), Browser::signed_in(&api, "a@example.org"));
    for path in ["/", "/massnahmen", "/en/massnahmen"] {
        let page = somebody.open(path);
        assert_eq!(nobody.open(path).text(), page.text(), "{path}");
        assert_eq!(page.answer.header("set-cookie"), "");
    }
}
