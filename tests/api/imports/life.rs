//! From preview to confirmation, and back.

use chrono::TimeDelta;
use serde_json::json;

use super::{confirm, counts, faults, path_of, preview, rows, send};
use crate::bulk::is_rebuilt;
use crate::exports::written;
use crate::harness::{PUBLIC, TestApi};
use crate::process::{Http, Process};

#[test]
fn new_measures_are_the_callers_own_and_known_ones_are_found_by_their_name_elsewhere() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let file = "Titel;Fremdsystem;Fremd-ID;Stadtteile;Reichweite\nKochkurs;fundus;1;06|08;stadtteile\nNähkurs;fundus;2;;citywide\n";
    let import = preview(&api, &officer, file);
    assert_eq!(counts(&import), [2, 0, 0, 0]);
    assert_eq!(api.get(&officer, "/v1/measures").expect(200)["total"], 0, "only a preview");
    let (seq, commits) = (api.register.view().seq, api.register.commits());
    let done = confirm(&api, &officer, &import);
    assert_eq!((done["state"].as_str(), &done["version"]), (Some("confirmed"), &json!(2)));
    assert_eq!(api.register.view().seq - seq, 2);
    assert_eq!(api.register.commits() - commits, 1, "one transaction");
    for row in rows(&api, &officer, &import, "") {
        let path = format!("/v1/measures/{}", row["measure"].as_str().unwrap());
        let measure = api.get(&officer, &path).expect(200);
        assert_eq!(measure["leadCarrier"]["id"], own.to_string());
        assert_eq!(measure["title"], row["title"]);
    }
    let again = preview(&api, &officer, &file.replace("Nähkurs", "Nähstube"));
    assert_eq!(counts(&again), [0, 1, 1, 0], "they are found");
    let etag = api.get(&officer, &path_of(&import)).etag();
    let deleted = api.delete(&officer, &path_of(&import), &etag);
    assert_eq!(deleted.problem().0, 409, "it could not be undone any more");
    let twice = api.post(&officer, &format!("{}/confirm", path_of(&import)), json!({}));
    assert_eq!(twice.problem().0, 409, "once is enough");
    is_rebuilt(&api);
}

#[test]
fn what_was_changed_since_the_preview_keeps_all_from_being_done() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let drafts = [api.draft(&officer, own), api.draft(&officer, own)];
    let id = |n: usize| drafts[n].json()["id"].as_str().unwrap().to_owned();
    let file = format!("id,summary\n{},Eins\n{},Zwei\n,\n", id(0), id(1));
    let import = preview(&api, &officer, &file);
    assert_eq!(counts(&import), [0, 2, 0, 0], "an empty row is none");
    let path = format!("/v1/measures/{}", id(1));
    api.patch(&officer, &path, &drafts[1].etag(), json!({"title": "Anders"})).expect(200);
    let seq = api.register.view().seq;
    let refused = api.post(&officer, &format!("{}/confirm", path_of(&import)), json!({}));
    assert_eq!(refused.problem().2, ["/items/3 stale"], "row 3 of the file");
    assert_eq!(api.register.view().seq, seq, "nothing is done half");
    let again = preview(&api, &officer, &file);
    confirm(&api, &officer, &again);
    is_rebuilt(&api);
}

#[test]
fn an_undone_import_leaves_everything_as_it_was() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    // A carrier's change of a published title waits for review; its summary does not.
    let path = api.published(own);
    let before = api.get(&officer, &path).expect(200);
    let id = before["id"].as_str().unwrap();
    let file = format!("id,title,summary\n{id},Neuer Titel,Neu\n,Neue Maßnahme,\n");
    let import = preview(&api, &officer, &file);
    assert_eq!(counts(&import), [1, 1, 0, 0]);
    confirm(&api, &officer, &import);
    let now = api.get(&officer, &path).expect(200);
    assert_eq!((&now["summary"], &now["title"]), (&json!("Neu"), &before["title"]));
    assert_eq!(now["pendingRevision"]["title"], "Neuer Titel");
    let undo = format!("{}/undo", path_of(&import));
    let undone = api.post(&officer, &undo, json!({})).expect(200);
    assert_eq!(undone["state"], "undone");
    let after = api.get(&officer, &path).expect(200);
    assert_eq!((written(&after), &after["pendingRevision"]), (written(&before), &json!(null)));
    assert_eq!(after["version"], json!(before["version"].as_u64().unwrap() + 2), "as versions");
    assert_eq!(api.get(&officer, "/v1/measures").expect(200)["total"], 1, "the new one is gone");
    api.post(&officer, &undo, json!({})).expect(409);
    is_rebuilt(&api);
}

#[test]
fn what_was_changed_since_stands_against_an_undo_and_so_does_time() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let draft = api.draft(&officer, own);
    let id = draft.json()["id"].as_str().unwrap().to_owned();
    let import = preview(&api, &officer, &format!("id,summary\n,\n{id},Neu\n"));
    let undo = format!("{}/undo", path_of(&import));
    api.post(&officer, &undo, json!({})).expect(409);
    confirm(&api, &officer, &import);
    let path = format!("/v1/measures/{id}");
    let etag = api.get(&officer, &path).etag();
    api.patch(&officer, &path, &etag, json!({"title": "Danach"})).expect(200);
    let refused = api.post(&officer, &undo, json!({}));
    assert_eq!(refused.problem().2, ["/items/3 stale"]);
    assert_eq!(api.get(&officer, &path).expect(200)["summary"], "Neu");
    api.register.clock.advance(TimeDelta::hours(25));
    let officer = api.officer(own);
    api.get(&officer, &path_of(&import)).expect(404);
    api.post(&officer, &undo, json!({})).expect(404);
}

#[test]
fn refused_rows_stand_against_it_unless_they_are_passed_over() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let import = preview(
        &api,
        &officer,
        "title,stadtteile,reach\nGut,06,stadtteile\nSchlecht,99,stadtteile\n",
    );
    assert_eq!(counts(&import), [1, 0, 0, 1]);
    let path = format!("{}/confirm", path_of(&import));
    assert_eq!(api.post(&officer, &path, json!({})).problem().0, 409);
    api.post(&officer, &format!("{path}?skipRefused=true"), json!({})).expect(200);
    assert_eq!(api.get(&officer, "/v1/measures").expect(200)["total"], 1);
}

#[test]
fn imports_are_seen_by_who_works_for_the_same_carrier_and_by_the_planning_office() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let import = preview(&api, &officer, "title\nKurs\n");
    assert_eq!(import["carriers"], json!([own]));
    let path = path_of(&import);
    for who in [&officer, &api.officer(own), &api.planner(), &api.administrator(), &api.reader()] {
        assert_eq!(api.get(who, "/v1/imports").expect(200)["items"], json!([import]));
        assert_eq!(api.get(who, &path).expect(200), import);
        assert_eq!(rows(&api, who, &import, "").len(), 1);
    }
    let other = api.officer(api.carrier("Ein anderer"));
    let office = preview(&api, &api.planner(), &format!("title,leadCarrier\nKurs,{own}\n"));
    assert_eq!(office["carriers"], json!([]));
    for (who, import) in [(&other, &import), (&officer, &office)] {
        let path = path_of(import);
        let items = api.get(who, "/v1/imports").expect(200)["items"].clone();
        assert!(!items.as_array().unwrap().contains(import));
        for path in [&path, &format!("{path}/rows")] {
            api.get(who, path).expect(404);
        }
        api.post(who, &format!("{path}/confirm"), json!({})).expect(404);
        api.post(who, &format!("{path}/undo"), json!({})).expect(404);
        api.delete(who, &path, "\"1-0\"").expect(404);
    }
    api.get(&PUBLIC, &path).expect(401);
    api.delete(&officer, &path, "\"9-0\"").expect(412);
    let etag = api.get(&officer, &path).etag();
    api.delete(&api.reader(), &path, &etag).expect(403);
    api.delete(&api.planner(), &path, &etag).expect(204);
    api.get(&officer, &path).expect(404);
}

#[test]
fn each_row_is_asked_about_as_a_write_of_its_own() {
    let api = TestApi::new();
    let (own, other) = (api.carrier("Verein"), api.carrier("Ein anderer"));
    let officer = api.officer(own);
    let published = api.published(other);
    let foreign = api.get(&officer, &published).expect(200)["id"].as_str().unwrap().to_owned();
    let hidden = api.draft(&api.officer(other), other).json()["id"].as_str().unwrap().to_owned();
    let archived = api.published(own);
    let reason = json!({"reason": "Doppelt"});
    api.post(&api.planner(), &format!("{archived}/archivings"), reason).expect(200);
    let archived = archived.rsplit('/').next().unwrap();
    let file = format!(
        "id,leadCarrier,title\n{foreign},,Neu\n{hidden},,Neu\n,{other},Neu\n{archived},,Neu\n,,Neu\n"
    );
    let import = preview(&api, &officer, &file);
    let found = faults(&rows(&api, &officer, &import, ""));
    let expected = ["2  forbidden", "3 id no-such", "4  forbidden", "5  publication"];
    assert_eq!(found, expected);
    assert_eq!(counts(&import), [1, 0, 0, 4]);
    for who in [api.reader(), api.client(Some(own), &["measures:read"])] {
        assert_eq!(send(&api, &who, super::CSV, b"title\nKurs").problem().0, 403);
    }
    assert_eq!(send(&api, &PUBLIC, super::CSV, b"title\nKurs").problem().0, 401);
}

#[test]
fn a_preview_outlives_its_process_and_another_may_confirm_it() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let import = preview(&api, &officer, "title\nKurs\n");
    let path = path_of(&import);
    let first = Process::serve(&api.database.url);
    let answer = Http::to(&first.address).get(&officer, &path).unwrap();
    assert_eq!(answer.expect(200)["state"], "preview");
    first.kill();
    let second = Process::serve(&api.database.url);
    let http = Http::to(&second.address);
    let done = http.post(&officer, &format!("{path}/confirm"), json!({})).unwrap();
    assert_eq!(done.expect(200)["state"], "confirmed");
    api.post(&officer, &format!("{path}/undo"), json!({})).expect(200);
}

#[test]
fn a_repeated_upload_is_the_same_import() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let upload = |file: &str| {
        let headers = [("Content-Type", super::CSV), ("Idempotency-Key", "a")];
        api.send_text("POST", &officer, "/v1/imports", &headers, file)
    };
    let first = upload("title\nKurs\n").expect(201);
    assert_eq!(upload("title\nKurs\n").expect(201), first);
    upload("title\nAnders\n").expect(422);
}

#[test]
fn of_two_processes_that_confirm_one_import_one_does_it() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let import = preview(&api, &officer, "title\nKurs\nNoch einer\n");
    let path = format!("{}/confirm", path_of(&import));
    let other = Process::serve(&api.database.url);
    let mut answers = std::thread::scope(|scope| {
        let there = scope.spawn(|| {
            let answer = Http::to(&other.address).post(&officer, &path, json!({}));
            answer.unwrap().status
        });
        let here = api.post(&officer, &path, json!({})).status;
        [here, there.join().unwrap()]
    });
    answers.sort_unstable();
    assert_eq!(answers, [200, 409]);
    let list = Http::to(&other.address).get(&officer, "/v1/imports").unwrap().expect(200);
    assert_eq!(list["items"][0]["state"], "confirmed");
    api.post(&officer, &format!("{}/undo", path_of(&import)), json!({})).expect(200);
    is_rebuilt(&api);
}
