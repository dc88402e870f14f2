//! Nothing that was acknowledged is lost, whenever the program is killed.
//!
//! Eight connections write; the program is killed with SIGKILL at a random moment;
//! what the database then holds is held against the list of acknowledged writes;
//! the program is started again, and what was not acknowledged is repeated.
//! `KILL_ROUNDS` says how many times (20).

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use massnahmenregister::domain::{CarrierId, Clock};
use massnahmenregister::register::{View, rebuild};
use massnahmenregister::store::{Store, measures};
use serde_json::{Value, json};

use crate::harness::{Answer, Database, Who};
use crate::process::{Http, Process, carrier, officer, open};

const CONNECTIONS: u32 = 8;

#[test]
fn what_was_acknowledged_survives_kill_9_and_nothing_is_there_twice_or_by_halves() {
    let rounds = std::env::var("KILL_ROUNDS").map_or(20, |rounds| rounds.parse().unwrap());
    let database = Database::new();
    let mut writers: Vec<Writer> = {
        let register = open(&database.url);
        let carrier = carrier(&register, "Verein Brücken e.V.");
        let writer = |number| Writer::new(number, officer(&register, carrier), carrier);
        (0..CONNECTIONS).map(writer).collect()
    };
    let (mut process, began) = (Process::serve(&database.url), Instant::now());
    for round in 0..rounds {
        let patience = Duration::from_millis(50 + random() % 500);
        let address = process.address.clone();
        std::thread::scope(|scope| {
            for writer in &mut writers {
                let http = Http::to(&address);
                scope.spawn(move || while writer.write(&http) {});
            }
            std::thread::sleep(patience);
            process.kill();
        });
        let view = settled_view(&database.url);
        writers.iter_mut().for_each(|writer| writer.compare(&view, round));
        process = Process::serve(&database.url);
        let http = Http::to(&process.address);
        writers.iter_mut().for_each(|writer| writer.catch_up(&http, round));
    }
    let http = Http::to(&process.address);
    let all: usize = writers.iter().map(|writer| writer.compare_all(&http)).sum();
    process.terminate();
    process.wait();
    let view = settled_view(&database.url);
    assert_eq!(view.measures.all().len(), all as u64, "nothing is there twice");
    let writes: u32 = writers.iter().map(|writer| writer.acknowledged).sum();
    println!("{rounds} kills, {writes} acknowledged writes, {all} measures, {:?}", began.elapsed());
}

/// What the database holds, seen through the log; checks that the log has no gap
/// and that the tables say the same.
pub fn settled_view(url: &str) -> View {
    let mut store = Store::connect(url).unwrap();
    let seq = store.begin().unwrap();
    store.rollback();
    let view = rebuild(&mut store, Clock::new(chrono_tz::Europe::Berlin).today()).unwrap();
    assert_eq!(view.seq, seq, "the log ends where the counter stands");
    assert_eq!(store.log().unwrap(), (1..=seq).collect::<Vec<_>>(), "the log has no gap");
    let mut shown: Vec<_> =
        view.measures.entries().map(|(_, entry)| (*entry.measure).clone()).collect();
    shown.sort_by_key(|measure| measure.id);
    assert_eq!(measures::all(store.conn()).unwrap(), shown, "the table is the end of the log");
    view
}

/// One connection, with what it was promised.
struct Writer {
    number: u32,
    who: Who,
    carrier: CarrierId,
    /// By the name the writer knows each measure by.
    known: BTreeMap<String, Known>,
    /// What was sent last, if no answer came.
    open: Option<Sent>,
    acknowledged: u32,
}

struct Known {
    id: String,
    version: u64,
    /// The record as it was acknowledged.
    text: String,
}

#[derive(Clone)]
struct Sent {
    name: String,
    method: &'static str,
    path: String,
    body: Value,
}

impl Writer {
    fn new(number: u32, who: Who, carrier: CarrierId) -> Self {
        Self { number, who, carrier, known: BTreeMap::new(), open: None, acknowledged: 0 }
    }

    /// Sends the next write; whether an answer came.
    fn write(&mut self, http: &Http) -> bool {
        let sent = self.next();
        self.open = Some(sent.clone());
        let Some(answer) = http.send(sent.method, &self.who, &sent.path, Some(sent.body)) else {
            return false;
        };
        self.acknowledge(&sent.name, &answer);
        true
    }

    fn next(&self) -> Sent {
        let count = self.known.len();
        let name = format!("{}-{count}", self.number);
        let title = format!("Maßnahme {name}");
        let some = self.known.iter().nth(random_below(count.max(1)));
        match (random() % 4, some) {
            (0, _) => {
                let body = json!({"leadCarrier": self.carrier, "title": title,
                    "statusChanges": [{"to": "running", "effectiveOn": "2021-01-01"}]});
                Sent { name, method: "POST", path: "/v1/measures".into(), body }
            }
            (1, Some((name, known))) if known.text.contains("\"status\":\"running\"") => {
                self.step(name, known, "paused")
            }
            (1, Some((name, known))) if known.text.contains("\"status\":\"paused\"") => {
                self.step(name, known, "running")
            }
            (2, Some((name, known))) if known.text.contains("\"source\":\"fundus\"") => {
                let body = json!({"title": format!("Neu {}", random()), "handlungsfeld": 2});
                self.upsert(name.clone(), body)
            }
            _ => self.upsert(name, json!({"title": title})),
        }
    }

    fn step(&self, name: &str, known: &Known, to: &str) -> Sent {
        let body = json!({"to": to, "effectiveOn": "2021-06-01", "reason": "other"});
        let path = format!("/v1/measures/{}/status-changes", known.id);
        Sent { name: name.to_owned(), method: "POST", path, body }
    }

    fn upsert(&self, name: String, body: Value) -> Sent {
        let path = format!("/v1/carriers/{}/measures/fundus/{name}", self.carrier);
        Sent { name, method: "PUT", path, body }
    }

    fn acknowledge(&mut self, name: &str, answer: &Answer) {
        assert!(matches!(answer.status, 200 | 201), "{} {}", answer.status, answer.text);
        let json = answer.json();
        let (id, version) = (json["id"].as_str().unwrap(), json["version"].as_u64().unwrap());
        let known = Known { id: id.to_owned(), version, text: answer.text.clone() };
        self.known.insert(name.to_owned(), known);
        self.open = None;
        self.acknowledged += 1;
    }

    /// Every acknowledged write is there; the open one is there whole, or not at all.
    fn compare(&mut self, view: &View, round: u32) {
        let open = self.open.as_ref().map(|open| open.name.as_str());
        for (name, known) in &self.known {
            let entry = view.measures.find(known.id.parse().unwrap());
            let version = entry.map(|entry| u64::from(entry.measure.version));
            let good = version == Some(known.version)
                || (open == Some(name.as_str()) && version == Some(known.version + 1));
            assert!(good, "round {round}: {name} is at {version:?}, not {}", known.version);
        }
    }

    /// Repeats what was not acknowledged: an upsert simply again, anything else
    /// after looking whether it was done.
    fn catch_up(&mut self, http: &Http, round: u32) {
        let Some(open) = self.open.take() else { return };
        let answer = match open.method {
            "PUT" => http.put(&self.who, &open.path, open.body),
            _ => self.look_and_repeat(http, &open),
        };
        let answer = answer.unwrap();
        if let Some(known) = self.known.get(&open.name) {
            let version = answer.json()["version"].as_u64();
            assert!(version <= Some(known.version + 1), "round {round}: {} twice", open.name);
        }
        self.acknowledge(&open.name, &answer);
    }

    fn look_and_repeat(&self, http: &Http, open: &Sent) -> Option<Answer> {
        let path = match self.known.get(&open.name) {
            Some(known) => format!("/v1/measures/{}", known.id),
            None => {
                let list = http.get(&self.who, &format!("/v1/measures?q={}", open.name))?.json();
                let same = |item: &&Value| item["title"] == open.body["title"];
                let found: Vec<_> = list["items"].as_array()?.iter().filter(same).collect();
                assert!(found.len() < 2, "{} was registered twice", open.name);
                match found.first() {
                    Some(item) => format!("/v1/measures/{}", item["id"].as_str()?),
                    None => return http.post(&self.who, &open.path, open.body.clone()),
                }
            }
        };
        let found = http.get(&self.who, &path)?;
        match self.known.get(&open.name) {
            Some(known) if found.json()["version"] == known.version => {
                http.post(&self.who, &open.path, open.body.clone())
            }
            _ => Some(found),
        }
    }

    /// Reads everything again: each record exactly as it was acknowledged, each
    /// external id leading to it. Gives their number.
    fn compare_all(&self, http: &Http) -> usize {
        for (name, known) in &self.known {
            let found = http.get(&self.who, &format!("/v1/measures/{}", known.id)).unwrap();
            assert_eq!(found.text, known.text, "{name} is what was acknowledged");
        }
        self.known.len()
    }
}

pub fn random() -> u64 {
    RandomState::new().hash_one(0)
}

pub fn random_below(limit: usize) -> usize {
    usize::try_from(random() % limit as u64).unwrap()
}
