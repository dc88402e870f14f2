//! A file is made as it is read.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use massnahmenregister::actions::exports::{Asked, Export, Form, Reader};
use massnahmenregister::actions::measures::create_measure;
use massnahmenregister::domain::{Caller, Lang};
use massnahmenregister::formats::csv::Dialect;

use crate::harness::{PUBLIC, TestApi, Who, complete};

/// Many measures with much to say, all at once.
fn fill(api: &TestApi, count: usize) {
    let carrier = api.carrier(&format!("Verein {count}"));
    let mut body = complete(carrier);
    body["description"] = "Text, ".repeat(500).trim().into();
    let create = move |tx: &mut massnahmenregister::register::Tx<'_>| {
        (0..count).try_for_each(|_| create_measure(tx, &Caller::System, &body).map(drop))
    };
    api.register.write_blocking(create).unwrap();
}

fn export(api: &TestApi, form: Form) -> Export {
    let reader = Reader {
        caller: Caller::System,
        lang: Lang::De,
        url: api.address.clone(),
        publisher: None,
    };
    Export::new(Arc::clone(&api.register.view()), reader, Asked::default(), form)
}

#[test]
fn every_format_comes_in_small_pieces() {
    let api = TestApi::new();
    fill(&api, 1_500);
    for form in [Form::Csv(Dialect::Rfc4180), Form::Ndjson, Form::GeoJson, Form::Ical, Form::Xlsx] {
        let mut export = export(&api, form);
        let (mut pieces, mut longest, mut all) = (0, 0, 0);
        for piece in export.by_ref() {
            let piece = piece.unwrap();
            (pieces, longest, all) = (pieces + 1, longest.max(piece.len()), all + piece.len());
        }
        assert_eq!(export.progress(), (1_500, 1_500), "{form:?}");
        assert!(pieces > 6 && longest < 1 << 20, "{form:?}: {pieces}, {longest} of {all}");
    }
}

/// What is written meanwhile is for the next file.
#[test]
fn a_file_shows_one_moment() {
    let api = TestApi::new();
    fill(&api, 600);
    let mut export = export(&api, Form::Csv(Dialect::Rfc4180));
    let mut csv = export.next().unwrap().unwrap().to_vec();
    fill(&api, 100);
    for piece in export {
        csv.extend(piece.unwrap());
    }
    assert_eq!(csv::Reader::from_reader(&csv[..]).records().map(Result::unwrap).count(), 600);
}

/// Long workbooks are much work, so there are not many at a time.
#[test]
fn a_crowd_that_wants_workbooks_is_told_to_come_back() {
    let api = TestApi::new();
    fill(&api, 1_200);
    let planner = api.planner();
    let path = "/v1/measures?format=xlsx";
    let mut crowd: Vec<TcpStream> = (0..8).map(|_| ask(&api, &planner, path)).collect();
    for stream in &mut crowd {
        stream.read_exact(&mut [0; 15]).unwrap();
    }
    assert_eq!(api.get(&planner, path).problem().0, 503);
    for mut stream in crowd {
        stream.read_to_end(&mut Vec::new()).unwrap();
    }
    assert_eq!(super::file(&api, &planner, path)[..2], *b"PK");
}

/// Asks, and leaves the answer to be read.
fn ask(api: &TestApi, who: &Who, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(api.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let token = who.0.as_deref().unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    write!(stream, "{head}Authorization: Bearer {token}\r\n\r\n").unwrap();
    stream
}

/// There is one worker: if it waited for the slow reader, nobody else were answered.
#[test]
fn a_slow_reader_keeps_nobody_waiting() {
    let api = TestApi::new();
    fill(&api, 2_000);
    let planner = api.planner();
    let mut slow = Vec::new();
    for format in ["csv", "ndjson", "geojson"] {
        let mut stream = ask(&api, &planner, &format!("/v1/measures?format={format}"));
        let mut first = [0; 1_000];
        stream.read_exact(&mut first).unwrap();
        assert!(first.starts_with(b"HTTP/1.1 200"));
        slow.push(stream);
    }
    for _ in 0..20 {
        api.get(&PUBLIC, "/v1/measures").expect(200);
    }
    for mut stream in slow {
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert!(rest.ends_with(b"0\r\n\r\n"), "it comes whole in the end");
    }
}
