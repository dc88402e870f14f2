//! Files, gaps, and the page for the council.

use serde_json::json;

use super::{planner, submitted};
use crate::browser::{Browser, Shown};
use crate::harness::{Answer, PUBLIC, TestApi};
use crate::people::PASSWORD;

/// Sends a file as a browser does, from the page of uploads; redirects are followed.
fn upload(api: &TestApi, browser: &Browser<'_>, page: &Shown, file: &str) -> Answer {
    let form = page.form("file");
    let part = |name: &str, more: &str, content: &str| {
        format!(
            "--grenze\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{content}\r\n"
        )
    };
    let file = part("file", "; filename=\"Maßnahmen.csv\"\r\nContent-Type: text/csv", file);
    let [token, key] = ["_token", "key"].map(|name| part(name, "", form.value(name)));
    let body = token + &key + &file + "--grenze--\r\n";
    let cookies = browser.cookies.borrow();
    let cookies: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let headers = [
        ("Cookie", &*cookies.join("; ")),
        ("Origin", &*api.address),
        ("Accept", "text/html"),
        ("Content-Type", "multipart/form-data; boundary=grenze"),
    ];
    api.send_text("POST", &PUBLIC, "/import", &headers, &body)
}

/// The page of the newest import.
fn newest(browser: &Browser<'_>) -> Shown {
    let list = browser.open("/import");
    let path =
        list.text().split("<h3><a href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    browser.open(&path)
}

#[test]
fn a_carrier_looks_at_a_file_takes_it_over_and_takes_it_back() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (_, _) = api.person(json!({"email": "t@example.org", "name": "Toni",
                      "memberships": [{"carrier": carrier, "role": "officer"}]}));
    let path = submitted(&api, carrier, "Altes Café");
    let toni = Browser::signed_in(&api, "t@example.org");
    assert!(toni.open("/start").text().contains("href=\"/import\""));
    let page = toni.open("/import").expect(200, "/import");
    let id = path.rsplit('/').next().unwrap();
    let file = format!(
        "ID;Titel;Reichweite;Stadtteile\r\n;Neue Werkstatt;stadtteile;06\r\n\
         ;Garten;stadtteile;Neustatd\r\n{id};Altes Café;stadtteile;06\r\n"
    );
    let [first, again] = [(); 2].map(|()| upload(&api, &toni, &page, &file).text);
    assert_eq!(first, again, "pressed twice, it is taken once");
    let preview = newest(&toni);
    assert_eq!(toni.open("/import").text().matches("<h3>").count(), 1);
    let words = preview.words();
    assert!(words.contains("Noch ist nichts geschehen"), "{words}");
    assert!(words.contains("neu: 1") && words.contains("unverändert: 1"), "{words}");
    assert!(words.contains("abgelehnt: 1"), "{words}");
    let row = "Zeile 3: Garten abgelehnt Stadtteile „ Neustatd “: Diesen Stadtteil gibt es nicht. \
               Gemeint vielleicht: 04 (Alte Neustadt), 06 (Neue Neustadt)";
    assert!(words.contains(row), "{words}");
    assert_eq!(api.get(&api.planner(), "/v1/measures").expect(200)["total"], 1, "only shown");
    let refused = preview.form("/uebernehmen").send(&toni);
    assert_eq!(refused.answer.status, 409);
    assert!(refused.words().contains("Einige Zeilen sind abgelehnt"), "{}", refused.words());
    let done = refused.form("/uebernehmen").also("skip", "1").send(&toni);
    assert!(done.words().contains("Übernommen."), "{}", done.words());
    let all = api.get(&api.planner(), "/v1/measures?publication=draft").expect(200);
    assert_eq!(all["items"][0]["title"], "Neue Werkstatt");
    let twice = refused.form("/uebernehmen").also("skip", "1").send(&toni);
    assert!(twice.words().contains("Übernommen."), "{}", twice.words());
    let undone = done.form("/zuruecknehmen").send(&toni);
    assert!(undone.words().contains("Alles ist, wie es vorher war"), "{}", undone.words());
    assert_eq!(api.get(&api.planner(), "/v1/measures").expect(200)["total"], 1);
}

#[test]
fn what_cannot_be_read_is_said_at_the_field_and_a_preview_can_be_thrown_away() {
    let api = TestApi::new();
    let office = planner(&api);
    let page = office.open("/import");
    for file in ["", "x;y\r\n1;2\r\n"] {
        let refused = upload(&api, &office, &page, file);
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert!(refused.text.contains("<a href=\"#file\">"), "{}", refused.text);
    }
    upload(&api, &office, &page, "Titel\r\nOhne Träger\r\n");
    assert!(newest(&office).words().contains("Diese Datei würde nichts ändern"));
    let home = office.open("/start").words();
    assert!(home.contains("1 hochgeladen, noch nicht übernommen"), "{home}");
    let gone = newest(&office).form("/verwerfen").send(&office);
    assert!(gone.words().contains("verworfen"), "{}", gone.words());
    assert!(!office.open("/start").words().contains("noch nicht übernommen"));
}

#[test]
fn who_works_for_the_carrier_and_the_office_see_what_was_uploaded_and_nobody_else() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let office = planner(&api);
    let page = office.open("/import");
    upload(&api, &office, &page, &format!("Titel;Träger (ID)\r\nNeu;{carrier}\r\n"));
    let own = newest(&office);
    api.person(json!({"email": "r@example.org", "name": "R", "role": "reader"}));
    let reader = Browser::signed_in(&api, "r@example.org");
    assert_eq!(reader.open("/import").answer.status, 403);
    api.person(json!({"email": "t@example.org", "name": "T",
                      "memberships": [{"carrier": carrier, "role": "editor"}]}));
    let other = Browser::signed_in(&api, "t@example.org");
    assert_eq!(other.open(&own.path).answer.status, 404);
    upload(&api, &other, &other.open("/import"), "Titel\r\nUnsere\r\n");
    let ours = newest(&other).path;
    assert!(office.open("/import").words().contains("Verein aufbewahrt bis"), "all of them");
    assert!(office.open(&ours).words().contains("· Verein ·"), "and whose they are");
    assert!(!office.open("/start").words().contains("2 hochgeladen"), "that is for them to do");
    let stranger = api.carrier("Ein anderer");
    api.person(json!({"email": "s@example.org", "name": "S",
                      "memberships": [{"carrier": stranger, "role": "editor"}]}));
    assert_eq!(Browser::signed_in(&api, "s@example.org").open(&ours).answer.status, 404);
    // A page of somebody else's session, sent along with this one's cookie.
    let before = other.open("/import").words();
    let answer = upload(&api, &other, &page, &format!("Titel;Träger (ID)\r\nFremd;{carrier}\r\n"));
    assert_eq!(answer.status, 200);
    assert_eq!(other.open("/import").words(), before, "nothing was taken");
    let nobody = upload(&api, &Browser::new(&api), &page, "Titel\r\nX\r\n");
    assert!(nobody.text.contains("name=\"password\""), "{}", nobody.text);
}

#[test]
fn a_file_that_came_too_late_has_to_be_chosen_again_and_that_is_said() {
    let api = TestApi::new();
    let office = planner(&api);
    let page = office.open("/import");
    let end = page.words();
    assert!(end.contains("Schicken Sie die Datei ab, solange Sie angemeldet sind: bis"), "{end}");
    assert!(end.contains("Länger angemeldet bleiben"), "{end}");
    api.register.clock.advance(chrono::TimeDelta::minutes(20));
    assert_ne!(office.open("/import").words(), end, "a look at it is a sign of life");
    api.register.clock.advance(chrono::TimeDelta::hours(13));
    let asked = upload(&api, &office, &page, "Titel\r\nKurs\r\n");
    assert!(asked.text.contains("Eine Datei lässt sich nicht aufheben"), "{}", asked.text);
    let asked = Shown { path: "/anmelden".into(), answer: asked };
    let asked = asked.fill("email", "planung@example.org").fill("password", PASSWORD);
    let back = asked.send(&office).expect(200, "/import?getan=abgelaufen");
    assert!(back.words().contains("deshalb ist die Datei nicht angekommen"), "{}", back.words());
}

#[test]
fn what_one_downloads_to_edit_has_what_only_insiders_see_and_only_ones_own() {
    let api = TestApi::new();
    let (own, other) = (api.carrier("Eigener"), api.carrier("Anderer"));
    submitted(&api, own, "Meine");
    submitted(&api, other, "Fremde");
    api.person(json!({"email": "t@example.org", "name": "T",
                      "memberships": [{"carrier": own, "role": "officer"}]}));
    let toni = Browser::signed_in(&api, "t@example.org");
    let file = toni.open("/import/massnahmen.csv");
    assert_eq!(file.answer.status, 200, "{}", file.text());
    assert!(file.text().contains("Meine") && !file.text().contains("Fremde"), "{}", file.text());
    assert!(planner(&api).open("/import/massnahmen.csv").text().contains("Fremde"));
    assert_eq!(toni.open("/import/massnahmen.pdf").answer.status, 404);
    let page = toni.open("/import");
    upload(&api, &toni, &page, file.text());
    assert!(newest(&toni).words().contains("Diese Datei würde nichts ändern"), "there and back");
}

#[test]
fn the_gaps_are_those_of_the_coverage() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let office = planner(&api);
    for query in ["", "?handlungsfeld=2"] {
        let coverage = api.get(&PUBLIC, &format!("/v1/coverage{query}")).expect(200);
        let empty = coverage["totals"]["empty"].as_u64().unwrap();
        let all = coverage["rows"].as_array().unwrap().len();
        let words = office.open(&format!("/luecken{query}")).words().replace('.', "");
        assert!(words.contains(&format!("{empty} von {all} Feldern")), "{query} {empty}: {words}");
    }
    assert_eq!(office.open("/luecken?handlungsfeld=99").answer.status, 400);
    assert_eq!(office.open("/luecken?handlungsfeld=").answer.status, 200);
}

#[test]
fn the_council_reads_the_numbers_that_everybody_reads_and_what_changed() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let path = api.published(carrier);
    submitted(&api, carrier, "Noch nicht öffentlich");
    let step = json!({"to": "running", "effectiveOn": "2021-04-01"});
    api.post(&api.planner(), &format!("{path}/status-changes"), step).expect(200);
    let office = planner(&api);
    let now = office.open("/sitzung").expect(200, "/sitzung");
    let words = now.words();
    assert!(
        words.contains("1\u{a0}Maßnahme öffentlich") || words.contains("1 Maßnahme öffentlich"),
        "{words}"
    );
    assert!(!words.contains("Noch nicht öffentlich"), "{words}");
    assert!(words.contains("Über das geplante Ende hinaus Sprachkurs für Eltern"), "{words}");
    let then = office.open("/sitzung?asOf=2021-06-30&from=2021-03-15").words();
    assert!(then.contains("Stand 30.06.2021"), "{then}");
    assert!(then.contains("geplant → läuft") || then.contains("Neu seit dem 15.03.2021"), "{then}");
    assert_eq!(office.open("/sitzung?asOf=2021-01-01&from=2021-03-15").answer.status, 400);
    let diff = api
        .get(&PUBLIC, "/v1/statistics/diff?from=2021-03-15&to=2021-06-30&handlungsfeld=2")
        .expect(200);
    assert_eq!(
        diff["changedStatus"]["count"].as_u64().unwrap() + diff["new"]["count"].as_u64().unwrap(),
        1
    );
}
