//! What stands on single pages.

use serde_json::json;

use super::{between, page, publish, read};
use crate::harness::{PUBLIC, TestApi};

#[test]
fn the_page_of_a_measure_has_all_that_the_public_reads_of_it() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let path = publish(
        &api,
        carrier,
        json!({
            "title": "Sprachkurs", "summary": "Kurz gesagt.", "guidelines": ["2.1"],
            "targetGroups": ["families"],
            "statusChanges": [
                {"to": "running", "effectiveOn": "2021-03-01"},
                {"to": "paused", "effectiveOn": "2021-06-01", "reason": "staff-missing"},
            ],
            "funding": [
                {"source": "eu", "programme": "AMIF", "year": 2021, "plannedCents": 1_250_050},
                {"source": "own", "plannedCents": 0, "actualCents": 100},
            ],
            "partners": [{"name": "Schule am Park", "role": "funding"}],
            "links": [{"url": "https://example.org/kurs", "title": "Zum Kurs"}],
            "milestones": [{"title": "Erster Kurs", "dueOn": "2021-06"}],
            "indicators": [
                {"name": "Eltern", "unit": "Teilnehmende", "countsPersons": true, "year": 2021, "planned": 1_200, "actual": 2},
                {"name": "Kurse", "planned": 0},
            ],
            "councilPapers": [{"number": "I0284/20", "date": "2020-11-30"}],
            "contact": {"name": "Alex Muster", "email": "a.muster@example.org", "public": true},
        }),
    );
    let officer = api.officer(carrier);
    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"summary": "Noch kürzer."})).expect(200);
    let html = page(&api, &path.replace("/v1/measures", "/massnahmen"));
    for text in [
        "ruht seit&nbsp;01.06.2021",
        "Noch kürzer.",
        "Personal fehlt",
        "Familien",
        "12.500,50\u{a0}€",
        "0,00\u{a0}€",
        "nicht bekannt",
        "12.500,50\u{a0}€",
        "Schule am Park",
        "(fördert)",
        "Zum Kurs",
        "Juni\u{a0}2021",
        "I0284/20",
        "30.11.2020",
        "Alex Muster",
        "mailto:a.muster@example.org",
        "März\u{a0}2021\u{a0}– Dezember\u{a0}2022",
        "Kurzbeschreibung",
        "Verein: Sprachkurs. In: Maßnahmenregister, Landeshauptstadt Magdeburg, <span class=\"piece\">IK-2-0001</span>",
    ] {
        assert!(html.contains(text), "{text} is missing: {html}");
    }
    let indicators = between(&html, "<h2>Kennzahlen</h2>", "</table>");
    let cells = between(indicators, "lang=\"de\">Eltern</th>", "</tr>");
    let expected = "<td lang=\"de\">Teilnehmende</td><td>2021</td><td class=\"number\">1.200</td><td class=\"number\">unter 3</td>";
    assert_eq!(cells, expected);
    let cells = between(indicators, "lang=\"de\">Kurse</th>", "</tr>");
    assert!(cells.contains(">0</td>") && cells.contains("nicht gemeldet"), "{cells}");
    let id = path.rsplit('/').next().unwrap();
    assert!(html.contains(&format!("href=\"/v1/measures/{id}\"")));
    let english = page(&api, "/en/massnahmen/IK-2-0001");
    for text in [
        "paused since&nbsp;1\u{a0}June\u{a0}2021",
        "staff is missing",
        "€12,500.50",
        "<h2>Indicators</h2>",
        ">1,200</td><td class=\"number\">under 3</td>",
        "lang=\"de\">Sprachkurs",
    ] {
        assert!(english.contains(text), "{text} is missing: {english}");
    }
}

#[test]
fn demonstration_data_says_that_no_carrier_registered_it() {
    let api = TestApi::new();
    massnahmenregister::actions::demo::load(&api.register).unwrap();
    let html = page(&api, "/massnahmen/IK-4-0001");
    assert!(
        html.contains("Demonstrationsdaten") && html.contains("kein Träger hat dies eingetragen")
    );
    assert!(html.contains("<a href=\"https://www.kannenstieg.net/"), "its sources are named");
}

#[test]
fn the_map_says_what_the_statistic_says_and_who_drew_it() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    for stadtteile in [vec!["06"], vec!["06", "08"]] {
        publish(&api, carrier, json!({"stadtteile": stadtteile}));
    }
    publish(&api, carrier, json!({"reach": "citywide", "stadtteile": []}));
    for path in ["/karte", "/karte?view=tiles", "/karte?handlungsfeld=2"] {
        let html = page(&api, path);
        assert!(html.contains("Maßnahmen in 2 von 40 Stadtteilen"), "{path}");
        assert_eq!(
            html.matches("aria-label=\"Neue Neustadt: 2\u{a0}Maßnahmen\"").count(),
            1,
            "{path}"
        );
        assert_eq!(html.matches("aria-label=\"Altstadt: 0\u{a0}Maßnahmen\"").count(), 1, "{path}");
        assert_eq!(
            html.matches("<a href=\"/stadtteile/").count() >= 80,
            path != "/karte?handlungsfeld=2"
        );
        assert!(html.contains("<strong>1</strong> ganze Stadt"), "{path}");
    }
    let map = page(&api, "/karte");
    assert!(map.contains("© OpenStreetMap-Mitwirkende") && map.contains("ODbL 1.0"));
    assert!(map.matches("<path class=\"c").count() == 40, "each Stadtteil is drawn");
    assert_eq!(read(&api, "/karte?view=globe").status, 400);
}

#[test]
fn the_period_is_drawn_with_the_numbers_of_the_timeline() {
    let api = TestApi::new();
    let running = json!([{"to": "running", "effectiveOn": "2021-02-01"}]);
    publish(&api, api.carrier("Verein"), json!({"statusChanges": running}));
    let asked = "/v1/statistics/timeline?step=quarter&groupBy=handlungsfeld";
    let rows = api.get(&PUBLIC, asked).expect(200)["rows"].clone();
    let html = page(&api, "/");
    let table = between(&html, "<details>", "</details>");
    assert_eq!(table.matches("<tr><th scope=\"row\">").count(), rows.as_array().unwrap().len());
    for row in rows.as_array().unwrap() {
        let (year, quarter) = row["period"].as_str().unwrap().split_once("-Q").unwrap();
        let line = between(
            table,
            &format!("<th scope=\"row\">{quarter}.\u{a0}Quartal\u{a0}{year}</th>"),
            "</tr>",
        );
        let number = |name: &str| format!("<td class=\"number\">{}</td>", row[name]);
        assert!(line.starts_with(&(number("planned") + &number("running"))), "{row}: {line}");
    }
    assert!(html.contains("Am 31.03.2020 liefen 0\u{a0}Maßnahmen, am 31.12.2023 war es 1"));
}

#[test]
fn only_those_named_may_embed_and_nothing_but_what_is_made_for_it() {
    let api = TestApi::new();
    let path = publish(&api, api.carrier("Verein"), json!({"title": "Kurs"}));
    let measure = path.replace("/v1/measures", "/einbetten/massnahmen");
    for path in ["/einbetten/karte", "/einbetten/handlungsfelder/2", measure.as_str()] {
        let answer = read(&api, path);
        let csp = answer.header("content-security-policy");
        assert!(csp.ends_with("frame-ancestors https://stadt.example"), "{path}: {csp}");
        assert!(answer.text.contains("<base target=\"_top\">"), "links leave the frame");
    }
    for path in ["/", "/karte", "/impressum"] {
        let csp = read(&api, path).header("content-security-policy").to_owned();
        assert!(csp.ends_with("frame-ancestors 'none'"), "{path}: {csp}");
    }
    assert!(
        page(&api, "/karte").contains("&#60;iframe src=")
            || page(&api, "/karte").contains("&lt;iframe src=")
    );
}

#[test]
fn the_operator_says_who_answers_for_the_pages() {
    let api = TestApi::new();
    for path in ["/impressum", "/datenschutz", "/barrierefreiheit", "/en/barrierefreiheit"] {
        let html = page(&api, path);
        assert!(html.contains("Stadt &#60;Beispiel&#62;") && html.contains("Rathaus 1"), "{html}");
    }
    let statement = page(&api, "/barrierefreiheit");
    assert!(statement.contains("Zuletzt geprüft am 01.11.2026"), "{statement}");
    assert!(statement.contains("Schlichtungsstelle Beispiel"));
    let security = read(&api, "/.well-known/security.txt").text;
    assert!(security.starts_with("Contact: mailto:amt@example.org\nExpires: 20"), "{security}");
}

#[test]
fn a_carrier_a_stadtteil_and_a_handlungsfeld_that_are_not_there_are_404() {
    let api = TestApi::new();
    for path in
        ["/traeger/0", "/stadtteile/99", "/handlungsfelder/9", "/matrix/x", "/sitemaps/7.xml"]
    {
        assert_eq!(read(&api, path).status, 404, "{path}");
    }
    assert_eq!(read(&api, "/stadtteile/06?farbe=rot").status, 400, "what nobody asked for");
}

#[test]
fn the_public_does_not_hear_that_something_else_was_written() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    publish(&api, carrier, json!({}));
    let before: Vec<_> =
        ["/", "/karte", "/massnahmen", "/traeger"].map(|path| read(&api, path)).into();
    api.register.clock.advance(chrono::TimeDelta::hours(26));
    api.draft(&api.officer(carrier), carrier);
    for (path, before) in ["/", "/karte", "/massnahmen", "/traeger"].iter().zip(before) {
        let without_today =
            |html: &str| html.split("<footer").next().unwrap_or_default().to_owned();
        let after = without_today(&read(&api, path).text);
        let today = api.register.clock.today().to_string();
        let yesterday = before.text.split(" max=\"").nth(1).map(|rest| &rest[..10]);
        let before = without_today(&before.text);
        let before = yesterday.map_or(before.clone(), |day| before.replace(day, &today));
        assert_eq!(after, before, "{path}");
    }
}

#[test]
fn the_matrix_is_asked_for_a_target_group_and_counts_as_the_api_does() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let running = json!([{"to": "running", "effectiveOn": "2021-03-01"}]);
    for group in ["refugees", "families", "families"] {
        let groups = json!({"guidelines": ["2.1"], "targetGroups": [group],
                            "statusChanges": running.clone()});
        publish(&api, carrier, groups);
    }
    for (query, own) in [("", 3), ("?targetGroup=families", 2), ("?targetGroup=refugees", 1)] {
        let whole = page(&api, &format!("/matrix{query}"));
        assert!(whole.contains(&format!("/v1/coverage{query}\"")), "{whole}");
        let field = page(&api, &format!("/matrix/2{query}"));
        let json = between(&field, "<p class=\"data\">", "</p>");
        let json = between(json, "<a href=\"", "\"").replace("&#38;", "&");
        let rows = api.get(&PUBLIC, &json).expect(200)["rows"].clone();
        let rows = rows.as_array().unwrap();
        let cell = rows.iter().find(|r| r["guideline"] == "2.1" && r["stadtteil"] == "06");
        assert_eq!(cell.unwrap()["measures"], own, "{query}");
        let csv = between(&field, "\">JSON</a>, <a href=\"", "\"").replace("&#38;", "&");
        assert!(api.get(&PUBLIC, &csv).text.starts_with("guideline,"), "{csv}");
        let narrowed = field.contains("Nur Maßnahmen für diese Zielgruppe");
        assert_eq!(narrowed, !query.is_empty(), "{field}");
        assert_eq!(field.matches(&format!(">{own}</a></td>")).count(), 1, "{query}: {field}");
    }
    assert_eq!(read(&api, "/matrix?targetGroup=niemand").status, 400);
    assert!(page(&api, "/matrix?targetGroup=&asOf=").contains("<h1>"), "as forms send it");
}

#[test]
fn the_form_of_the_map_may_be_sent_with_fields_that_are_empty() {
    let api = TestApi::new();
    let html = page(&api, "/karte?handlungsfeld=4&status=&asOf=");
    assert!(html.contains("<option value=\"4\" selected>"), "{html}");
}

#[test]
fn a_stadtteil_shows_how_many_live_there_unless_they_are_few() {
    let api = TestApi::new();
    let source = json!({"text": "Amt für Statistik", "url": "https://example.org/statistik"});
    let items = json!([
        {"stadtteil": "06", "total": 11_250, "foreignResidents": 2_730},
        {"stadtteil": "08", "total": 2, "foreignResidents": 1},
    ]);
    let figures = json!({"source": source, "licence": "dl-de/by-2-0", "items": items});
    api.put(&api.administrator(), "/v1/population/2021", figures).expect(201);
    assert!(page(&api, "/stadtteile/06").contains("11.250 (2021, Amt für Statistik)"));
    assert!(!page(&api, "/stadtteile/08").contains("Einwohner"), "two people are told to nobody");
}
