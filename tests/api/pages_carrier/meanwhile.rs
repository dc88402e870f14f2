use super::*;

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
fn a_step_that_is_sent_twice_is_saved_once_and_leads_on_both_times() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    member(&api, carrier, "editor");
    let browser = Browser::signed_in(&api, ANNA);
    let draft = api.draft(&anna(&api), carrier);
    let id = draft.json()["id"].as_str().unwrap().to_owned();
    let form = browser.open(&format!("/erfassen/{id}/schritt/1")).fill("title", "Neuer Titel");
    let (once, twice) = (form.send(&browser), form.send(&browser));
    assert_eq!((once.answer.status, &once.path), (200, &format!("/erfassen/{id}/schritt/2")));
    assert_eq!((twice.answer.status, twice.path), (200, once.path));
    assert_eq!(record(&api, &id)["version"], 2);
    let check = browser.open(&format!("/erfassen/{id}"));
    let here = check.text().contains("<li aria-current=\"step\"><a href");
    assert!(here, "the last step shows the way back to the others: {}", check.text());
}
