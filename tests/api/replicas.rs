//! Several processes on one database: each sees what the others wrote, whatever
//! breaks in between.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use massnahmenregister::actions::carriers;
use massnahmenregister::domain::{Caller, CarrierId};
use massnahmenregister::register::{Register, rebuild};
use massnahmenregister::store::Store;
use serde_json::json;

use crate::harness::{Database, PUBLIC, Who};
use crate::process::{Http, Process, carrier, officer, open, program};
use crate::view::same;

/// Within which a process sees what another wrote.
const BOUND: Duration = Duration::from_secs(1);

#[test]
fn a_process_sees_what_another_wrote_within_a_second() {
    let database = Database::new();
    let register = open(&database.url);
    let own = carrier(&register, "Verein Brücken e.V.");
    let who = officer(&register, own);
    let process = Process::serve(&database.url);
    let http = Http::to(&process.address);
    let mut slowest = Duration::ZERO;
    for round in 0..10 {
        let name = format!("Verein {round}");
        let id = carrier(&register, &name);
        slowest = slowest.max(until(|| knows_carrier(&http, id)));

        let path = format!("/v1/carriers/{own}/measures/fundus/{round}");
        let answer = http.put(&who, &path, json!({"title": name})).unwrap().expect(201);
        let id = answer["id"].as_str().unwrap().parse().unwrap();
        slowest = slowest.max(until(|| register.view().measures.find(id).is_some()));
    }
    println!("the slowest took {slowest:?}");
}

#[test]
fn a_service_sees_what_the_command_line_wrote_within_a_second() {
    let database = Database::new();
    let process = Process::serve(&database.url);
    let http = Http::to(&process.address);
    for name in ["Verein Brücken e.V.", "Anker gGmbH"] {
        let output = program(&database.url)
            .args(["carrier", "add", name, "--kind", "association"])
            .stdout(std::process::Stdio::piped())
            .output()
            .unwrap();
        assert!(output.status.success());
        let id = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
        until(|| knows_carrier(&http, id));
    }
}

#[test]
fn writers_in_several_processes_make_one_log_and_equal_views() {
    let database = Database::new();
    let (one, two) = (open(&database.url), open(&database.url));
    let own = carrier(&one, "Verein Brücken e.V.");
    let who = officer(&one, own);
    let processes = [Process::serve(&database.url), Process::serve(&database.url)];
    let began = Instant::now();
    std::thread::scope(|scope| {
        for (number, process) in processes.iter().enumerate() {
            for part in 0..3 {
                let (who, http) = (&who, Http::to(&process.address));
                scope.spawn(move || {
                    for count in 0..20 {
                        // All write to the same few measures.
                        let path = format!("/v1/carriers/{own}/measures/fundus/{}", count % 4);
                        let title = format!("{number} {part} {count}");
                        let answer = http.put(who, &path, json!({"title": title})).unwrap();
                        assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
                    }
                });
            }
        }
        for (number, register) in [&one, &two].into_iter().enumerate() {
            scope.spawn(move || {
                (0..30)
                    .for_each(|count| add_carrier(register, &format!("Verein {number} {count}")));
            });
        }
    });
    let seq = Store::connect(&database.url).unwrap().seq().unwrap();
    println!("{seq} changes by four processes in {:?}", began.elapsed());
    until(|| [&one, &two].iter().all(|register| register.view().seq == seq));
    same(&one.view(), &two.view());
    assert_eq!(one.view().measures.all().len(), 4, "each external id is there once");
    let mut store = Store::connect(&database.url).unwrap();
    assert_eq!(store.log().unwrap(), (1..=seq).collect::<Vec<_>>());
    same(&one.view(), &rebuild(&mut store, one.view().today).unwrap());
}

#[test]
fn a_register_that_is_opened_while_others_write_misses_nothing() {
    let database = Database::new();
    let writer = open(&database.url);
    carrier(&writer, "Verein Brücken e.V.");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut count = 0;
            while !done.load(Ordering::Relaxed) {
                add_carrier(&writer, &format!("Verein {count}"));
                count += 1;
            }
        });
        let opened: Vec<Register> = (0..15).map(|_| open(&database.url)).collect();
        done.store(true, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(50));
        let seq = writer.view().seq;
        for late in &opened {
            until(|| late.view().seq >= seq);
            assert!(late.view().carriers().eq(writer.view().carriers()), "a carrier is missing");
        }
    });
}

#[test]
fn two_processes_may_open_a_new_database_at_once() {
    let database = Database::new();
    let all = std::thread::scope(|scope| {
        let threads = (0..4).map(|_| scope.spawn(|| open(&database.url))).collect::<Vec<_>>();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    for (number, register) in all.iter().enumerate() {
        carrier(register, &format!("Verein {number}"));
    }
    until(|| all.iter().all(|register| register.view().carriers().count() == 4));
}

fn add_carrier(register: &Register, name: &str) {
    let body = json!({"name": name, "kind": "association"});
    let add = move |tx: &mut massnahmenregister::register::Tx<'_>| {
        carriers::create_carrier(tx, &Caller::System, &body)
    };
    register.write_blocking(add).unwrap();
}

fn knows_carrier(http: &Http, id: CarrierId) -> bool {
    http.get(&PUBLIC, &format!("/v1/carriers/{id}")).unwrap().status == 200
}

/// Waits until something is so, for which there is the bound; how long it took.
#[track_caller]
pub fn until(mut so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < BOUND, "not within {BOUND:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    began.elapsed()
}

/// The database as PostgreSQL, or `None` with a loud word; `scripts/test postgres`
/// runs these tests.
pub fn postgres_only(test: &str) -> Option<Database> {
    let database = Some(Database::new()).filter(Database::is_postgres);
    if database.is_none() {
        println!("NOT RUN ON SQLITE, which has no connections to lose: {test}");
    }
    database
}

/// Where a process that calls itself `name` finds the database.
pub fn named(url: &str, name: &str) -> String {
    format!("{url}&application_name={name}_{}", std::process::id())
}

/// Ends connections, as a restart of the server or of the network would.
pub fn cut(url: &str, name: &str, which: &str) {
    let name = format!("{name}_{}", std::process::id());
    let cut = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE application_name = '{name}' AND {which}"
    );
    Store::connect(url).unwrap().execute(&cut).unwrap();
}

#[test]
fn on_postgres_a_lost_listening_connection_misses_nothing_and_comes_back() {
    let test = "a_lost_listening_connection";
    let Some(database) = postgres_only(test) else { return };
    let writer = open(&database.url);
    carrier(&writer, "Verein Brücken e.V.");
    let reader = open(&named(&database.url, "listener"));
    let listens = "query = 'LISTEN massnahmen'";
    let mut slowest = Duration::ZERO;
    for round in 0..10 {
        cut(&database.url, "listener", listens);
        add_carrier(&writer, &format!("Verein {round}"));
        let seq = writer.view().seq;
        slowest = slowest.max(until(|| reader.view().seq == seq));
    }
    println!("the slowest took {slowest:?}");
    same(&writer.view(), &reader.view());
    let there = format!(
        "DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM pg_stat_activity WHERE {listens} AND \
         application_name = 'listener_{}'); END $$",
        std::process::id()
    );
    let mut store = Store::connect(&database.url).unwrap();
    until(|| store.execute(&there).is_ok());
}

#[test]
fn on_postgres_the_writers_connection_may_break_at_any_moment() {
    let test = "the_writers_connection_may_break";
    let Some(database) = postgres_only(test) else { return };
    let register = open(&database.url);
    let own = carrier(&register, "Verein Brücken e.V.");
    let who = officer(&register, own);
    let process = Process::serve(&named(&database.url, "writer"));
    let done = AtomicBool::new(false);
    let (kept, refused) = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|number| {
                let (who, http, done) = (&who, Http::to(&process.address), &done);
                scope.spawn(move || write_on(&http, who, own, number, done))
            })
            .collect();
        for round in 0..40 {
            std::thread::sleep(Duration::from_millis(30 + round % 7 * 10));
            cut(&database.url, "writer", "true");
        }
        done.store(true, Ordering::Relaxed);
        let counts = writers.into_iter().map(|writer| writer.join().unwrap());
        counts.fold((Vec::new(), 0), |(mut all, sum), (kept, refused)| {
            all.extend(kept);
            (all, sum + refused)
        })
    });
    println!("{} writes were acknowledged, {refused} answered 503", kept.len());
    let http = Http::to(&process.address);
    until(|| http.get(&who, "/readyz").unwrap().status == 200);
    for (path, version) in kept {
        let found = http.get(&who, &path).unwrap().expect(200);
        assert!(found["version"].as_u64() >= Some(version), "{path} lost version {version}");
    }
    let mut store = Store::connect(&database.url).unwrap();
    let view = rebuild(&mut store, register.view().today).unwrap();
    assert_eq!(store.log().unwrap(), (1..=view.seq).collect::<Vec<_>>());
}

/// Writes until it is over: what was acknowledged, and how often it was refused.
fn write_on(
    http: &Http,
    who: &Who,
    own: CarrierId,
    number: u32,
    done: &AtomicBool,
) -> (Vec<(String, u64)>, u32) {
    let (mut kept, mut refused, mut count) = (Vec::new(), 0, 0);
    while !done.load(Ordering::Relaxed) {
        count += 1;
        let path = format!("/v1/carriers/{own}/measures/fundus/{number}-{}", count % 50);
        let answer = http.put(who, &path, json!({"title": count.to_string()})).unwrap();
        match answer.status {
            200 | 201 => {
                let json = answer.json();
                let path = format!("/v1/measures/{}", json["id"].as_str().unwrap());
                kept.push((path, json["version"].as_u64().unwrap()));
            }
            503 => refused += 1,
            other => panic!("{other} {}", answer.text),
        }
    }
    (kept, refused)
}

#[test]
fn on_postgres_a_stand_by_that_lacks_the_end_of_the_log_is_noticed() {
    let test = "a_stand_by_that_lacks_the_end";
    let Some(database) = postgres_only(test) else { return };
    let url = named(&database.url, "failover");
    let register = open(&url);
    carrier(&register, "Verein Brücken e.V.");
    let before = Arc::clone(&register.view());
    add_carrier(&register, "Anker gGmbH");
    let mut store = Store::connect(&database.url).unwrap();
    store
        .execute(&format!(
            "DELETE FROM changes WHERE seq > {0}; UPDATE register SET seq = {0}; \
             DELETE FROM carriers WHERE name = 'Anker gGmbH'",
            before.seq
        ))
        .unwrap();
    cut(&database.url, "failover", "true");
    until(|| register.view().seq == before.seq);
    same(&before, &register.view());
    add_carrier(&register, "Anker gGmbH");
    assert_eq!(store.log().unwrap().last(), Some(&register.view().seq));
}
