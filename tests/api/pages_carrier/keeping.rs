use super::*;

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
    form.send(&browser).expect(200, &done.path);
    let entries = record(&api, id)["statusChanges"].as_array().unwrap().len();
    assert_eq!(entries, 1, "pressed twice, it is recorded once");
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
fn an_entry_that_was_wrong_is_corrected_or_taken_away() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let mut body = complete(carrier);
    body["statusChanges"] = json!([{"to": "running", "effectiveOn": "2021-03-01"},
                                   {"to": "completed", "effectiveOn": "2022-12-01"}]);
    let made = api.post(&anna(&api), "/v1/measures", body).expect(201);
    let id = made["id"].as_str().unwrap();
    let check = browser.open(&format!("/erfassen/{id}"));
    assert!(check.words().contains("01.12.2022 abgeschlossen"), "{}", check.words());
    let page = format!("/erfassen/{id}/status/2");
    assert!(check.text().contains(&format!("href=\"{page}\"")));
    let form = browser.open(&page).form("to");
    assert_eq!((form.value("to"), form.value("effectiveOn")), ("completed", "01.12.2022"));
    form.clone().fill("effectiveOn", "1.1.2020").send(&browser).expect(400, &page);
    form.fill("effectiveOn", "31.12.2022").send(&browser);
    assert_eq!(record(&api, id)["statusSince"], "2022-12-31");
    let form = browser.open(&page).fill("void", "1").fill("note", "Irrtum");
    let check = form.send(&browser).expect(200, &format!("/erfassen/{id}?getan=status"));
    assert!(!check.words().contains("abgeschlossen"), "{}", check.words());
    assert_eq!(record(&api, id)["status"], "running");
    browser.open(&format!("/erfassen/{id}/status/9")).expect(200, &format!("/erfassen/{id}"));
}
