//! Measures and lists as files, read with other people's readers.

mod calendar;
mod catalog;
mod command;
mod csv;
mod formats;
mod geojson;
mod memory;
mod stream;
mod xlsx;

use serde_json::{Value, json};

use crate::harness::{Answer, TestApi, Who, complete};

/// A file as it came.
pub fn file(api: &TestApi, who: &Who, path: &str) -> Vec<u8> {
    let mut request = ureq::get(api.address.clone() + path);
    if let Some(token) = &who.0 {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    let mut answer = request.call().unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap()
}

/// All that stands in a workbook.
pub fn text_of(xlsx: Vec<u8>) -> String {
    let (_, ranges) = xlsx::sheets(xlsx);
    let cells = ranges.iter().flat_map(calamine::Range::rows).flatten();
    cells.map(|cell| format!("{cell}\n")).collect()
}

/// A measure in which everything is written, with texts that a spreadsheet would run.
pub fn rich(api: &TestApi) -> (Who, Answer) {
    let carrier = api.carrier("=Verein; \"Brücken\" e.V.");
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    let more = json!({
        "external": {"source": "fundus", "id": "=4711|x"},
        "title": "=SUM(A1:A9); \"Kurs\", |Eltern|",
        "summary": "'=nicht gerechnet",
        "description": "+ eins\n- zwei;\n\\n ist kein Umbruch",
        "objectives": "@alle",
        "furtherHandlungsfelder": [4],
        "guidelines": ["4.2"],
        "stadtteile": ["06", "08"],
        "actual": {"start": "2021-04-01", "end": null},
        "partners": [
            {"name": "Amt | Abteilung", "role": "funding"},
            {"carrier": carrier, "role": "accountable"},
        ],
        "funding": [
            {"source": "eu", "programme": "=AMIF", "year": 2021, "plannedCents": 1250000},
            {"source": "own", "actualCents": 1},
        ],
        "links": [{"url": "https://example.org/a?b=c", "title": "-Seite"}],
        "milestones": [{"title": "Start", "dueOn": "2021-06", "reachedOn": "2021-06-15"}],
        "indicators": [
            {"name": "=Eltern | Kinder", "unit": "Personen", "countsPersons": true, "year": 2021, "planned": 20, "actual": 2},
            {"name": "Kurse", "actual": 0},
        ],
        "councilPapers": [{"number": "I0284/20", "date": "2020-11-01"}],
        "contact": {"name": "A. Muster", "phone": "+49 391 1", "public": false},
        "internalNote": "geheim",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let created = api.post(&officer, "/v1/measures", body);
    assert_eq!(created.status, 201, "{}", created.text);
    (officer, created)
}

/// What a record says of the members that can be edited.
pub fn written(record: &Value) -> Value {
    let mut written = record.clone();
    let Value::Object(members) = &mut written else { panic!("{record}") };
    members["leadCarrier"] = record["leadCarrier"]["id"].clone();
    const READ: [&str; 18] = [
        "id",
        "reference",
        "version",
        "publication",
        "publishedAt",
        "status",
        "statusSince",
        "statusChanges",
        "flags",
        "confirmation",
        "demonstration",
        "createdAt",
        "updatedAt",
        "successors",
        "allowedActions",
        "missing",
        "submittedAt",
        "reviews",
    ];
    members.retain(|name, _| !READ.contains(&name.as_str()) && name != "pendingRevision");
    written
}
