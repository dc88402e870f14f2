//! `massnahmen import`.

use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::json;

use crate::exports::rich;
use crate::harness::TestApi;
use crate::process::program;

fn run(api: &TestApi, line: &[&str]) -> Output {
    let mut program = program(&api.database.url);
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    program.args(line).output().unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).unwrap()
}

fn change(file: &Path) {
    let csv = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, csv.replace("geheim", "nicht mehr geheim")).unwrap();
}

#[test]
fn what_was_exported_is_changed_imported_and_undone() {
    let api = TestApi::new();
    let (officer, created) = rich(&api);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let file = path.to_str().unwrap();
    assert!(run(&api, &["export", file]).status.success());
    change(&path);
    let said = run(&api, &["import", file]);
    assert!(said.status.success(), "{said:?}");
    let line = format!("{file}: 0 created, 1 updated, 0 unchanged, 0 refused\n");
    assert_eq!(text(&said.stdout), line);
    let done = run(&api, &["import", file, "--confirm"]);
    assert!(done.status.success(), "{done:?}");
    let find = || {
        let path = crate::harness::path_of(&created);
        let seq = massnahmenregister::store::Store::connect(&api.database.url).unwrap().seq();
        let seq = seq.unwrap().to_string();
        let headers = [("At-Least-Sequence", seq.as_str())];
        api.send("GET", &officer, &path, &headers, None).expect(200)
    };
    assert_eq!(find()["internalNote"], "nicht mehr geheim");
    let id = text(&done.stdout);
    let id = id.split("--undo ").nth(1).unwrap().split('`').next().unwrap();
    assert!(run(&api, &["import", "--undo", id]).status.success());
    assert_eq!(find()["internalNote"], "geheim");
    let again = run(&api, &["import", "--undo", id]);
    assert_eq!(again.status.code(), Some(1), "{again:?}");
}

#[test]
fn a_refused_row_is_printed_and_is_a_failure() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let file = path.to_str().unwrap();
    let rows = format!(
        "Träger (ID),Titel,Stadtteile,Reichweite\n{carrier},Gut,06,stadtteile\n{carrier},Schlecht,Neustatd,stadtteile\n"
    );
    std::fs::write(&path, rows).unwrap();
    for (line, total) in [
        (&["import", file][..], 0),
        (&["import", file, "--confirm"], 0),
        (&["import", file, "--confirm", "--skip-refused"], 1),
    ] {
        let output = run(&api, line);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let printed = text(&output.stdout);
        let row = printed.lines().find(|line| line.trim_start().starts_with("3 ")).unwrap();
        assert!(row.contains("Stadtteile") && row.contains("Neustatd"), "{printed}");
        assert!(row.contains("There is no such Stadtteil. Did you mean 0"), "{printed}");
        assert!(text(&output.stderr).contains("refused: 1"), "{output:?}");
        let count = massnahmenregister::store::Store::connect(&api.database.url).unwrap().seq();
        let headers = [("At-Least-Sequence", &*count.unwrap().to_string())];
        let list = api.send("GET", &api.planner(), "/v1/measures", &headers, None).expect(200);
        assert_eq!(list["total"], json!(total), "{line:?}");
    }
    let missing = run(&api, &["import", "nowhere.csv"]);
    assert_eq!(missing.status.code(), Some(1));
    assert_eq!(run(&api, &["import"]).status.code(), Some(2));
}
