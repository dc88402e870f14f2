//! A statistic says in words what it counts; what it says is true of whoever asks.

use serde_json::Value;

use crate::harness::{PUBLIC, TestApi, Who, catalog};

fn formula(api: &TestApi, who: &Who, path: &str) -> Value {
    api.get(who, &format!("/v1/{path}")).expect(200)["formula"].clone()
}

fn says(formula: &Value, de: &str, en: &str) -> bool {
    let holds = |lang: &str, text: &str| formula[lang].as_str().unwrap().contains(text);
    assert_eq!(holds("de", de), holds("en", en), "both languages say the same: {formula}");
    holds("de", de)
}

#[test]
fn the_formula_says_what_is_counted() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let by_year = formula(&api, &PUBLIC, "statistics/measures?groupBy=year");
    assert!(says(&by_year, "von 1990 bis 2040", "from 1990 to 2040"));
    let by_carrier = formula(&api, &PUBLIC, "statistics/measures?groupBy=sector");
    assert!(says(&by_carrier, "der damals", "answered for it then"));
    let gaps = formula(&api, &PUBLIC, "statistics/completeness");
    let days = catalog().concepts[0].stale_after_days;
    assert!(says(&gaps, &format!("in Tagen: {days} ("), &format!("in days: {days} (")));
    let money = formula(&api, &PUBLIC, "statistics/funding");
    assert!(says(&money, "„groupBy=source“", "“groupBy=source”"));
    let plain = formula(&api, &PUBLIC, "coverage");
    assert!(!says(&plain, "measuresPer1000", "measuresPer1000"), "nobody asked for it");
}

#[test]
fn who_sees_what_is_not_public_is_told_that_it_is_counted() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (planner, officer) = (api.planner(), api.officer(carrier));
    api.draft(&officer, carrier);
    let path = "statistics/measures?groupBy=status";
    let drafts = |who: &Who, path: &str| {
        says(
            &formula(&api, who, path),
            "Darin ist auch, was nicht öffentlich",
            "This includes what is not public",
        )
    };
    let counted =
        |who: &Who, path: &str| api.get(who, &format!("/v1/{path}")).expect(200)["counted"].clone();
    for who in [&planner, &officer] {
        assert!(drafts(who, path));
        assert_eq!(counted(who, path), 1);
        let public = format!("{path}&publication=published");
        assert!(!drafts(who, &public));
        assert_eq!(counted(who, &public), 0);
    }
    assert!(!drafts(&PUBLIC, path));
}
