//! The side of the carriers, as they use it: pages, forms and buttons, no JavaScript.

use chrono::TimeDelta;
use massnahmenregister::domain::CarrierId;
use serde_json::{Value, json};

use crate::browser::{Browser, Shown};
use crate::harness::{TestApi, Who, complete, path_of};
use crate::people::{PASSWORD, token};

const ANNA: &str = "anna@example.org";

/// A member of a carrier.
fn member(api: &TestApi, carrier: CarrierId, role: &str) {
    let membership = json!([{"carrier": carrier, "role": role}]);
    api.person(json!({"email": ANNA, "name": "Anna Berg", "memberships": membership}));
}

/// The same person as a program.
fn anna(api: &TestApi) -> Who {
    token(&api.sign_in(ANNA, PASSWORD).expect(201))
}

/// The id in the address of a page about a measure.
fn id_of(shown: &Shown) -> String {
    shown.path.trim_start_matches("/en").split(['/', '?']).nth(2).unwrap().to_owned()
}

fn record(api: &TestApi, id: &str) -> Value {
    api.get(&anna(api), &format!("/v1/measures/{id}")).expect(200)
}

#[test]
fn a_measure_is_registered_in_three_steps_and_submitted() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    member(&api, carrier, "officer");
    let browser = Browser::signed_in(&api, ANNA);
    let home = browser.open("/start");
    assert!(home.words().contains("Gerade ist nichts zu tun."), "{}", home.words());
    let first = browser.open("/erfassen").expect(200, "/erfassen");
    let first = first
        .fill("title", "Sprachkurs für Eltern")
        .fill("summary", "Am Vormittag.\r\nMit Kindern.");
    let second = first.fill("handlungsfeld", "2").also("guidelines", "2.1").send(&browser);
    let id = id_of(&second);
    assert_eq!(second.path, format!("/erfassen/{id}/schritt/2"));
    let draft = record(&api, &id);
    assert_eq!((&draft["publication"], &draft["handlungsfeld"]), (&json!("draft"), &json!(2)));
    assert_eq!(draft["summary"], "Am Vormittag.\nMit Kindern.");

    let second =
        second.fill("reach", "stadtteile").also("stadtteile", "06").also("stadtteile", "08");
    let third = second.also("targetGroups", "families").send(&browser);
    let third = third.expect(200, &format!("/erfassen/{id}/schritt/3"));
    let third = third.fill("planned.start", "3/2021").fill("planned.end", "31.12.2022");
    let third = third.fill("funding.0.source", "eu").fill("funding.0.plannedCents", "1.234,50");
    let third = third.fill("partners.0.name", "Volkshochschule").fill("contact.name", "Anna Berg");
    let check = third.send(&browser).expect(200, &format!("/erfassen/{id}?getan=gespeichert"));
    let words = check.words();
    for said in ["Gespeichert.", "Neue Neustadt", "03.2021", "Volkshochschule, wirkt mit"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(words.contains("Europäische Union, 1234,50"), "{words}");
    let whole = record(&api, &id);
    let planned = json!({"start": "2021-03", "end": "2022-12-31", "openEnded": false});
    assert_eq!(whole["planned"], planned);
    assert_eq!(whole["stadtteile"], json!(["06", "08"]));
    assert_eq!(whole["funding"][0]["plannedCents"], 123_450);
    assert_eq!(whole["contact"]["public"], false);
    assert_eq!(whole["summary"], "Am Vormittag.\nMit Kindern.", "other steps touch nothing else");

    let done = check.form("/einreichen").send(&browser);
    let done = done.expect(200, &format!("/erfassen/{id}?getan=eingereicht"));
    assert!(done.words().contains("eingereicht, wird geprüft"), "{}", done.words());
    assert_eq!(record(&api, &id)["publication"], "submitted");
    done.form("/zuruecknehmen").send(&browser);
    assert_eq!(record(&api, &id)["publication"], "draft");
}

#[test]
fn a_title_is_enough_for_now_and_home_says_what_is_missing_and_where() {
    let api = TestApi::new();
    member(&api, api.carrier("Verein"), "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let none = browser.open("/erfassen").fill("summary", "Ü & <b>").send(&browser);
    let none = none.expect(400, "/erfassen");
    assert!(
        none.text().contains("<a href=\"#title\">Titel: Bitte angeben.</a>"),
        "{}",
        none.text()
    );
    assert_eq!(none.form("title").value("summary"), "Ü & <b>");
    let home = none.fill("title", "Nur ein Titel").fill("next", "later").send(&browser);
    let home = home.expect(200, "/start?getan=gespeichert");
    let words = home.words();
    assert!(words.contains("Angefangen: hier fehlt noch etwas"), "{words}");
    let way = home.text().split('"').find(|part| part.ends_with("#planned.start")).unwrap();
    let way = way.to_owned();
    let step = browser.open(way.split('#').next().unwrap());
    assert!(step.text().contains("id=\"planned.start\""), "{}", step.text());
    let check = browser.open(&format!("/erfassen/{}", id_of(&step)));
    assert!(check.words().contains("Das fehlt noch, bevor Sie einreichen können"));
    assert!(!check.text().contains("/einreichen\""), "an editor does not submit");
    check.form("/loeschen").send(&browser).expect(200, "/start?getan=loeschen");
    browser.open(&format!("/erfassen/{}", id_of(&step))).expect(404, &check.path);
}

#[test]
fn every_fault_of_a_step_is_said_at_its_field_and_nothing_typed_is_lost() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let draft = api.draft(&anna(&api), carrier).json();
    let path = format!("/erfassen/{}/schritt/3", draft["id"].as_str().unwrap());
    let step = browser.open(&path);
    assert_eq!(step.form("version").value("planned.start"), "03.2021", "as it is");
    let filled = step
        .fill("planned.start", "bald")
        .fill("planned.end", "2021")
        .fill("planned.openEnded", "1");
    let filled = filled.fill("funding.0.source", "").fill("funding.0.plannedCents", "viel");
    let filled = filled.fill("links.0.url", "www").fill("contact.email", "anna");
    let again = filled.send(&browser).expect(400, &path);
    assert!(again.text().contains("<title>Fehler: "), "{}", again.text());
    let said = [
        ("planned.start", "Bitte ein Datum wie"),
        ("planned.openEnded", "Entweder ein Ende oder"),
        ("funding.0.source", "Bitte angeben."),
        ("funding.0.plannedCents", "Bitte einen Betrag wie"),
        ("links.0.url", "Erwartet wird eine Adresse"),
        ("contact.email", "Erwartet wird eine E-Mail-Adresse"),
    ];
    for (field, message) in said {
        let link = format!("<a href=\"#{field}\">");
        let (_, rest) = again.text().split_once(&link).unwrap_or_else(|| panic!("{field}"));
        assert!(rest.split_once("</a>").unwrap().0.contains(message), "{field}");
        assert!(again.text().contains(&format!("id=\"{field}-fault\"")), "{field}");
        assert_eq!(again.form("version").value(field), filled.value(field), "{field}");
    }
    assert_eq!(record(&api, draft["id"].as_str().unwrap())["version"], 1);
    let english = browser.open(&format!("/en{path}"));
    assert!(english.words().contains("Planned start"), "{}", english.words());
    assert_eq!(english.form("version").value("planned.start"), "2021-03");
}

#[test]
fn what_was_typed_comes_back_after_the_session_has_ended() {
    let api = TestApi::new();
    member(&api, api.carrier("Verein"), "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let form = browser.open("/en/erfassen").fill("title", "Café „Ü“").fill("summary", "a\r\n<b>");
    let form = form.also("furtherHandlungsfelder", "3").also("furtherHandlungsfelder", "4");
    api.register.clock.advance(TimeDelta::hours(13));
    let asked = form.send(&browser).expect(401, "/en/erfassen");
    assert!(asked.words().contains("What you typed is still there"), "{}", asked.words());
    let kept = asked.fill("email", ANNA).fill("password", PASSWORD).send(&browser);
    let back = kept.form("_kept").send(&browser).expect(200, "/en/erfassen");
    let back = back.form("title");
    for field in ["title", "summary", "furtherHandlungsfelder", "leadCarrier"] {
        let line = |text: &str| text.replace("\r\n", "\n");
        let (was, is) = (form.values(field), back.values(field));
        assert_eq!(
            was.iter().map(|v| line(v)).collect::<Vec<_>>(),
            is.iter().map(|v| line(v)).collect::<Vec<_>>(),
            "{field}"
        );
    }
    assert_eq!(api.register.view().measures.all().len(), 0, "it was only shown");
    let saved = back.send(&browser);
    assert!(saved.path.ends_with("/schritt/2"), "{}", saved.path);
}

#[test]
fn a_step_that_was_left_open_for_long_is_saved_for_the_version_it_was_made_of() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let draft = api.draft(&anna(&api), carrier);
    let path = format!("/erfassen/{}/schritt/1", draft.json()["id"].as_str().unwrap());
    let form = browser.open(&path).fill("title", "Meiner").fill("objectives", "Meine Ziele");
    let theirs = json!({"title": "Ihrer", "description": "Ihre Beschreibung"});
    api.patch(&anna(&api), &path_of(&draft), &draft.etag(), theirs).expect(200);
    api.register.clock.advance(TimeDelta::hours(13));
    let asked = form.send(&browser).expect(401, &path);
    let kept = asked.fill("email", ANNA).fill("password", PASSWORD).send(&browser);
    let back = kept.form("_kept").send(&browser).expect(200, &path);
    let both = back.form("title").send(&browser).expect(409, &path);
    assert!(both.words().contains("Inzwischen gespeichert: Ihrer"), "{}", both.words());
    assert!(!both.text().contains("objectives-other"), "nobody else wrote that");
    let form = both.form("title");
    let read = ["title", "objectives", "description"].map(|field| form.value(field));
    assert_eq!(read, ["Meiner", "Meine Ziele", "Ihre Beschreibung"]);
    form.send(&browser);
    let now = record(&api, draft.json()["id"].as_str().unwrap());
    assert_eq!(
        (&now["title"], &now["description"]),
        (&json!("Meiner"), &json!("Ihre Beschreibung"))
    );
}

#[test]
fn changes_that_do_not_touch_each_other_are_put_together() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let draft = api.draft(&anna(&api), carrier);
    let path = format!("/erfassen/{}/schritt/1", draft.json()["id"].as_str().unwrap());
    let form = browser.open(&path).fill("objectives", "Meine");
    api.patch(&anna(&api), &path_of(&draft), &draft.etag(), json!({"title": "Ihrer"})).expect(200);
    let both = form.send(&browser).expect(409, &path);
    assert!(both.words().contains("nichts von dem, was Sie geändert haben"), "{}", both.words());
    assert_eq!(both.form("title").value("title"), "Ihrer");
    assert_eq!(both.form("title").value("objectives"), "Meine");
}

#[test]
fn remarks_of_the_review_lead_to_their_fields() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "officer");
    let browser = Browser::signed_in(&api, ANNA);
    let path = path_of(&api.draft(&anna(&api), carrier));
    let id = path.rsplit('/').next().unwrap();
    api.post(&anna(&api), &format!("{path}/submissions"), json!({})).expect(200);
    let remarks = json!({"remarks": [{"text": "Bitte das <Ende> belegen.", "pointer": "/planned/end"},
                                     {"text": "Danke sonst."}]});
    api.post(&api.planner(), &format!("{path}/returns"), remarks).expect(200);
    let home = browser.open("/start");
    assert!(home.words().contains("Zurückgegeben: bitte überarbeiten"), "{}", home.words());
    let link = format!(
        "<a href=\"/erfassen/{id}/schritt/3#planned.end\">Bitte das &#60;Ende&#62; belegen.</a>"
    );
    assert!(home.text().contains(&link), "{}", home.text());
    let check = browser.open(&format!("/erfassen/{id}"));
    assert!(check.words().contains("Danke sonst."));
    check.form("/einreichen").send(&browser);
    assert!(!browser.open("/start").words().contains("Zurückgegeben"), "it is the office's turn");
}

#[test]
fn the_status_changes_in_three_interactions_from_home() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let path = api.published(carrier);
    let id = path.rsplit('/').next().unwrap();
    let home = browser.open("/start");
    assert!(home.words().contains("Das geplante Ende ist vorbei"), "{}", home.words());
    let page = format!("/erfassen/{id}/status");
    assert!(home.text().contains(&format!("href=\"{page}\"")), "one");
    let form = browser.open(&page).fill("to", "running");
    let day = api.register.view().today.format("%d.%m.%Y").to_string();
    assert_eq!(form.value("effectiveOn"), day, "today stands there");
    let done = form.send(&browser).expect(200, &format!("/erfassen/{id}?getan=status"));
    assert!(done.words().contains(&format!("läuft seit {day}")), "{}", done.words());
    let wrong = browser.open(&page).fill("to", "paused").fill("effectiveOn", "01.01.2021");
    let again = wrong.send(&browser).expect(400, &page);
    assert!(again.text().contains("href=\"#effectiveOn\""), "{}", again.text());
    assert!(again.text().contains("href=\"#reason\""), "{}", again.text());
    let form = again.form("to");
    assert_eq!((form.value("to"), form.value("effectiveOn")), ("paused", "01.01.2021"));
    form.fill("effectiveOn", &day).fill("reason", "staff-missing").send(&browser);
    assert_eq!(record(&api, id)["status"], "paused");
}

#[test]
fn still_true_is_one_click() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "editor");
    let body = json!({"planned": {"start": "2021", "openEnded": true},
                      "statusChanges": [{"to": "running", "effectiveOn": "2021-03-01"}]});
    let officer = api.officer(carrier);
    let mut whole = complete(carrier);
    whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    let path = path_of(&api.post(&officer, "/v1/measures", whole));
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    api.post(&api.planner(), &format!("{path}/publications"), json!({})).expect(200);
    let quiet =
        || Browser::signed_in(&api, ANNA).open("/start").words().contains("Lange nichts gehört");
    assert!(!quiet());
    api.register.clock.advance(TimeDelta::days(200));
    let seen = api.register.clock.today();
    api.register.write_blocking(|_| Ok(())).unwrap();
    for _ in 0..100 {
        if api.register.view().today == seen {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let browser = Browser::signed_in(&api, ANNA);
    let home = browser.open("/start");
    assert!(home.words().contains("Lange nichts gehört: stimmt das noch?"), "{}", home.words());
    let home = home.form("/bestaetigen").send(&browser).expect(200, "/start?getan=bestaetigen");
    assert!(home.words().contains("Als weiterhin zutreffend vermerkt."));
    assert!(!home.words().contains("Lange nichts gehört"), "{}", home.words());
}

#[test]
fn last_years_measure_is_taken_over_a_year_later() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "officer");
    let browser = Browser::signed_in(&api, ANNA);
    let path = api.published(carrier);
    let id = path.rsplit('/').next().unwrap();
    let copy = browser.open(&format!("/erfassen/{id}")).form("/kopieren").send(&browser);
    let new = id_of(&copy);
    assert_eq!(copy.path, format!("/erfassen/{new}?getan=kopieren"));
    let copy = record(&api, &new);
    assert_eq!((&copy["publication"], &copy["predecessor"]), (&json!("draft"), &json!(id)));
    assert_eq!(copy["planned"], json!({"start": "2022-03", "end": "2023-12", "openEnded": false}));
    assert_eq!(copy["title"], "Sprachkurs für Eltern");
    assert_eq!(record(&api, id)["successors"], json!([new]));
}

#[test]
fn a_button_that_is_pressed_twice_does_its_work_once() {
    let api = TestApi::new();
    member(&api, api.carrier("Verein"), "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let form = browser.open("/erfassen").fill("title", "Kurs");
    let (one, two) = (form.send(&browser), form.send(&browser));
    assert_eq!(one.path, two.path);
    let check = browser.open(&format!("/erfassen/{}", id_of(&one)));
    let copy = check.form("/kopieren");
    assert_eq!(copy.send(&browser).path, copy.send(&browser).path);
    assert_eq!(api.register.view().measures.all().len(), 2);
    let other = form.fill("title", "Noch ein Kurs").send(&browser);
    assert_ne!(other.path, one.path, "what was typed anew is not lost");
}

#[test]
fn what_was_put_away_is_still_found() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let id = api.draft(&anna(&api), carrier).json()["id"].as_str().unwrap().to_owned();
    let check = browser.open(&format!("/erfassen/{id}"));
    let gone = check.form("/zurueckziehen").send(&browser);
    assert!(gone.words().contains("Zurückgezogen."), "{}", gone.words());
    browser.open(&format!("/erfassen/{id}/zurueckziehen")).expect(200, &format!("/erfassen/{id}"));
    let home = browser.open("/start");
    assert!(!home.words().contains("Sprachkurs für Eltern"), "{}", home.words());
    assert!(home.words().contains("Zurückgezogen und archiviert (1)"), "{}", home.words());
    assert!(browser.open("/start?abgelegt=1").words().contains("Sprachkurs für Eltern"));
}

#[test]
fn what_belongs_to_others_is_not_there() {
    let api = TestApi::new();
    let (own, other) = (api.carrier("Eigener"), api.carrier("Anderer"));
    member(&api, own, "officer");
    let browser = Browser::signed_in(&api, ANNA);
    let draft = path_of(&api.draft(&api.officer(other), other));
    let foreign =
        [draft, api.published(other)].map(|path| path.rsplit('/').next().unwrap().to_owned());
    let token = browser.open("/start").form("/abmelden").value("_token").to_owned();
    for id in foreign {
        let page = format!("/erfassen/{id}");
        browser.open(&page).expect(404, &page);
        for rest in
            ["/schritt/1", "/status", "/einreichen", "/loeschen", "/kopieren", "/bestaetigen"]
        {
            let path = format!("{page}{rest}");
            let fields =
                [("_token", &*token), ("version", "1"), ("title", "Fremd"), ("to", "running")];
            assert_eq!(browser.post(&path, &fields).status, 404, "{path}");
        }
    }
    let fields = [("_token", &*token), ("title", "Fremd"), ("leadCarrier", &other.to_string())];
    assert_eq!(browser.post("/erfassen", &fields).status, 403);
    for path in ["/erfassen/x", "/erfassen/x/schritt/1", "/erfassen/x/status"] {
        browser.open(path).expect(404, path);
    }
}

#[test]
fn buttons_that_came_too_late_say_so() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "officer");
    let browser = Browser::signed_in(&api, ANNA);
    let draft = api.draft(&anna(&api), carrier);
    let id = draft.json()["id"].as_str().unwrap().to_owned();
    let page = browser.open(&format!("/erfassen/{id}"));
    let step = browser.open(&format!("/erfassen/{id}/schritt/1")).fill("title", "Zu spät");
    page.form("/einreichen").send(&browser);
    let again =
        page.form("/einreichen").send(&browser).expect(409, &format!("/erfassen/{id}/einreichen"));
    assert!(again.words().contains("Das hat nicht geklappt"), "{}", again.words());
    let late = step.send(&browser).expect(409, &format!("/erfassen/{id}/schritt/1"));
    assert_eq!(late.form("title").value("title"), "Zu spät", "not lost");
    let old = page.form("/loeschen").send(&browser);
    assert_eq!(old.answer.status, 409);
    assert_eq!(record(&api, &id)["publication"], "submitted");
}

#[test]
fn who_belongs_to_several_carriers_chooses_one() {
    let api = TestApi::new();
    let (one, two) = (api.carrier("Arbeit und Leben"), api.carrier("Brücken"));
    api.carrier("Fremder");
    let membership =
        json!([{"carrier": one, "role": "editor"}, {"carrier": two, "role": "officer"}]);
    api.person(json!({"email": ANNA, "name": "Anna Berg", "memberships": membership}));
    let browser = Browser::signed_in(&api, ANNA);
    let page = browser.open("/erfassen");
    let options = page.text().split_once("name=\"leadCarrier\"").unwrap().1;
    let options = options.split_once("</select>").unwrap().0;
    assert!(options.contains("Arbeit und Leben") && options.contains("Brücken"), "{options}");
    assert!(!options.contains("Fremder"), "{options}");
    let again = page.fill("title", "Kurs").send(&browser).expect(400, "/erfassen");
    assert!(again.text().contains("href=\"#leadCarrier\""), "{}", again.text());
    let next = again.fill("leadCarrier", &two.to_string()).send(&browser);
    assert_eq!(record(&api, &id_of(&next))["leadCarrier"]["name"], "Brücken");
}

#[test]
fn who_belongs_to_no_carrier_registers_nothing() {
    let api = TestApi::new();
    api.person(json!({"email": ANNA, "name": "Anna Berg", "role": "reader"}));
    let browser = Browser::signed_in(&api, ANNA);
    let home = browser.open("/start");
    assert!(home.words().contains("Sie gehören zu keinem Träger."), "{}", home.words());
    browser.open("/erfassen").expect(403, "/erfassen");
}
