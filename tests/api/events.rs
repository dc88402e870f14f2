//! Changes as server-sent events: read from a socket, as a browser reads them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use massnahmenregister::api::Settings;
use serde_json::Value;

use crate::harness::{Database, PUBLIC, TestApi, Who, complete};
use crate::process::{Process, carrier, officer, open};

/// A reader of events.
struct Listener(BufReader<TcpStream>);

impl Listener {
    fn to(address: &str, who: &Who, query: &str, headers: &[&str]) -> Self {
        let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut head =
            format!("GET /v1/events{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        if let Some(token) = &who.0 {
            head += &format!("Authorization: Bearer {token}\r\n");
        }
        for header in headers {
            head += &format!("{header}\r\n");
        }
        stream.write_all((head + "\r\n").as_bytes()).unwrap();
        let mut listener = Self(BufReader::new(stream));
        // The greeting comes at once.
        assert!(listener.until("retry: 3000"), "no stream");
        listener
    }

    /// Reads up to a line; `false` if the stream ends before.
    fn until(&mut self, wanted: &str) -> bool {
        while let Some(line) = self.line() {
            if line == wanted {
                return true;
            }
        }
        false
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(length) if length > 0 => Some(line.trim_end().to_owned()),
            Ok(_) => None,
            Err(error) => panic!("nothing more came: {error}"),
        }
    }

    /// The next change; `None` at the end.
    fn next(&mut self) -> Option<Value> {
        let mut id = None;
        while let Some(line) = self.line() {
            if let Some(text) = line.strip_prefix("id: ") {
                id = text.parse::<i64>().ok();
            } else if let Some(text) = line.strip_prefix("data: ") {
                let change: Value = serde_json::from_str(text).unwrap();
                assert_eq!(change["seq"].as_i64(), id, "the id is the number of the change");
                return Some(change);
            }
        }
        None
    }
}

impl TestApi {
    fn listen(&self, who: &Who, query: &str) -> Listener {
        Listener::to(&self.address, who, query, &[])
    }
}

fn small(change: impl FnOnce(&mut Settings)) -> TestApi {
    TestApi::with(Database::new(), change)
}

#[test]
fn a_listener_is_told_what_happens_and_comes_back_without_a_gap() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let (mut public, mut own) = (api.listen(&PUBLIC, ""), api.listen(&officer, ""));
    api.published(carrier);
    let told = public.next().unwrap();
    assert_eq!(told["measure"]["publication"], "published");
    assert_eq!(told["measure"]["version"], 3, "the draft and its submission are not for all");
    let versions: Vec<_> =
        (0..3).map(|_| own.next().unwrap()["measure"]["version"].clone()).collect();
    assert_eq!(versions, [1, 2, 3]);
    drop(public);
    api.published(carrier);
    let last = format!("Last-Event-ID: {}", told["seq"]);
    let mut back = Listener::to(&api.address, &PUBLIC, "?after=0", &[&last]);
    let next = back.next().unwrap();
    assert!(next["seq"].as_i64() > told["seq"].as_i64());
    let from_pages = api.get(&PUBLIC, &format!("/v1/changes?after={}", told["seq"])).expect(200);
    assert_eq!(next, from_pages["items"][0], "the same as in the pages");
}

#[test]
fn a_request_that_cannot_be_meant_is_no_stream() {
    let api = TestApi::new();
    let send = |query: &str, headers: &[(&str, &str)]| {
        api.send("GET", &PUBLIC, &format!("/v1/events{query}"), headers, None).problem()
    };
    assert_eq!(send("?after=x", &[]).2, ["after wrong-kind"]);
    assert_eq!(send("", &[("Last-Event-ID", "x")]).2, ["Last-Event-ID: wrong-kind"]);
    assert_eq!(send("?until=1", &[]).2, ["until unknown-parameter"]);
    assert_eq!(send("", &[("Accept", "application/json")]).0, 406);
    assert_eq!(send("", &[("Authorization", "Bearer x")]).0, 401);
}

#[test]
fn a_stream_ends_with_the_token_and_with_the_rights() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let client = api.register.view().clients().last().unwrap().id;
    let (mut stream, mut public) = (api.listen(&officer, ""), api.listen(&PUBLIC, ""));
    let revoke = move |tx: &mut massnahmenregister::register::Tx<'_>| {
        let by = massnahmenregister::domain::Caller::System;
        massnahmenregister::actions::clients::revoke_client(tx, &by, client)
    };
    api.register.write_blocking(revoke).unwrap();
    assert_eq!(stream.next(), None, "revoked");
    let mut stream = api.listen(&api.officer(carrier), "");
    api.register.clock.advance(TimeDelta::minutes(11));
    assert_eq!(stream.next(), None, "expired");
    api.published(carrier);
    assert!(public.next().is_some(), "the public needs no token");
}

#[test]
fn a_stream_ends_when_the_password_must_be_changed() {
    use massnahmenregister::domain::{Caller, Deed, User};
    let api = TestApi::new();
    let who = api.administrator();
    let mut stream = api.listen(&who, "");
    let user = api.register.view().users().last().unwrap().clone();
    let user = User { version: user.version + 1, must_change_password: true, ..(*user).clone() };
    let by = Caller::System.actor(None);
    let force = move |tx: &mut massnahmenregister::register::Tx<'_>| {
        tx.save_user(Deed::ChangePassword, by, user)
    };
    api.register.write_blocking(force).unwrap();
    assert_eq!(stream.next(), None);
}

#[test]
fn nobody_keeps_a_stream() {
    let api = TestApi::new();
    let seq = api.register.view().seq - 1;
    for who in [&PUBLIC, &api.reader()] {
        let answer = api.get(who, &format!("/v1/events?after={seq}&limit=1"));
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    }
}

#[test]
fn so_many_listen_and_no_more_and_others_are_served() {
    let api = small(|settings| {
        settings.max_streams = 8;
        settings.max_requests = 2;
        settings.is_proxy = Box::new(|address| address.is_loopback());
    });
    let listen = |address: &str| {
        let header = format!("X-Forwarded-For: {address}");
        Listener::to(&api.address, &PUBLIC, "", &[&header])
    };
    let refused = |who: &Who, address: &str| {
        let headers = [("X-Forwarded-For", address)];
        let refused = api.send("GET", who, "/v1/events", &headers, None);
        assert_eq!((refused.problem().0, refused.header("retry-after")), (503, "1"));
    };
    let mut open: Vec<_> = (0..2).map(|_| listen("2001:db8::1")).collect();
    refused(&PUBLIC, "2001:db8::2");
    open.extend(["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"].map(listen));
    refused(&PUBLIC, "192.0.2.5");
    let officer = api.officer(api.carrier("Verein Brücken e.V."));
    let own: Vec<_> = (0..2).map(|_| api.listen(&officer, "")).collect();
    refused(&officer, "192.0.2.5");
    drop(own);
    api.get(&PUBLIC, "/v1/measures").expect(200);
    open.pop();
    // That somebody left shows when something is sent to them.
    let until = Instant::now() + Duration::from_secs(10);
    while api.get(&PUBLIC, "/v1/events?after=0&limit=1").status != 200 {
        assert!(Instant::now() < until, "who left keeps no place");
        api.carrier(&format!("Verein {:?}", Instant::now()));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn who_does_not_read_is_cut() {
    let api = small(|settings| {
        settings.max_streams = 1;
        settings.patience = Duration::from_secs(1);
    });
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    // More than the buffers of both ends take.
    body["description"] = "ä".repeat(10_000).into();
    body["objectives"] = "ö".repeat(10_000).into();
    for _ in 0..150 {
        api.post(&officer, "/v1/measures", body.clone()).expect(201);
    }
    let mut lazy = api.listen(&officer, "?after=0");
    let until = Instant::now() + Duration::from_secs(20);
    // As long as the lazy one has the only place, nobody else gets it.
    while api.get(&PUBLIC, "/v1/events?after=0&limit=1").status != 200 {
        assert!(Instant::now() < until, "a reader that does not read is kept");
        std::thread::sleep(Duration::from_millis(100));
    }
    let mut rest = Vec::new();
    let _ = lazy.0.read_to_end(&mut rest);
    assert!(rest.len() < 150 * 40_000, "it was not given all");
}

#[test]
fn a_silent_stream_shows_that_it_is_there() {
    let api = TestApi::new();
    let mut listener = api.listen(&PUBLIC, "");
    let began = Instant::now();
    assert!(listener.until(": here"));
    let waited = began.elapsed();
    assert!((14..18).contains(&waited.as_secs()), "{waited:?}");
}

#[test]
fn a_service_that_stops_ends_its_streams() {
    let database = Database::new();
    let register = open(&database.url);
    let who = officer(&register, carrier(&register, "Verein Brücken e.V."));
    let process = Process::serve(&database.url);
    let mut streams: Vec<_> =
        [&PUBLIC, &who].map(|who| Listener::to(&process.address, who, "", &[])).into();
    let began = Instant::now();
    process.terminate();
    for stream in &mut streams {
        assert_eq!(stream.next(), None);
    }
    process.wait();
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}
