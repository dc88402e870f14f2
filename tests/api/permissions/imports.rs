//! Importing a file, by everybody, in every state: each row is what the same edit is.

use massnahmenregister::domain::import::Import;
use massnahmenregister::domain::{Action, Caller, CarrierId, Conflict, Error};
use serde_json::json;

use super::office::{Office, STATES};
use crate::harness::Who;
use crate::imports::{CSV, counts, path_of, rows, send};

#[test]
fn who_may_change_what_by_a_file() {
    let office = Office::new();
    let roles = office.roles();
    let mut cells = 0;
    for state in STATES {
        let mut path = office.measure(state);
        for (role, who) in &roles {
            let (caller, measure) = (office.caller(who), office.stored(&path));
            let cell = format!("{role}: import, {state}");
            let file = format!("ID;Kurzbeschreibung\n{};Aus der Datei\n", measure.id);
            let answer = send(&office.api, who, CSV, file.as_bytes());
            let expected = match caller.may_import() {
                Ok(()) => 201,
                Err(Error::Unauthenticated) => 401,
                Err(_) => 403,
            };
            assert_eq!(answer.status, expected, "{cell}: {}", answer.text);
            cells += 1;
            if expected != 201 {
                continue;
            }
            let row = rows(&office.api, who, &answer.json(), "").remove(0);
            let code = row["faults"][0]["code"].as_str().unwrap_or_default();
            let expected = match caller.may(Action::Edit, &measure) {
                Ok(_) => "",
                Err(Error::NotFound(_)) => "no-such",
                Err(Error::Forbidden) => "forbidden",
                Err(Error::Conflict(Conflict::Publication { .. })) => "publication",
                Err(other) => panic!("{other}"),
            };
            assert_eq!(code, expected, "{cell}");
            let confirmed =
                office.api.post(who, &format!("{}/confirm", path_of(&answer.json())), json!({}));
            assert_eq!(confirmed.status, if code.is_empty() { 200 } else { 409 }, "{cell}");
            if code.is_empty() {
                assert_eq!(counts(&answer.json()), [0, 1, 0, 0], "{cell}");
                let undo = format!("{}/undo", path_of(&answer.json()));
                office.api.post(who, &undo, json!({})).expect(200);
                path = office.measure(state);
            }
        }
    }
    assert_eq!(cells, STATES.len() * roles.len());
}

/// Who may look at a file is what the table says, for each who uploads and each who looks.
#[test]
fn who_sees_whose_imports_and_may_throw_them_away() {
    let office = Office::new();
    let roles = office.roles();
    let may_import = |who: &Who| office.caller(who).may_import().is_ok();
    let file = "Titel;Träger\nKurs;Verein Brücken e.V.\n";
    let mut cells = 0;
    for (uploader, by) in roles.iter().filter(|(_, who)| may_import(who)) {
        let json = send(&office.api, by, CSV, file.as_bytes()).expect(201);
        let import: Import = serde_json::from_value(json.clone()).unwrap();
        let path = path_of(&json);
        for (role, who) in &roles {
            let (caller, cell) = (office.caller(who), format!("{uploader}, for {role}"));
            let (found, removed) = match (&caller, caller.sees_import(&import)) {
                (Caller::Public, _) => (401, 401),
                (_, false) => (404, 404),
                (_, true) if !may_import(who) => (200, 403),
                // Only a look: it is there for the next one.
                (_, true) => (200, 412),
            };
            assert_eq!(office.api.get(who, &path).status, found, "{cell}");
            assert_eq!(office.api.get(who, &format!("{path}/rows")).status, found, "{cell}");
            assert_eq!(office.api.delete(who, &path, "\"9-0\"").status, removed, "{cell}");
            if found != 401 {
                let list = office.api.get(who, "/v1/imports").expect(200);
                let listed = list["items"].as_array().unwrap().contains(&json);
                assert_eq!(listed, found == 200, "{cell}");
            }
            cells += 1;
        }
    }
    assert!(cells > 9 * roles.len(), "{cells}");
}

/// Rights that were taken away since the preview are gone.
#[test]
fn who_confirms_is_asked_anew() {
    let office = Office::new();
    let body = json!({
        "email": "e@example.org", "name": "E",
        "memberships": [{"carrier": office.carrier, "role": "editor"}],
    });
    let (editor, path) = office.api.person(body);
    let file = format!("Träger (ID);Titel\n{};Kurs\n", office.carrier);
    let import = send(&office.api, &editor, CSV, file.as_bytes()).expect(201);
    let administrator = office.api.administrator();
    let now_of = |carriers: &[CarrierId]| {
        let etag = office.api.get(&administrator, &path).etag();
        let member = |carrier| json!({"carrier": carrier, "role": "editor"});
        let memberships: Vec<_> = carriers.iter().map(member).collect();
        let patch = json!({"memberships": memberships});
        office.api.patch(&administrator, &path, &etag, patch).expect(200);
        office.api.post(&editor, &format!("{}/confirm", path_of(&import)), json!({}))
    };
    let elsewhere = now_of(&[office.api.carrier("Neuer Verein")]);
    assert_eq!(elsewhere.problem().2, ["/items/2 forbidden"]);
    assert_eq!(now_of(&[]).problem().0, 403);
}
