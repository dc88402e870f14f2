//! The planning office asks what is still missing, and of whom.

use serde_json::{Value, json};

use super::counts::published;
use crate::harness::{PUBLIC, TestApi};

const PATH: &str = "/v1/statistics/completeness";

fn gap(answer: &Value, name: &str) -> (Value, Vec<Value>) {
    let all = answer["overall"].as_array().unwrap();
    let found = all.iter().find(|gap| gap["gap"] == name).unwrap();
    let measures = found["measures"].as_array().unwrap();
    (found["count"].clone(), measures.iter().map(|measure| measure["title"].clone()).collect())
}

#[test]
fn what_is_missing_is_told_with_the_measures_behind_it() {
    let api = TestApi::new();
    let (one, other) = (api.carrier("Anker"), api.carrier("Brücken"));
    let whole = json!({
        "title": "Ganz", "guidelines": ["2.1"], "summary": "Kurz",
        "contact": {"email": "a@example.org", "public": true},
        "funding": [{"source": "eu", "plannedCents": 0}],
        "indicators": [{"name": "Kurse"}],
    });
    published(&api, one, whole);
    published(&api, one, json!({"title": "Halb", "funding": [{"source": "eu"}]}));
    published(&api, other, json!({"title": "Kaum", "contact": {"email": "b@example.org"}}));
    let draft = json!({"leadCarrier": other, "title": "Entwurf"});
    api.post(&api.officer(other), "/v1/measures", draft).expect(201);

    let public = api.get(&PUBLIC, PATH).expect(200);
    let titles = |titles: &[&str]| titles.iter().map(|title| json!(title)).collect::<Vec<_>>();
    assert_eq!(gap(&public, "no-funding"), (json!(1), titles(&["Kaum"])));
    assert_eq!(gap(&public, "no-amount"), (json!(1), titles(&["Halb"])), "0 is an amount");
    assert_eq!(gap(&public, "no-indicator"), (json!(2), titles(&["Halb", "Kaum"])));
    assert_eq!(gap(&public, "no-end"), (json!(0), titles(&[])));
    let private = "who may not see a contact is not told that there is one";
    assert_eq!(gap(&public, "no-contact"), (json!(2), titles(&["Halb", "Kaum"])), "{private}");
    let planner = api.get(&api.planner(), PATH).expect(200);
    assert_eq!(gap(&planner, "no-contact"), (json!(2), titles(&["Halb", "Entwurf"])));
    assert_eq!(gap(&planner, "no-end"), (json!(1), titles(&["Entwurf"])));
    assert!(!public.to_string().contains("Entwurf"));

    let rows = api.get(&PUBLIC, &format!("{PATH}?gap=no-guideline&gap=no-funding")).expect(200);
    let rows = rows["rows"].as_array().unwrap().iter();
    let row =
        |row: &Value| (row["carrier"]["name"].clone(), row["gap"].clone(), row["count"].clone());
    let expected = [
        (json!("Anker"), json!("no-guideline"), json!(1)),
        (json!("Brücken"), json!("no-guideline"), json!(1)),
        (json!("Brücken"), json!("no-funding"), json!(1)),
    ];
    assert_eq!(rows.map(row).collect::<Vec<_>>(), expected);
    let csv = api.get(&PUBLIC, &format!("{PATH}?gap=no-funding&format=csv")).text;
    let expected = format!(
        "carrier.id,carrier.name,gap,count,of\r\n,,no-funding,1,3\r\n{other},Brücken,no-funding,1,1\r\n"
    );
    assert_eq!(csv, expected);
    let refused = api.get(&PUBLIC, &format!("{PATH}?gap=no-luck")).problem();
    assert_eq!(refused.2, ["gap unknown-value"]);
}

#[test]
fn a_list_of_what_is_missing_is_bounded_and_its_number_is_true() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    for number in 0..105 {
        let body = json!({"leadCarrier": carrier, "title": format!("Entwurf {number}")});
        api.post(&officer, "/v1/measures", body).expect(201);
    }
    let found = api.get(&officer, &format!("{PATH}?gap=no-end")).expect(200);
    let length = |gap: &Value| gap["measures"].as_array().unwrap().len();
    let (overall, own) = (&found["overall"][0], &found["rows"][0]);
    assert_eq!((&overall["count"], length(overall)), (&json!(105), 100));
    assert_eq!((&own["count"], length(own)), (&json!(105), 20));
}

#[test]
fn who_withdraws_consent_today_changes_no_report_of_yesterday() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let contact = |public: bool| json!({"contact": {"email": "a@example.org", "public": public}});
    let made = published(&api, carrier, contact(true));
    let path = crate::harness::path_of(&made);
    let then = api.register.view().last_change_at;
    let etag = api.get(&api.planner(), &path).etag();
    api.patch(&api.planner(), &path, &etag, contact(false)).expect(200);
    let missing = |query: &str| {
        let path = format!("{PATH}?gap=no-contact{query}");
        api.get(&PUBLIC, &path).expect(200)["overall"][0]["count"].clone()
    };
    assert_eq!((missing(""), missing(&format!("&knownAt={then}"))), (json!(1), json!(0)));
}
