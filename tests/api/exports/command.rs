//! `massnahmen export`.

use std::process::{Output, Stdio};

use serde_json::Value;

use super::{file, rich};
use crate::harness::TestApi;
use crate::process::program;

fn run(api: &TestApi, line: &[&str]) -> Output {
    let mut program = program(&api.database.url);
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    program.arg("export").args(line).output().unwrap()
}

#[test]
fn the_command_line_writes_what_the_list_answers() {
    let api = TestApi::new();
    rich(&api);
    let printed = run(&api, &[]);
    assert!(printed.status.success(), "{printed:?}");
    let served = file(&api, &api.planner(), "/v1/measures?format=csv");
    assert_eq!(printed.stdout, served);
    assert!(printed.stderr.is_empty(), "a bar is for terminals: {printed:?}");
    let public = run(&api, &["--public", "--format", "ndjson"]);
    assert!(public.stdout.is_empty(), "a draft is not public");
    let filtered = run(&api, &["--filter", "status=running", "--format", "geojson"]);
    let filtered: Value = serde_json::from_slice(&filtered.stdout).unwrap();
    assert_eq!(filtered["features"], serde_json::json!([]));
}

#[test]
fn a_file_is_named_and_whole() {
    let api = TestApi::new();
    rich(&api);
    let folder = tempfile::tempdir().unwrap();
    for (name, begin) in [("a.xlsx", "PK"), ("a.ics", "BEGIN:VCALENDAR"), ("a.csv", "id,version")] {
        let path = folder.path().join(name);
        let path = path.to_str().unwrap();
        let output = run(&api, &[path, "--filter", "handlungsfeld=2"]);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{path}: 1 measures\n"));
        assert!(std::fs::read(path).unwrap().starts_with(begin.as_bytes()), "{name}");
    }
    let pdf = folder.path().join("a.pdf");
    let refused = run(&api, &[pdf.to_str().unwrap()]);
    let told = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{told}");
    assert!(told.contains("a.pdf") && told.contains("csv, excel-de, xlsx"), "{told}");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 3, "nothing unfinished is left");
}

#[test]
fn a_filter_that_is_wrong_is_named() {
    let api = TestApi::new();
    let wrong = run(&api, &["--filter", "status=lost", "--filter", "farbe=rot"]);
    let errors = String::from_utf8(wrong.stderr).unwrap();
    assert_eq!(wrong.status.code(), Some(1), "{errors}");
    assert!(errors.contains("?status") && errors.contains("?farbe"), "{errors}");
}
