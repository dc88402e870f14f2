//! What is wrong with a row is told by row, column and rule, with what may be meant.

use serde_json::json;

use super::{counts, faults, path_of, preview, rows};
use crate::exports::{file, text_of};
use crate::harness::{TestApi, complete};

#[test]
fn each_fault_names_its_row_its_column_and_what_may_be_meant() {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken");
    let officer = api.officer(own);
    let cases = [
        (";;;;", "1 of nothing", vec![]),
        ("Kurs;Neue Neustadt;;;", "a name", vec!["2 Stadtteile no-such 06"]),
        ("Kurs;6|08;;;", "a zero that Excel took", vec!["2 Stadtteile no-such 06"]),
        ("Kurs;;famlies;;", "a slip", vec!["2 Zielgruppen no-such families"]),
        ("Kurs;;;stadteile;", "a word", vec!["2 Reichweite unknown-value stadtteile"]),
        ("Kurs;;;;31.02.2021", "no such day", vec!["2 Geplanter Beginn wrong-kind"]),
        (";06;;;", "no title", vec!["2 Stadtteile not-with", "2 Titel required"]),
        ("Kurs;;;;2021;zuviel", "a cell too many", vec!["2  too-many-cells"]),
    ];
    for (row, reason, expected) in cases {
        let file = format!("Titel;Stadtteile;Zielgruppen;Reichweite;Geplanter Beginn\n{row}\n");
        let import = preview(&api, &officer, &file);
        let mut found = faults(&rows(&api, &officer, &import, ""));
        found.retain(|fault| expected.len() > 1 || !fault.contains("not-with"));
        found.sort();
        assert_eq!(found, expected, "{reason}");
    }
    let import = preview(&api, &officer, "Titel;Stadtteile;Reichweite\nKurs;Neustatd;stadtteile\n");
    let row = rows(&api, &officer, &import, "&outcome=refused").remove(0);
    let fault = &row["faults"][0];
    assert_eq!(fault["value"], "Neustatd");
    assert_eq!(
        fault["message"],
        json!({"de": "Diesen Stadtteil gibt es nicht.", "en": "There is no such Stadtteil."})
    );
    assert_eq!(fault["column"], "stadtteile");
}

#[test]
fn headings_that_nobody_knows_or_that_stand_twice_are_refused_with_a_suggestion() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein"));
    let import = preview(&api, &officer, "Titel,Kurzbeschreibng,title\nKurs,Text,Anders\n");
    assert_eq!(counts(&import), [1, 0, 0, 1]);
    let found = faults(&rows(&api, &officer, &import, ""));
    let expected = ["1 Kurzbeschreibng unknown-column Kurzbeschreibung", "1 title repeated"];
    assert_eq!(found, expected);
}

#[test]
fn rows_that_mean_the_same_measure_are_all_refused() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let id = api.draft(&officer, own).json()["id"].as_str().unwrap().to_owned();
    let file = format!(
        "id,summary,external.source,external.id,title\n{id},Eins,,,\n,,a,1,Kurs\n{id},Zwei,,,\n,,a,1,Anders\n"
    );
    let import = preview(
        &api,
        &officer,
        &file
            .replace(",title", ",Titel")
            .replace("Eins,,,", "Eins,,,Kurs")
            .replace("Zwei,,,", "Zwei,,,Kurs"),
    );
    let found = faults(&rows(&api, &officer, &import, ""));
    assert_eq!(found, ["2  repeated", "3  repeated", "4  repeated", "5  repeated"]);
}

#[test]
fn what_cannot_be_changed_by_a_file_is_said() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let draft = api.post(&officer, "/v1/measures", complete(own)).expect(201);
    let id = draft["id"].as_str().unwrap();
    let other = api.carrier("Anderer");
    let file =
        format!("ID,Status,Träger (ID),Träger,Summary\n{id},running,{other},Umbenannt,Neu\n");
    let import = preview(&api, &officer, &file);
    let row = rows(&api, &officer, &import, "").remove(0);
    assert_eq!(
        faults(std::slice::from_ref(&row)),
        ["2 Status read-only", "2 Träger (ID) read-only"]
    );
    assert_eq!(row["warnings"][0]["heading"], "Träger");
    let file = format!("ID,Version,Summary\n{id},7,Neu\n");
    let import = preview(&api, &officer, &file);
    assert_eq!(faults(&rows(&api, &officer, &import, "")), ["2 Version stale"]);
    let new =
        preview(&api, &officer, "Titel,Status,Kennung\nKurs,running,\nKurs,planned,IK-1-0001\n");
    let found = faults(&rows(&api, &officer, &new, ""));
    assert_eq!(found, ["2 Status read-only", "3 Kennung no-such"]);
}

/// Somebody passes round what is wrong with a large file, and has it mended.
#[test]
fn what_is_at_fault_is_had_as_a_file_of_all_rows() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein"));
    let rows: String = (0..250).map(|n| format!("=Kurs {n};Neustatd\n")).collect();
    let import = preview(&api, &officer, &format!("Titel;Stadtteile\n{rows}Gut;\n"));
    let path = format!("{}/rows?outcome=refused", path_of(&import));
    let csv = api.get(&officer, &format!("{path}&format=csv&lang=de")).text;
    assert_eq!(csv.lines().next(), Some("row,outcome,measure,title,changes,faults,warnings"));
    let records: Vec<csv::StringRecord> =
        csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 250, "not a page of them");
    assert_eq!((&records[249][0], &records[249][3]), ("251", "'=Kurs 249"));
    let told = "Stadtteile|Neustatd|Diesen Stadtteil gibt es nicht.|";
    assert!(records[0][5].starts_with(told), "{}", &records[0][5]);
    let english = api.get(&officer, &format!("{path}&format=csv&lang=en")).text;
    assert!(english.contains("|There is no such Stadtteil.|"), "{english}");
    let workbook = text_of(file(&api, &officer, &format!("{path}&format=xlsx")));
    assert!(workbook.contains("Zeile\n") && workbook.contains(told), "{workbook}");
    let lines = api.get(&officer, &format!("{path}&format=ndjson")).text;
    let page = api.get(&officer, &format!("{path}&limit=1&format=json")).expect(200);
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((lines.lines().count(), &first), (250, &page["items"][0]));
    let paged = api.get(&officer, &format!("{path}&format=csv&limit=1")).problem();
    assert_eq!(paged.2, ["limit not-with"]);
    let other = api.officer(api.carrier("Ein anderer Verein"));
    assert_eq!(api.get(&other, &format!("{path}&format=csv")).problem().0, 404);
}
