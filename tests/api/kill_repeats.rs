//! One key, one effect, one answer, whenever the program is killed.
//!
//! Eight connections post with a key each; the program is killed with SIGKILL as soon
//! as the database shows a commit, which the callers have not heard of yet; the program
//! is started again, and whatever was not answered is repeated with its key.
//! `KILL_ROUNDS` says how many times (20).

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use massnahmenregister::domain::CarrierId;
use massnahmenregister::store::Store;
use serde_json::{Value, json};

use crate::harness::{Answer, Database, Who};
use crate::kill::{random, random_below, settled_view};
use crate::process::{Http, Process, carrier, officer, open};

const CONNECTIONS: u32 = 8;

#[test]
fn whoever_repeats_after_kill_9_gets_the_one_answer_and_nothing_is_done_twice() {
    let rounds = std::env::var("KILL_ROUNDS").map_or(20, |rounds| rounds.parse().unwrap());
    let database = Database::new();
    let mut callers: Vec<Poster> = {
        let register = open(&database.url);
        let carrier = carrier(&register, "Verein Brücken e.V.");
        let caller = |number| Poster::new(number, officer(&register, carrier), carrier);
        (0..CONNECTIONS).map(caller).collect()
    };
    let (mut process, began) = (Process::serve(&database.url), Instant::now());
    let mut store = Store::connect(&database.url).unwrap();
    let mut unheard = 0;
    for round in 0..rounds {
        let address = process.address.clone();
        std::thread::scope(|scope| {
            for caller in &mut callers {
                let http = Http::to(&address);
                scope.spawn(move || while caller.post(&http) {});
            }
            std::thread::sleep(Duration::from_millis(50 + random() % 300));
            let (seq, waited) = (store.seq().unwrap(), Instant::now());
            while store.seq().unwrap() == seq && waited.elapsed() < Duration::from_secs(5) {}
            process.kill();
        });
        process = Process::serve(&database.url);
        let http = Http::to(&process.address);
        unheard += callers.iter_mut().map(|caller| caller.repeat(&http, round)).sum::<u32>();
    }
    let http = Http::to(&process.address);
    callers.iter().for_each(|caller| caller.repeat_all(&http));
    process.terminate();
    process.wait();
    let view = settled_view(&database.url);
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for (_, entry) in view.measures.entries() {
        let title = entry.measure.content.title.to_string();
        assert_eq!(found.insert(title.clone(), entry.measure.version), None, "{title} twice");
    }
    let mut expected = BTreeMap::new();
    callers.iter().for_each(|caller| caller.count(&mut expected));
    assert_eq!(found, expected, "each request was done, and once");
    println!(
        "{rounds} kills, {} requests, {unheard} committed but not answered, {:?}",
        callers.iter().map(|caller| caller.answered.len()).sum::<usize>(),
        began.elapsed()
    );
    assert!(unheard > 0, "no kill came between a commit and its answer");
}

/// One connection, with what it sent and was answered.
struct Poster {
    number: u32,
    who: Who,
    carrier: CarrierId,
    answered: Vec<(Sent, String)>,
    /// What was sent last, if no answer came.
    open: Option<Sent>,
    /// Measures that were registered alone: id and title.
    own: Vec<(String, String)>,
}

#[derive(Clone)]
struct Sent {
    key: String,
    path: String,
    body: Value,
    /// The titles of the measures that are registered, or have one more version.
    titles: Vec<String>,
}

impl Poster {
    fn new(number: u32, who: Who, carrier: CarrierId) -> Self {
        Self { number, who, carrier, answered: Vec::new(), open: None, own: Vec::new() }
    }

    /// Sends the next request; whether an answer came.
    fn post(&mut self, http: &Http) -> bool {
        let sent = self.next();
        self.open = Some(sent.clone());
        let Some(answer) = self.send(http, &sent) else { return false };
        assert_eq!(answer.header("idempotency-replayed"), "", "{}", answer.text);
        self.hear(sent, answer);
        true
    }

    fn next(&self) -> Sent {
        let key = format!("{}-{}", self.number, self.answered.len());
        let draft = |title: &String| json!({"leadCarrier": self.carrier, "title": title});
        let known = self.own.get(random_below(self.own.len().max(1)));
        match (random() % 3, known) {
            (0, Some((id, title))) => {
                let titles = self.answered.iter().flat_map(|(sent, _)| &sent.titles);
                let paused = titles.filter(|other| *other == title).count() % 2 == 0;
                let to = if paused { "paused" } else { "running" };
                let body = json!({"to": to, "effectiveOn": "2021-01-01", "reason": "other"});
                let path = format!("/v1/measures/{id}/status-changes");
                Sent { key, path, body, titles: vec![title.clone()] }
            }
            (1, _) => {
                let titles: Vec<_> = (0..3).map(|part| format!("{key} {part}")).collect();
                let items: Vec<_> = titles.iter().map(draft).collect();
                let path = "/v1/measures/bulk".to_owned();
                Sent { key, path, body: json!({"items": items}), titles }
            }
            _ => {
                let (path, body) = ("/v1/measures".to_owned(), draft(&key));
                Sent { titles: vec![key.clone()], key, path, body }
            }
        }
    }

    fn send(&self, http: &Http, sent: &Sent) -> Option<Answer> {
        let headers = [("Idempotency-Key", sent.key.as_str())];
        let answer =
            http.send_with("POST", &self.who, &sent.path, &headers, Some(sent.body.clone()))?;
        assert!(matches!(answer.status, 200 | 201), "{} {}", answer.status, answer.text);
        Some(answer)
    }

    fn hear(&mut self, sent: Sent, answer: Answer) {
        if sent.path == "/v1/measures" {
            let id = answer.json()["id"].as_str().unwrap().to_owned();
            self.own.push((id, sent.key.clone()));
        }
        self.answered.push((sent, answer.text));
        self.open = None;
    }

    /// Repeats what was not answered, and something that was; gives how many of those
    /// that were not answered had been done.
    fn repeat(&mut self, http: &Http, round: u32) -> u32 {
        if let Some((sent, text)) = self.answered.get(random_below(self.answered.len().max(1))) {
            let again = self.send(http, sent).unwrap();
            assert_eq!(&again.text, text, "round {round}: {} is answered as before", sent.key);
            assert_eq!(again.header("idempotency-replayed"), "true");
        }
        let Some(open) = self.open.take() else { return 0 };
        let answer = self.send(http, &open).unwrap();
        let done = answer.header("idempotency-replayed") == "true";
        self.hear(open, answer);
        u32::from(done)
    }

    fn repeat_all(&self, http: &Http) {
        for (sent, text) in &self.answered {
            assert_eq!(&self.send(http, sent).unwrap().text, text, "{}", sent.key);
        }
    }

    /// Adds which version each measure must have.
    fn count(&self, versions: &mut BTreeMap<String, u32>) {
        let titles = self.answered.iter().flat_map(|(sent, _)| &sent.titles);
        titles.for_each(|title| *versions.entry(title.clone()).or_default() += 1);
    }
}
