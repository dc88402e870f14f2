//! From page to page, as far as links lead: everything is there, says nothing that is
//! not public, and shows the numbers that the API has.

use std::collections::{BTreeMap, HashSet, VecDeque};

use serde_json::json;

use super::{page, publish, read, scripts};
use crate::harness::{PUBLIC, TestApi};

/// Stands in what the public must not read.
const SECRET: &str = "GEHEIM";

/// A register with something of everything.
fn register() -> TestApi {
    let api = TestApi::new();
    let (one, two) = (api.carrier("Verein Brücken"), api.carrier("Übersetzer & Söhne"));
    let running = json!([{"to": "running", "effectiveOn": "2020-03-01"}]);
    let over = json!([
        {"to": "running", "effectiveOn": "2020-03-01"},
        {"to": "completed", "effectiveOn": "2021-03-01"},
    ]);
    publish(
        &api,
        one,
        json!({
            "title": "Sprachkurs", "statusChanges": running, "guidelines": ["2.1"],
            "stadtteile": ["06", "08"], "internalNote": SECRET,
            "contact": {"name": SECRET, "email": "geheim@example.org", "public": false},
            "funding": [
                {"source": "eu", "programme": "AMIF", "year": 2021, "plannedCents": 1_250_000},
                {"source": "own", "plannedCents": 0},
            ],
            "partners": [{"carrier": two, "role": "funding"}, {"name": "Schule", "role": "cooperating"}],
            "links": [{"url": "https://example.org/kurs", "title": "Zum Kurs"}],
            "milestones": [{"title": "Erster Kurs", "dueOn": "2021-06"}],
            "indicators": [{"name": "Eltern", "countsPersons": true, "planned": 20, "actual": 2}],
            "councilPapers": [{"number": "I0284/20"}],
        }),
    );
    publish(
        &api,
        two,
        json!({
            "title": "Fest", "handlungsfeld": 4, "furtherHandlungsfelder": [2, 5],
            "reach": "citywide", "stadtteile": [], "statusChanges": over, "guidelines": ["4.2", "2.1"],
        }),
    );
    publish(&api, two, json!({"title": "Beratung", "handlungsfeld": 6, "stadtteile": ["06"]}));
    let mut draft = crate::harness::complete(one);
    draft["title"] = SECRET.into();
    assert_eq!(api.post(&api.officer(one), "/v1/measures", draft).status, 201);
    api
}

/// The addresses that a page leads to.
fn links(html: &str) -> Vec<String> {
    let quoted = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    quoted.map(|link| link.replace("&#38;", "&").replace("&amp;", "&")).collect()
}

/// Every page that can be reached, by its path and the query that leads there.
fn crawl(api: &TestApi) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = VecDeque::from(["/".to_owned(), "/einbetten/karte".to_owned()]);
    let mut seen: HashSet<String> = open.iter().cloned().collect();
    while let Some(path) = open.pop_front() {
        let html = page(api, &path);
        for link in links(&html) {
            let link = link.strip_prefix(&api.address).unwrap_or(&link);
            let link = link.split('#').next().unwrap_or_default().to_owned();
            let is_page = link.starts_with('/')
                && !["/v1/", "/assets/", "/docs"].iter().any(|other| link.starts_with(other));
            if is_page && seen.insert(link.clone()) {
                open.push_back(link);
            }
        }
        found.insert(path, html);
    }
    found
}

#[test]
fn every_page_that_is_led_to_is_there_and_well_formed_and_keeps_its_secrets() {
    let api = register();
    let pages = crawl(&api);
    for wanted in [
        "/en",
        "/karte",
        "/karte?view=tiles",
        "/matrix/4",
        "/stadtteile/06",
        "/traeger",
        "/handlungsfelder/2",
        "/en/impressum",
        "/massnahmen/IK-2-0001",
    ] {
        assert!(pages.contains_key(wanted), "nothing leads to {wanted}");
    }
    assert!(pages["/stadtteile/06"].contains("<th scope=\"row\">6\u{a0}Verwaltung</th>"));
    for (path, html) in &pages {
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert!(!html.contains(SECRET) && !html.contains("geheim@"), "{path} tells a secret");
        assert!(!html.contains(" style="), "{path}");
        scripts(html);
        assert!(!html.contains("href=\"\"") && !html.contains("%3F?"), "{path}");
        let ids: Vec<&str> =
            html.split(" id=\"").skip(1).filter_map(|id| id.split('"').next()).collect();
        let own: Vec<&&str> = ids.iter().filter(|id| !id.starts_with("p-")).collect();
        let each: HashSet<_> = own.iter().collect();
        assert_eq!(each.len(), own.len(), "an id stands twice on {path}: {own:?}");
        for labelled in html.split("aria-labelledby=\"").skip(1) {
            let id = labelled.split('"').next().unwrap_or_default();
            assert!(ids.contains(&id), "nothing is called {id} on {path}");
        }
    }
}

#[test]
fn a_number_that_leads_to_a_list_is_how_long_the_list_is_here_and_in_the_api() {
    let api = register();
    let pages = crawl(&api);
    let mut checked = 0;
    for (path, html) in pages.iter().filter(|(path, _)| !path.starts_with("/en")) {
        for cell in html.split("<a href=\"/massnahmen?").skip(1) {
            let (query, rest) = cell.split_once('"').unwrap();
            let text = rest.trim_start_matches('>').split('<').next().unwrap();
            let Ok(number) = text.trim().parse::<u64>() else { continue };
            let query = query.replace("&#38;", "&");
            // What is planned or over has no number, so all that are left are lists.
            let list = &pages[&format!("/massnahmen?{query}")];
            let shown = list.split("<h2 class=\"count\">").nth(1).unwrap().split('\u{a0}').next();
            assert_eq!(shown, Some(number.to_string().as_str()), "{query} on {path}");
            let total =
                api.get(&PUBLIC, &format!("/v1/measures?{query}")).expect(200)["total"].clone();
            assert_eq!(total, number, "{query} on {path}");
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} numbers were found");
}

#[test]
fn everything_that_is_offered_as_data_is_there() {
    let api = register();
    let pages = crawl(&api);
    let all = pages.values().flat_map(|html| links(html));
    // One of each kind: another filter makes no other kind of address.
    let kind = |link: &String| {
        let (path, query) = link.split_once('?').unwrap_or((link, ""));
        let names = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name @ ("format" | "groupBy" | "count" | "dialect"), _)) => (name, pair),
            _ => (pair.split('=').next().unwrap_or_default(), ""),
        });
        format!("{path} {:?}", names.collect::<Vec<_>>())
    };
    let data: BTreeMap<String, String> =
        all.filter(|link| link.starts_with("/v1/")).map(|link| (kind(&link), link)).collect();
    assert!(data.values().any(|link| link.contains("format=csv")), "{data:?}");
    for link in data.values() {
        let answer = api.send("HEAD", &PUBLIC, link, &[], None);
        assert_eq!(answer.status, 200, "{link}");
    }
}

#[test]
fn the_sitemap_has_what_is_public_and_nothing_else() {
    let api = register();
    let index = read(&api, "/sitemap.xml").text;
    let sitemaps: Vec<&str> =
        index.split("<loc>").skip(1).filter_map(|l| l.split('<').next()).collect();
    assert_eq!(sitemaps.len(), 2);
    let text = api.get(&PUBLIC, sitemaps[0]).text + &api.get(&PUBLIC, sitemaps[1]).text;
    let urls: Vec<&str> = text.split("<loc>").skip(1).filter_map(|l| l.split('<').next()).collect();
    assert_eq!(urls.iter().filter(|url| url.contains("/massnahmen/IK-")).count(), 6);
    for url in urls {
        assert_eq!(read(&api, url).status, 200, "{url}");
    }
    assert!(
        read(&api, "/robots.txt").text.contains(&format!("Sitemap: {}/sitemap.xml", api.address))
    );
}
