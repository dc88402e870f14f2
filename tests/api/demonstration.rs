//! `serve --demo`: everything may be tried, nothing stays, and nobody's register
//! is touched.

use std::fs::File;
use std::process::Output;

use massnahmenregister::store::Store;
use serde_json::json;

use crate::harness::{Database, PUBLIC, Who};
use crate::process::{Http, Process, program};

/// A demonstration, and what it told whoever started it.
struct Demonstration {
    process: Process,
    told: String,
}

impl Demonstration {
    fn start(url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("told");
        let process = Process::serve_telling(url, &["--demo"], File::create(&path).unwrap());
        Self { process, told: std::fs::read_to_string(path).unwrap() }
    }

    fn setting(&self, name: &str) -> &str {
        let told = self.told.split_whitespace().find_map(|word| word.strip_prefix(name));
        told.unwrap_or_else(|| panic!("no {name} in {}", self.told))
    }

    fn planner(&self) -> Who {
        let token = self.told.split("as a planner:\n").nth(1).and_then(|rest| rest.lines().next());
        Who(Some(token.unwrap().to_owned()))
    }

    /// Measures that the planner sees.
    fn titles(&self) -> Vec<String> {
        let measures =
            Http::to(&self.process.address).get(&self.planner(), "/v1/measures?limit=200");
        let items = measures.unwrap().expect(200)["items"].as_array().unwrap().clone();
        let mut titles: Vec<_> =
            items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect();
        titles.sort();
        titles
    }
}

fn run(url: &str, line: &[&str]) -> Output {
    program(url).args(line).stdout(std::process::Stdio::piped()).output().unwrap()
}

fn succeed(url: &str, line: &[&str]) -> String {
    let output = run(url, line);
    assert!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What is said by a program that does not start.
fn refuse(url: &str, line: &[&str]) -> String {
    let output = run(url, &[line, &["--listen", "127.0.0.1:0"]].concat());
    assert_eq!(output.status.code(), Some(1), "{line:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_demonstration_forgets_what_was_written_when_it_starts_again() {
    let database = Database::new();
    let demonstration = Demonstration::start(&database.url);
    let before = demonstration.titles();
    assert_eq!(before.len(), 38);
    let body = json!({"leadCarrier": demonstration.setting("REGISTER_CARRIER="), "title": "Neu"});
    let http = Http::to(&demonstration.process.address);
    http.post(&demonstration.planner(), "/v1/measures", body).unwrap().expect(201);
    assert_eq!(demonstration.titles().len(), 39);
    let old = demonstration.planner();
    demonstration.process.kill();

    let again = Demonstration::start(&database.url);
    assert_eq!(again.titles(), before);
    let http = Http::to(&again.process.address);
    assert_eq!(http.get(&old, "/v1/me").unwrap().status, 401, "nor are old tokens taken");
    assert_eq!(http.get(&PUBLIC, "/v1/measures").unwrap().status, 200);
}

#[test]
fn a_demonstration_that_runs_is_not_emptied_by_another() {
    let database = Database::new();
    let demonstration = Demonstration::start(&database.url);
    let told = refuse(&database.url, &["serve", "--demo"]);
    assert!(told.contains("is in use"), "{told}");
    assert_eq!(demonstration.titles().len(), 38);
}

#[test]
fn a_register_is_never_taken_for_a_demonstration() {
    let (database, folder) = (Database::new(), tempfile::tempdir().unwrap());
    let url = &database.url;
    succeed(url, &["user", "add", "mina@example.org", "--role", "planner"]);
    let backup = folder.path().join("backup");
    let backup = backup.to_str().unwrap();
    succeed(url, &["backup", backup]);

    let told = refuse(url, &["serve", "--demo"]);
    assert!(told.contains("holds a register that is no demonstration"), "{told}");
    assert!(succeed(url, &["user", "list"]).contains("mina@example.org"));

    let other = Database::new();
    Demonstration::start(&other.url).process.kill();
    let told = refuse(&other.url, &["serve"]);
    assert!(told.contains("emptied at its next start"), "{told}");
    succeed(&other.url, &["restore", backup, "--force"]);
    refuse(&other.url, &["serve", "--demo"]);
    assert!(succeed(&other.url, &["user", "list"]).contains("mina@example.org"));
}

#[test]
fn a_register_of_an_older_release_is_not_even_migrated() {
    let database = Database::new();
    succeed(&database.url, &["user", "add", "mina@example.org", "--role", "planner"]);
    let mut store = Store::connect(&database.url).unwrap();
    store.execute("ALTER TABLE register DROP COLUMN demonstration").unwrap();
    let newer = "DELETE FROM __diesel_schema_migrations WHERE version >= '20261124100000'";
    store.execute(newer).unwrap();
    let before = store.migration().unwrap();
    drop(store);

    let told = refuse(&database.url, &["serve", "--demo"]);
    assert!(told.contains("is no demonstration"), "{told}");
    assert_eq!(Store::connect(&database.url).unwrap().migration().unwrap(), before);
}
