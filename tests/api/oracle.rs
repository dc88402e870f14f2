//! What is said of another moment is what the log tells: each answer is compared
//! with one that is worked out slowly, entry by entry, from nothing but the log.

use std::collections::{BTreeMap, HashSet};

use chrono::Days;
use massnahmenregister::domain::measure::{Publication, Status, StatusChange};
use massnahmenregister::domain::{Change, Day, Instant, Measure, MeasureId};
use massnahmenregister::store::{Store, changes};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi, Who};
use crate::random::measure_write;
use crate::view::{cases, write_together};

/// Every version of every measure, in the order of the log.
struct Log(Vec<(Change, Measure)>);

/// What is said of a measure: version, status, and the chain up to then.
type Told = (u32, Status, Vec<Value>);

impl Log {
    fn read(api: &TestApi) -> Self {
        let mut store = Store::connect(&api.database.url).unwrap();
        let entries = changes::after(store.conn(), 0, &mut HashSet::new()).unwrap();
        let entries = entries.read(|_| None).unwrap();
        assert!(entries.len() < usize::try_from(changes::BATCH).unwrap(), "all at once");
        let versions = entries.into_iter();
        Self(versions.filter_map(|entry| Some((entry.change, entry.measure?))).collect())
    }

    fn ids(&self) -> Vec<MeasureId> {
        let first = self.0.iter().filter(|(_, measure)| measure.version == 1);
        first.map(|(_, measure)| measure.id).collect()
    }

    fn of(&self, id: MeasureId) -> impl DoubleEndedIterator<Item = &(Change, Measure)> {
        self.0.iter().filter(move |(_, measure)| measure.id == id)
    }

    /// What was true on a day, as it was known at a moment.
    fn tell(&self, id: MeasureId, day: Day, known_at: Instant, public: bool) -> Option<Told> {
        let known: Vec<_> = self.of(id).filter(|(change, _)| change.at <= known_at).collect();
        let (_, measure) = known.last()?;
        let chain = chain(measure);
        let chain: Vec<_> = chain.into_iter().filter(|(_, e)| e.effective_on <= day).collect();
        let status = match chain.last() {
            Some((_, entry)) => entry.to,
            None if measure.created_at.naive().date() <= day => Status::Planned,
            None => return None,
        };
        let shown = chain.iter().map(|(number, entry)| {
            json!([number, entry.from, entry.to, entry.effective_on, entry.recorded_at])
        });
        let shown = shown.collect();
        if !public {
            return Some((measure.version, status, shown));
        }
        let faces: Vec<_> = known.iter().map(|(_, measure)| face(measure)).collect();
        faces.last()?.as_ref()?;
        // What is not public now is not shown of the past either.
        face(&self.of(id).next_back()?.1)?;
        // The last version that changed what the public sees.
        let since = (1..faces.len()).rfind(|at| faces[*at] != faces[at - 1]).unwrap_or(0);
        Some((known[since].1.version, status, shown))
    }

    /// The steps of a history: number in the log, version, action.
    fn history(&self, id: MeasureId, public: bool) -> Vec<Value> {
        let mut before = None;
        let steps = self.of(id).filter(|(_, measure)| {
            let face = face(measure);
            let told = !public || (face.is_some() && face != before);
            before = face;
            told
        });
        steps.map(|(change, m)| json!([change.seq, m.version, change.deed, change.at])).collect()
    }
}

/// The entries that stand, by their number.
fn chain(measure: &Measure) -> BTreeMap<u32, &StatusChange> {
    let mut chain = BTreeMap::new();
    for entry in measure.state.status_changes.iter() {
        chain.insert(entry.corrects.unwrap_or(entry.number), entry);
    }
    chain.retain(|_, entry| !entry.void);
    chain
}

/// All that the public sees of a version; `None` if it sees nothing.
fn face(measure: &Measure) -> Option<Value> {
    let state = &measure.state;
    let mut content = serde_json::to_value(&*measure.content).unwrap();
    content["internalNote"].take();
    if content["contact"]["public"] != true {
        content["contact"].take();
    }
    let steps = chain(measure)
        .into_iter()
        .map(|(number, e)| json!([number, e.from, e.to, e.effective_on, e.recorded_at, e.reason]));
    let face = json!([
        content,
        steps.collect::<Vec<_>>(),
        state.reference,
        state.published_at,
        state.confirmation.as_ref().map(|confirmation| confirmation.on),
    ]);
    (state.publication == Publication::Published).then_some(face)
}

fn told(record: &Value) -> Told {
    let chain = record["statusChanges"].as_array().unwrap().iter();
    let members = ["number", "from", "to", "effectiveOn", "recordedAt"];
    let chain = chain.map(|entry| members.iter().map(|member| entry[member].clone()).collect());
    let version = u32::try_from(record["version"].as_u64().unwrap()).unwrap();
    (version, record["status"].as_str().unwrap().parse().unwrap(), chain.collect())
}

/// One measure, asked for by itself.
fn ask(api: &TestApi, who: &Who, id: MeasureId, moment: &str) -> Option<Told> {
    let answer = api.get(who, &format!("/v1/measures/{id}?{moment}"));
    assert!(matches!(answer.status, 200 | 404), "{}", answer.text);
    (answer.status == 200).then(|| told(&answer.json()))
}

/// All of them, from the list.
fn list(api: &TestApi, who: &Who, moment: &str) -> BTreeMap<MeasureId, Told> {
    let page = api.get(who, &format!("/v1/measures?limit=200&{moment}")).expect(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| (item["id"].as_str().unwrap().parse().unwrap(), told(item))).collect()
}

proptest! {
    #![proptest_config(cases(3))]

    #[test]
    fn whatever_is_said_of_another_moment_is_what_the_log_tells(
        batches in vec(vec(measure_write(), 1..4), 20..40)
    ) {
        let api = TestApi::new();
        api.carrier("Verein Brücken e.V.");
        api.carrier("Anker gGmbH");
        let mut moments = Vec::new();
        for (number, batch) in batches.iter().enumerate() {
            write_together(&api.register, batch);
            if number % 5 == 4 {
                moments.push(api.register.view().last_change_at);
            }
        }
        let (log, today) = (Log::read(&api), api.register.clock.today());
        let planner = api.planner();
        let days = ["2020-07-01".parse().unwrap(), today - Days::new(45), today];
        for (who, public) in [(&PUBLIC, true), (&planner, false)] {
            for (known_at, day) in moments.iter().flat_map(|at| days.map(|day| (*at, day))) {
                let moment = format!("asOf={day}&knownAt={known_at}");
                let mut all = BTreeMap::new();
                for id in log.ids() {
                    let expected = log.tell(id, day, known_at, public);
                    prop_assert_eq!(&ask(&api, who, id, &moment), &expected, "{} {}", id, moment);
                    all.extend(expected.map(|told| (id, told)));
                }
                prop_assert_eq!(list(&api, who, &moment), all, "{}", moment);
            }
            for id in log.ids() {
                history_is_told(&api, &log, who, id, public);
            }
        }
    }
}

/// The history, and every version in it.
fn history_is_told(api: &TestApi, log: &Log, who: &Who, id: MeasureId, public: bool) {
    let path = format!("/v1/measures/{id}");
    let (_, latest) = log.of(id).next_back().unwrap();
    if public && face(latest).is_none() {
        assert_eq!(api.get(who, &format!("{path}/history")).status, 404);
        return;
    }
    let history = api.get(who, &format!("{path}/history")).expect(200);
    let items = history["items"].as_array().unwrap().iter();
    let steps = items.map(|i| json!([i["seq"], i["version"], i["action"], i["at"]]));
    assert_eq!(steps.collect::<Vec<_>>(), log.history(id, public), "{path}");
    for (_, measure) in log.of(id) {
        let version = api.get(who, &format!("{path}/versions/{}", measure.version));
        let told = log.history(id, public).iter().any(|step| step[1] == measure.version);
        assert_eq!(version.status, if told { 200 } else { 404 }, "{path} {}", measure.version);
        if told {
            let version = version.json();
            let found = (&version["title"], &version["version"], &version["publication"]);
            let expected = (&json!(measure.content.title), &json!(measure.version));
            assert_eq!(found, (expected.0, expected.1, &json!(measure.state.publication)));
        }
    }
}
