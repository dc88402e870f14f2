//! What was exported without signing in, read in by who may change it.

use serde_json::{Value, json};

use super::round::{FORMATS, change_three, changed};
use super::{confirm, counts, preview, rows, send};
use crate::exports::{file, text_of, written};
use crate::harness::{PUBLIC, TestApi, Who};

/// A published measure with what the public does not read, changed since by what it does
/// not notice; and its planner.
fn office() -> (TestApi, Who, String) {
    let api = TestApi::new();
    let path = api.published(api.carrier("Verein"));
    let planner = api.planner();
    let parents = json!({"name": "Eltern", "countsPersons": true, "planned": 20, "actual": 2});
    for private in [
        json!({"indicators": [parents]}),
        json!({"contact": {"name": "Geheim", "phone": "0391 1", "public": false}}),
        json!({"internalNote": "nur für uns"}),
    ] {
        let etag = api.get(&planner, &path).etag();
        api.patch(&planner, &path, &etag, private).expect(200);
    }
    (api, planner, path)
}

fn measure(api: &TestApi, who: &Who, path: &str) -> Value {
    written(&api.get(who, path).expect(200))
}

#[test]
fn it_speaks_of_nothing_that_it_does_not_show() {
    let (api, planner, path) = office();
    let before = measure(&api, &planner, &path);
    for (query, kind) in FORMATS {
        let exported = file(&api, &PUBLIC, &format!("/v1/measures?{query}"));
        let import = send(&api, &planner, kind, &exported).expect(201);
        let all = rows(&api, &planner, &import, "");
        assert_eq!(counts(&import), [0, 0, 1, 0], "{query}: {all:#?}");
        assert_eq!(all[0]["warnings"], json!([]), "{query}");
        let id = path.rsplit('/').next().unwrap();
        let sent = changed(query, exported, &|table| change_three(table, id));
        let import = send(&api, &planner, kind, &sent).expect(201);
        let all = rows(&api, &planner, &import, "");
        assert_eq!(counts(&import), [0, 1, 0, 0], "{query}: {all:#?}");
        assert_eq!(all[0]["changes"].as_array().unwrap().len(), 3, "{query}: {all:#?}");
        confirm(&api, &planner, &import);
        let now = measure(&api, &planner, &path);
        let names = before.as_object().unwrap().keys();
        let differ: Vec<_> = names.filter(|name| now[*name] != before[*name]).collect();
        assert_eq!(differ, ["summary", "planned", "links"], "{query}: only what was changed");
        api.post(&planner, &format!("{}/undo", super::path_of(&import)), json!({})).expect(200);
        assert_eq!(measure(&api, &planner, &path), before, "{query}");
    }
}

#[test]
fn it_has_no_columns_for_what_is_internal() {
    let (api, planner, path) = office();
    let headings = |who: &Who| {
        let csv = String::from_utf8(file(&api, who, "/v1/measures?format=csv")).unwrap();
        csv.lines().next().unwrap().to_owned()
    };
    assert!(headings(&planner).contains(",contact.public,internalNote,"));
    for internal in ["contact.public", "internalNote"] {
        assert!(!headings(&PUBLIC).contains(internal), "{internal}");
    }
    let workbook = text_of(file(&api, &PUBLIC, "/v1/measures?format=xlsx"));
    assert!(workbook.contains("Kontakt: Name\n") && !workbook.contains("Interne Notiz"));
    // What somebody else changed meanwhile, and the public reads, still stands against it.
    let csv = String::from_utf8(file(&api, &PUBLIC, "/v1/measures?format=csv")).unwrap();
    let etag = api.get(&planner, &path).etag();
    api.patch(&planner, &path, &etag, json!({"summary": "Neu"})).expect(200);
    let import = preview(&api, &planner, &csv.replace("Sprachkurs", "Kochkurs"));
    assert_eq!(counts(&import), [0, 0, 0, 1], "{csv}");
}

#[test]
fn a_part_of_a_contact_that_it_gives_leaves_the_others() {
    let (api, planner, path) = office();
    let version = api.get(&PUBLIC, &path).expect(200)["version"].clone();
    let id = path.rsplit('/').next().unwrap();
    let file = format!(
        "id,version,contact.name,contact.email,contact.phone\n{id},{version},,a@example.org,\n"
    );
    confirm(&api, &planner, &preview(&api, &planner, &file));
    let contact = &measure(&api, &planner, &path)["contact"];
    let expected =
        json!({"name": "Geheim", "email": "a@example.org", "phone": "0391 1", "public": false});
    assert_eq!(contact, &expected);
}

#[test]
fn a_number_that_it_does_not_know_is_not_overwritten() {
    let (api, planner, path) = office();
    let csv = String::from_utf8(file(&api, &PUBLIC, "/v1/measures?format=csv")).unwrap();
    let withheld = "Eltern||true||20|withheld";
    assert!(csv.contains(withheld), "{csv}");
    let import = preview(&api, &planner, &csv.replace(withheld, "Eltern||true||25|withheld"));
    let all = rows(&api, &planner, &import, "");
    let fault = &all[0]["faults"][0];
    assert_eq!(counts(&import), [0, 0, 0, 1], "{all:#?}");
    assert_eq!((&fault["column"], &fault["code"]), (&json!("indicators"), &json!("wrong-kind")));
    confirm(&api, &planner, &preview(&api, &planner, &csv.replace(withheld, "Eltern||true||25|3")));
    let now = &measure(&api, &planner, &path)["indicators"][0];
    assert_eq!((&now["planned"], &now["actual"]), (&json!(25), &json!(3)));
}
