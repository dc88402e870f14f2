//! What the public is told depends on nothing but what the public may see.

use massnahmenregister::domain::Caller;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::counts::published;
use crate::harness::{Answer, PUBLIC, TestApi, complete, path_of};
use crate::random::record_write;
use crate::view::{cases, write_together};

const READS: [&str; 11] = [
    "/v1/measures",
    "/v1/measures?updatedSince=2020-01-01T00:00:00Z",
    "/v1/carriers",
    "/v1/changes?limit=200",
    "/v1/feeds/measures",
    "/v1/statistics/measures?groupBy=status",
    "/v1/statistics/funding",
    "/v1/statistics/carriers",
    "/v1/statistics/completeness",
    "/v1/statistics/diff",
    "/v1/coverage",
];

/// Each answer to the public, once with and once without what was kept of it.
fn told(api: &TestApi) -> Vec<(String, String)> {
    let tell = |path: &str| {
        let Answer { status, text, headers } = api.get(&PUBLIC, path);
        assert_eq!(status, 200, "{path}: {text}");
        (headers["etag"].to_str().unwrap().to_owned(), text)
    };
    READS.iter().map(|path| tell(path)).collect()
}

#[test]
fn what_the_public_does_not_see_changes_no_revision_and_no_tag() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (officer, planner) = (api.officer(carrier), api.planner());
    let path = api.published(carrier);
    let before = told(&api);
    let same = |what: &str| {
        let again = told(&api);
        for (path, (old, new)) in READS.iter().zip(before.iter().zip(&again)) {
            assert_eq!(old, new, "{what}: {path}");
        }
    };
    let draft = path_of(&api.post(&officer, "/v1/measures", complete(carrier)));
    same("a draft");
    api.post(&officer, &format!("{draft}/submissions"), json!({})).expect(200);
    let remarks = json!({"remarks": [{"text": "Bitte kürzer."}]});
    api.post(&planner, &format!("{draft}/returns"), remarks).expect(200);
    same("a review");
    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"internalNote": "Für uns"})).expect(200);
    same("a note");
    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"title": "Ein Vorschlag"})).expect(200);
    same("a proposal");

    let revision = || {
        let path = "/v1/statistics/measures?groupBy=status";
        api.get(&PUBLIC, path).expect(200)["revision"].as_i64().unwrap()
    };
    let old = revision();
    api.post(&planner, &format!("{path}/revisions/acceptances"), json!({})).expect(200);
    assert_eq!(revision(), api.register.view().seq, "what is published is a change");
    assert!(revision() > old);
    let new = told(&api);
    assert!(before.iter().zip(&new).all(|(old, new)| old.0 != new.0));
    let own = api.get(&officer, "/v1/statistics/measures?groupBy=status").expect(200);
    api.post(&officer, "/v1/measures", complete(carrier)).expect(201);
    let again = api.get(&officer, "/v1/statistics/measures?groupBy=status").expect(200);
    assert_ne!(own["revision"], again["revision"], "to its carrier a draft is a change");
}

proptest! {
    #![proptest_config(cases(3))]

    #[test]
    fn whatever_the_public_reads_is_named_by_its_revision(
        batches in vec(vec(record_write(), 1..3), 60..90)
    ) {
        let api = TestApi::new();
        let mut before = None;
        let mut quiet = 0;
        for (number, batch) in batches.iter().enumerate() {
            write_together(&api.register, batch);
            let view = api.register.view();
            let revision = (view.revision(&Caller::Public), view.today);
            drop(view);
            let told: Vec<String> = READS.iter().map(|path| told_anew(&api, path, number)).collect();
            if let Some((old, texts)) = before && old == revision {
                quiet += 1;
                prop_assert_eq!(&texts, &told, "{:?}", batch);
            }
            before = Some((revision, told));
        }
        prop_assert!(quiet > 5, "{quiet} times something private was written");
    }
}

/// An answer that was not kept: it is asked for in other words each time.
fn told_anew(api: &TestApi, path: &str, number: usize) -> String {
    let (base, query) = path.split_once('?').unwrap_or((path, ""));
    if base == "/v1/carriers" || base == "/v1/changes" {
        return api.get(&PUBLIC, path).text;
    }
    let words = format!("updatedSince=2000-01-01T{:02}:{:02}:00Z", number / 60, number % 60);
    let query = query.replace("updatedSince=2020-01-01T00:00:00Z", "");
    let text = api.get(&PUBLIC, &format!("{base}?{words}&{query}")).text;
    text.replace(&words, "").replace(&words.replace(':', "%3A"), "")
}

#[test]
fn what_was_public_once_is_counted_then_and_named_no_more() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let (officer, planner) = (api.officer(carrier), api.planner());
    // Nothing but what must be given, so that every statistic has something to name.
    let gone = published(&api, carrier, json!({"title": "giftwort", "targetGroups": ["families"]}));
    published(&api, carrier, json!({"title": "Bleibt"}));
    let path = path_of(&gone);
    let begun = json!({"to": "running", "effectiveOn": "2021-03-01"});
    let before = api.register.view().last_change_at;
    api.post(&officer, &format!("{path}/status-changes"), begun).expect(200);
    let then = api.register.view().last_change_at;
    let reads = [
        format!("/v1/statistics/measures?groupBy=guideline&knownAt={then}"),
        format!("/v1/statistics/timeline?from=2020-01-01&to=2020-12-31&knownAt={then}"),
        format!("/v1/statistics/funding?knownAt={then}"),
        format!("/v1/statistics/completeness?knownAt={then}"),
        format!("/v1/coverage?knownAt={then}"),
        format!("/v1/statistics/diff?from=2021-02-01&to=2021-03-02&knownTo={then}"),
        format!("/v1/statistics/diff?knownFrom={before}&knownTo={then}"),
        format!("/v1/statistics/diff?knownFrom={then}"),
    ];
    let names = |text: &str| text.contains("giftwort") || text.contains(&id(&gone));
    for read in &reads[..7] {
        assert!(names(&api.get(&PUBLIC, read).text), "else nothing is proved: {read}");
    }
    let counts = || -> Vec<Value> {
        let reads = reads[..7].iter();
        reads.map(|read| api.get(&PUBLIC, read).expect(200)["counted"].clone()).collect()
    };
    let old = counts();
    api.post(&planner, &format!("{path}/archivings"), json!({"reason": "Irrtum"})).expect(200);
    for read in &reads {
        let answer = api.get(&PUBLIC, read);
        assert!(!names(&answer.text), "{read}: {}", answer.text);
        let csv = api.get(&PUBLIC, &format!("{read}&format=csv"));
        assert!(csv.status == 200 && !names(&csv.text), "{read}: {}", csv.text);
    }
    assert_eq!(counts(), old, "the numbers are those of then");
    for who in [&officer, &planner] {
        assert!(names(&api.get(who, &reads[0]).text), "who may see it is shown its name");
    }
}

fn id(made: &Answer) -> String {
    made.json()["id"].as_str().unwrap().to_owned()
}
