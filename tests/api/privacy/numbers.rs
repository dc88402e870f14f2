//! How few people there were is told to nobody who does not see all of a measure, and
//! does not follow from anything that is told.

use serde_json::{Value, json};

use super::{reads, with_threshold};
use crate::exports::{file, text_of};
use crate::harness::{PUBLIC, TestApi, Who};

/// A published measure.
struct Life {
    api: TestApi,
    officer: Who,
    path: String,
}

impl Life {
    fn new(indicators: Value) -> Self {
        let api = TestApi::new();
        let carrier = api.carrier("Verein");
        let path = api.published(carrier);
        let life = Self { officer: api.officer(carrier), api, path };
        life.report(indicators);
        life
    }

    fn report(&self, indicators: Value) {
        let etag = self.api.get(&self.officer, &self.path).etag();
        let patch = json!({"indicators": indicators});
        self.api.patch(&self.officer, &self.path, &etag, patch).expect(200);
    }

    /// What somebody reads of the indicators: name and year, planned, actual, withheld.
    fn told(&self, who: &Who) -> Vec<Value> {
        let record = self.api.get(who, &self.path).expect(200);
        let indicators = record["indicators"].as_array().unwrap().iter();
        let told = |i: &Value| json!([i["year"], i["planned"], i["actual"], i["withheld"]]);
        indicators.map(told).collect()
    }

    fn load_threshold(&self, threshold: u16) {
        self.api.load_catalog(with_threshold(threshold));
    }
}

fn parents(year: Option<u16>, planned: i64, actual: i64) -> Value {
    json!({
        "name": "Eltern", "unit": "Teilnehmende", "countsPersons": true,
        "year": year, "planned": planned, "actual": actual,
    })
}

#[test]
fn few_people_are_withheld_and_that_is_said() {
    let life = Life::new(json!([
        parents(Some(2020), 3, 0),
        parents(Some(2021), 2, 12),
        parents(None, 5, 1),
        {"name": "Kurse", "planned": 1, "actual": null},
    ]));
    let public = [
        json!([2020, 3, 0, null]),
        json!([2021, null, 12, ["planned"]]),
        json!([null, null, null, ["planned", "actual"]]),
        json!([null, 1, null, null]),
    ];
    assert_eq!(life.told(&PUBLIC), public, "of all years together it may be the sum");
    let stranger = life.api.officer(life.api.carrier("Ein anderer Verein"));
    assert_eq!(life.told(&stranger), public);
    for who in [&life.officer, &life.api.planner(), &life.api.reader()] {
        assert_eq!(life.told(who)[1], json!([2021, 2, 12, null]));
    }
    let csv = String::from_utf8(file(&life.api, &PUBLIC, "/v1/measures?format=csv")).unwrap();
    let lines = "Eltern|Teilnehmende|true|2020|3|0\nEltern|Teilnehmende|true|2021|withheld|12\n\
                 Eltern|Teilnehmende|true||withheld|withheld\nKurse||false||1|";
    assert!(csv.contains(lines), "{csv}");
    let page = life.api.get(&PUBLIC, &life.path.replace("/v1/measures", "/massnahmen")).text;
    let number = |text: &str| format!("<td class=\"number\">{text}</td>");
    assert!(page.contains(&(number("unter 3") + &number("12"))), "{page}");
    assert!(page.contains(&number("nicht veröffentlicht").repeat(2)), "{page}");
}

/// Every public answer is the same, byte by byte: nobody hears that anything happened.
#[test]
fn that_few_people_became_other_few_is_noticed_by_nobody() {
    let life = Life::new(json!([parents(Some(2021), 2, 1), parents(None, 9, 9)]));
    let moments = [life.api.register.clock.now().to_string()];
    let record = life.api.get(&life.officer, &life.path).expect(200);
    let reference = record["reference"].as_str().unwrap();
    let pages = ["", "/en"].map(|lang| format!("{lang}/massnahmen/{reference}"));
    let paths = reads(&record, &life.path, &moments).into_iter().chain(pages);
    // Those who run the register ask how far the log is.
    let paths: Vec<_> = paths.filter(|path| !["/livez", "/readyz"].contains(&&**path)).collect();
    let all = || -> Vec<_> {
        let read = |path: &String| {
            let answer = life.api.get(&PUBLIC, path);
            // A refusal has a number of its own.
            (answer.status, answer.etag(), (answer.status == 200).then_some(answer.text))
        };
        paths.iter().map(read).collect()
    };
    let workbook = || text_of(file(&life.api, &PUBLIC, "/v1/measures?format=xlsx"));
    let (before, book) = (all(), workbook());
    life.report(json!([parents(Some(2021), 1, 2), parents(None, 8, 7)]));
    for ((path, before), after) in paths.iter().zip(before).zip(all()) {
        assert_eq!(before, after, "{path}");
    }
    assert_eq!(book, workbook());
    assert_eq!(life.told(&life.officer)[0], json!([2021, 1, 2, null]), "but something did");
}

#[test]
fn that_few_people_became_many_does_not_tell_how_few() {
    let life = Life::new(json!([parents(Some(2021), 20, 2)]));
    life.report(json!([parents(Some(2021), 20, 12)]));
    assert_eq!(life.told(&PUBLIC), [json!([2021, 20, 12, null])]);
    let history = life.api.get(&PUBLIC, &format!("{}/history", life.path)).expect(200);
    let last = history["items"].as_array().unwrap().last().unwrap()["changes"].clone();
    let change =
        |place: &str, from: Value, to: Value| json!({"pointer": place, "from": from, "to": to});
    let expected = json!([
        change("/indicators/0/actual", json!(null), json!(12)),
        change("/indicators/0/withheld", json!(["actual"]), json!(null)),
    ]);
    assert_eq!(last, expected);
    let own = life.api.get(&life.officer, &format!("{}/history", life.path)).expect(200);
    let last = own["items"].as_array().unwrap().last().unwrap()["changes"].clone();
    assert_eq!(last, json!([change("/indicators/0/actual", json!(2), json!(12))]));
}

/// 12 less 10 would be the 2 that were withheld meanwhile.
#[test]
fn a_sum_that_was_withheld_once_is_told_by_no_version() {
    let life = Life::new(json!([parents(Some(2020), 10, 10), parents(None, 12, 12)]));
    let with =
        json!([parents(Some(2020), 10, 10), parents(Some(2021), 2, 2), parents(None, 12, 12)]);
    life.report(with);
    life.report(json!([parents(Some(2020), 10, 10), parents(None, 12, 12)]));
    let record = life.api.get(&life.officer, &life.path).expect(200);
    for path in reads(&record, &life.path, &[life.api.register.clock.now().to_string()]) {
        let text = life.api.get(&PUBLIC, &path).text;
        for told in ["\"actual\":12", "\"planned\":12", "|12", ":12,\"to\""] {
            assert!(!text.contains(told), "{path}: {text}");
        }
    }
}

#[test]
fn who_is_found_to_be_people_is_withheld_in_the_past_too() {
    let mut things = parents(Some(2021), 20, 2);
    things["countsPersons"] = json!(false);
    let life = Life::new(json!([things]));
    assert_eq!(life.told(&PUBLIC), [json!([2021, 20, 2, null])], "nobody has said so yet");
    life.report(json!([parents(Some(2021), 20, 2)]));
    let version = life.api.get(&PUBLIC, &life.path).expect(200)["version"].as_u64().unwrap() - 1;
    let before = life.api.get(&PUBLIC, &format!("{}/versions/{version}", life.path)).expect(200);
    let told = &before["indicators"][0];
    assert_eq!((&told["countsPersons"], &told["actual"]), (&json!(false), &json!(null)));
    assert_eq!(told["withheld"], json!(["actual"]));
}

#[test]
fn another_threshold_holds_at_once_for_all_that_was_reported() {
    let life = Life::new(json!([parents(Some(2021), 20, 4)]));
    life.report(json!([parents(Some(2021), 20, 3)]));
    let history = || {
        let history = life.api.get(&PUBLIC, &format!("{}/history", life.path)).expect(200);
        (history["items"].as_array().unwrap().len(), history.to_string().contains("withheld"))
    };
    assert_eq!((life.told(&PUBLIC), history().1), (vec![json!([2021, 20, 3, null])], false));
    let (changes, _) = history();
    life.load_threshold(5);
    assert_eq!(life.told(&PUBLIC), [json!([2021, 20, null, ["actual"]])]);
    assert_eq!(history().0, changes - 1, "that 4 became 3 is no longer noticed");
    life.load_threshold(1);
    assert_eq!(life.told(&PUBLIC), [json!([2021, 20, 3, null])]);
    assert_eq!(history(), (changes, false));
}
