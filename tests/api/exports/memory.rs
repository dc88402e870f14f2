//! What a file costs the service.

use std::io::Read;

use massnahmenregister::actions::measures::create_measure;
use massnahmenregister::domain::Caller;

use crate::database::Database;
use crate::harness::{Who, complete};
use crate::process::{Process, carrier, open, token};

/// Reads a file without keeping it; gives its length.
fn length(process: &Process, who: &Who, path: &str) -> u64 {
    let token = format!("Bearer {}", who.0.clone().unwrap());
    let request = ureq::get(format!("{}{path}", process.address)).header("Authorization", token);
    let mut answer = request.call().unwrap();
    assert_eq!(answer.status(), 200);
    let body = answer.body_mut().as_reader();
    std::io::copy(&mut body.take(1 << 40), &mut std::io::sink()).unwrap()
}

#[test]
fn a_long_file_takes_little_memory() {
    let database = Database::new();
    let register = open(&database.url);
    let mut body = complete(carrier(&register, "Verein"));
    for text in ["objectives", "internalNote"] {
        body[text] = "ä".repeat(10_000).into();
    }
    let create = move |tx: &mut massnahmenregister::register::Tx<'_>| {
        (0..1_000).try_for_each(|_| create_measure(tx, &Caller::System, &body).map(drop))
    };
    register.write_blocking(create).unwrap();
    let planner = token(&register, None, &["measures:read", "measures:review"]);
    drop(register);
    let process = Process::serve(&database.url);
    length(&process, &planner, "/v1/measures?format=csv&status=running");
    let before = process.most_memory();
    for (format, least) in [("csv", 38), ("ndjson", 38), ("geojson", 38), ("xlsx", 0)] {
        let length = length(&process, &planner, &format!("/v1/measures?format={format}"));
        assert!(length > least << 20, "{format}: {length}");
        let grown = process.most_memory() - before;
        eprintln!("{format} of {length} bytes took {grown}");
        assert!(grown < 24 << 20, "{format} of {length} bytes took {grown}");
    }
}
