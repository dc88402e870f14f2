//! The council asks what it costs, and who pays.

use serde_json::{Value, json};

use super::counts::published;
use crate::harness::{PUBLIC, TestApi};

fn line(source: &str, year: Option<u16>, planned: Option<u64>, actual: Option<u64>) -> Value {
    json!({"source": source, "year": year, "plannedCents": planned, "actualCents": actual})
}

#[test]
fn unknown_amounts_are_counted_as_unknown_and_never_as_0() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let first = [
        line("eu", Some(2021), Some(1_250_000), None),
        line("eu", Some(2022), None, None),
        line("own", None, Some(0), Some(50)),
    ];
    published(&api, carrier, json!({"funding": first}));
    let second = [line("eu", Some(2021), Some(1), Some(2))];
    published(&api, carrier, json!({"funding": second, "handlungsfeld": 4}));
    published(&api, carrier, json!({}));
    let amount = |cents: Value, known: u64, unknown: u64| json!({"cents": cents, "known": known, "unknown": unknown});

    let found = api.get(&PUBLIC, "/v1/statistics/funding").expect(200);
    let rows = json!([
        {"source": "eu", "measures": 2, "lines": 3,
            "planned": amount(json!(1_250_001), 2, 1), "actual": amount(json!(2), 1, 2)},
        {"source": "own", "measures": 1, "lines": 1,
            "planned": amount(json!(0), 1, 0), "actual": amount(json!(50), 1, 0)},
    ]);
    assert_eq!(found["rows"], rows);
    let total = json!({"measures": 2, "lines": 4,
        "planned": amount(json!(1_250_001), 3, 1), "actual": amount(json!(52), 2, 2)});
    assert_eq!(found["total"], total);
    assert_eq!(
        (&found["counted"], &found["notCounted"][0]["reason"]),
        (&json!(2), &json!("no-funding"))
    );

    let found = api.get(&PUBLIC, "/v1/statistics/funding?groupBy=year,handlungsfeld").expect(200);
    let keys = |row: &Value| {
        (row["year"].clone(), row["handlungsfeld"].clone(), row["planned"]["cents"].clone())
    };
    let rows: Vec<_> = found["rows"].as_array().unwrap().iter().map(keys).collect();
    let expected = [
        (json!("2021"), json!("2"), json!(1_250_000)),
        (json!("2021"), json!("4"), json!(1)),
        (json!("2022"), json!("2"), Value::Null),
        (json!("unknown"), json!("2"), json!(0)),
    ];
    assert_eq!(rows, expected);

    let csv =
        api.get(&PUBLIC, "/v1/statistics/funding?format=csv&groupBy=source&handlungsfeld=4").text;
    let expected = "source,sourceName,measures,lines,planned.cents,planned.known,planned.unknown,actual.cents,actual.known,actual.unknown\r\neu,Europäische Union,1,1,1,1,0,2,1,0\r\n";
    assert_eq!(csv, expected);
    let path = "/v1/statistics/funding?groupBy=source,source,carrier";
    assert_eq!(api.get(&PUBLIC, path).problem().2, ["groupBy repeated", "groupBy unknown-value"]);
}
