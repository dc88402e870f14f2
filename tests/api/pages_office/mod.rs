//! The planning office in a browser without JavaScript: review, many at a time, carriers,
//! people, programs, files.

mod accounts;
mod files;
mod many;

use massnahmenregister::domain::CarrierId;
use serde_json::{Value, json};

use crate::browser::{Browser, Shown};
use crate::harness::{TestApi, Who, complete, path_of};

/// A planner in a browser.
fn planner(api: &TestApi) -> Browser<'_> {
    person(api, "planung@example.org", "planner")
}

fn person<'a>(api: &'a TestApi, email: &str, role: &str) -> Browser<'a> {
    api.person(json!({"email": email, "name": "Pia Plan", "role": role}));
    Browser::signed_in(api, email)
}

/// A submitted measure; gives its path at the API.
fn submitted(api: &TestApi, carrier: CarrierId, title: &str) -> String {
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    body["title"] = json!(title);
    let path = path_of(&api.post(&officer, "/v1/measures", body));
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    path
}

/// The same with a change of the title that waits, once it was published.
fn revised(api: &TestApi, carrier: CarrierId, title: &str) -> String {
    let path = api.published(carrier);
    let officer = api.officer(carrier);
    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"title": title})).expect(200);
    path
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn review_of(path: &str) -> String {
    format!("/pruefung/{}", id_of(path))
}

fn record(api: &TestApi, who: &Who, path: &str) -> Value {
    api.get(who, path).expect(200)
}

/// Where each of the texts stands, so that an order can be told.
fn places(shown: &Shown, texts: &[&str]) -> Vec<usize> {
    let words = shown.words();
    texts
        .iter()
        .map(|text| words.find(text).unwrap_or_else(|| panic!("no {text}: {words}")))
        .collect()
}

#[test]
fn planners_are_told_at_home_what_waits_and_for_how_long() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let office = planner(&api);
    assert!(office.open("/start").words().contains("Gerade wartet nichts auf Sie."));
    submitted(&api, carrier, "Alt");
    revised(&api, carrier, "Neuer Titel");
    api.register.clock.advance(chrono::TimeDelta::hours(2));
    let home = office.open("/start").expect(200, "/start");
    let words = home.words();
    assert!(words.contains("2\u{a0}Maßnahmen") || words.contains("2 Maßnahmen"), "{words}");
    assert!(words.contains("1 zum ersten Mal eingereicht"), "{words}");
    assert!(words.contains("1 Änderung einer veröffentlichten"), "{words}");
    assert!(office.open("/en/start").words().contains("Waiting for your review"));
    api.person(json!({"email": "t@example.org", "name": "T",
                      "memberships": [{"carrier": carrier, "role": "officer"}]}));
    let carrier = Browser::signed_in(&api, "t@example.org");
    assert!(!carrier.open("/start").text().contains("/pruefung"), "others are not led there");
    assert_eq!(carrier.open("/pruefung").answer.status, 403);
    assert_eq!(carrier.open("/verwaltung/massnahmen").answer.status, 403);
    assert_eq!(Browser::new(&api).open("/pruefung").path, "/anmelden?weiter=%2Fpruefung");
}

#[test]
fn the_queue_shows_what_waits_longest_first_with_its_age() {
    let api = TestApi::new();
    let (one, two) = (api.carrier("Erster Verein"), api.carrier("Zweiter Verein"));
    submitted(&api, one, "Sprachcafé");
    api.register.clock.advance(chrono::TimeDelta::days(12));
    submitted(&api, two, "Fahrradwerkstatt");
    revised(&api, two, "Umbenannt");
    let office = planner(&api);
    let queue = office.open("/pruefung").expect(200, "/pruefung");
    let order = places(&queue, &["Sprachcafé", "Fahrradwerkstatt", "Umbenannt"]);
    assert!(order.is_sorted(), "{order:?}");
    let words = queue.words();
    assert!(words.contains("seit\u{a0}12") || words.contains("seit 12 Tagen"), "{words}");
    assert!(words.contains("Erster Verein zum ersten Mal eingereicht"), "{words}");
    let only = office.open("/pruefung?art=aenderung").words();
    assert!(only.contains("Umbenannt") && !only.contains("Sprachcafé"), "{only}");
    assert_eq!(office.open("/pruefung?art=quatsch").answer.status, 400);
}

#[test]
fn a_measure_is_published_from_its_review() {
    let api = TestApi::new();
    let path = submitted(&api, api.carrier("Verein"), "Sprachcafé");
    let office = planner(&api);
    let review = office.open(&review_of(&path)).expect(200, &review_of(&path));
    assert!(review.words().contains("zum ersten Mal eingereicht"), "{}", review.words());
    assert!(!review.text().contains("class=\"mark\""), "there is nothing to hold it against");
    let after = review.form("tun").send(&office);
    assert!(after.words().contains("„Sprachcafé“: ist veröffentlicht."), "{}", after.words());
    assert_eq!(record(&api, &api.planner(), &path)["publication"], "published");
    let again = review.form("tun").send(&office);
    assert_eq!(again.answer.status, 409, "somebody was faster");
    assert!(again.words().contains("wartet gerade nicht auf eine Prüfung"), "{}", again.words());
}

#[test]
fn a_measure_goes_back_with_remarks_at_its_fields_and_comes_again_with_what_changed() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let path = submitted(&api, carrier, "Sprachcafé");
    let office = planner(&api);
    let review = office.open(&review_of(&path));
    let nothing = review.form("tun").fill("tun", "zurueckgeben").send(&office);
    assert_eq!(nothing.answer.status, 400);
    assert!(nothing.text().contains("<a href=\"#remark\">"), "{}", nothing.text());
    let both = review.form("tun").fill("remark", "Hm").send(&office);
    assert_eq!(both.answer.status, 400, "a remark is not lost by the wrong button");
    assert_eq!(both.form("tun").value("remark"), "Hm");
    let filled = both.form("tun").fill("tun", "zurueckgeben").fill("remark", "Fast gut.");
    let sent = filled.fill("remark.planned.end", "Bitte belegen.").send(&office);
    assert!(sent.words().contains("ist mit Ihren Bemerkungen zurück"), "{}", sent.words());
    let officer = api.officer(carrier);
    let returned = record(&api, &officer, &path);
    let expected = json!([
        {"text": "Fast gut.", "pointer": null},
        {"text": "Bitte belegen.", "pointer": "/planned/end"},
    ]);
    let mut remarks = returned["reviews"][0]["remarks"].as_array().unwrap().clone();
    remarks.sort_by_key(|remark| remark["pointer"].is_string());
    assert_eq!(json!(remarks), expected);

    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"title": "Sprachcafé am Abend"})).expect(200);
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    let again = office.open(&review_of(&path));
    let words = again.words();
    assert!(
        words.contains("Geänderte Angaben : 1") || words.contains("Geänderte Angaben: 1"),
        "{words}"
    );
    assert!(words.contains("Bitte belegen."), "what the last review said: {words}");
    assert!(
        words
            .contains("Titel geändert bei der Rückgabe Sprachcafé eingereicht Sprachcafé am Abend"),
        "{words}"
    );
}

#[test]
fn a_change_of_a_published_measure_is_held_against_what_is_public() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let path = revised(&api, carrier, "Neuer Titel");
    let office = planner(&api);
    let review = office.open(&review_of(&path));
    let words = review.words();
    assert!(
        words.contains(
            "Titel geändert veröffentlicht Sprachkurs für Eltern eingereicht Neuer Titel"
        ),
        "{words}"
    );
    assert_eq!(review.text().matches("class=\"mark\"").count(), 1);
    // Somebody else changes it while this one reads.
    let officer = api.officer(carrier);
    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"title": "Noch neuer"})).expect(200);
    let stale = review.form("tun").send(&office);
    assert_eq!(stale.answer.status, 409);
    assert!(stale.words().contains("inzwischen geändert") && stale.words().contains("Noch neuer"));
    let accepted = stale.form("tun").send(&office);
    assert!(accepted.words().contains("Die Änderung ist angenommen."), "{}", accepted.words());
    assert_eq!(record(&api, &officer, &path)["title"], "Noch neuer");
}

#[test]
fn nobody_publishes_what_they_submitted() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let office = planner(&api);
    let made =
        office.open("/erfassen").fill("title", "Eigene").fill("leadCarrier", &carrier.to_string());
    made.send(&office);
    let found = api.get(&api.planner(), "/v1/measures?publication=draft").expect(200);
    let path = format!("/v1/measures/{}", found["items"][0]["id"].as_str().unwrap());
    let planner = api.planner();
    let etag = api.get(&planner, &path).etag();
    let mut rest = complete(carrier);
    rest.as_object_mut().unwrap().remove("leadCarrier");
    api.patch(&planner, &path, &etag, rest).expect(200);
    let own = office.open(&format!("/erfassen/{}", id_of(&path)));
    own.form("/einreichen").send(&office);
    let review = office.open(&review_of(&path));
    assert!(
        review.words().contains("veröffentlichen muss es jemand anderes"),
        "{}",
        review.words()
    );
    assert!(!review.text().contains("value=\"veroeffentlichen\""));
    let forced = review.form("tun").fill("tun", "veroeffentlichen").send(&office);
    assert_eq!(forced.answer.status, 409, "the page is not what forbids it");
}
