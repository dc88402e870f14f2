//! Backup and restore, by the program itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

use chrono_tz::Europe::Berlin;
use massnahmenregister::domain::Clock;
use massnahmenregister::register::{Register, View};
use serde_json::json;
use tempfile::TempDir;

use crate::harness::{Database, TestApi};

fn massnahmen(url: &str, line: &[&str]) -> Output {
    let program = Command::new(env!("CARGO_BIN_EXE_massnahmen"))
        .env("MASSNAHMEN_DATABASE_URL", url)
        .current_dir(std::env::temp_dir())
        .args(line)
        .output();
    program.expect("the program can be run")
}

/// What the program printed when it was done, or the reason why it was not.
fn run(url: &str, line: &[&str]) -> Result<String, String> {
    let output = massnahmen(url, line);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of the test is text")
}

/// An empty folder, and an SQLite database that is not there yet.
fn elsewhere() -> (TempDir, String, PathBuf) {
    let folder = TempDir::new().expect("a folder can be made");
    let url = format!("sqlite://{}", folder.path().join("other.db").display());
    let file = folder.path().join("backup");
    (folder, url, file)
}

fn fill(api: &TestApi) {
    let umbrella = api.carrier("Dachverband");
    let young = api.carrier_of(json!({"name": "Jung", "kind": "association"}));
    let change = json!({"parent": young});
    let by = massnahmenregister::domain::Caller::System;
    // The older one now lies below the younger one.
    api.register
        .write_blocking(move |tx| {
            let update = massnahmenregister::actions::carriers::update_carrier;
            update(tx, &by, umbrella, None, &change).map(|_| ())
        })
        .expect("a carrier can be changed");
    for (carrier, title) in [(umbrella, "Sprachcafé"), (young, "Fußball für alle")] {
        let body = json!({"title": title, "leadCarrier": carrier});
        api.post(&api.officer(carrier), "/v1/measures", body).expect(201);
    }
    let planner = api.planner();
    let webhook = api.post(&planner, "/v1/webhooks", json!({"url": "https://example.org/"}));
    let id = webhook.expect(201)["id"].as_str().expect("it has an id").to_owned();
    api.post(&planner, &format!("/v1/webhooks/{id}/tests"), json!({})).expect(202);
    let figures = json!({
        "source": {"text": "Amt für Statistik"}, "licence": "dl-de/by-2-0",
        "items": [{"stadtteil": "06", "total": 100, "foreignResidents": 2}],
    });
    api.put(&api.administrator(), "/v1/population/2021", figures).expect(201);
}

/// The same register, but for what is not stored.
fn same(one: &View, other: &View) -> bool {
    one.measures == other.measures
        && one.catalog == other.catalog
        && one.seq == other.seq
        && one.carriers().eq(other.carriers())
        && one.clients().eq(other.clients())
        && one.webhooks().eq(other.webhooks())
        && one.populations().eq(other.populations())
}

fn opened(url: &str) -> Register {
    Register::open(url, Clock::new(Berlin)).expect("a restored register can be opened").0
}

/// Everything but the header, which tells when and by what it was written.
fn rows(file: &Path) -> String {
    let text = std::fs::read_to_string(file).expect("a backup is text");
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with('[')).collect();
    rows.join("\n")
}

#[test]
fn a_backup_restores_on_either_database() {
    let api = TestApi::new();
    fill(&api);
    let (folder, sqlite, file) = elsewhere();
    run(&api.database.url, &["backup", text(&file)]).unwrap();
    let target = Database::new();
    let again = folder.path().join("again");
    for (from, url) in [(&file, &sqlite), (&again, &target.url)] {
        run(url, &["restore", text(from)]).unwrap();
        assert!(same(&opened(url).view(), &api.register.view()));
        run(url, &["backup", text(&again)]).unwrap();
        assert_eq!(rows(&again), rows(&file));
    }
}

#[test]
fn a_backup_is_of_one_moment_while_others_write() {
    let api = TestApi::new();
    fill(&api);
    let stop = AtomicBool::new(false);
    let writing = || {
        let numbers = (0..).take_while(|_| !stop.load(Ordering::Relaxed));
        numbers.for_each(|number| {
            api.carrier(&format!("Träger {number}"));
        });
    };
    let backed_up: Result<Vec<_>, String> = std::thread::scope(|scope| {
        scope.spawn(writing);
        let rounds = (0..5).map(|_| {
            let (_folder, url, file) = elsewhere();
            run(&api.database.url, &["backup", text(&file)])?;
            run(&url, &["restore", text(&file)])?;
            Ok(opened(&url).view().seq)
        });
        let rounds = rounds.collect();
        stop.store(true, Ordering::Relaxed);
        rounds
    });
    let seqs = backed_up.unwrap();
    assert!(seqs.is_sorted_by(|before, after| before < after), "{seqs:?}");
}

#[test]
fn only_its_owner_reads_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    let api = TestApi::new();
    let (folder, _, file) = elsewhere();
    std::fs::write(&file, "an older one").unwrap();
    run(&api.database.url, &["backup", text(&file)]).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let refused = run(&api.database.url, &["backup", "/nowhere/at/all"]);
    assert!(refused.unwrap_err().contains("/nowhere/at"));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn what_is_there_is_not_overwritten_unasked() {
    let api = TestApi::new();
    fill(&api);
    let (_folder, url, file) = elsewhere();
    run(&api.database.url, &["backup", text(&file)]).unwrap();
    let refused = run(&api.database.url, &["restore", "--force", text(&file)]).unwrap_err();
    assert!(refused.contains("stop the service first"), "{refused}");

    run(&url, &["carrier", "list"]).unwrap();
    run(&url, &["catalog", "load"]).unwrap();
    run(&url, &["carrier", "add", "Eigener", "--kind", "association"]).unwrap();
    let refused = run(&url, &["restore", text(&file)]).unwrap_err();
    assert!(refused.contains("add --force"), "{refused}");
    assert!(run(&url, &["carrier", "list"]).unwrap().contains("Eigener"));
    run(&url, &["restore", "--force", text(&file)]).unwrap();
    let carriers = run(&url, &["carrier", "list"]).unwrap();
    assert!(carriers.contains("Dachverband") && !carriers.contains("Eigener"), "{carriers}");
}

#[test]
fn a_damaged_backup_touches_nothing() {
    let api = TestApi::new();
    fill(&api);
    let (folder, url, file) = elsewhere();
    run(&api.database.url, &["backup", text(&file)]).unwrap();
    let whole = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let without = |number: usize| {
        let kept = lines.iter().enumerate().filter(|(at, _)| *at != number);
        kept.map(|(_, line)| format!("{line}\n")).collect::<String>()
    };
    let cases = [
        (String::new(), "its end is missing", "empty"),
        (whole[..whole.len() / 2].to_owned(), "its end is missing", "cut off in a line"),
        (without(lines.len() - 1), "its end is missing", "cut off after a line"),
        (without(3), "damaged", "a row is gone"),
        (whole.replace("Sprachcafé", "Sprachkurs"), "damaged", "a word is another"),
        (format!("{whole}\n"), "damaged", "something after the end"),
        (whole.replace("[\"carriers\"", "[\"carrots\""), "damaged", "an unknown table"),
        (whole.replace("Backup\":1", "Backup\":9"), "a format", "a later format"),
        (whole.replace("\"migration\":\"2", "\"migration\":\"1"), "release", "other tables"),
        ("{}\n".to_owned(), "no backup", "some other file"),
    ];
    for (content, expected, reason) in cases {
        assert_ne!(content, whole, "{reason}");
        std::fs::write(&file, content).unwrap();
        let refused = run(&url, &["restore", "--force", text(&file)]).unwrap_err();
        assert!(refused.contains(expected), "{reason}: {refused}");
        assert!(!folder.path().join("other.db").exists(), "{reason}");
    }
}
