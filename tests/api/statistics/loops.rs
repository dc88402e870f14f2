//! Statistics of random histories, held against plain loops over the list of the
//! measures: slow, and obvious.

use std::collections::{BTreeMap, BTreeSet};

use massnahmenregister::domain::measure::Status;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi, Who};
use crate::random::measure_write;
use crate::view::{cases, write_together};

const FILTERS: [&str; 5] = [
    "",
    "asOf=2021-06-30",
    "handlungsfeld=2&handlungsfeld=3",
    "status=running",
    "reach=stadtteile&asOf=2022-01-01",
];

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20, ..cases(2) })]

    #[test]
    fn what_is_summed_and_missed_is_what_plain_loops_find(
        batches in vec(vec(measure_write(), 1..4), 20..40)
    ) {
        let api = TestApi::new();
        let umbrella = api.carrier("Verein Brücken e.V.");
        let below = json!({"name": "Anker gGmbH", "kind": "association", "parent": umbrella});
        api.carrier_of(below);
        for batch in &batches {
            write_together(&api.register, batch);
        }
        for who in [&PUBLIC, &api.planner()] {
            for filter in FILTERS {
                let items = items(&api, who, filter);
                funding(&api, who, filter, &items);
                carriers(&api, who, filter, &items);
                completeness(&api, who, filter, &items);
                coverage(&api, who, filter, "stadtteil=06&stadtteil=01", &items);
                coverage(&api, who, filter, "guideline=2.1&guideline=4.2", &items);
            }
            let items = items(&api, who, "");
            coverage(&api, who, "", "", &items);
            coverage(&api, who, "", "by=targetGroup&stadtteil=08&handlungsfeld=3", &items);
        }
    }
}

/// All measures that `who` sees and `filter` lets through.
fn items(api: &TestApi, who: &Who, filter: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut next = json!(format!("/v1/measures?limit=200&{filter}"));
    while let Some(path) = next.as_str() {
        let page = api.get(who, path).expect(200);
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].clone();
    }
    found
}

fn list<'a>(item: &'a Value, name: &str) -> Vec<&'a str> {
    item[name].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn add(sums: &mut Value, cents: &Value) {
    let member = if cents.is_null() { "unknown" } else { "known" };
    sums[member] = json!(sums[member].as_u64().unwrap() + 1);
    if let Some(cents) = cents.as_i64() {
        sums["cents"] = json!(sums["cents"].as_i64().unwrap_or(0) + cents);
    }
}

fn funding(api: &TestApi, who: &Who, filter: &str, items: &[Value]) {
    let told =
        api.get(who, &format!("/v1/statistics/funding?groupBy=handlungsfeld,source,year&{filter}"));
    let told = told.expect(200);
    let empty = json!({"cents": null, "known": 0, "unknown": 0});
    let mut rows: BTreeMap<String, (Value, BTreeSet<&str>)> = BTreeMap::new();
    for item in items {
        for line in item["funding"].as_array().unwrap() {
            let text = |value: &Value| match value {
                Value::Null => json!("unknown"),
                number => json!(number.to_string()),
            };
            let keys = json!({
                "source": line["source"], "year": text(&line["year"]),
                "handlungsfeld": text(&item["handlungsfeld"]), "measures": 0, "lines": 0,
                "planned": empty, "actual": empty,
            });
            let (row, measures) = rows.entry(keys.to_string()).or_insert((keys, BTreeSet::new()));
            row["lines"] = json!(row["lines"].as_u64().unwrap() + 1);
            add(&mut row["planned"], &line["plannedCents"]);
            add(&mut row["actual"], &line["actualCents"]);
            measures.insert(item["id"].as_str().unwrap());
            row["measures"] = json!(measures.len());
        }
    }
    let sorted = |rows: Vec<Value>| {
        let mut rows: Vec<_> = rows.iter().map(ToString::to_string).collect();
        rows.sort();
        rows
    };
    let expected = rows.into_values().map(|(row, _)| row).collect();
    let rows = told["rows"].as_array().unwrap();
    assert_eq!(sorted(rows.clone()), sorted(expected), "{filter}");
    for pointer in
        ["/lines", "/planned/cents", "/planned/unknown", "/actual/cents", "/actual/known"]
    {
        let number = |row: &Value| row.pointer(pointer).unwrap().as_i64().unwrap_or(0);
        assert_eq!(rows.iter().map(number).sum::<i64>(), number(&told["total"]), "{pointer}");
    }
    all_are_accounted_for(&told, items);
}

/// Counted, or left out with a reason.
fn all_are_accounted_for(told: &Value, items: &[Value]) {
    let left_out = told["notCounted"].as_array().unwrap().iter();
    let left_out: u64 = left_out.map(|reason| reason["count"].as_u64().unwrap()).sum();
    assert_eq!(told["counted"].as_u64().unwrap() + left_out, items.len() as u64);
}

fn carriers(api: &TestApi, who: &Who, filter: &str, items: &[Value]) {
    let told = api.get(who, &format!("/v1/statistics/carriers?{filter}")).expect(200);
    let rows = told["rows"].as_array().unwrap();
    let measures = |row: &Value| row["measures"].as_u64().unwrap();
    assert_eq!(rows.iter().map(measures).sum::<u64>(), items.len() as u64);
    for row in rows {
        let own = items.iter().filter(|item| item["leadCarrier"] == row["carrier"]);
        let own: Vec<&Value> = own.collect();
        assert_eq!(measures(row), own.len() as u64);
        for (dimension, words) in [("status", 6), ("publication", 6)] {
            let counts = row[dimension].as_object().unwrap();
            assert_eq!(counts.len(), words);
            for (word, count) in counts {
                let found = own.iter().filter(|item| item[dimension] == *word).count();
                assert_eq!(*count, json!(found), "{word} {filter}");
            }
        }
        for flag in ["stale", "overdue"] {
            let found = own.iter().filter(|item| list(item, "flags").contains(&flag)).count();
            assert_eq!(row[flag], json!(found), "{flag} {filter}");
        }
        let last = own.iter().map(|item| item["updatedAt"].as_str().unwrap()).max();
        assert_eq!(row["lastUpdatedAt"], json!(last));
    }
    let together = api.get(who, &format!("/v1/statistics/carriers?rollUp=true&{filter}"));
    let together = together.expect(200);
    let together = together["rows"].as_array().unwrap();
    assert_eq!(together.len(), usize::from(!items.is_empty()), "all lie below one");
    assert_eq!(together.iter().map(measures).sum::<u64>(), items.len() as u64);
}

fn completeness(api: &TestApi, who: &Who, filter: &str, items: &[Value]) {
    let told = api.get(who, &format!("/v1/statistics/completeness?{filter}")).expect(200);
    let lacks = |gap: &str, item: &Value| {
        let status: Status = item["status"].as_str().unwrap().parse().unwrap();
        let empty = |name: &str| item[name].as_array().unwrap().is_empty();
        let no = |pointer: &str| item.pointer(pointer).unwrap().is_null();
        let funding = item["funding"].as_array().unwrap();
        match gap {
            "no-handlungsfeld" => no("/handlungsfeld"),
            "no-guideline" => empty("guidelines"),
            "no-stadtteil" => {
                no("/reach") || (item["reach"] == "stadtteile" && empty("stadtteile"))
            }
            "no-target-group" => empty("targetGroups"),
            "no-start" => {
                let begun = !matches!(status, Status::Planned | Status::Dropped);
                no("/planned/start") && no("/actual/start") && !begun
            }
            "no-end" => {
                let open = item["planned"]["openEnded"] == true;
                no("/planned/end") && no("/actual/end") && !open && !status.is_final()
            }
            "no-funding" => funding.is_empty(),
            "no-amount" => {
                !funding.is_empty() && funding.iter().all(|line| line["plannedCents"].is_null())
            }
            "no-indicator" => empty("indicators"),
            "no-contact" => no("/contact"),
            "no-summary" => no("/summary"),
            "unconfirmed" => list(item, "flags").contains(&"stale"),
            other => panic!("{other}"),
        }
    };
    let overall = told["overall"].as_array().unwrap();
    assert_eq!(overall.len(), 12);
    for gap in overall {
        let name = gap["gap"].as_str().unwrap();
        let found: Vec<_> = items.iter().filter(|item| lacks(name, item)).collect();
        assert_eq!(
            (&gap["count"], &gap["of"]),
            (&json!(found.len()), &json!(items.len())),
            "{name} {filter}"
        );
        let ids: Vec<_> = found.iter().map(|item| &item["id"]).take(100).collect();
        let named = gap["measures"].as_array().unwrap();
        assert_eq!(named.iter().map(|measure| &measure["id"]).collect::<Vec<_>>(), ids);
        let rows = told["rows"].as_array().unwrap().iter().filter(|row| row["gap"] == name);
        let counts: Vec<_> =
            rows.map(|row| (&row["carrier"], row["count"].as_u64().unwrap())).collect();
        for (carrier, count) in &counts {
            let own = found.iter().filter(|item| item["leadCarrier"] == **carrier).count();
            assert_eq!(*count, own as u64, "{name} {filter}");
        }
        let sum: u64 = counts.iter().map(|(_, count)| count).sum();
        assert_eq!(json!(sum), gap["count"], "the carriers add up");
    }
}

fn coverage(api: &TestApi, who: &Who, filter: &str, axes: &str, items: &[Value]) {
    let told = api.get(who, &format!("/v1/coverage?{axes}&{filter}")).expect(200);
    let view = api.register.view();
    let catalog = &view.catalog;
    let below = catalog
        .target_groups
        .iter()
        .map(|group| (group.code.as_str(), catalog.with_descendants(&group.code)));
    let below: BTreeMap<_, _> = below.collect();
    let rows = told["rows"].as_array().unwrap();
    for row in rows {
        let in_cell = items.iter().filter(|item| {
            let grouped = row["targetGroup"].as_str().is_none_or(|group| {
                let named = list(item, "targetGroups");
                below[group].iter().any(|code| named.contains(&code.as_str()))
            });
            grouped && list(item, "guidelines").iter().any(|code| row["guideline"] == *code)
        });
        let (mut here, mut wide) = ([0; 3], [0; 3]);
        for item in in_cell {
            let stage = match item["status"].as_str().unwrap() {
                "running" | "paused" => 0,
                "planned" => 1,
                "completed" | "discontinued" => 2,
                _ => continue,
            };
            if item["reach"] == "citywide" || item["reach"] == "beyond-city" {
                wide[stage] += 1;
            } else if list(item, "stadtteile").iter().any(|key| row["stadtteil"] == *key) {
                here[stage] += 1;
            }
        }
        let state = match [here[0], here[0] + wide[0], here[1] + wide[1], here[2] + wide[2]] {
            [0, 0, 0, 0] => "empty",
            [0, 0, 0, _] => "ended",
            [0, 0, ..] => "planned",
            [0, ..] => "citywide",
            _ => "covered",
        };
        let expected = json!([state, here[0], wide[0], here[1] + wide[1], here[2] + wide[2]]);
        let found = ["state", "measures", "citywide", "planned", "ended"].map(|name| &row[name]);
        assert_eq!(json!(found), expected, "{axes} {filter} {row}");
    }
    cells_add_up(&told, rows);
    if axes.is_empty() {
        assert_eq!(rows.len(), catalog.guidelines.len() * catalog.stadtteile.len());
        all_are_accounted_for(&told, items);
    }
}

fn cells_add_up(told: &Value, rows: &[Value]) {
    for state in ["covered", "citywide", "planned", "ended", "empty"] {
        let all = rows.iter().filter(|row| row["state"] == state).count();
        assert_eq!(told["totals"][state], json!(all));
        for (lists, key) in [("guidelines", "guideline"), ("stadtteile", "stadtteil")] {
            for line in told[lists].as_array().unwrap() {
                let own = rows.iter().filter(|row| row[key] == line[key] && row["state"] == state);
                assert_eq!(line["cells"][state], json!(own.count()), "{line}");
            }
        }
    }
    let empty = rows.iter().filter(|row| row["state"] == "empty").map(|row| {
        let mut place = row.as_object().unwrap().clone();
        place.retain(|name, _| ["guideline", "stadtteil", "targetGroup"].contains(&name.as_str()));
        Value::Object(place)
    });
    assert_eq!(told["emptyCells"], json!(empty.collect::<Vec<_>>()));
}
