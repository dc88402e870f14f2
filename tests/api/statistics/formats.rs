//! A spreadsheet reads the same numbers as a program.

use serde_json::json;

use crate::harness::{Answer, PUBLIC, TestApi};

const PATH: &str = "/v1/statistics/measures?groupBy=handlungsfeld,status";

fn ask(api: &TestApi, path: &str, accept: &str) -> Answer {
    api.send("GET", &PUBLIC, path, &[("Accept", accept)], None)
}

fn kind(answer: &Answer) -> &str {
    answer.header("content-type").split(';').next().unwrap()
}

#[test]
fn a_statistic_comes_as_csv_where_that_is_asked_for() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let csv = ask(&api, PATH, "text/csv");
    let headings = "handlungsfeld,handlungsfeldName,status,statusName,measures\r\n";
    assert_eq!(csv.text, format!("{headings}2,Spracherwerb,planned,geplant,1\r\n"));
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
    let named = ask(&api, &format!("{PATH}&format=csv"), "*/*");
    assert_eq!((kind(&named), &named.text), ("text/csv", &csv.text));
    let named = ask(&api, &format!("{PATH}&format=json"), "text/csv");
    assert_eq!(kind(&named), "application/json", "the address is stronger");
    let empty = ask(&api, &format!("{PATH}&year=1999"), "text/csv");
    assert_eq!(empty.text, headings, "the headings are always there");
    assert_eq!(ask(&api, PATH, "text/html").problem().1, "not-acceptable");
    let unknown = ask(&api, &format!("{PATH}&format=pdf"), "*/*");
    assert_eq!(unknown.problem().2, ["format unknown-value"]);
}

#[test]
fn keys_come_with_their_names() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    api.published(carrier);
    let ask = |path: &str| api.get(&PUBLIC, &format!("/v1/{path}")).expect(200)["names"].clone();
    let both = |de: &str, en: &str| json!({"de": de, "en": en});
    let names = ask("statistics/measures?groupBy=stadtteil,carrier,reach");
    let expected = json!({
        "stadtteil": {"06": both("Neue Neustadt", "Neue Neustadt")},
        "carrier": {carrier.to_string(): both("Verein Brücken e.V.", "Verein Brücken e.V.")},
        "reach": {"stadtteile": both("bestimmte Stadtteile", "certain Stadtteile")},
    });
    assert_eq!(names, expected);
    let names = ask("statistics/timeline?groupBy=handlungsfeld");
    let field = both("Spracherwerb", "Language");
    assert_eq!(names["handlungsfeld"], json!({"2": field}));
    assert_eq!(names["status"]["running"], both("läuft", "running"));
    let names = ask("coverage?stadtteil=06&guideline=2.1&by=targetGroup&targetGroup=families");
    assert_eq!(names["targetGroup"]["families"]["de"], "Familien und mehrere Generationen");
    assert!(names["guideline"]["2.1"]["en"].is_string());
    let diff = api.get(&PUBLIC, "/v1/statistics/diff").expect(200);
    let row = diff["rows"].as_array().unwrap().iter().find(|row| row["of"] == "status").unwrap();
    assert_eq!(row["name"], both("geplant", "planned"));
    let path = "statistics/measures?groupBy=targetGroup,sector&format=csv";
    let csv = api.get(&PUBLIC, &format!("/v1/{path}")).text;
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("targetGroup,targetGroupName,sector,measures"));
    assert!(lines.next().unwrap().starts_with("families,Familien und"), "{csv}");
}

/// What was counted once is answered at the door; it must not mix them up there.
#[test]
fn the_formats_of_one_address_are_never_confused() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let kinds = [("text/csv", "text/csv"), ("application/json", "application/json")];
    let mut tags = Vec::new();
    for _ in 0..3 {
        for (accept, expected) in kinds {
            let answer = ask(&api, PATH, accept);
            assert_eq!(kind(&answer), expected);
            assert_eq!(answer.text.starts_with('{'), expected == "application/json");
            tags.push(answer.etag());
        }
        assert_eq!(ask(&api, PATH, "text/html").status, 406);
    }
    assert_ne!(tags[0], tags[1], "each has a tag of its own");
    assert!(tags.chunks(2).all(|pair| pair == &tags[..2]), "and keeps it");
    for (accept, held, status) in
        [("text/csv", 0, 304), ("text/csv", 1, 200), ("*/*", 1, 304), ("*/*", 0, 200)]
    {
        let headers = [("Accept", accept), ("If-None-Match", &*tags[held])];
        let answer = api.send("GET", &PUBLIC, PATH, &headers, None);
        assert_eq!(answer.status, status, "{accept} with tag {held}");
    }
}
