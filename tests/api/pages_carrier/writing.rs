use super::*;

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
    let third = third.fill("indicators.0.name", "Eltern").fill("indicators.0.planned", "1.200");
    let third = third.fill("indicators.0.countsPersons", "1").fill("indicators.0.actual", "0");
    let third = third.fill("partners.0.name", "Volkshochschule").fill("contact.name", "Anna Berg");
    let check = third.send(&browser).expect(200, &format!("/erfassen/{id}?getan=gespeichert"));
    let words = check.words();
    for said in ["Gespeichert.", "Neue Neustadt", "März 2021", "Volkshochschule, wirkt mit"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(words.contains("Eltern, zählt Menschen, geplant 1200, erreicht 0"), "{words}");
    assert!(words.contains("Europäische Union, geplant 1.234,50 €"), "{words}");
    let english = browser.open(&format!("/en/erfassen/{id}")).words();
    assert!(english.contains("European Union, planned €1,234.50"), "{english}");
    let again = browser.open(&format!("/erfassen/{id}/schritt/3")).form("version");
    assert_eq!(again.value("funding.0.plannedCents"), "1.234,50", "to be edited");
    let whole = record(&api, &id);
    let eltern = json!({
        "name": "Eltern", "unit": null, "countsPersons": true, "year": null, "planned": 1200, "actual": 0,
    });
    assert_eq!(whole["indicators"], json!([eltern]));
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
    api.person(json!({"email": "pia@example.org", "name": "Pia Plan", "role": "planner"}));
    let review = Browser::signed_in(&api, "pia@example.org").open(&format!("/pruefung/{id}"));
    assert!(review.words().contains("Europäische Union, geplant 1.234,50 €"), "{}", review.words());
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
    let filled = filled.fill("indicators.0.name", "Eltern").fill("indicators.0.planned", "viele");
    let filled = filled.fill("links.0.url", "www").fill("contact.email", "anna");
    let again = filled.send(&browser).expect(400, &path);
    assert!(again.text().contains("<title>Fehler: "), "{}", again.text());
    let said = [
        ("planned.start", "Bitte ein Datum wie"),
        ("planned.openEnded", "Entweder ein Ende oder"),
        ("funding.0.source", "Bitte angeben."),
        ("funding.0.plannedCents", "Bitte einen Betrag wie"),
        ("indicators.0.planned", "Bitte eine ganze Zahl wie"),
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
