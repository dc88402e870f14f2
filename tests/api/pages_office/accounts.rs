//! Carriers, people and programs.

use serde_json::json;

use super::{person, planner};
use crate::browser::Browser;
use crate::harness::{PUBLIC, TestApi, complete};

#[test]
fn a_carrier_is_added_and_renamed_and_two_at_a_time_lose_nothing() {
    let api = TestApi::new();
    let office = planner(&api);
    let blank = office.open("/verwaltung/traeger/neu");
    let empty = blank.form("name").send(&office);
    assert_eq!(empty.answer.status, 400);
    assert!(
        empty.text().contains("<a href=\"#name\">Name: Bitte angeben.</a>"),
        "{}",
        empty.text()
    );
    let made = empty
        .fill("name", "Verein A")
        .fill("kind", "association")
        .fill("website", "https://a.example/");
    let shown = made.send(&office);
    assert!(shown.words().contains("Der Träger ist angelegt."), "{}", shown.words());
    let list = api.get(&PUBLIC, "/v1/carriers").expect(200);
    assert_eq!(list["items"][0]["name"], "Verein A");
    assert_eq!(list["items"][0]["active"], true, "as the form says at first");
    assert_eq!(made.send(&office).path, shown.path, "pressed twice, it is added once");
    let again = made.fill("key", "another").send(&office);
    assert_eq!(again.answer.status, 409, "a name is taken once");
    assert!(again.words().contains("Schon vergeben"), "{}", again.words());

    let renamed = shown.form("name").fill("name", "Verein B").send(&office);
    assert!(renamed.words().contains("Gespeichert."), "{}", renamed.words());
    let late = shown.form("name").fill("phone", "0391 123").send(&office);
    assert_eq!(late.answer.status, 409);
    assert!(late.words().contains("Inzwischen gespeichert: Verein B"), "{}", late.words());
    let both = late.form("name").fill("name", "Verein B").send(&office);
    assert!(both.words().contains("Gespeichert."), "{}", both.words());
    let carrier = api.get(&PUBLIC, "/v1/carriers").expect(200)["items"][0].clone();
    assert_eq!((&carrier["name"], &carrier["phone"]), (&json!("Verein B"), &json!("0391 123")));
    assert_eq!(carrier["formerNames"], json!(["Verein A"]));
    assert!(office.open("/en/verwaltung/traeger").words().contains("Add a carrier"));
}

#[test]
fn two_carriers_become_one_after_a_look_at_what_goes_over() {
    let api = TestApi::new();
    let (old, new) = (api.carrier("Alter Verein"), api.carrier("Neuer Verein"));
    api.draft(&api.officer(old), old);
    let office = planner(&api);
    let path = format!("/verwaltung/traeger/{old}");
    assert!(!office.open(&path).text().contains("zusammenlegen"), "for administrators only");
    assert_eq!(office.open(&format!("{path}/zusammenlegen")).answer.status, 403);
    let admin = person(&api, "amt@example.org", "administrator");
    let merge = admin.open(&format!("{path}/zusammenlegen"));
    assert!(!merge.text().contains(&format!("value=\"{old}\"")), "not into itself");
    assert_eq!(merge.form("into").send(&admin).answer.status, 400);
    let preview = merge.fill("into", &new.to_string()).send(&admin);
    assert!(preview.words().contains("Maßnahmen, die übergehen: 1"), "{}", preview.words());
    let before = api.get(&PUBLIC, &format!("/v1/carriers/{old}")).expect(200);
    assert_eq!(before["mergedInto"], json!(null), "only shown");
    let done = preview.form("sicher").send(&admin);
    assert!(done.words().contains("Die beiden sind zusammengelegt."), "{}", done.words());
    let after = api.get(&PUBLIC, &format!("/v1/carriers/{old}")).expect(200);
    assert_eq!(after["mergedInto"], json!(new.to_string()));
    let list = admin.open("/verwaltung/traeger").words();
    assert!(list.contains("ging auf in Neuer Verein"), "{list}");
}

#[test]
fn a_person_is_added_with_a_password_that_is_told_once_and_works() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let admin = person(&api, "amt@example.org", "administrator");
    let blank = admin.open("/verwaltung/personen/neu").form("memberships.0.carrier");
    let filled = blank.fill("name", "Toni Träger").fill("email", "toni@example.org");
    let filled = filled.fill("memberships.0.carrier", &carrier.to_string());
    let lacking = filled.send(&admin);
    assert_eq!(lacking.answer.status, 400);
    assert!(lacking.text().contains("href=\"#memberships.0.role\""), "{}", lacking.text());
    assert_eq!(lacking.form("email").value("name"), "Toni Träger");
    let told = lacking.fill("memberships.0.role", "officer").send(&admin);
    let secret = told.text().split("translate=\"no\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(told.answer.header("cache-control"), "private, no-store");
    let twice = lacking.fill("memberships.0.role", "officer").send(&admin);
    assert!(!twice.text().contains("translate=\"no\""), "{}", twice.text());
    assert!(twice.words().contains("wird kein zweites Mal gezeigt"), "{}", twice.words());
    assert!(twice.text().contains("/passwort\""), "a new one is to be had there");
    let toni = Browser::new(&api);
    assert_eq!(toni.sign_in("toni@example.org", secret).path, "/konto/passwort");
    let list = admin.open("/verwaltung/personen");
    assert!(list.words().contains("Verein: erfasst und reicht ein"), "{}", list.words());
    assert!(!list.text().contains(secret));

    let id = api.register.view().user_by_email("toni@example.org").unwrap().id;
    let page = admin.open(&format!("/verwaltung/personen/{id}"));
    let renew = page.form("/passwort");
    let reset = renew.send(&admin);
    let other = reset.text().split("translate=\"no\">").nth(1).unwrap().split('<').next().unwrap();
    assert_ne!(other, secret);
    let twice = renew.send(&admin);
    assert!(twice.words().contains("hat ein neues Passwort"), "{}", twice.words());
    assert_eq!(Browser::new(&api).sign_in("toni@example.org", other).path, "/konto/passwort");
    assert_eq!(Browser::new(&api).sign_in("toni@example.org", secret).answer.status, 400);
    let page = admin.open(&format!("/verwaltung/personen/{id}"));
    page.form("email").fill("role", "planner").also("disabled", "1").send(&admin);
    let user = api.register.view().user(id).cloned().unwrap();
    assert!(user.disabled && user.memberships.len() == 1, "{user:?}");
    assert_eq!(user.role.map(|role| role.as_str()), Some("planner"));
}

#[test]
fn only_administrators_look_after_people_and_programs_and_one_stays() {
    let api = TestApi::new();
    let office = planner(&api);
    let paths = [
        "/verwaltung/personen",
        "/verwaltung/personen/neu",
        "/verwaltung/programme",
        "/verwaltung/programme/neu",
    ];
    for path in paths {
        let refused = office.open(path);
        assert_eq!(refused.answer.status, 403, "{path}");
        assert!(!refused.text().contains("/anmelden\""), "{}", refused.text());
    }
    assert!(!office.open("/verwaltung/traeger").text().contains("/verwaltung/personen"));
    let admin = person(&api, "amt@example.org", "administrator");
    let id = api.register.view().user_by_email("amt@example.org").unwrap().id;
    let own = admin.open(&format!("/verwaltung/personen/{id}"));
    let refused = own.form("email").also("disabled", "1").send(&admin);
    assert_eq!(refused.answer.status, 409);
    assert!(refused.words().contains("das letzte aktive Konto"), "{}", refused.words());
}

#[test]
fn a_page_of_a_failure_knows_who_is_signed_in_and_lets_them_sign_out() {
    let api = TestApi::new();
    let office = planner(&api);
    let lost = office.open("/gibtesnicht");
    assert_eq!(lost.answer.status, 404);
    assert!(lost.text().contains("Meine Aufgaben"), "{}", lost.text());
    assert_eq!(lost.answer.header("referrer-policy"), "same-origin");
    lost.form("/abmelden").send(&office).expect(200, "/anmelden?abgemeldet=1");
    let strange = office.open("/gibtesnicht");
    assert!(strange.text().contains("/anmelden\""), "{}", strange.text());
}

#[test]
fn a_program_gets_a_secret_that_is_told_once_and_works_until_it_is_revoked() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let admin = person(&api, "amt@example.org", "administrator");
    let blank = admin.open("/verwaltung/programme/neu");
    let wrong = blank.fill("name", "Fachanwendung").fill("expiresAt", "bald").send(&admin);
    assert_eq!(wrong.answer.status, 400);
    assert!(
        wrong.text().contains("href=\"#scopes\"") && wrong.text().contains("href=\"#expiresAt\"")
    );
    let filled = wrong.fill("expiresAt", "31.12.2030").fill("carrier", &carrier.to_string());
    let filled = filled.fill("scopes", "measures:read").also("scopes", "measures:write");
    let told = filled.send(&admin);
    let secret = told.text().split("translate=\"no\">").nth(1).unwrap().split('<').next().unwrap();
    let twice = filled.send(&admin);
    assert!(!twice.text().contains(secret), "{}", twice.text());
    assert!(twice.words().contains("wird kein zweites Mal gezeigt"), "{}", twice.words());
    assert!(twice.text().contains("/geheimnis\""), "a new one is to be had there");
    assert_eq!(api.register.view().clients().count(), 1);
    let client = api.register.view().clients().next().cloned().unwrap();
    assert_eq!(client.expires_at.unwrap().to_string(), "2030-12-31T23:00:00.000000Z", "in Berlin");
    let token = |secret: &str| {
        let body =
            format!("grant_type=client_credentials&client_id={}&client_secret={secret}", client.id);
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        api.send_text("POST", &PUBLIC, "/oauth/token", &kind, &body)
    };
    let who = token(secret).expect(200);
    let who = crate::harness::Who(Some(who["access_token"].as_str().unwrap().to_owned()));
    assert_eq!(api.post(&who, "/v1/measures", complete(carrier)).status, 201);
    let list = admin.open("/verwaltung/programme");
    assert!(
        list.words()
            .contains("Fachanwendung Verein lesen, erfassen und ändern gilt bis 31.12.2030"),
        "{}",
        list.words()
    );
    let own = format!("/verwaltung/programme/{}", client.id);
    assert!(list.text().contains(&format!("<a href=\"{own}\">")), "{}", list.text());
    let rotate = admin.open(&own).form("/geheimnis");
    let rotated = rotate.send(&admin);
    let other =
        rotated.text().split("translate=\"no\">").nth(1).unwrap().split('<').next().unwrap();
    let twice = rotate.send(&admin);
    assert!(twice.words().contains("hat ein neues Geheimnis"), "{}", twice.words());
    assert_eq!((token(secret).status, token(other).status), (401, 200));
    let revoked = admin.open(&own).form("/sperren").send(&admin);
    assert!(revoked.words().contains("Das Programm ist gesperrt"), "{}", revoked.words());
    admin.open(&own).expect(200, "/verwaltung/programme");
    assert_eq!(token(other).status, 401);
    assert_eq!(api.post(&who, "/v1/measures", complete(carrier)).status, 401);
}

#[test]
fn a_program_is_renamed_and_may_do_less_from_then_on() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (admin, office) = (person(&api, "amt@example.org", "administrator"), api.administrator());
    let body = json!({"name": "Alt", "carrier": carrier, "expiresAt": "2030-06-15T12:00:00Z",
                      "scopes": ["measures:read", "measures:write"]});
    let made = api.post(&office, "/v1/clients", body).expect(201);
    let id = made["id"].as_str().unwrap();
    let (path, own) = (format!("/verwaltung/programme/{id}"), format!("/v1/clients/{id}"));
    let page = admin.open(&path).expect(200, &path);
    assert!(page.text().contains("<h1>Alt (Verein)</h1>"), "{}", page.text());
    let form = page.form("version");
    assert_eq!((form.value("name"), form.value("expiresAt")), ("Alt", "15.06.2030"));
    assert_eq!(form.values("scopes"), ["measures:read", "measures:write"]);
    let record = || api.get(&office, &own).expect(200);
    let saved = form.fill("name", "Neu").fill("scopes", "measures:read").send(&admin);
    assert!(saved.words().contains("Gespeichert."), "{}", saved.words());
    let now = record();
    assert_eq!((&now["name"], &now["scopes"]), (&json!("Neu"), &json!(["measures:read"])));
    assert_eq!(now["expiresAt"], made["expiresAt"], "nobody touched it");
    let late = page.fill("name", "Zu spät").send(&admin);
    assert_eq!(late.answer.status, 409);
    assert!(late.words().contains("Inzwischen gespeichert: Neu"), "{}", late.words());
    let wrong = saved.fill("expiresAt", "bald").send(&admin);
    assert_eq!(wrong.answer.status, 400);
    assert!(wrong.text().contains("href=\"#expiresAt\""), "{}", wrong.text());
    wrong.fill("expiresAt", "").send(&admin);
    assert_eq!(record()["expiresAt"], json!(null));
}
