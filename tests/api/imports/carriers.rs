//! Carriers are named as people know them.

use serde_json::json;

use super::{CSV, confirm, counts, faults, preview, rows, send};
use crate::harness::{TestApi, complete};

#[test]
fn a_carrier_is_named_by_its_id_its_name_or_its_short_name() {
    let api = TestApi::new();
    let (planner, name) = (api.planner(), "Verein Brücken e.V.");
    let own = json!({"name": name, "shortName": "VB", "kind": "association"});
    let own = api.carrier_of(own).to_string();
    api.carrier("Arbeit und Leben");
    let cases = [
        ("Träger (ID)", own.as_str()),
        ("leadCarrier", name),
        ("Träger", name),
        ("Carrier", " verein BRÜCKEN e.v. "),
        ("Träger", "vb"),
        ("Träger", &own),
    ];
    for (heading, text) in cases {
        let import = preview(&api, &planner, &format!("Titel;{heading}\nKurs;{text}\n"));
        assert_eq!(counts(&import), [1, 0, 0, 0], "{heading}: {text}");
        confirm(&api, &planner, &import);
        let newest = api.get(&planner, "/v1/measures?sort=-updatedAt").expect(200);
        assert_eq!(newest["items"][0]["leadCarrier"]["id"], own, "{heading}: {text}");
        api.register.clock.advance(chrono::TimeDelta::seconds(1));
    }
}

#[test]
fn a_name_that_nobody_or_more_than_one_has_is_refused_with_those_that_may_be_meant() {
    let api = TestApi::new();
    let planner = api.planner();
    let bridges = api.carrier("Verein Brücken");
    let (upper, lower) = (api.carrier("KONTAKT"), api.carrier("Kontakt"));
    let cases = [
        (";Verein Brüken".to_owned(), format!("2 Träger no-such {bridges}"), "a slip"),
        ("Brücken;".to_owned(), format!("2 Träger (ID) no-such {bridges}"), "a part of it"),
        (";Niemand".to_owned(), "2 Träger no-such".to_owned(), "nothing like it"),
        (";kontakt".to_owned(), format!("2 Träger ambiguous {upper}"), "two have it"),
        (";Kontakt".to_owned(), String::new(), "one is written so"),
        (format!("{lower};KONTAKT"), "2 Träger ambiguous".to_owned(), "they mean two"),
        (format!("{lower};Früherer Name"), String::new(), "the id counts"),
    ];
    for (cells, expected, reason) in cases {
        let import = preview(&api, &planner, &format!("Titel;Träger (ID);Träger\nKurs;{cells}\n"));
        let found = faults(&rows(&api, &planner, &import, ""));
        assert_eq!(found.join(" "), expected, "{reason}: {cells}");
    }
}

#[test]
fn names_go_out_and_come_back_and_tell_measures_of_other_systems() {
    let api = TestApi::new();
    let (planner, own) = (api.planner(), api.carrier("Verein"));
    let made = api.post(&planner, "/v1/measures", complete(own)).expect(201);
    let csv = api.get(&planner, "/v1/measures?format=csv&lang=de").text;
    assert_eq!(counts(&send(&api, &planner, CSV, csv.as_bytes()).expect(201)), [0, 0, 1, 0]);
    let id = made["id"].as_str().unwrap();
    let import = preview(&api, &planner, &format!("ID;Träger (ID)\n{id};verein\n"));
    assert_eq!(counts(&import), [0, 0, 1, 0], "it says what is so");
    let file = "Fremdsystem;Fremd-ID;Träger;Titel\nfundus;7;Verein;Kurs\n";
    confirm(&api, &planner, &preview(&api, &planner, file));
    assert_eq!(counts(&preview(&api, &planner, file)), [0, 0, 1, 0], "the same one");
}
