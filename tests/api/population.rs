//! Population figures: uploaded by an administrator, read by everybody, thinned out.

use std::time::Duration;

use massnahmenregister::domain::Error;
use massnahmenregister::register::Tx;
use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi, Who};

const PATH: &str = "/v1/population/2021";

fn figures(lines: &[(&str, u64, u64)]) -> Value {
    let line = |(key, total, foreign): &(&str, u64, u64)| json!({"stadtteil": key, "total": total, "foreignResidents": foreign});
    json!({
        "source": {"text": "Amt für Statistik, 31.12.2021", "url": "https://example.org/statistik"},
        "licence": "dl-de/by-2-0",
        "items": lines.iter().map(line).collect::<Vec<_>>(),
    })
}

/// Figures of every Stadtteil of the catalog: many everywhere, but for `few`.
pub fn whole_town(api: &TestApi, few: &[(&str, u64)]) -> Value {
    let view = api.register.view();
    let lines = view.catalog.stadtteile.iter().zip(1u64..).map(|(stadtteil, number)| {
        let known = few.iter().find(|(key, _)| *key == stadtteil.key);
        (stadtteil.key.as_str(), 1_000 * number, known.map_or(100 * number, |(_, few)| *few))
    });
    figures(&lines.collect::<Vec<_>>())
}

fn line<'a>(record: &'a Value, key: &str) -> &'a Value {
    let items = record["items"].as_array().unwrap();
    items.iter().find(|item| item["stadtteil"] == key).unwrap()
}

#[test]
fn an_administrator_uploads_what_everybody_reads() {
    let api = TestApi::new();
    let administrator = api.administrator();
    api.get(&PUBLIC, PATH).expect(404);
    let made = api.put(&administrator, PATH, figures(&[("06", 11_250, 2_730), ("08", 900, 90)]));
    made.expect(201);
    assert_eq!(made.header("location"), PATH);
    let read = api.get(&PUBLIC, PATH);
    let record = read.expect(200);
    assert_eq!(read.header("cache-control"), "public, no-cache");
    assert_eq!(record["source"]["text"], "Amt für Statistik, 31.12.2021");
    assert_eq!(record["licence"], "dl-de/by-2-0");
    let expected =
        json!({"stadtteil": "06", "total": 11250, "foreignResidents": 2730, "withheld": []});
    assert_eq!(*line(&record, "06"), expected);
    assert_eq!(line(&record, "01")["total"], Value::Null, "unknown, not 0");
    assert_eq!(record["sums"]["total"], Value::Null, "of something unknown");
    assert_eq!(api.get(&PUBLIC, "/v1/population").expect(200)["items"], json!([record]));
    let held = [("If-None-Match", read.header("etag"))];
    assert_eq!(api.send("GET", &PUBLIC, PATH, &held, None).status, 304);
}

#[test]
fn figures_are_replaced_by_who_has_read_them() {
    let api = TestApi::new();
    let administrator = api.administrator();
    let (first, second) = (figures(&[("06", 100, 50)]), figures(&[("06", 120, 60)]));
    let put = |etag: &str, body: &Value| {
        api.send("PUT", &administrator, PATH, &[("If-Match", etag)], Some(body.clone()))
    };
    put("\"1-0\"", &first).expect(412);
    api.put(&administrator, PATH, first.clone()).expect(201);
    api.put(&administrator, PATH, second.clone()).expect(428);
    let etag = api.get(&administrator, PATH).etag();
    let seq = api.register.view().seq;
    assert_eq!(put(&etag, &first).expect(200)["version"], 1);
    assert_eq!(api.register.view().seq, seq, "the same again changes nothing");
    assert_eq!(put(&etag, &second).expect(200)["version"], 2);
    put(&etag, &first).expect(412);
    api.delete(&administrator, PATH, &etag).expect(412);
    api.send("DELETE", &administrator, PATH, &[], None).expect(428);
    let etag = api.get(&PUBLIC, PATH).etag();
    let told = || {
        let news = api.get(&PUBLIC, "/v1/changes?limit=200").expect(200)["items"].clone();
        let all = news.as_array().unwrap().iter().filter(|news| news["subject"] == "population");
        all.map(|news| (news["year"].clone(), news["deleted"].clone())).collect::<Vec<_>>()
    };
    let times = told().len();
    assert_eq!(told(), vec![(json!(2021), json!(false)); times]);
    assert_eq!(api.delete(&administrator, PATH, &etag).status, 204);
    assert_eq!(told(), vec![(json!(2021), json!(true)); times + 1], "whoever keeps a copy is told");
    api.get(&PUBLIC, PATH).expect(404);
    api.delete(&administrator, PATH, &etag).expect(404);
    put(&etag, &first).expect(412);
    let made = api.put(&administrator, PATH, first.clone());
    assert_eq!(made.expect(201)["version"], 4, "no tag of before fits");
}

#[test]
fn only_an_administrator_uploads_and_deletes() {
    let api = TestApi::new();
    api.put(&api.administrator(), PATH, figures(&[("06", 100, 50)])).expect(201);
    let etag = api.get(&PUBLIC, PATH).etag();
    let carrier = api.carrier("Verein Brücken e.V.");
    let cases: [(&Who, u16); 4] =
        [(&PUBLIC, 401), (&api.officer(carrier), 403), (&api.reader(), 403), (&api.planner(), 403)];
    for (who, status) in cases {
        api.put(who, "/v1/population/2020", figures(&[("06", 1, 1)])).expect(status);
        api.delete(who, PATH, &etag).expect(status);
    }
}

#[test]
fn whatever_is_wrong_with_an_upload_is_named() {
    let api = TestApi::new();
    let administrator = api.administrator();
    let body = json!({
        "licence": "frei", "year": 2021,
        "items": [{"stadtteil": "06", "total": 5, "foreignResidents": 6}, {"stadtteil": "99"}],
    });
    let expected = [
        "/source required",
        "/items/0/foreignResidents out-of-range",
        "/items/1/stadtteil no-such",
        "/year unknown-field",
    ];
    let refused = api.put(&administrator, PATH, body).problem();
    assert_eq!(refused, (400, "invalid".into(), expected.map(String::from).to_vec()));
    for year in ["1899", "2200", "x", "20211"] {
        let path = format!("/v1/population/{year}");
        api.put(&administrator, &path, figures(&[("06", 1, 1)])).expect(404);
    }
}

#[test]
fn a_small_number_of_people_is_told_to_nobody_but_administrators() {
    let api = TestApi::new();
    let administrator = api.administrator();
    api.put(&administrator, PATH, whole_town(&api, &[("06", 2)])).expect(201);
    let (public, all) = (api.get(&PUBLIC, PATH), api.get(&administrator, PATH));
    assert_ne!(public.etag(), all.etag());
    let (public, all) = (public.expect(200), all.expect(200));
    assert_eq!(line(&public, "06")["foreignResidents"], Value::Null);
    assert_eq!(line(&public, "06")["withheld"], json!(["foreignResidents"]));
    assert_eq!(line(&all, "06")["foreignResidents"], 2);
    let hidden = |record: &Value| {
        let items = record["items"].as_array().unwrap().iter();
        items.filter(|item| item["foreignResidents"].is_null()).count()
    };
    assert_eq!((hidden(&public), hidden(&all)), (2, 0), "another goes with it");
    assert!(public["sums"]["foreignResidents"].is_u64(), "or the sum would have to");
    assert_eq!(api.get(&api.planner(), PATH).expect(200)["items"], public["items"]);
}

#[test]
fn a_stadtteil_with_figures_stays_in_the_catalog() {
    let api = TestApi::new();
    api.put(&api.administrator(), PATH, figures(&[("06", 100, 50)])).expect(201);
    let mut pack = crate::harness::catalog();
    pack.geometry = None;
    pack.stadtteile.retain(|stadtteil| stadtteil.key != "06");
    let load = massnahmenregister::actions::catalog::load_catalog;
    let by = massnahmenregister::domain::Caller::System;
    let refused = api.register.write_blocking(move |tx| load(tx, &by, pack)).unwrap_err();
    assert!(format!("{refused:?}").contains("stadtteil 06"), "{refused:?}");
}

#[test]
fn a_higher_threshold_holds_at_once_for_figures_that_are_there() {
    let api = TestApi::new();
    let administrator = api.administrator();
    api.put(&administrator, PATH, whole_town(&api, &[("06", 4)])).expect(201);
    let foreigners = || line(&api.get(&PUBLIC, PATH).expect(200), "06")["foreignResidents"].clone();
    assert_eq!(foreigners(), 4);
    let mut pack = crate::harness::catalog();
    pack.concepts[0].suppression_threshold = 5;
    let load = massnahmenregister::actions::catalog::load_catalog;
    let by = massnahmenregister::domain::Caller::System;
    api.register.write_blocking(move |tx| load(tx, &by, pack)).unwrap();
    assert_eq!(foreigners(), Value::Null);
    assert_eq!(api.get(&administrator, PATH).expect(200)["version"], 2);
}

#[test]
fn who_uploads_is_told_what_was_saved_even_if_it_is_deleted_at_once() {
    let api = TestApi::new();
    let administrator = api.administrator();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let register = &api.register;
    std::thread::scope(|scope| {
        let busy = move |_: &mut Tx<'_>| wait.recv().map_err(Error::internal);
        scope.spawn(move || register.write_blocking(busy).unwrap());
        std::thread::sleep(Duration::from_millis(300));
        let body = figures(&[("06", 100, 50)]);
        let put = scope.spawn(|| api.put(&administrator, PATH, body));
        std::thread::sleep(Duration::from_millis(300));
        let delete = massnahmenregister::actions::populations::delete_population;
        let by = massnahmenregister::domain::Caller::System;
        let gone = scope.spawn(move || register.write_blocking(move |tx| delete(tx, &by, 2021, 1)));
        std::thread::sleep(Duration::from_millis(300));
        go.send(()).unwrap();
        gone.join().unwrap().unwrap();
        assert_eq!(put.join().unwrap().expect(201)["version"], 1);
    });
    api.get(&PUBLIC, PATH).expect(404);
}
