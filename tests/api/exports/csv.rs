use massnahmenregister::domain::measure::table::{COLUMNS, MeasureColumn, body, find};
use massnahmenregister::formats::run::restore;
use serde_json::json;

use super::{file, rich, written};
use crate::harness::{PUBLIC, TestApi};

/// Headings and rows.
fn parse(text: &[u8], delimiter: u8) -> (Vec<String>, Vec<Vec<String>>) {
    let text = text.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(text);
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text);
    let headings = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (headings, rows.collect())
}

#[test]
fn what_is_exported_is_read_back_unchanged() {
    let api = TestApi::new();
    let (officer, created) = rich(&api);
    let record = api.get(&officer, &crate::harness::path_of(&created)).expect(200);
    for (query, delimiter) in
        [("", b','), ("&dialect=excel-de", b';'), ("&dialect=excel-de&lang=en", b';')]
    {
        let csv = file(&api, &officer, &format!("/v1/measures?format=csv{query}"));
        let (headings, rows) = parse(&csv, delimiter);
        assert_eq!(rows.len(), 1);
        let columns: Vec<&MeasureColumn> =
            headings.iter().map(|heading| find(heading).unwrap()).collect();
        assert_eq!(columns.len(), COLUMNS.len(), "every column is there");
        let cells = rows[0].iter().map(|text| restore(text));
        let (body, misread) = body(columns.into_iter().zip(cells));
        assert_eq!(misread, []);
        assert_eq!(body, written(&record), "{query}");
    }
}

#[test]
fn nothing_in_a_file_is_run() {
    let api = TestApi::new();
    let (officer, _) = rich(&api);
    let csv = file(&api, &officer, "/v1/measures?format=csv");
    let (_, rows) = parse(&csv, b',');
    let formulas = rows.iter().flatten().filter(|cell| cell.starts_with(['=', '+', '-', '@']));
    assert_eq!(formulas.collect::<Vec<_>>(), Vec::<&String>::new());
    let title = rows[0].iter().find(|cell| cell.contains("SUM")).unwrap();
    assert_eq!(title, "'=SUM(A1:A9); \"Kurs\", |Eltern|");
}

#[test]
fn a_german_excel_gets_its_own_dialect() {
    let api = TestApi::new();
    let (officer, _) = rich(&api);
    let csv = file(&api, &officer, "/v1/measures?format=csv&dialect=excel-de");
    let text = String::from_utf8(csv).unwrap();
    assert!(text.starts_with("\u{FEFF}ID;Version;"), "{text}");
    let (headings, rows) = parse(text.as_bytes(), b';');
    let cell = |name: &str| &rows[0][headings.iter().position(|heading| heading == name).unwrap()];
    assert_eq!(cell("Tatsächlicher Beginn"), "01.04.2021");
    assert_eq!(cell("Geplanter Beginn"), "03.2021");
    assert_eq!(cell("Ohne Ende"), "FALSCH");
    assert_eq!(cell("Stadtteile"), "06|08");
    let faults = api.get(&PUBLIC, "/v1/measures?format=xlsx&dialect=excel-de").problem();
    assert_eq!(faults.2, ["dialect only-with"]);
    let faults = api.get(&PUBLIC, "/v1/measures?format=csv&dialect=klingon&lang=tlh").problem();
    assert_eq!(faults.2, ["dialect unknown-value", "lang unknown-value"]);
}

#[test]
fn a_file_holds_all_that_the_list_would_show_in_the_same_order() {
    let api = TestApi::new();
    let carrier = api.carrier_of(json!({"name": "V", "kind": "association", "trusted": true}));
    for _ in 0..7 {
        api.published(carrier);
    }
    api.draft(&api.officer(carrier), carrier);
    let (headings, rows) =
        parse(&file(&api, &PUBLIC, "/v1/measures?format=csv&sort=-reference"), b',');
    let at = headings.iter().position(|heading| heading == "reference").unwrap();
    let references: Vec<&String> = rows.iter().map(|row| &row[at]).collect();
    let listed = api.get(&PUBLIC, "/v1/measures?sort=-reference").expect(200);
    let listed = listed["items"].as_array().unwrap().iter();
    let listed: Vec<String> =
        listed.map(|item| item["reference"].as_str().unwrap().to_owned()).collect();
    assert_eq!(references, listed.iter().collect::<Vec<_>>());
    assert_eq!(references.len(), 7, "the draft is not public");
    let all = file(&api, &api.planner(), "/v1/measures?format=csv");
    assert_eq!(parse(&all, b',').1.len(), 8);
    let none = file(&api, &PUBLIC, "/v1/measures?format=csv&status=running");
    assert_eq!(parse(&none, b',').1.len(), 0, "the headings are always there");
    let before = file(&api, &PUBLIC, "/v1/measures?format=csv&knownAt=2020-01-01T00:00:00Z");
    assert_eq!(parse(&before, b',').1.len(), 0, "nothing was known then");
    let faults = api.get(&PUBLIC, "/v1/measures?format=csv&limit=1&cursor=x&farbe=rot").problem();
    assert_eq!(faults.2, ["limit not-with", "cursor not-with", "farbe unknown-parameter"]);
}
