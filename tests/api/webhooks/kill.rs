//! At least once, in order, under one id: whenever the sender is killed, and however
//! often a receiver fails.
//!
//! Two receivers fail one request in three, half of those by cutting the connection,
//! while two processes on one database (on SQLite one) write and send. One after the
//! other is killed with SIGKILL and started again. `KILL_ROUNDS` says how many times (8).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use massnahmenregister::actions::measures;
use massnahmenregister::domain::{Caller, CarrierId};
use massnahmenregister::register::Register;
use serde_json::{Value, json};

use super::receiver::{Received, Receiver};
use crate::harness::{Database, Who};
use crate::kill::random;
use crate::process::{Http, Process, carrier, officer, open, token};
use crate::replicas::postgres_only;

const FLAGS: [&str; 1] = ["--webhooks-allow-private"];

#[test]
fn every_change_arrives_in_order_however_often_the_sender_is_killed() {
    let rounds = std::env::var("KILL_ROUNDS").map_or(8, |rounds| rounds.parse().unwrap());
    let database = Database::new();
    let register = open(&database.url);
    let carrier = carrier(&register, "Verein Brücken e.V.");
    let officer = officer(&register, carrier);
    let planner = token(&register, None, &["measures:read", "measures:review"]);
    let count = if database.is_postgres() { 2 } else { 1 };
    let serve = || Process::serve_with(&database.url, &FLAGS);
    let mut processes: Vec<Process> = (0..count).map(|_| serve()).collect();
    let receivers = [Receiver::new(), Receiver::new()];
    let http = Http::to(&processes[0].address);
    let secrets: Vec<String> = [&officer, &planner]
        .into_iter()
        .zip(&receivers)
        .map(|(who, receiver)| {
            receiver.fails_one_in(3);
            let made = http.post(who, "/v1/webhooks", json!({"url": receiver.url})).unwrap();
            made.expect(201)["secret"].as_str().unwrap().to_owned()
        })
        .collect();
    let begun = register.view().seq;
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| write(&register, carrier, &done));
        for round in 0..rounds {
            std::thread::sleep(Duration::from_millis(300 + random() % 1_500));
            let at = round % processes.len();
            processes.remove(at).kill();
            processes.push(serve());
        }
        done.store(true, Ordering::Relaxed);
        writer.join().unwrap();
    });
    let http = Http::to(&processes[0].address);
    for ((who, receiver), secret) in [&officer, &planner].into_iter().zip(&receivers).zip(&secrets)
    {
        let expected = feed(&http, who, begun);
        wait_for(receiver, expected.len());
        check(&expected, receiver, secret);
        let failed = receiver.received().iter().any(|one| one.status != 200);
        assert!(failed, "no request failed");
    }
}

/// A sender that hangs keeps its connections: PostgreSQL has to notice.
#[test]
fn on_postgres_another_process_sends_when_the_sender_is_frozen() {
    let Some(database) = postgres_only("another_process_sends") else { return };
    let register = open(&database.url);
    let carrier = carrier(&register, "Verein Brücken e.V.");
    let officer = officer(&register, carrier);
    let frozen = Process::serve_with(&database.url, &FLAGS);
    let receiver = Receiver::new();
    let http = Http::to(&frozen.address);
    let made = http.post(&officer, "/v1/webhooks", json!({"url": receiver.url})).unwrap();
    let secret = made.expect(201)["secret"].as_str().unwrap().to_owned();
    let begun = register.view().seq;
    let create = || {
        let body = json!({"title": "Kurs", "leadCarrier": carrier});
        register.write_blocking(move |tx| {
            measures::create_measure(tx, &Caller::System, &body).map(|_| ())
        })
    };
    create().unwrap();
    receiver.wait_for(1);
    let other = Process::serve_with(&database.url, &FLAGS);
    // The first may be in the middle of a write, which blocks all others for as long.
    frozen.signal("-STOP");
    let began = Instant::now();
    while create().is_err() {
        assert!(began.elapsed() < Duration::from_secs(60), "nobody can write");
    }
    wait_for(&receiver, 2);
    println!("another one sent after {:?}", began.elapsed());
    frozen.signal("-CONT");
    create().unwrap();
    wait_for(&receiver, 3);
    let expected = feed(&Http::to(&other.address), &officer, begun);
    check(&expected, &receiver, &secret);
}

/// Writes until it is told to stop.
fn write(register: &Register, carrier: CarrierId, done: &AtomicBool) {
    let mut number = 0;
    while !done.load(Ordering::Relaxed) {
        number += 1;
        let body = json!({"title": format!("Kurs {number}"), "leadCarrier": carrier});
        let create = register.write_blocking(move |tx| {
            measures::create_measure(tx, &Caller::System, &body).map(|_| ())
        });
        create.unwrap();
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// All that `who` was to be told after `seq`, by the number in the log.
fn feed(http: &Http, who: &Who, seq: i64) -> Vec<Value> {
    let (mut seq, mut items) = (seq, Vec::new());
    loop {
        let page =
            http.get(who, &format!("/v1/changes?after={seq}&limit=200")).unwrap().expect(200);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        seq = page["lastSeq"].as_i64().unwrap();
        if page["next"].is_null() {
            return items;
        }
    }
}

fn wait_for(receiver: &Receiver, count: usize) {
    let began = Instant::now();
    while receiver.taken().len() < count {
        let taken = receiver.taken().len();
        assert!(began.elapsed() < Duration::from_secs(120), "{taken} of {count} arrived");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn check(expected: &[Value], receiver: &Receiver, secret: &str) {
    let (received, taken) = (receiver.received(), receiver.taken());
    let seq = |one: &Received| one.json()["data"]["seq"].as_i64().unwrap();
    let arrived: Vec<i64> = taken.iter().map(seq).collect();
    let expected: Vec<i64> = expected.iter().map(|item| item["seq"].as_i64().unwrap()).collect();
    assert_eq!(arrived, expected, "each arrived, and in order");
    let mut ids = BTreeMap::new();
    for one in &received {
        assert!(one.is_signed_by(secret), "{one:?}");
        let id = ids.entry(seq(one)).or_insert_with(|| one.id.clone());
        assert_eq!(*id, one.id, "an event has one id in all attempts");
    }
    // Whatever was sent last was sent after all before it had been taken.
    let mut last = 0;
    for one in &received {
        assert!(seq(one) >= last, "{} came after {last}", seq(one));
        last = last.max(seq(one));
    }
    let failed = received.iter().filter(|one| one.status != 200).count();
    println!("{} events, {} requests, {failed} of them failed", taken.len(), received.len());
}
