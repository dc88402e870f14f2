//! Group commit: writes that wait share one commit, each fails alone, and what
//! was begun is ended.

use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use futures_util::future::{FutureExt, join_all};
use massnahmenregister::actions::{carriers, measures};
use massnahmenregister::domain::{Caller, CarrierId, Deed, Error, Result};
use massnahmenregister::register::{Register, Tx, rebuild};
use massnahmenregister::store::Store;
use serde_json::json;

use crate::harness::{Database, PUBLIC, TestApi, Who, complete};
use crate::process::{Http, Process, carrier, officer, open};
use crate::view::same;

/// Keeps the writer busy until it is told to go on.
pub struct Pause {
    go_on: Sender<()>,
    thread: JoinHandle<()>,
}

impl Pause {
    pub fn of(register: &Register) -> Self {
        let ((go_on, wait), (began, has_begun)) = (channel(), channel());
        let register = register.clone();
        let thread = std::thread::spawn(move || {
            let hold = move |_: &mut Tx<'_>| {
                began.send(()).unwrap();
                wait.recv().map_err(Error::internal)
            };
            register.write_blocking(hold).unwrap();
        });
        has_begun.recv().unwrap();
        Self { go_on, thread }
    }

    pub fn end(self) {
        self.go_on.send(()).unwrap();
        self.thread.join().unwrap();
    }
}

fn wait_for<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn add_carrier(tx: &mut Tx<'_>, name: &str) -> Result<CarrierId> {
    carriers::create_carrier(tx, &Caller::System, &json!({"name": name, "kind": "association"}))
}

#[test]
fn writes_that_wait_share_one_commit() {
    let database = Database::new();
    let register = open(&database.url);
    carrier(&register, "Verein Brücken e.V.");
    let pause = Pause::of(&register);
    let before = register.commits();
    let add = |number| register.write(move |tx| add_carrier(tx, &format!("Verein {number}")));
    let mut writes: Vec<_> = (0..200).map(|number| Box::pin(add(number))).collect();
    let early = writes.iter_mut().filter_map(|write| write.now_or_never()).count();
    assert_eq!(early, 0, "nothing is answered before it is durable");
    pause.end();
    let answers = wait_for(join_all(writes));
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(register.commits() - before, 1, "200 writes, one commit");
    let mut store = Store::connect(&database.url).unwrap();
    same(&register.view(), &rebuild(&mut store, register.view().today).unwrap());
}

/// A write that saves something first, and how it then goes on.
type Case = (fn(&mut Tx<'_>, CarrierId) -> Result<()>, fn(&Result<()>) -> bool, &'static str);

const CASES: &[Case] = &[
    (|tx, _| add_carrier(tx, "Eins").map(|_| ()), Result::is_ok, "a good one"),
    (
        |tx, _| add_carrier(tx, "Zwei").and(Err(Error::Forbidden)),
        |answer| matches!(answer, Err(Error::Forbidden)),
        "refused after it has saved",
    ),
    (
        |tx, _| add_carrier(tx, "Drei").map(|_| panic!("as this test wants it")),
        |answer| matches!(answer, Err(Error::Internal(_))),
        "a slip of ours, after it has saved",
    ),
    (
        |tx, id| {
            let again = (**tx.view.carrier(id).unwrap()).clone();
            tx.save_carrier(Deed::Create, Caller::System.actor(None), again)
        },
        |answer| answer.is_err(),
        "refused by the database itself",
    ),
    (
        |tx, id| {
            let body = json!({"leadCarrier": id, "title": "Kurs"});
            measures::create_measure(tx, &Caller::System, &body).map(|_| ())
        },
        Result::is_ok,
        "another good one",
    ),
    (
        |tx, _| add_carrier(tx, "Eins").map(|_| ()),
        |answer| matches!(answer, Err(Error::Conflict(_))),
        "refused for what the first one wrote",
    ),
    (|tx, _| add_carrier(tx, "Zwei").map(|_| ()), Result::is_ok, "whose name was not taken"),
];

#[test]
fn a_write_that_fails_is_undone_alone() {
    let database = Database::new();
    let register = open(&database.url);
    let id = carrier(&register, "Verein Brücken e.V.");
    let pause = Pause::of(&register);
    let (seq, commits) = (register.view().seq, register.commits());
    let writes = CASES.iter().map(|(work, ..)| {
        let work = *work;
        register.write(move |tx| work(tx, id))
    });
    let mut writes: Vec<_> = writes.map(Box::pin).collect();
    writes.iter_mut().for_each(|write| assert!(write.now_or_never().is_none()));
    pause.end();
    for (answer, (_, expected, reason)) in wait_for(join_all(writes)).iter().zip(CASES) {
        assert!(expected(answer), "{reason}: {answer:?}");
    }
    assert_eq!(register.commits() - commits, 1, "all of them in one commit");
    let good = CASES.iter().filter(|(_, _, reason)| !reason.contains("refused")).count() - 1;
    assert_eq!(register.view().seq - seq, good as i64);
    let mut store = Store::connect(&database.url).unwrap();
    assert_eq!(store.log().unwrap(), (1..=register.view().seq).collect::<Vec<_>>());
    same(&register.view(), &rebuild(&mut store, register.view().today).unwrap());
}

#[test]
fn a_full_queue_sends_writers_away_and_goes_on_reading() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let pause = Pause::of(&api.register);
    let mut waiting = Vec::new();
    loop {
        let mut write = Box::pin(api.register.write(|_| Ok(())));
        match (&mut write).now_or_never() {
            None => waiting.push(write),
            Some(answer) => {
                assert!(matches!(answer, Err(Error::Busy)), "{answer:?}");
                break;
            }
        }
    }
    let refused = api.post(&officer, "/v1/measures", complete(own));
    assert_eq!((refused.problem().0, refused.problem().1), (503, "busy".to_owned()));
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(api.get(&PUBLIC, "/readyz").status, 503, "no use in sending more");
    assert_eq!(api.get(&PUBLIC, "/v1/measures").status, 200, "reading goes on");
    pause.end();
    assert!(wait_for(join_all(waiting)).iter().all(Result::is_ok));
    api.post(&officer, "/v1/measures", complete(own)).expect(201);
}

#[test]
fn a_service_that_is_told_to_stop_loses_nothing() {
    let database = Database::new();
    let register = open(&database.url);
    let own = carrier(&register, "Verein Brücken e.V.");
    let who = officer(&register, own);
    for round in 0..5 {
        let process = Process::serve_with(&database.url, &["--shutdown-timeout", "10"]);
        let address = process.address.clone();
        let kept: Vec<String> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|number| {
                    let (who, http) = (&who, Http::to(&address));
                    scope.spawn(move || write_until_gone(&http, who, own, round * 8 + number))
                })
                .collect();
            std::thread::sleep(Duration::from_millis(100 + round * 40));
            let began = Instant::now();
            process.terminate();
            process.wait();
            assert!(began.elapsed() < Duration::from_secs(9), "idle connections hold nobody up");
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
        });
        let mut store = Store::connect(&database.url).unwrap();
        let view = rebuild(&mut store, register.view().today).unwrap();
        assert!(!kept.is_empty());
        for id in kept {
            assert!(view.measures.find(id.parse().unwrap()).is_some(), "{id} is lost");
        }
    }
}

/// The ids of what was acknowledged.
fn write_until_gone(http: &Http, who: &Who, own: CarrierId, number: u64) -> Vec<String> {
    let mut kept = Vec::new();
    loop {
        let path = format!("/v1/carriers/{own}/measures/fundus/{number}-{}", kept.len());
        let Some(answer) = http.put(who, &path, json!({"title": "Kurs"})) else { return kept };
        kept.push(answer.expect(201)["id"].as_str().unwrap().to_owned());
    }
}

#[test]
fn a_request_under_way_is_answered_before_the_service_ends_but_not_waited_for_forever() {
    let database = Database::new();
    let register = open(&database.url);
    let own = carrier(&register, "Verein Brücken e.V.");
    let who = officer(&register, own);
    let body = complete(own).to_string();
    let process = Process::serve_with(&database.url, &["--shutdown-timeout", "3"]);
    let mut slow = begin_request(&process, &who, &body);
    let stuck = begin_request(&process, &who, &body);
    std::thread::sleep(Duration::from_millis(300));
    process.terminate();
    let began = Instant::now();
    std::thread::sleep(Duration::from_millis(500));
    slow.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    process.wait();
    let took = began.elapsed();
    assert!(took < Duration::from_secs(8), "it waited {took:?} for a request that never comes");
    drop(stuck);
}

/// The head of a request, and ten bytes of its body.
fn begin_request(process: &Process, who: &Who, body: &str) -> TcpStream {
    let host = process.address.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "POST /v1/measures HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        who.0.as_ref().unwrap(),
        body.len(),
        &body[..10],
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}
