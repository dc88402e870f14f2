//! People in a browser: a cookie, forms that only our own pages send, and an end.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::harness::{PUBLIC, TestApi};
use crate::people::{PASSWORD, credentials};
use crate::process::Process;

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
    let mut lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let line = lines.find(|line| line.starts_with(COOKIE)).unwrap();
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

#[test]
fn whoever_writes_in_one_process_reads_it_in_another() {
    let api = TestApi::new();
    let process = Process::serve(&api.database.url);
    let carrier = api.carrier("Verein");
    let membership = json!([{"carrier": carrier, "role": "editor"}]);
    api.person(json!({"email": "a@example.org", "name": "A", "memberships": membership}));
    let browser = Browser::new(&api);
    let page = browser.open("/anmelden");
    let sent = page.fill("email", "a@example.org").fill("password", PASSWORD);
    let sent: Vec<_> = sent.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let signed_in = browser.post("/anmelden", &sent);
    assert_eq!(signed_in.status, 303);
    *browser.address.borrow_mut() = process.address.clone();
    let mut page = browser.open("/erfassen").expect(200, "/erfassen");
    for round in 0..10 {
        let form = page.fill("title", &format!("Kurs {round}"));
        let sent: Vec<_> = form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let made = browser.post("/erfassen", &sent);
        let next = made.header("location").to_owned();
        let other = if round % 2 == 0 { &api.address } else { &process.address };
        *browser.address.borrow_mut() = other.clone();
        browser.open(&next).expect(200, &next);
        page = browser.open("/erfassen");
    }
}
