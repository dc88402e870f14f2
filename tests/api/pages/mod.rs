//! Pages over real sockets: the same numbers as the API, both languages, nothing of
//! anybody's own, and what is typed by people stays text.

mod crawl;
mod public;

use massnahmenregister::domain::CarrierId;
use massnahmenregister::web::Site;
use serde_json::{Value, json};

use crate::harness::{Answer, PUBLIC, TestApi, complete, path_of};

/// What the operator of every test says.
pub fn site() -> Site {
    Site {
        operator: "Stadt <Beispiel>".to_owned(),
        address: vec!["Rathaus 1".to_owned(), "00000 Beispiel".to_owned()],
        email: "amt@example.org".to_owned(),
        enforcement_body: "Schlichtungsstelle Beispiel".to_owned(),
        checked_on: "2026-11-01".parse().ok(),
        embedders: vec!["https://stadt.example".to_owned()],
        ..Site::default()
    }
}

const BROWSER: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

fn read(api: &TestApi, path: &str) -> Answer {
    api.send("GET", &PUBLIC, path, &[BROWSER], None)
}

fn page(api: &TestApi, path: &str) -> String {
    let answer = read(api, path);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "text/html; charset=utf-8"),
        "{path}: {}",
        answer.text
    );
    answer.text
}

/// What stands between two marks.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

/// How many scripts a page loads; it has none written into it.
fn scripts(html: &str) -> usize {
    let tags: Vec<&str> = html.split("<script").skip(1).collect();
    for tag in &tags {
        assert!(tag.starts_with(" type=\"module\" src=\"/assets/"), "{tag}");
        assert!(tag.split_once('>').unwrap().1.starts_with("</script>"), "{tag}");
    }
    tags.len()
}

/// A published measure with this in it.
fn publish(api: &TestApi, carrier: CarrierId, change: Value) -> String {
    let mut body = complete(carrier);
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    let officer = api.officer(carrier);
    let made = api.post(&officer, "/v1/measures", body);
    assert_eq!(made.status, 201, "{}", made.text);
    let path = path_of(&made);
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    api.post(&api.planner(), &format!("{path}/publications"), json!({})).expect(200);
    path
}

#[test]
fn the_overview_shows_the_numbers_of_the_statistic_and_leads_to_lists_of_that_length() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    publish(&api, carrier, json!({}));
    publish(&api, carrier, json!({"handlungsfeld": 4, "furtherHandlungsfelder": [2]}));
    let running = json!([{"to": "running", "effectiveOn": "2021-03-01"}]);
    publish(&api, carrier, json!({"handlungsfeld": 4, "statusChanges": running}));
    api.draft(&api.officer(carrier), carrier);
    let statistic = "/v1/statistics/measures?groupBy=handlungsfeld%2Cstatus&count=assignments";
    let rows = api.get(&PUBLIC, statistic).expect(200)["rows"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 3, "{rows}");
    let html = page(&api, "/");
    for row in rows.as_array().unwrap() {
        let (field, status) =
            (row["handlungsfeld"].as_str().unwrap(), row["status"].as_str().unwrap());
        let list = format!("/massnahmen?handlungsfeld={field}&#38;status={status}");
        let count = row["measures"].as_u64().unwrap();
        assert_eq!(between(&html, &format!("<a href=\"{list}\">"), "</a>"), count.to_string());
        let list = page(&api, &list.replace("&#38;", "&"));
        assert_eq!(list.matches("<h3>").count() as u64, count, "{list}");
    }
    assert!(html.contains("1 von 3\u{a0}Maßnahmen läuft oder ist abgeschlossen"), "{html}");
    assert!(page(&api, "/en").contains("1 of 3\u{a0}measures is running or completed"));
    assert!(html.contains(&format!("href=\"{}\"", statistic.replace('&', "&#38;"))), "{html}");
}

#[test]
fn the_list_is_searched_and_filtered_as_the_api_does_it() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    publish(&api, carrier, json!({"title": "Sprachkurs für Eltern"}));
    publish(&api, carrier, json!({"title": "Nachbarschaftsfest", "stadtteile": ["08"]}));
    publish(&api, carrier, json!({"title": "Beratung", "reach": "citywide", "stadtteile": []}));
    for query in ["", "q=kurs", "stadtteil=08", "reach=citywide", "status=running", "sort=title"] {
        let items = api.get(&PUBLIC, &format!("/v1/measures?{query}")).expect(200)["items"].clone();
        let titles: Vec<&str> =
            items.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
        let html = page(&api, &format!("/massnahmen?{query}"));
        let shown: Vec<&str> =
            html.split("<h3>").skip(1).map(|item| between(item, "lang=\"de\">", "</a>")).collect();
        assert_eq!(shown, titles, "{query}");
    }
    let tidy = read(&api, "/massnahmen?q=&stadtteil=08&asOf=");
    assert_eq!(tidy.status, 200, "a form sends what is empty, and is led on");
    assert!(tidy.text.contains("Nachbarschaftsfest") && !tidy.text.contains("Beratung"));
}

#[test]
fn what_is_wrong_with_an_address_is_said_in_words_and_all_at_once() {
    let api = TestApi::new();
    let answer = read(&api, "/massnahmen?stadtteil=99&farbe=rot");
    assert_eq!(answer.status, 400);
    let html = answer.text;
    assert!(html.contains("<strong>stadtteil</strong>: Diesen Stadtteil gibt es nicht."), "{html}");
    assert!(html.contains("<strong>farbe</strong>: Diesen Parameter gibt es nicht."), "{html}");
    let english = read(&api, "/en/massnahmen?farbe=rot");
    assert!(english.text.contains("There is no such parameter."), "{}", english.text);
}

#[test]
fn an_unknown_page_is_a_page_to_a_browser_and_a_problem_to_a_program() {
    let api = TestApi::new();
    for (path, title) in [
        ("/gibt-es-nicht", "Diese Seite gibt es nicht"),
        ("/massnahmen/IK-9-9999", "Diese Seite gibt es nicht"),
        ("/en/nothing", "There is no such page"),
    ] {
        let answer = read(&api, path);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (404, "text/html; charset=utf-8")
        );
        assert!(answer.text.contains(&format!("<h1>{title}</h1>")), "{path}: {}", answer.text);
        let program = api.get(&PUBLIC, path);
        assert_eq!(program.header("content-type"), "application/problem+json", "{path}");
    }
    let api_path = read(&api, "/v1/gibt-es-nicht");
    assert_eq!(api_path.header("content-type"), "application/problem+json", "the API has no pages");
    let posted = api.send("POST", &PUBLIC, "/massnahmen", &[BROWSER], None);
    assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD"));
}

#[test]
fn what_people_type_stays_text() {
    let api = TestApi::new();
    let carrier = api.carrier("<b>Verein</b>");
    let evil = "<script>alert(1)</script> & \"Söhne\"";
    let path = publish(&api, carrier, json!({"title": evil, "summary": "<img src=x onerror=y>"}));
    let own = path.replace("/v1/measures", "/massnahmen");
    for path in ["/massnahmen", own.as_str(), "/massnahmen?q=%3Cscript%3E"] {
        let html = page(&api, path);
        for bad in ["<script>alert", "<img", "<b>Verein"] {
            assert!(!html.contains(bad), "{bad} on {path}: {html}");
        }
    }
    assert!(
        page(&api, &own)
            .contains("&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;Söhne&#34;")
    );
}

#[test]
fn pages_are_kept_and_asked_about_again_and_set_no_cookie() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let path = publish(&api, carrier, json!({})).replace("/v1/measures", "/massnahmen");
    for path in ["/", "/en", "/massnahmen", path.as_str()] {
        let first = read(&api, path);
        assert_eq!(first.header("cache-control"), "public, no-cache", "{path}");
        assert!(first.headers.get("set-cookie").is_none(), "{path}");
        let csp = first.header("content-security-policy");
        assert!(csp.starts_with("default-src 'none'; style-src 'self'"), "{path}: {csp}");
        assert!(!csp.contains("unsafe") && csp.contains("frame-ancestors 'none'"), "{csp}");
        assert!(!first.text.contains("style=\""), "{path}");
        scripts(&first.text);
        let etag = first.etag();
        let again = api.send("GET", &PUBLIC, path, &[BROWSER, ("If-None-Match", &etag)], None);
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
        publish(&api, carrier, json!({"title": format!("Noch eine {path}")}));
    }
    let before = read(&api, "/").etag();
    publish(&api, carrier, json!({}));
    assert_ne!(read(&api, "/").etag(), before, "it says something else now");
}

#[test]
fn each_page_says_its_language_and_leads_to_the_other() {
    let api = TestApi::new();
    let path =
        publish(&api, api.carrier("Verein"), json!({})).replace("/v1/measures", "/massnahmen");
    for path in ["/", "/massnahmen?status=planned", path.as_str()] {
        let english = format!("/en{}", if path == "/" { "" } else { path });
        let (de, en) = (read(&api, path), read(&api, &english));
        assert!(de.text.contains("<html lang=\"de\">") && en.text.contains("<html lang=\"en\">"));
        assert_eq!((de.header("content-language"), en.header("content-language")), ("de", "en"));
        assert!(de.text.contains(&format!("<a href=\"{english}\" hreflang=\"en\"")), "{}", de.text);
        assert!(en.text.contains(&format!("<a href=\"{path}\" hreflang=\"de\"")), "{}", en.text);
        for html in [&de.text, &en.text] {
            assert_eq!(html.matches("<h1").count(), 1, "{path}");
            assert!(html.contains("aria-current=\""), "{path}");
        }
    }
}

#[test]
fn what_pages_are_made_of_comes_from_here_small_and_for_good() {
    let api = TestApi::new();
    let html = page(&api, "/");
    let css = between(&html, "<link rel=\"stylesheet\" href=\"", "\"");
    let plain = api.get(&PUBLIC, css);
    assert_eq!((plain.status, plain.header("content-type")), (200, "text/css; charset=utf-8"));
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    let zipped = api.send("HEAD", &PUBLIC, css, &[("Accept-Encoding", "br, gzip")], None);
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert!(zipped.header("content-length").parse::<usize>().unwrap() < 80_000);
    let (folder, _) = css.rsplit_once('/').unwrap();
    for name in plain.text.split("url(\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let font = api.send("HEAD", &PUBLIC, &format!("{folder}/{name}"), &[], None);
        assert_eq!((font.status, font.header("content-type")), (200, "font/woff2"), "{name}");
    }
    let script = api.get(&PUBLIC, &format!("{folder}/site.js"));
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert!(script.text.len() <= 6_000, "{}", script.text.len());
    let other = api.get(&PUBLIC, "/assets/0000000000000000/site.css");
    assert_eq!((other.status, other.header("cache-control")), (200, "public, no-cache"));
    assert_eq!(api.get(&PUBLIC, "/assets/0000000000000000/none.css").status, 404);
}

#[test]
fn scripts_are_loaded_only_where_they_are_of_use() {
    let api = TestApi::new();
    let path = publish(&api, api.carrier("Verein"), json!({}));
    let own = path.replace("/v1/measures", "");
    for (path, count) in [
        ("/".to_owned(), 0),
        ("/massnahmen".to_owned(), 0),
        ("/impressum".to_owned(), 0),
        ("/anmelden".to_owned(), 0),
        (format!("/einbetten/massnahmen{own}"), 0),
        ("/einbetten/karte".to_owned(), 0),
        ("/karte".to_owned(), 1),
        (format!("/massnahmen{own}"), 1),
    ] {
        assert_eq!(scripts(&page(&api, &path)), count, "{path}");
    }
}

#[test]
fn whoever_shares_a_page_shows_a_picture_of_ours() {
    let api = TestApi::new();
    let html = page(&api, "/");
    let image = between(&html, "<meta property=\"og:image\" content=\"", "\"");
    let (host, path) = image.split_once("/assets").unwrap();
    assert!(between(&html, "<link rel=\"canonical\" href=\"", "\"").starts_with(host), "{host}");
    let mut answer = ureq::get(format!("{}/assets{path}", api.address)).call().unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    let png = answer.body_mut().read_to_vec().unwrap();
    assert!(png.len() <= 40_000, "{}", png.len());
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    for (name, side) in [("width", side(16)), ("height", side(20))] {
        assert!(html.contains(&format!("og:image:{name}\" content=\"{side}\"")), "{name}: {side}");
    }
    assert!(html.contains("og:image:alt"), "{html}");
}

#[test]
fn a_page_of_another_day_says_what_the_api_says_of_it() {
    let api = TestApi::new();
    let steps = json!([
        {"to": "running", "effectiveOn": "2021-03-01"},
        {"to": "completed", "effectiveOn": "2022-03-01"},
    ]);
    let carrier = api.carrier("Verein");
    let path = publish(&api, carrier, json!({"statusChanges": steps}));
    let html = page(&api, "/?asOf=2021-12-31");
    assert!(html.contains("So stand es am\u{a0}31.12.2021"), "{html}");
    assert!(html.contains("handlungsfeld=2&#38;status=running&#38;asOf=2021-12-31"), "{html}");
    let list = page(&api, "/massnahmen?handlungsfeld=2&status=running&asOf=2021-12-31");
    assert_eq!(list.matches("<h3>").count(), 1);
    let own =
        page(&api, &format!("{}?asOf=2021-12-31", path.replace("/v1/measures", "/massnahmen")));
    assert!(own.contains("seit&nbsp;01.03.2021"), "{own}");
}
