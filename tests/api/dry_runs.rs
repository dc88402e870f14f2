//! `dryRun=true`: the same checks and the same kind of answer, and nothing is stored.

use std::sync::Arc;

use massnahmenregister::domain::Instant;
use massnahmenregister::register::View;
use massnahmenregister::store::{Store, backup};
use serde_json::{Value, json};

use crate::contract::answers::check;
use crate::contract::world::Call;
use crate::contract::{Operation, World, operations};
use crate::harness::{PUBLIC, TestApi, complete, path_of};
use crate::view::same;

/// All there is: in the database, in the view, and how often something was committed.
struct State {
    rows: String,
    view: Arc<View>,
    commits: u64,
}

impl State {
    fn of(api: &TestApi) -> Self {
        let register = &api.register;
        Self {
            rows: rows(&api.database.url),
            view: Arc::clone(&register.view()),
            commits: register.commits(),
        }
    }

    #[track_caller]
    fn assert_unchanged(&self, api: &TestApi, what: &str) {
        let now = Self::of(api);
        assert_eq!(now.rows, self.rows, "{what}: the database");
        assert_eq!((now.commits, now.view.seq), (self.commits, self.view.seq), "{what}");
        same(&self.view, &now.view);
    }
}

/// Every row of every table, as a backup has them.
pub fn rows(url: &str) -> String {
    let mut file = Vec::new();
    let mut store = Store::connect(url).unwrap();
    backup::write(&mut store, Instant::default(), &mut file, &mut |_, _| {}).unwrap();
    String::from_utf8(file).unwrap()
}

fn writes() -> Vec<Operation> {
    let all = operations().into_iter();
    let writes: Vec<_> =
        all.filter(|o| o.method != "get" && o.path().starts_with("/v1/")).collect();
    assert!(writes.len() > 30, "{} writes", writes.len());
    writes
}

fn dry(call: &Call) -> Call {
    let sign = if call.path.contains('?') { '&' } else { '?' };
    Call { path: format!("{}{sign}dryRun=true", call.path), ..call.clone() }
}

#[test]
fn every_write_can_be_tried_and_then_still_be_done() {
    let world = World::new();
    for operation in writes() {
        let id = operation.id();
        let (call, who) = (world.call(&operation), world.caller(&operation));
        let before = State::of(&world.api);
        let tried = world.send(&who, &dry(&call));
        before.assert_unchanged(&world.api, id);
        assert_eq!(tried.header("dry-run"), "true", "{id}: {}", tried.text);
        assert_eq!(tried.header("location"), "", "{id}: nothing is there");
        check(&operation, &tried);
        let done = world.send(&who, &call);
        assert_eq!(tried.status, done.status, "{id}: {} {}", tried.text, done.text);
        assert!((200..300).contains(&done.status), "{id}: {}", done.text);
        assert_eq!(done.header("dry-run"), "", "{id}");
        assert_eq!(members(&tried.json()), members(&without_secrets(done.json())), "{id}");
    }
}

/// What is told once, and would be worth nothing after a dry run.
fn without_secrets(mut answer: Value) -> Value {
    for secret in ["secret", "oneTimePassword"] {
        if let Some(answer) = answer.as_object_mut() {
            answer.remove(secret);
        }
    }
    answer
}

fn members(answer: &Value) -> Vec<String> {
    answer.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

#[test]
fn every_write_that_is_tried_has_the_same_problems() {
    let world = World::new();
    for operation in writes() {
        let who = world.caller(&operation);
        let mut calls = vec![];
        let mut wrong = world.call(&operation);
        if let Some(body @ Value::Object(_)) = &mut wrong.body {
            body["nonsense"] = json!(1);
            calls.push((who.clone(), wrong));
        }
        let mut stale = world.call(&operation);
        if stale.headers.iter().any(|(name, _)| *name == "If-Match") {
            stale.headers.retain(|(name, _)| *name != "If-Match");
            calls.push((who.clone(), stale.clone()));
            stale.headers.push(("If-Match", "\"99-0\"".to_owned()));
            calls.push((who, stale));
        }
        calls.push((PUBLIC, world.call(&operation)));
        for (who, call) in calls {
            let before = State::of(&world.api);
            let tried = world.send(&who, &dry(&call));
            before.assert_unchanged(&world.api, operation.id());
            check(&operation, &tried);
            if tried.status < 400 {
                continue;
            }
            let done = world.send(&who, &call);
            assert_eq!(tried.problem(), done.problem(), "{}", operation.id());
        }
    }
}

/// Whoever mends a request wants to mend it once.
#[test]
fn what_is_wrong_with_how_and_with_what_is_told_at_once() {
    let world = World::new();
    let mut seen = 0;
    for operation in writes() {
        let who = world.caller(&operation);
        let mut call = world.call(&operation);
        let Some(body @ Value::Object(_)) = &mut call.body else { continue };
        body["nonsense"] = json!(1);
        call.headers.push(("Idempotency-Key", "a b".to_owned()));
        let sign = if call.path.contains('?') { '&' } else { '?' };
        call.path = format!("{}{sign}dryRun=maybe", call.path);
        let names = operation.parameters();
        let names: Vec<_> = names.iter().filter_map(|p| p["name"].as_str()).collect();
        let mut expected = vec!["dryRun wrong-kind".to_owned(), "/nonsense unknown-field".into()];
        for flag in ["atomic", "skipRefused"].iter().filter(|flag| names.contains(flag)) {
            call.path.push_str(&format!("&{flag}=maybe"));
            expected.push(format!("{flag} wrong-kind"));
        }
        if names.contains(&"Idempotency-Key") {
            expected.push("Idempotency-Key: format".to_owned());
        }
        let before = State::of(&world.api);
        let answer = world.send(&who, &call);
        let (status, code, places) = answer.problem();
        before.assert_unchanged(&world.api, operation.id());
        assert_eq!((status, &*code), (400, "invalid"), "{}", operation.id());
        assert!(expected.iter().all(|e| places.contains(e)), "{}: {places:?}", operation.id());
        seen += 1;
    }
    assert!(seen > 25, "{seen}");
}

#[test]
fn a_rule_of_the_state_stands_against_a_dry_run_too() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let draft = api.post(&officer, "/v1/measures", json!({"leadCarrier": own, "title": "Kurs"}));
    let path = format!("{}/submissions", path_of(&draft));
    let before = State::of(&api);
    let tried = api.post(&officer, &format!("{path}?dryRun=true"), json!({}));
    before.assert_unchanged(&api, "incomplete");
    assert_eq!(tried.header("dry-run"), "true");
    assert_eq!(tried.problem(), api.post(&officer, &path, json!({})).problem());
    assert_eq!(tried.problem().1, "incomplete");
}

#[test]
fn what_was_only_tried_cannot_be_mistaken_for_a_version() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let draft = api.draft(&officer, own);
    let path = path_of(&draft);
    let change = json!({"title": "Fahrradwerkstatt"});
    let tried = api.patch(&officer, &format!("{path}?dryRun=true"), &draft.etag(), change.clone());
    assert_eq!(tried.expect(200)["title"], "Fahrradwerkstatt");
    assert_eq!(api.get(&officer, &path).text, draft.text);
    // Somebody else writes the version that was only tried.
    api.patch(&officer, &path, &draft.etag(), json!({"title": "Kochkurs"})).expect(200);
    api.patch(&officer, &path, &tried.etag(), change).expect(412);
}

#[test]
fn whether_it_is_a_dry_run_is_said_clearly() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let before = State::of(&api);
    for query in ["dryRun", "dryRun=", "dryRun=yes", "dryRun=1", "dryRun=true&dryRun=true"] {
        let answer = api.post(&officer, &format!("/v1/measures?{query}"), complete(own));
        let (status, code, places) = answer.problem();
        assert_eq!((status, &*code), (400, "invalid"), "{query}");
        assert!(places.iter().all(|place| place.starts_with("dryRun ")), "{query}: {places:?}");
    }
    let read = api.get(&officer, "/v1/measures?dryRun=true");
    assert_eq!(read.problem().2, ["dryRun unknown-parameter"], "a read is one anyway");
    before.assert_unchanged(&api, "nothing was taken for a write");
    let done = api.post(&officer, "/v1/measures?dryRun=false", complete(own));
    assert_eq!((done.status, done.header("dry-run")), (201, ""));
}

#[test]
fn a_dry_run_neither_uses_a_key_nor_hides_that_it_is_used() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let send = |path: &str, body: Value| {
        api.send("POST", &officer, path, &[("Idempotency-Key", "a")], Some(body))
    };
    let before = State::of(&api);
    let tried = send("/v1/measures?dryRun=true", complete(own)).expect(201);
    before.assert_unchanged(&api, "with a key");
    let done = send("/v1/measures", complete(own)).expect(201);
    assert_ne!(tried["id"], done["id"], "it was done only now");
    let before = State::of(&api);
    assert_eq!(send("/v1/measures?dryRun=true", complete(own)).expect(201), done);
    let other = json!({"leadCarrier": own, "title": "Anders"});
    send("/v1/measures?dryRun=true", other).expect(422);
    before.assert_unchanged(&api, "after it was used");
}
