//! `Idempotency-Key`: whoever repeats a request gets the same answer, and nothing is
//! done twice.

use chrono::TimeDelta;
use massnahmenregister::actions::repetition::once;
use massnahmenregister::domain::{Answer as Kept, Caller, Deed, Error, Repetition};
use massnahmenregister::register::Tx;
use serde_json::{Value, json};

use crate::bulk::is_rebuilt;
use crate::commits::Pause;
use crate::contract::answers::check;
use crate::contract::{World, operations};
use crate::dry_runs::rows;
use crate::harness::{Answer, Database, TestApi, Who, complete, path_of};
use crate::process::{Http, Process, carrier, officer, open};

fn post(api: &TestApi, who: &Who, path: &str, key: &str, body: Value) -> Answer {
    api.send("POST", who, path, &[("Idempotency-Key", key)], Some(body))
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == "true"
}

#[track_caller]
fn assert_same(first: &Answer, again: &Answer, what: &str) {
    assert!(!replayed(first) && replayed(again), "{what}: {}", again.text);
    assert_eq!(first.status, again.status, "{what}");
    assert_eq!(first.text, again.text, "{what}");
    for name in ["location", "etag", "content-type", "content-language", "cache-control"] {
        assert_eq!(first.header(name), again.header(name), "{what}: {name}");
    }
}

#[test]
fn every_operation_that_takes_a_key_is_done_once() {
    let world = World::new();
    let mut seen = 0;
    for operation in operations() {
        if !operation.parameters().iter().any(|p| p["name"] == "Idempotency-Key") {
            assert!(operation.method != "post" || !operation.needs_token(), "{}", operation.id());
            continue;
        }
        let id = operation.id();
        let (mut call, who) = (world.call(&operation), world.caller(&operation));
        call.headers.push(("Idempotency-Key", format!("\"{id}\"")));
        let mut first = world.send(&who, &call);
        assert!((200..300).contains(&first.status), "{id}: {}", first.text);
        let (seq, rows_before) = (world.api.register.view().seq, rows(&world.api.database.url));
        let again = world.send(&who, &call);
        check(&operation, &again);
        assert_eq!(world.api.register.view().seq, seq, "{id} was done again");
        assert_eq!(rows(&world.api.database.url), rows_before, "{id}");
        for name in ["secret", "oneTimePassword"] {
            let told = first.json();
            let Some(secret) = told[name].as_str() else { continue };
            // That of a webhook signs what is sent to it.
            let mut kept = rows_before.lines().filter(|row| row.contains(secret));
            assert!(kept.all(|row| row.starts_with("[\"webhooks\"")), "{id}: {secret} is kept");
            first.text = first.text.replace(&format!(",\"{name}\":\"{secret}\""), "");
        }
        assert_same(&first, &again, id);
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
    is_rebuilt(&world.api);
}

#[test]
fn a_key_stands_for_one_request_of_one_caller() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let (one, two) = (api.officer(own), api.officer(own));
    let first = post(&api, &one, "/v1/measures", "a", complete(own));
    let path = path_of(&first);
    let confirm = format!("{path}/confirmations");
    let other = json!({"leadCarrier": own, "title": "Anders"});
    let refused: [(&str, Value, Option<&str>, &str); 3] = [
        ("/v1/measures", other, None, "another body"),
        (&confirm, json!({}), None, "another operation"),
        ("/v1/measures", complete(own), Some("\"1-0\""), "another condition"),
    ];
    for (path, body, read, reason) in refused {
        let mut headers = vec![("Idempotency-Key", "a")];
        headers.extend(read.map(|tag| ("If-Match", tag)));
        let answer = api.send("POST", &one, path, &headers, Some(body));
        let problem = answer.problem();
        assert_eq!((problem.0, &*problem.1), (422, "idempotency-key-reused"), "{reason}");
        assert!(!replayed(&answer), "{reason}");
    }
    let theirs = post(&api, &two, "/v1/measures", "a", complete(own)).expect(201);
    assert_ne!(theirs["id"], first.json()["id"], "everybody has keys of their own");
    let quoted = post(&api, &one, "/v1/measures", "\"a\"", complete(own));
    assert_same(&first, &quoted, "in quotes or not is the same");
}

#[test]
fn a_key_that_is_none_is_refused() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let long = "a".repeat(256);
    let seq = api.register.view().seq;
    for key in ["", " ", "\"", "a b", "a,b", "ä", &long] {
        let answer = post(&api, &officer, "/v1/measures", key, complete(own));
        let (status, code, places) = answer.problem();
        assert_eq!((status, &*code), (400, "invalid"), "{key}");
        assert_eq!(places, ["Idempotency-Key: format"], "{key}");
    }
    let twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")];
    let answer = api.send("POST", &officer, "/v1/measures", &twice, Some(complete(own)));
    assert_eq!(answer.problem().2, ["Idempotency-Key: format"]);
    assert_eq!(api.register.view().seq, seq, "nothing was done");
}

#[test]
fn where_no_key_is_needed_it_does_no_harm() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let key = [("Idempotency-Key", "a")];
    let path = format!("/v1/carriers/{own}/measures/fundus/4711");
    for (title, status) in [("Eins", 201), ("Zwei", 200)] {
        let body = json!({"title": title});
        let answer = api.send("PUT", &officer, &path, &key, Some(body));
        assert_eq!(answer.expect(status)["title"], title, "PUT says what is to be");
        assert!(!replayed(&answer));
    }
    let read = api.send("GET", &officer, "/v1/measures", &key, None);
    assert_eq!((read.status, replayed(&read)), (200, false));
    let email = json!({"email": "a@example.org", "password": "x"});
    let nobody = api.send("POST", &Who(None), "/v1/sessions", &key, Some(email));
    assert_eq!((nobody.status, replayed(&nobody)), (401, false), "nobody is known yet");
}

#[test]
fn a_refusal_is_told_again_and_another_key_is_another_try() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let draft = api.post(&officer, "/v1/measures", json!({"leadCarrier": own, "title": "Kurs"}));
    let (path, submit) = (path_of(&draft), format!("{}/submissions", path_of(&draft)));
    let seq = api.register.view().seq;
    let first = post(&api, &officer, &submit, "a", json!({}));
    assert_eq!(first.problem().1, "incomplete");
    assert_eq!(api.register.view().seq, seq, "nothing by halves");
    let mut content = complete(own);
    content.as_object_mut().unwrap().remove("leadCarrier");
    api.patch(&officer, &path, &draft.etag(), content).expect(200);
    let again = post(&api, &officer, &submit, "a", json!({}));
    assert_same(&first, &again, "as it was, also the request it names");
    post(&api, &officer, &submit, "b", json!({})).expect(200);
}

#[test]
fn what_was_refused_before_it_was_tried_is_not_kept() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let headers = [("Idempotency-Key", "a"), ("Content-Type", "application/json")];
    let garbled = api.send_text("POST", &officer, "/v1/measures", &headers, "{");
    assert_eq!(garbled.problem().1, "malformed");
    post(&api, &Who(None), "/v1/measures", "a", complete(own)).expect(401);
    let done = post(&api, &officer, "/v1/measures", "a", complete(own));
    assert_eq!((done.status, replayed(&done)), (201, false), "{}", done.text);
}

#[test]
fn a_request_that_is_still_under_way_is_a_conflict() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    let pause = Pause::of(&api.register);
    std::thread::scope(|scope| {
        let ask = || post(&api, &officer, "/v1/measures", "a", complete(own));
        // One of them waits for the register, the other is sent away.
        let both = [scope.spawn(ask), scope.spawn(ask)];
        while both.iter().all(|one| !one.is_finished()) {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let (first, busy) = {
            let [one, two] = both;
            if one.is_finished() { (two, one) } else { (one, two) }
        };
        let busy = busy.join().unwrap();
        assert_eq!((busy.problem().0, &*busy.problem().1), (409, "under-way"));
        pause.end();
        let first = first.join().unwrap();
        first.expect(201);
        let again = post(&api, &officer, "/v1/measures", "a", complete(own));
        assert_same(&first, &again, "when it was answered");
    });
}

#[test]
fn an_answer_is_kept_for_two_days_and_then_forgotten() {
    let database = Database::new();
    let register = open(&database.url);
    let own = carrier(&register, "Verein Brücken e.V.");
    let ask = |key: &str| {
        let asked =
            Repetition { caller: "user:1".to_owned(), key: key.to_owned(), digest: "1".to_owned() };
        let work = move |tx: &mut Tx<'_>| {
            let mut carrier = (**tx.view.carrier(own).unwrap()).clone();
            carrier.version += 1;
            let body = carrier.version.to_string().into();
            tx.save_carrier(Deed::Edit, Caller::System.actor(None), carrier)?;
            Ok(Kept { status: 200, headers: Vec::new(), body, told_once: None })
        };
        let (answer, again) = register.write_blocking(move |tx| once(tx, &asked, work)).unwrap();
        (String::from_utf8(answer.body.to_vec()).unwrap(), again)
    };
    assert_eq!(ask("a"), ("2".to_owned(), false));
    register.clock.advance(TimeDelta::hours(48) - TimeDelta::minutes(1));
    assert_eq!(ask("a"), ("2".to_owned(), true));
    assert_eq!(ask("b"), ("3".to_owned(), false));
    register.clock.advance(TimeDelta::minutes(2));
    assert_eq!(ask("a"), ("4".to_owned(), false), "a new request by now");
    register.clock.advance(TimeDelta::hours(72));
    ask("c");
    let kept = rows(&database.url).lines().filter(|l| l.starts_with("[\"kept_answers\"")).count();
    assert_eq!(kept, 1, "what is old goes when something new comes");
    register.clock.advance(TimeDelta::hours(72));
    let gone = || !rows(&database.url).contains("[\"kept_answers\"");
    let began = std::time::Instant::now();
    while !gone() {
        assert!(began.elapsed().as_secs() < 5, "it also goes when nothing comes");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn what_fails_after_it_was_tried_leaves_no_key() {
    let database = Database::new();
    let register = open(&database.url);
    let own = carrier(&register, "Verein Brücken e.V.");
    let asked = Repetition { caller: "user:1".into(), key: "a".into(), digest: "1".into() };
    let before = rows(&database.url);
    let ways: [fn() -> Error; 2] = [|| Error::Busy, || panic!("as this test wants it")];
    for fail in ways {
        let asked = asked.clone();
        let answer = register.write_blocking(move |tx| {
            once(tx, &asked, |tx| {
                tx.step(|tx| {
                    let carrier = (**tx.view.carrier(own).unwrap()).clone();
                    let by = Caller::System.actor(None);
                    tx.save_carrier(Deed::Edit, by, carrier)?;
                    Err(fail())
                })
            })
        });
        assert!(answer.is_err());
        assert_eq!(rows(&database.url), before);
    }
    assert!(register.write_blocking(|_| Ok(())).is_ok(), "the register goes on");
}

#[test]
fn of_two_processes_one_does_it_and_both_tell_it() {
    let database = Database::new();
    let register = open(&database.url);
    let own = carrier(&register, "Verein Brücken e.V.");
    let who = officer(&register, own);
    let processes = [Process::serve(&database.url), Process::serve(&database.url)];
    let rounds = 20;
    for round in 0..rounds {
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let ask = |process: &Process| {
                let (http, who) = (Http::to(&process.address), &who);
                let key = format!("round-{round}");
                scope.spawn(move || {
                    loop {
                        let headers = [("Idempotency-Key", key.as_str())];
                        let path = "/v1/measures";
                        let answer = http
                            .send_with("POST", who, path, &headers, Some(complete(own)))
                            .unwrap();
                        // Still under way in the same process.
                        if answer.status != 409 {
                            break answer;
                        }
                    }
                })
            };
            let both = processes.iter().chain(&processes).map(ask).collect::<Vec<_>>();
            both.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|answer| !replayed(answer)).count(), 1, "{round}");
        for answer in &answers {
            assert_eq!((answer.status, &answer.text), (201, &answers[0].text), "{round}");
        }
    }
    let seq = register.view().seq;
    let http = Http::to(&processes[0].address);
    let list = http.get(&who, "/v1/measures?limit=200").unwrap();
    assert_eq!(list.json()["items"].as_array().unwrap().len(), rounds, "after {seq} changes");
}
