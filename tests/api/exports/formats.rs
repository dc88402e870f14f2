//! Every list in every format.

use serde_json::{Value, json};

use super::file;
use crate::contract::operations;
use crate::harness::{Answer, PUBLIC, TestApi, Who};
use crate::imports::preview;

/// Lists, and who reads them.
fn lists(administrator: &Who) -> Vec<(&'static str, Who)> {
    let open = [
        "/v1/measures",
        "/v1/carriers",
        "/v1/concepts",
        "/v1/handlungsfelder",
        "/v1/guidelines",
        "/v1/stadtteile",
        "/v1/target-groups",
        "/v1/carrier-kinds",
        "/v1/population",
        "/v1/changes",
    ];
    let closed = ["/v1/users", "/v1/clients", "/v1/webhooks", "/v1/imports"];
    let open = open.map(|path| (path, PUBLIC));
    open.into_iter().chain(closed.map(|path| (path, administrator.clone()))).collect()
}

fn ask(api: &TestApi, who: &Who, path: &str, accept: &str) -> Answer {
    api.send("GET", who, path, &[("Accept", accept)], None)
}

/// A register with something in every list, and its administrator.
fn filled() -> (TestApi, Who) {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let figures = json!({
        "source": {"text": "Amt für Statistik"}, "licence": "dl-de/by-2-0",
        "items": [{"stadtteil": "06", "total": 11250, "foreignResidents": 2730}],
    });
    let administrator = api.administrator();
    api.put(&administrator, "/v1/population/2021", figures).expect(201);
    api.post(&administrator, "/v1/webhooks", json!({"url": "https://example.org/"})).expect(201);
    preview(&api, &administrator, "title\nKurs\n");
    (api, administrator)
}

#[test]
fn every_list_is_had_in_every_format_of_tables() {
    let (api, administrator) = filled();
    for (path, who) in lists(&administrator) {
        let json = api.get(&who, path).expect(200);
        let items = json["items"].as_array().unwrap();
        assert!(!items.is_empty(), "{path}");
        let lines = ask(&api, &who, path, "application/x-ndjson");
        assert_eq!(lines.header("content-type"), "application/x-ndjson");
        let lines: Vec<Value> =
            lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(&lines, items, "{path}: an item on each line");
        let csv = ask(&api, &who, path, "text/csv");
        let mut reader = csv::Reader::from_reader(csv.text.as_bytes());
        let headings = reader.headers().unwrap().clone();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let expected = if path == "/v1/population" { 40 } else { items.len() };
        assert_eq!(rows.len(), expected, "{path}: a row for each");
        assert!(rows.iter().all(|row| !row[0].is_empty() && row.len() == headings.len()), "{path}");
        let name = csv.header("content-disposition");
        let today = api.register.view().today;
        let expected = path.trim_start_matches("/v1/");
        assert_eq!(name, format!("attachment; filename=\"{expected}-{today}.csv\""));
        let workbook = file(&api, &who, &format!("{path}?format=xlsx"));
        assert!(workbook.starts_with(b"PK"), "{path}");
    }
}

#[test]
fn a_page_in_another_format_says_where_the_next_is() {
    let (api, _) = filled();
    let path = api.published(api.carrier("Noch einer"));
    let history = format!("{path}/history");
    for list in ["/v1/changes", &history] {
        let planner = api.planner();
        let mut walked = Vec::new();
        let mut next = format!("{list}?limit=2&format=csv");
        loop {
            let page = api.get(&planner, &next);
            let mut reader = csv::Reader::from_reader(page.text.as_bytes());
            walked.extend(reader.records().map(|row| row.unwrap()[0].parse::<i64>().unwrap()));
            let link = page.header("link").to_owned();
            let Some((address, _)) = link.split_once(">; rel=\"next\"") else { break };
            next = address.trim_start_matches('<').to_owned();
        }
        let all = api.get(&planner, list).expect(200);
        let all = all["items"].as_array().unwrap().iter();
        let all: Vec<_> = all.map(|item| item["seq"].as_i64().unwrap()).collect();
        assert_eq!(walked, all, "{list}");
        assert!(walked.len() > 2, "{list}");
    }
}

#[test]
fn what_is_there_is_named_where_nothing_fits() {
    let api = TestApi::new();
    for (path, who) in lists(&api.administrator()) {
        let refused = ask(&api, &who, path, "text/html");
        assert_eq!(refused.problem().1, "not-acceptable", "{path}");
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        for kind in ["application/json", "application/x-ndjson", "text/csv", "spreadsheetml"] {
            assert!(detail.contains(kind), "{path}: {detail}");
        }
        assert_eq!(
            api.get(&who, &format!("{path}?format=pdf")).problem().2,
            ["format unknown-value"]
        );
    }
}

#[test]
fn who_may_not_read_a_list_gets_no_file_of_it() {
    let api = TestApi::new();
    for path in ["/v1/users", "/v1/clients"] {
        for format in ["json", "csv", "xlsx", "ndjson"] {
            let path = format!("{path}?format={format}");
            assert_eq!(api.get(&PUBLIC, &path).problem().0, 401, "{path}");
            assert_eq!(api.get(&api.planner(), &path).problem().0, 403, "{path}");
        }
    }
}

#[test]
fn a_file_that_is_held_is_not_sent_again() {
    let (api, administrator) = filled();
    for (path, who) in lists(&administrator) {
        let mut tags = Vec::new();
        for format in ["json", "ndjson", "csv", "xlsx"] {
            let path = format!("{path}?format={format}");
            let tag = api.send("HEAD", &who, &path, &[], None).etag();
            let held = api.send("GET", &who, &path, &[("If-None-Match", &tag)], None);
            assert_eq!((held.status, held.text), (304, String::new()), "{path}");
            assert!(!tags.contains(&tag), "{path}: a tag of its own");
            tags.push(tag);
        }
    }
}

/// What the description offers, and what it says the formats are called.
#[test]
fn every_described_format_is_answered() {
    let (api, administrator) = filled();
    let first = |list: &str| api.get(&administrator, list).expect(200)["items"][0]["id"].clone();
    let [webhook, import] = ["/v1/webhooks", "/v1/imports"].map(first);
    let mut asked = 0;
    for operation in operations() {
        let parameters = operation.parameters();
        let Some(format) = parameters.iter().find(|p| p["name"] == "format") else { continue };
        let content = operation.json["responses"]["200"]["content"].as_object().unwrap();
        let names = format["schema"]["enum"].as_array().unwrap();
        assert_eq!(names.len(), content.len(), "{}", operation.id());
        let who = if operation.needs_token() { &administrator } else { &PUBLIC };
        let needed = if operation.id() == "count_measures" { "groupBy=status&" } else { "" };
        for name in names {
            let id = match operation.path().split('/').nth(2) {
                Some("webhooks") => webhook.as_str().unwrap(),
                Some("imports") => import.as_str().unwrap(),
                _ => "IK-2-0001",
            };
            let path = operation.path().replace("{id}", id);
            let path = format!("{path}?{needed}format={}", name.as_str().unwrap());
            let head = api.send("HEAD", who, &path, &[], None);
            assert_eq!(head.status, 200, "{path}");
            let kind = head.header("content-type").split(';').next().unwrap();
            assert!(content.contains_key(kind), "{path}: {kind}");
            asked += 1;
        }
    }
    assert!(asked > 70, "{asked}");
}
