use serde_json::Value;

use crate::harness::{PUBLIC, TestApi};

#[test]
fn a_query_that_cannot_be_meant_is_refused_by_name() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    for _ in 0..3 {
        api.published(carrier);
    }
    let page = api.get(&PUBLIC, "/v1/measures?limit=1&sort=title").expect(200);
    let next = page["next"].as_str().unwrap();
    let cursor = next.split("cursor=").nth(1).unwrap();
    let other = format!("sort=-title&cursor={cursor}");
    let long = format!("q={}", "a".repeat(201));
    let many = format!("nonsense{}=1", "x".repeat(3_000));
    let cases = [
        ("limit=0", "limit out-of-range", "no page at all"),
        ("limit=201", "limit out-of-range", "too large a page"),
        ("limit=-1", "limit out-of-range", "less than nothing"),
        ("limit=", "limit wrong-kind", "no number"),
        ("limit=ten", "limit wrong-kind", "a word"),
        ("limit=1e1", "limit wrong-kind", "a number in another notation"),
        ("limit=99999999999999999999", "limit wrong-kind", "more than a number holds"),
        ("limit=1&limit=2", "limit repeated-parameter", "two minds"),
        ("sort=colour", "sort unknown-value", "no such order"),
        ("sort=relevance", "sort unknown-value", "nothing was searched for"),
        ("sort=--title", "sort unknown-value", "reversed twice"),
        ("asOf=2021", "asOf wrong-kind", "a year is no day"),
        ("asOf=2021-02-30", "asOf wrong-kind", "no such day"),
        ("asOf=2021-06-15&asOf=2021-06-16", "asOf repeated-parameter", "two days"),
        ("knownAt=2021-06-15", "knownAt wrong-kind", "a day is no moment"),
        ("knownAt=2021-06-15T12:00:00", "knownAt wrong-kind", "a moment nowhere"),
        ("from=15.06.2021", "from wrong-kind", "a German day"),
        ("handlungsfeld=99", "handlungsfeld no-such", "no such Handlungsfeld"),
        ("handlungsfeld=", "handlungsfeld no-such", "none"),
        ("stadtteil=6", "stadtteil no-such", "keys have two digits"),
        ("targetGroup=x", "targetGroup no-such", "no such group"),
        ("status=done", "status unknown-value", "no such status"),
        ("status=Running", "status unknown-value", "words know upper and lower case"),
        ("carrier=x", "carrier wrong-kind", "no id"),
        ("year=21", "year out-of-range", "which century"),
        (&long, "q too-long", "a whole book"),
        ("q=%ff%fe", "q format", "no UTF-8"),
        ("cursor=x", "cursor cursor", "no cursor of ours"),
        ("cursor=", "cursor cursor", "an empty one"),
        (&other, "cursor cursor", "the cursor of another order"),
        ("handlungsfeld[]=1", "handlungsfeld[] unknown-parameter", "a dialect"),
        ("Limit=1", "Limit unknown-parameter", "names know upper and lower case"),
        ("=1", " unknown-parameter", "a value of nothing"),
    ];
    for (query, place, reason) in cases {
        let answer = api.get(&PUBLIC, &format!("/v1/measures?{query}"));
        let (status, code, places) = answer.problem();
        assert_eq!((status, code.as_str()), (400, "invalid"), "{query}: {reason}");
        assert_eq!(places, [place], "{query}: {reason}");
    }
    let answer = api.get(&PUBLIC, &format!("/v1/measures?{many}"));
    assert_eq!(answer.problem().0, 400);
    assert!(answer.text.len() < 2_000, "the name is not given back whole");
}

#[test]
fn all_faults_of_a_query_are_named_at_once() {
    let api = TestApi::new();
    let path = "/v1/statistics/measures?count=all&groupBy=moon&from=x&year=1&nonsense";
    let (_, _, places) = api.get(&PUBLIC, path).problem();
    let expected = [
        "groupBy unknown-value",
        "count unknown-value",
        "from wrong-kind",
        "year out-of-range",
        "nonsense unknown-parameter",
    ];
    assert_eq!(places, expected);
    let path = "/v1/statistics/measures";
    assert_eq!(api.get(&PUBLIC, path).problem().2, ["groupBy required"]);
}

#[test]
fn who_takes_no_json_gets_none() {
    let api = TestApi::new();
    let cases = [
        ("application/json", 200, "what there is"),
        ("*/*", 200, "whatever there is"),
        ("application/*", 200, "something for programs"),
        ("text/html, application/json;q=0.5", 200, "rather something else"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 200, "a browser"),
        ("APPLICATION/JSON", 200, "names know no case"),
        ("text/html", 406, "a page"),
        ("application/xml", 406, "XML"),
        ("text/*", 406, "some text"),
        ("application/json;q=0", 406, "anything but JSON"),
        ("application/jsonlines", 406, "nearly JSON"),
    ];
    for (accept, status, reason) in cases {
        let answer = api.send("GET", &PUBLIC, "/v1/openapi.json", &[("Accept", accept)], None);
        assert_eq!(answer.status, status, "{accept}: {reason}");
        if status == 406 {
            assert_eq!(answer.problem().1, "not-acceptable", "{accept}");
        }
        assert_ne!(answer.json(), Value::Null, "{accept}: the problem itself is JSON");
    }
}
