//! The two clocks: a late entry never changes what an old report said, and what
//! is said of a day is what the log tells.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::{Days, TimeDelta};
use massnahmenregister::domain::measure::{Status, StatusChange};
use massnahmenregister::domain::{Day, Instant, MeasureId, Noun};
use massnahmenregister::store::{Store, changes};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::harness::{PUBLIC, TestApi, Who, complete};
use crate::random::measure_write;
use crate::view::{cases, write_together};

const REPORTS: [&str; 10] = [
    "/v1/statistics/measures?groupBy=handlungsfeld,status",
    "/v1/statistics/measures?groupBy=stadtteil,handlungsfeld&count=assignments",
    "/v1/statistics/measures?groupBy=year&flag=late-start&flag=overdue",
    "/v1/statistics/funding?groupBy=source,year,handlungsfeld",
    "/v1/statistics/carriers?rollUp=true",
    "/v1/statistics/completeness?concept=integrationskonzept-2020-2023",
    "/v1/coverage?stadtteil=06&stadtteil=08&stadtteil=01",
    "/v1/measures?limit=200&sort=-updatedAt",
    "/v1/measures?limit=4&q=kurs",
    "/v1/measures?limit=200&status=running&sort=title",
];

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn a_late_entry_never_changes_what_an_old_report_said(
        batches in vec(vec(measure_write(), 1..4), 20..40)
    ) {
        let api = TestApi::new();
        api.carrier("Verein Brücken e.V.");
        api.carrier("Anker gGmbH");
        let mut reports = Vec::new();
        for (number, batch) in batches.iter().enumerate() {
            write_together(&api.register, batch);
            if number % 6 == 5 {
                reports.extend(days(&api).map(|day| Reports::ask(&api, day)));
            }
        }
        for old in &reports {
            let again = Reports::at(&api, old.as_of, old.known_at);
            let reports = REPORTS.iter().cycle();
            for (report, (then, now)) in reports.zip(old.texts.iter().zip(&again.texts)) {
                prop_assert_eq!(then, now, "{} of {} known {}", report, old.as_of, old.known_at);
            }
            prop_assert_eq!(statuses(&api, old), told_by_the_log(&api, old));
        }
    }
}

#[test]
fn a_clock_that_is_set_back_changes_no_old_report_either() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let begun = json!({"to": "running", "effectiveOn": "2021-03-01"});
    let path = format!("{}/status-changes", api.published(carrier));
    api.post(&api.officer(carrier), &path, begun).expect(200);
    // Today may be yesterday again.
    let (day, known_at) = ("2022-01-01".parse().unwrap(), api.register.view().last_change_at);
    let old = Reports::at(&api, day, known_at);
    api.register.clock.advance(TimeDelta::hours(-1));
    let officer = api.officer(carrier);
    for _ in 0..3 {
        api.post(&officer, "/v1/measures", complete(carrier)).expect(201);
    }
    assert_eq!(Reports::at(&api, day, known_at).texts, old.texts);
}

/// Days to ask about, one of them long ago.
fn days(api: &TestApi) -> impl Iterator<Item = Day> {
    let today = api.register.clock.today();
    [today, today - Days::new(45), "2020-07-01".parse().unwrap()].into_iter()
}

/// What the public and the planning office were told.
struct Reports {
    as_of: Day,
    known_at: Instant,
    texts: Vec<String>,
}

impl Reports {
    /// Of what is known now.
    fn ask(api: &TestApi, as_of: Day) -> Self {
        let known_at = api.register.view().last_change_at;
        Self::at(api, as_of, known_at)
    }

    fn at(api: &TestApi, as_of: Day, known_at: Instant) -> Self {
        let planner = api.planner();
        let ask = |who: &Who, report: &str| {
            let answer = api.get(who, &format!("{report}&asOf={as_of}&knownAt={known_at}"));
            let mut answer = answer.expect(200);
            for item in answer["items"].as_array_mut().into_iter().flatten() {
                // Those of now, as the description says.
                item["successors"].take();
            }
            if who.0.is_none() {
                without_names(&mut answer);
            }
            answer.to_string()
        };
        // The public is shown of the past only what it may see now.
        let counts = REPORTS.iter().filter(|report| !report.starts_with("/v1/measures"));
        let texts = REPORTS.iter().map(|report| ask(&planner, report));
        let texts = texts.chain(counts.map(|report| ask(&PUBLIC, report))).collect();
        Self { as_of, known_at, texts }
    }
}

/// To the public only what it may see now is named.
fn without_names(answer: &mut serde_json::Value) {
    match answer {
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_names),
        serde_json::Value::Object(members) => {
            members.retain(|name, value| !(name == "measures" && value.is_array()));
            members.values_mut().for_each(without_names);
        }
        _ => {}
    }
}

type Statuses = BTreeMap<MeasureId, Status>;

/// The status of every measure, as the list tells it.
fn statuses(api: &TestApi, of: &Reports) -> Statuses {
    let path = format!("/v1/measures?limit=200&asOf={}&knownAt={}", of.as_of, of.known_at);
    let list = api.get(&api.planner(), &path).expect(200);
    let items = list["items"].as_array().unwrap().iter();
    let status = |item: &serde_json::Value| {
        let word = |name: &str| item[name].as_str().unwrap().to_owned();
        (word("id").parse().unwrap(), word("status").parse().unwrap())
    };
    items.map(status).collect()
}

/// The same, slowly: the log is read up to the moment, and each chain of the last
/// version is walked entry by entry.
fn told_by_the_log(api: &TestApi, of: &Reports) -> Statuses {
    let mut store = Store::connect(&api.database.url).unwrap();
    let log = changes::after(store.conn(), 0, &mut HashSet::new()).unwrap();
    let log = log.read(|_| Some(Arc::default())).unwrap();
    let mut found = Statuses::new();
    for changes::Entry { change, measure } in log {
        if change.noun != Noun::Measure || change.at > of.known_at {
            continue;
        }
        let measure = measure.expect("nothing is deleted here");
        let registered = measure.created_at.naive().date() <= of.as_of;
        match walk(&measure.state.status_changes, of.as_of) {
            Some(status) => found.insert(measure.id, status),
            None if registered => found.insert(measure.id, Status::Planned),
            None => found.remove(&measure.id),
        };
    }
    found
}

fn walk(chain: &[StatusChange], day: Day) -> Option<Status> {
    let mut steps: BTreeMap<u32, Option<(Day, Status)>> = BTreeMap::new();
    for entry in chain {
        let step = (!entry.void).then_some((entry.effective_on, entry.to));
        steps.insert(entry.corrects.unwrap_or(entry.number), step);
    }
    let mut steps = steps.into_values().flatten();
    steps.rfind(|(on, _)| *on <= day).map(|(_, status)| status)
}
