use serde_json::{Value, json};

use crate::bulk::is_rebuilt;
use crate::harness::{PUBLIC, TestApi, complete, path_of};

/// Published measures with these titles, and what else `change` makes of each.
fn publish(api: &TestApi, titles: &[&str], change: impl Fn(usize, &mut Value)) {
    let carrier = api.carrier_of(json!({
        "name": "Freiwilligenagentur", "kind": "association", "trusted": true,
    }));
    let officer = api.officer(carrier);
    for (place, title) in titles.iter().enumerate() {
        let mut body = complete(carrier);
        body["title"] = json!(title);
        change(place, &mut body);
        let created = api.post(&officer, "/v1/measures", body);
        let id = created.expect(201)["id"].as_str().unwrap().to_owned();
        api.post(&officer, &format!("/v1/measures/{id}/submissions"), json!({})).expect(200);
    }
}

fn titles(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_follow_each_other_in_every_order() {
    let api = TestApi::new();
    let all = ["Zebra", "Äpfel", "apfel", "Öl", "Oase", "Bus", "Zoo"];
    publish(&api, &all, |place, body| {
        body["planned"] = json!({"start": format!("202{}", 3 - place % 4), "openEnded": true});
    });
    for sort in ["", "title", "-title", "createdAt", "-createdAt", "-updatedAt", "start", "-end"] {
        let query = if sort.is_empty() { String::new() } else { format!("&sort={sort}") };
        let whole = api.get(&PUBLIC, &format!("/v1/measures?limit=200{query}")).expect(200);
        let mut walked = Vec::new();
        let mut next = format!("/v1/measures?limit=2{query}");
        loop {
            let page = api.get(&PUBLIC, &next).expect(200);
            assert_eq!(page["total"], 7);
            walked.extend(titles(&page));
            match page["next"].as_str() {
                Some(url) => next = url.to_owned(),
                None => break,
            }
        }
        assert_eq!(walked, titles(&whole), "{sort}");
    }
    let sorted = api.get(&PUBLIC, "/v1/measures?sort=title").expect(200);
    let expected = ["Äpfel", "apfel", "Bus", "Oase", "Öl", "Zebra", "Zoo"];
    assert_eq!(titles(&sorted), expected, "DIN 5007: umlauts as their vowels");
}

#[test]
fn a_cursor_is_bound_to_its_query() {
    let api = TestApi::new();
    publish(&api, &["A", "B"], |_, _| {});
    let page = api.get(&PUBLIC, "/v1/measures?limit=1&status=planned").expect(200);
    let next = page["next"].as_str().unwrap();
    assert_eq!(titles(&api.get(&PUBLIC, next).expect(200)), ["B"]);
    let other = next.replace("status=planned", "status=running");
    assert_eq!(api.get(&PUBLIC, &other).problem().2, ["cursor cursor"]);
}

#[test]
fn filters_find_what_they_say() {
    let api = TestApi::new();
    publish(&api, &["Eins", "Zwei", "Drei"], |place, body| match place {
        0 => body["furtherHandlungsfelder"] = json!([4]),
        1 => {
            body["reach"] = json!("citywide");
            body["stadtteile"] = json!([]);
            body["targetGroups"] = json!(["late-repatriates"]);
        }
        _ => {
            body["handlungsfeld"] = json!(4);
            body["guidelines"] = json!(["4.2"]);
            body["planned"] = json!({"start": "2023-05", "openEnded": true});
        }
    });
    let cases: &[(&str, &[&str], &str)] = &[
        ("handlungsfeld=4", &["Eins", "Drei"], "primary or further"),
        ("handlungsfeld=2&handlungsfeld=4", &["Eins", "Zwei", "Drei"], "alternatives"),
        ("handlungsfeld=4&guideline=4.2", &["Drei"], "both"),
        ("stadtteil=06", &["Eins", "Drei"], "by key"),
        ("reach=citywide", &["Zwei"], "reach"),
        ("targetGroup=right-to-stay", &["Zwei"], "with descendants"),
        ("carrierKind=association&year=2021", &["Eins", "Zwei"], "year of the work"),
        ("from=2023-01-01", &["Drei"], "overlap"),
        ("to=2021-02-28", &[], "begins later"),
        ("flag=overdue", &["Eins", "Zwei"], "computed"),
        (
            "status=planned&publication=published&sort=-createdAt",
            &["Drei", "Zwei", "Eins"],
            "order",
        ),
        ("q=zwei", &["Zwei"], "search"),
        ("q=Freiwilligenagenturen&limit=2", &["Eins", "Zwei"], "by carrier, inflected"),
        ("updatedSince=2020-01-01T00:00:00Z&q=drei", &["Drei"], "since"),
    ];
    for (query, expected, reason) in cases {
        let found = api.get(&PUBLIC, &format!("/v1/measures?{query}")).expect(200);
        assert_eq!(titles(&found), *expected, "{query}: {reason}");
    }
    let faults = api.get(&PUBLIC, "/v1/measures?status=lost&stadtteil=99&limit=0&farbe=rot");
    let expected = [
        "stadtteil no-such",
        "status unknown-value",
        "limit out-of-range",
        "farbe unknown-parameter",
    ];
    assert_eq!(faults.problem(), (400, "invalid".into(), expected.map(String::from).to_vec()));
}

#[test]
fn a_search_finds_inflected_forms_and_parts_of_compounds_best_first() {
    let api = TestApi::new();
    publish(
        &api,
        &["Elterncafé", "Sprachkurs am Abend", "Häuser der Begegnung"],
        |place, body| {
            if place == 0 {
                body["summary"] = json!("Mit einem kleinen Sprachkurs");
            }
        },
    );
    let cases: &[(&str, &[&str])] = &[
        ("Sprachkurse", &["Sprachkurs am Abend", "Elterncafé"]),
        ("kurs", &["Sprachkurs am Abend", "Elterncafé"]),
        ("Haus", &["Häuser der Begegnung"]),
        ("ELTERNCAFE", &["Elterncafé"]),
        ("Kurs Abend", &["Sprachkurs am Abend"]),
        ("Nirgends", &[]),
    ];
    for (q, expected) in cases {
        let found =
            api.send("GET", &PUBLIC, &format!("/v1/measures?q={}", q.replace(' ', "+")), &[], None);
        assert_eq!(titles(&found.expect(200)), *expected, "{q}");
    }
}

/// Many texts are put into the large index at once, and until then they are in another.
#[test]
fn what_was_just_written_is_found_however_much_it_is() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let count = |q: &str| {
        let found = api.get(&officer, &format!("/v1/measures?q={q}&limit=1")).expect(200);
        found["total"].as_u64().unwrap()
    };
    let draft = |n: u64| json!({"leadCarrier": carrier, "title": format!("Lesekreis {n}")});
    let mut paths = Vec::new();
    for round in 1..=4 {
        let items: Vec<_> = (0..99).map(draft).collect();
        api.post(&officer, "/v1/measures/bulk", json!({"items": items})).expect(200);
        paths.push(path_of(&api.post(&officer, "/v1/measures", draft(99))));
        assert_eq!((count("Lesekreise"), count("Schachgruppe")), (round * 100, 0));
    }
    for (round, path) in (1..).zip(&paths) {
        let etag = api.get(&officer, path).etag();
        let title = json!({"title": "Schachgruppe am Abend"});
        api.patch(&officer, path, &etag, title).expect(200);
        assert_eq!((count("Lesekreis"), count("Schachgruppen")), (400 - round, round));
    }
    is_rebuilt(&api);
}

#[test]
fn a_list_is_polled_cheaply() {
    let api = TestApi::new();
    publish(&api, &["A"], |_, _| {});
    let first = api.get(&PUBLIC, "/v1/measures?status=planned");
    let held = [("If-None-Match", first.header("etag"))];
    let again = api.send("GET", &PUBLIC, "/v1/measures?status=planned", &held, None);
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    api.carrier("Noch ein Verein");
    let changed = api.send("GET", &PUBLIC, "/v1/measures?status=planned", &held, None);
    assert_eq!(changed.status, 200);
    assert_eq!(changed.text, first.text);
}

#[test]
fn so_many_values_of_a_filter_are_taken_and_no_more() {
    let api = TestApi::new();
    let path = |count: usize| format!("/v1/measures?{}", vec!["stadtteil=06"; count].join("&"));
    api.get(&PUBLIC, &path(50)).expect(200);
    assert_eq!(api.get(&PUBLIC, &path(51)).problem().2, ["stadtteil too-many"]);
}
