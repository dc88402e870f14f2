//! The feed: whoever replays it has what the list shows, whatever was written, by
//! whomever, and whoever they are.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use massnahmenregister::domain::measure::Content;
use massnahmenregister::domain::{
    Caller, CarrierId, Change, ClientId, Deed, Instant, Measure, Noun,
};
use massnahmenregister::register::view::Record;
use massnahmenregister::register::{Register, View};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Database, PUBLIC, TestApi, Who, catalog, path_of};
use crate::random::{officer, record_write};
use crate::replicas::until;
use crate::view::{cases, write_together};

/// A copy of the register, kept by following the feed.
#[derive(Default)]
struct Mirror {
    measures: BTreeMap<String, Value>,
    carriers: BTreeMap<String, Value>,
    seq: i64,
}

impl Mirror {
    /// Goes on from where it stands, page by page, to the end.
    fn follow(&mut self, api: &TestApi, who: &Who, limit: usize) {
        let mut path = format!("/v1/changes?after={}&limit={limit}", self.seq);
        loop {
            let page = api.get(who, &path).expect(200);
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= limit);
            items.iter().for_each(|change| self.take(change));
            let last = page["lastSeq"].as_i64().unwrap();
            assert!(last >= self.seq);
            self.seq = last;
            match page["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => return,
            }
        }
    }

    fn take(&mut self, change: &Value) {
        let seq = change["seq"].as_i64().unwrap();
        assert!(seq > self.seq, "in order, each once");
        self.seq = seq;
        let id = || change["id"].as_str().unwrap().to_owned();
        match (change["subject"].as_str().unwrap(), change["deleted"] == true) {
            ("measure", true) => drop(self.measures.remove(&id())),
            ("measure", false) => drop(self.measures.insert(id(), change["measure"].clone())),
            ("carrier", _) => drop(self.carriers.insert(id(), change["carrier"].clone())),
            (other, _) => assert_eq!(other, "catalog"),
        }
    }

    /// The measures, with what each shows of other records as the description says.
    fn joined(&self) -> BTreeMap<String, Value> {
        let mut all = self.measures.clone();
        for (id, measure) in &mut all {
            let sees_all = measure.get("missing").is_some();
            let carrier = &self.carriers[measure["leadCarrier"]["id"].as_str().unwrap()];
            for member in ["name", "kind"] {
                measure["leadCarrier"][member] = carrier[member].clone();
            }
            for partner in measure["partners"].as_array_mut().unwrap() {
                if let Some(carrier) = partner["carrier"].as_str() {
                    partner["name"] = self.carriers[carrier]["name"].clone();
                }
            }
            let after = self.measures.iter().filter(|(_, other)| other["predecessor"] == **id);
            let seen = |other: &Value| sees_all || other["publication"] == "published";
            let after = after.filter(|(_, other)| seen(other));
            measure["successors"] = after.map(|(id, _)| id.clone()).collect();
        }
        all
    }
}

/// What the lists show.
fn listed(api: &TestApi, who: &Who) -> Mirror {
    let all = |path: &str| {
        let (mut found, mut path) = (BTreeMap::new(), path.to_owned());
        loop {
            let page = api.get(who, &path).expect(200);
            for item in page["items"].as_array().unwrap() {
                found.insert(item["id"].as_str().unwrap().to_owned(), item.clone());
            }
            match page["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => return found,
            }
        }
    };
    Mirror { measures: all("/v1/measures?limit=200"), carriers: all("/v1/carriers"), seq: 0 }
}

fn equal(mirror: &Mirror, listed: &Mirror, who: &str) {
    let mine = mirror.joined();
    assert!(mine.keys().eq(listed.measures.keys()), "{who}: {:?}", mine.keys());
    for (id, measure) in &listed.measures {
        assert_eq!(comparable(&mine[id]), comparable(measure), "{who}");
    }
    assert_eq!(mirror.carriers, listed.carriers, "{who}");
}

/// Without what is computed when it is read; successors by id, which the list has in
/// the order of registration.
fn comparable(measure: &Value) -> Value {
    let mut measure = measure.clone();
    for member in ["flags", "missing", "allowedActions"] {
        measure.as_object_mut().unwrap().remove(member);
    }
    let successors = measure["successors"].as_array_mut().unwrap();
    successors.sort_by_key(|id| id.to_string());
    measure
}

/// Waits until the service has seen what another register wrote, and which day it is.
fn catch_up(api: &TestApi, writer: &Register) {
    let seq = writer.view().seq.to_string();
    let headers = [("At-Least-Sequence", &*seq)];
    assert_eq!(api.send("GET", &PUBLIC, "/v1/changes", &headers, None).status, 200);
    until(|| api.register.view().today == api.register.clock.today());
}

/// The program that was registered last.
fn latest(api: &TestApi) -> ClientId {
    api.register.view().clients().map(|client| client.id).max().unwrap()
}

/// A new token for a program, with what it may do now; the old one may be over.
fn token(api: &TestApi, client: Option<ClientId>) -> Who {
    let view = api.register.view();
    let token = client.map(|id| {
        let client = view.client(id).unwrap();
        let now = api.register.clock.now();
        api.tokens.issue_for_client(client, client.scopes.clone(), now).unwrap().token
    });
    Who(token)
}

proptest! {
    // Each case keeps its connections to the end.
    #![proptest_config(ProptestConfig { max_shrink_iters: 10, ..cases(4) })]

    #[test]
    fn a_replayed_feed_gives_what_the_list_shows(
        batches in vec(vec(record_write(), 1..5), 20..50), limit in 1..30usize
    ) {
        let api = TestApi::on(Database::new());
        // Another process writes every second batch.
        let other = Register::open(&api.database.url, api.register.clock.clone()).unwrap().0;
        let own = api.carrier("Verein Brücken e.V.");
        api.carrier("Anker gGmbH");
        api.officer(own);
        let officer = latest(&api);
        api.planner();
        let planner = Some(latest(&api));
        let readers = [(None, "the public"), (Some(officer), "a carrier"), (planner, "a planner")];
        let mut mirrors = readers.map(|_| Mirror::default());
        let (mut carrier, mut threshold) = (Some(own), 3);
        for (number, batch) in batches.iter().enumerate() {
            let writer = if number % 2 == 0 { &api.register } else { &other };
            write_together(writer, batch);
            catch_up(&api, writer);
            if number % 5 == 4 {
                let now = api.register.view().client(officer).unwrap().carrier;
                if carrier != now {
                    // Merged into another: whoever is given other rights starts anew.
                    (carrier, mirrors[1]) = (now, Mirror::default());
                }
                let now = api.register.view().catalog.suppression_threshold();
                if threshold != now {
                    // Other numbers are withheld: everybody starts anew.
                    (threshold, mirrors) = (now, readers.map(|_| Mirror::default()));
                }
                for (mirror, (client, name)) in mirrors.iter_mut().zip(readers) {
                    let who = token(&api, client);
                    mirror.follow(&api, &who, limit);
                    equal(mirror, &listed(&api, &who), name);
                }
            }
        }
        for (client, name) in readers {
            let who = token(&api, client);
            let (mut fresh, listed) = (Mirror::default(), listed(&api, &who));
            fresh.follow(&api, &who, limit);
            equal(&fresh, &listed, name);
            for (id, measure) in &listed.measures {
                prop_assert_eq!(&fresh.measures[id], measure, "{}: from the beginning", name);
            }
        }
    }
}

#[test]
fn each_reader_is_told_what_they_may_see() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let (officer, planner) = (api.officer(carrier), api.planner());
    let stranger = api.officer(api.carrier("Ein anderer Verein"));
    let start = api.register.view().seq;
    let told = |who: &Who| -> Vec<String> {
        let page = api.get(who, &format!("/v1/changes?after={start}")).expect(200);
        let items = page["items"].as_array().unwrap().iter();
        let word = |change: &Value| match change["measure"]["publication"].as_str() {
            Some(publication) => format!("{} {publication}", change["measure"]["version"]),
            None => change["deleted"].to_string(),
        };
        items.map(word).collect()
    };
    let draft = api.draft(&officer, carrier);
    api.delete(&officer, &path_of(&draft), &draft.etag());
    assert_eq!((told(&officer), told(&planner)), (vec!["true".into()], vec!["true".into()]));
    assert_eq!((told(&PUBLIC), told(&stranger)), (vec![], vec![]));

    let path = api.published(carrier);
    let etag = api.get(&officer, &path).etag();
    let note = json!({"internalNote": "Für uns", "title": "Ein Vorschlag"});
    api.patch(&officer, &path, &etag, note).expect(200);
    assert_eq!(
        (told(&PUBLIC), told(&stranger)),
        (vec!["3 published".into()], vec!["3 published".into()])
    );
    assert_eq!(told(&officer)[1..], ["1 draft", "2 submitted", "3 published", "4 published"]);

    api.post(&planner, &format!("{path}/archivings"), json!({"reason": "Doppelt"})).expect(200);
    assert_eq!(told(&PUBLIC), ["true", "true"], "what is archived is not shown in old entries");
    assert_eq!(told(&officer).last().unwrap(), "5 archived");
    api.post(&planner, &format!("{path}/restorations"), json!({"reason": "Irrtum"})).expect(200);
    assert_eq!(told(&PUBLIC), ["3 published", "true", "6 published"]);
}

#[test]
fn a_feed_is_polled_cheaply_and_misses_nothing() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    api.published(carrier);
    let page = api.get(&PUBLIC, "/v1/changes").expect(200);
    assert_eq!(page["next"], Value::Null);
    let path = format!("/v1/changes?after={}", page["lastSeq"]);
    let nothing = api.get(&PUBLIC, &path);
    let read = nothing.expect(200);
    assert_eq!((&read["items"], &read["lastSeq"]), (&json!([]), &page["lastSeq"]));
    let again = || {
        let headers = [("If-None-Match", nothing.header("etag"))];
        api.send("GET", &PUBLIC, &path, &headers, None)
    };
    assert_eq!(again().status, 304);
    api.published(carrier);
    let news = again().expect(200);
    assert_eq!(news["items"].as_array().unwrap().len(), 1);
    assert!(news["items"][0]["seq"].as_i64() > page["lastSeq"].as_i64());
    for (query, place) in [
        ("after=-1", "after out-of-range"),
        ("after=x", "after wrong-kind"),
        ("limit=201", "limit out-of-range"),
        ("since=1", "since unknown-parameter"),
    ] {
        let answer = api.get(&PUBLIC, &format!("/v1/changes?{query}"));
        assert_eq!(answer.problem().2, [place], "{query}");
    }
}

/// However much there is that a reader does not see, each page is soon made.
#[test]
fn who_sees_nothing_of_many_changes_is_sent_on_in_steps() {
    let day = "2021-06-15".parse().unwrap();
    let (mut view, carrier, concept) = (View::new(day), CarrierId::new(), &catalog().concepts[0]);
    let by = Caller::System.actor(Some(carrier));
    let mut drafts: Vec<_> = (0..100)
        .map(|_| Measure::new(concept, carrier, Content::default(), Instant::default()))
        .collect();
    for seq in 1..=25_000 {
        let number = usize::try_from(seq).unwrap() % drafts.len();
        let draft = &mut drafts[number];
        let noun_id = draft.id.to_string();
        let (at, deed, noun) = (draft.updated_at, Deed::Edit, Noun::Measure);
        let change = Change { seq, at, by: by.clone(), deed, noun, noun_id };
        view.apply(&change, Record::Measure(draft.clone().into()));
        *draft = draft.next(at.plus(TimeDelta::microseconds(1)));
    }
    let public = view.news(0, &Caller::Public, 50);
    assert_eq!((public.items.len(), public.more, public.last), (0, false, 0), "not even a number");
    let stranger = officer(CarrierId::new());
    let first = view.news(0, &stranger, 50);
    assert!(first.items.is_empty() && first.more && (1..25_000).contains(&first.last));
    let second = view.news(first.last, &stranger, 50);
    assert_eq!((second.items.len(), second.more, second.last), (0, false, 25_000));
    let all = view.news(24_000, &Caller::System, 2_000);
    assert_eq!((all.items.len(), all.more), (1_000, false), "whoever sees them gets them");
}
