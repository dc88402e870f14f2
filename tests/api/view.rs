//! The view is right: whatever was written, in whatever order, by whomever, it is
//! what a rebuild from the tables gives, and what another process sees.
//! `PROPERTY_CASES` says how many random histories are tried.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use massnahmenregister::domain::{Caller, Clock};
use massnahmenregister::register::{Register, View, rebuild};
use massnahmenregister::store::{Store, measures};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::harness::{Database, catalog};
use crate::random::{Write, any_write};

/// How many cases; few, since each makes a database.
pub fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPERTY_CASES").map_or(default, |cases| cases.parse().unwrap());
    ProptestConfig {
        cases,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn the_view_is_what_a_rebuild_gives_and_what_others_see(
        batches in vec(vec(any_write(), 1..5), 20..60)
    ) {
        let database = Database::new();
        let writer = Register::open(&database.url, Clock::new(chrono_tz::Europe::Berlin)).unwrap().0;
        let reader = Register::open(&database.url, writer.clock.clone()).unwrap().0;
        load_catalog(&writer);
        for (number, batch) in batches.iter().enumerate() {
            write_together(&writer, batch);
            if number % 10 == 9 {
                is_what_a_rebuild_gives(&writer, &database.url);
            }
        }
        is_what_a_rebuild_gives(&writer, &database.url);
        is_seen_by(&reader, &writer.view());
    }
}

pub fn load_catalog(register: &Register) {
    let by = massnahmenregister::domain::Caller::System.actor(None);
    register.write_blocking(|tx| tx.save_catalog(by, catalog())).unwrap();
}

/// Queues all writes of a batch before the first answer, so that they share a commit.
pub fn write_together(register: &Register, batch: &[Write]) {
    if let Some(first) = batch.first() {
        register.clock.advance(first.pause());
    }
    let writes = batch.iter().map(|write| {
        let write = *write;
        register.write(move |tx| write.run(tx))
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for answer in runtime.block_on(join_all(writes)) {
        let broke = matches!(answer, Err(massnahmenregister::domain::Error::Internal(_)));
        assert!(!broke, "{answer:?}");
    }
}

fn is_what_a_rebuild_gives(register: &Register, url: &str) {
    let view = Arc::clone(&register.view());
    let mut store = Store::connect(url).unwrap();
    let again = rebuild(&mut store, view.today).unwrap();
    same(&view, &again);
    assert_eq!(store.log().unwrap(), (1..=view.seq).collect::<Vec<_>>());
    let mut shown: Vec<_> =
        view.measures.entries().map(|(_, entry)| (*entry.measure).clone()).collect();
    shown.sort_by_key(|measure| measure.id);
    assert_eq!(measures::all(store.conn()).unwrap(), shown);
}

fn is_seen_by(reader: &Register, view: &View) {
    let began = Instant::now();
    while (reader.view().seq, reader.view().today) != (view.seq, view.today) {
        assert!(began.elapsed() < Duration::from_secs(5), "the other process lags behind");
        std::thread::sleep(Duration::from_millis(10));
    }
    same(view, &reader.view());
}

/// Compares part by part first, to say where two views differ.
pub fn same(one: &View, other: &View) {
    let revisions = |view: &View| [Caller::Public, Caller::System].map(|who| view.revision(&who));
    let parts = |view: &View| (view.seq, revisions(view), view.last_change_at, view.today);
    assert_eq!(parts(one), parts(other));
    let people = |view: &View| {
        let users: Vec<_> = view.users().cloned().collect();
        let clients: Vec<_> = view.clients().cloned().collect();
        let mut sessions: Vec<_> = view.sessions().cloned().collect();
        sessions.sort_by_key(|session| session.id);
        (users, clients, sessions)
    };
    assert_eq!(people(one), people(other));
    assert!(one.carriers().eq(other.carriers()), "carriers");
    assert!(one.populations().eq(other.populations()), "populations");
    assert_eq!(one.measures.slots(), other.measures.slots());
    for slot in 0..one.measures.slots() {
        assert_eq!(one.measures.entry(slot), other.measures.entry(slot), "slot {slot}");
    }
    assert!(one.measures.bitmaps == other.measures.bitmaps, "bitmaps");
    assert!(one.measures.searches == other.measures.searches, "search");
    assert!(one == other, "something else");
}
