//! What was exported comes back.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use csv::{ReaderBuilder, WriterBuilder};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};

use super::{CSV, XLSX, confirm, counts, path_of, rows, send};
use crate::exports::{file, rich, written};
use crate::harness::{TestApi, Who, complete};

pub const FORMATS: [(&str, &str); 3] =
    [("format=csv", CSV), ("format=csv&dialect=excel-de", CSV), ("format=xlsx", XLSX)];

/// A register with measures of all kinds, and who sees them.
fn office() -> (TestApi, Who) {
    let api = TestApi::new();
    let (officer, _) = rich(&api);
    let path = api.published(api.carrier("Brücke"));
    let step = json!({"to": "running", "effectiveOn": "2021-06-15"});
    api.post(&api.planner(), &format!("{path}/status-changes"), step).expect(200);
    api.post(&api.planner(), &format!("{path}/confirmations"), json!({})).expect(200);
    let bare = json!({"leadCarrier": api.carrier("Nur Titel"), "title": "Nur ein Titel"});
    api.post(&api.planner(), "/v1/measures", bare).expect(201);
    (api, officer)
}

#[test]
fn what_was_exported_changes_nothing() {
    let (api, officer) = office();
    for who in [api.planner(), officer] {
        for (query, kind) in FORMATS {
            for lang in ["de", "en"] {
                let path = format!("/v1/measures?{query}&lang={lang}");
                let import = send(&api, &who, kind, &file(&api, &who, &path)).expect(201);
                let all = rows(&api, &who, &import, "");
                let [created, updated, unchanged, refused] = counts(&import);
                assert_eq!((created, updated, refused), (0, 0, 0), "{query}: {all:#?}");
                assert!(unchanged >= 1, "{query}");
                assert!(all.iter().all(|row| row["warnings"] == json!([])), "{query}: {all:#?}");
                let seq = api.register.view().seq;
                confirm(&api, &who, &import);
                assert_eq!(api.register.view().seq, seq, "{query}: nothing is written");
            }
        }
    }
}

/// The cells of a file, changed by `change`: rows with headings.
pub fn changed(query: &str, file: Vec<u8>, change: &dyn Fn(&mut Vec<Vec<String>>)) -> Vec<u8> {
    if query == "format=xlsx" {
        return changed_workbook(file, change);
    }
    let delimiter = if query.contains("excel-de") { b';' } else { b',' };
    let text = String::from_utf8(file).unwrap();
    let mut reader = ReaderBuilder::new();
    let reader = reader.delimiter(delimiter).has_headers(false).flexible(true);
    let text = text.trim_start_matches('\u{FEFF}');
    let records = reader.from_reader(text.as_bytes()).into_records();
    let mut table: Vec<Vec<String>> =
        records.map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    change(&mut table);
    let mut writer = WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    table.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

/// The first sheet written anew with typed cells, as somebody saves it.
fn changed_workbook(file: Vec<u8>, change: &dyn Fn(&mut Vec<Vec<String>>)) -> Vec<u8> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).unwrap();
    let range = workbook.worksheet_range("Daten").unwrap();
    let mut table: Vec<Vec<String>> =
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let before = table.clone();
    change(&mut table);
    let mut made = Workbook::new();
    let (day, sheet) = (Format::new().set_num_format("dd.mm.yyyy"), made.add_worksheet());
    for (row, (cells, old)) in (0..).zip(table.iter().zip(&before)) {
        for (column, (text, old)) in (0..).zip(cells.iter().zip(old)) {
            match range.get((row as usize, usize::from(column))).unwrap() {
                _ if text != old => sheet.write_string(row, column, text).map(drop),
                Data::Float(number) => sheet.write_number(row, column, *number).map(drop),
                Data::Bool(flag) => sheet.write_boolean(row, column, *flag).map(drop),
                Data::DateTime(at) => {
                    let at = ExcelDateTime::from_serial_datetime(at.as_f64()).unwrap();
                    sheet.write_datetime_with_format(row, column, at, &day).map(drop)
                }
                Data::Empty => Ok(()),
                other => sheet.write_string(row, column, other.to_string()).map(drop),
            }
            .unwrap();
        }
    }
    made.save_to_buffer().unwrap()
}

/// Changes three cells: a text that would be run, a list, and a date.
pub fn change_three(table: &mut [Vec<String>], id: &str) {
    let place = |names: [&str; 2]| {
        let found = table[0].iter().position(|heading| names.contains(&heading.as_str()));
        found.unwrap_or_else(|| panic!("{names:?}"))
    };
    let columns = [
        (place(["summary", "Kurzbeschreibung"]), "'-1 Größe;\n„neu“ | \"alt\", ½"),
        (
            place(["links", "Links"]),
            "https://example.org/ä|Titel mit \\| Strich\nhttps://example.org/2",
        ),
        (place(["planned.end", "Geplantes Ende"]), "31.12.2023"),
    ];
    let key = place(["id", "ID"]);
    let row = table.iter_mut().find(|row| row[key] == id).unwrap();
    columns.iter().for_each(|(column, text)| row[*column] = (*text).to_owned());
}

#[test]
fn three_cells_that_are_changed_change_just_those_three() {
    for (query, kind) in FORMATS {
        let (api, officer) = office();
        let all = |who: &Who| api.get(who, "/v1/measures?limit=200").expect(200);
        let measures = all(&officer);
        let items = measures["items"].as_array().unwrap();
        let rich = items.iter().find(|item| item["external"].is_object()).unwrap();
        let id = rich["id"].as_str().unwrap();
        let exported = file(&api, &officer, &format!("/v1/measures?{query}"));
        let sent = changed(query, exported, &|table| change_three(table, id));
        let import = send(&api, &officer, kind, &sent).expect(201);
        let found = rows(&api, &officer, &import, "");
        assert_eq!(counts(&import)[..2], [0, 1], "{query}: {found:#?}");
        assert_eq!(counts(&import)[3], 0, "{query}: {found:#?}");
        let updated = rows(&api, &officer, &import, "&outcome=updated");
        let columns: Vec<_> =
            updated[0]["changes"].as_array().unwrap().iter().map(|c| c["column"].clone()).collect();
        assert_eq!(columns.len(), 3, "{query}: {columns:?}");
        assert_eq!(written(&all(&officer)["items"][0]), written(&items[0]), "only a preview");
        confirm(&api, &officer, &import);
        let mut expected = written(rich);
        expected["summary"] = json!("-1 Größe;\n„neu“ | \"alt\", ½");
        expected["links"] = json!([
            {"url": "https://example.org/ä", "title": "Titel mit | Strich"},
            {"url": "https://example.org/2", "title": null},
        ]);
        expected["planned"]["end"] = json!("2023-12-31");
        let after = all(&officer);
        for (before, now) in items.iter().zip(after["items"].as_array().unwrap()) {
            match before["id"] == rich["id"] {
                true => assert_eq!(written(now), expected, "{query}"),
                false => assert_eq!(now, before, "{query}: others stay as they are"),
            }
        }
        let again = send(&api, &officer, kind, &sent).expect(201);
        assert_eq!(counts(&again)[1], 0, "{query}: the same file again changes nothing");
        assert_eq!(counts(&again)[3], 0, "{query}: though its versions are old");
        api.post(&officer, &format!("{}/undo", path_of(&import)), json!({})).expect(200);
        let undone = all(&officer);
        let undone = undone["items"].as_array().unwrap().iter();
        assert!(undone.map(written).eq(items.iter().map(written)), "{query}: undone exactly");
    }
}

#[test]
fn columns_may_come_in_any_order_and_language() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let draft = api.post(&officer, "/v1/measures", complete(own)).expect(201);
    let id = draft["id"].as_str().unwrap();
    let files = [
        format!("Kurzbeschreibung,ID\nEins,{id}\n"),
        format!("summary;id\r\nZwei;{id}\r\n"),
        format!("SUMMARY\tid\tTräger (ID)\nDrei\t{id}\t\n"),
    ];
    for (file, text) in files.iter().zip(["Eins", "Zwei", "Drei"]) {
        let import = super::preview(&api, &officer, file);
        assert_eq!(counts(&import), [0, 1, 0, 0], "{file}");
        confirm(&api, &officer, &import);
        let now = api.get(&officer, &format!("/v1/measures/{id}")).expect(200);
        let mut expected = written(&draft);
        expected["summary"] = json!(text);
        assert_eq!(written(&now), expected, "a column that is absent leaves what is there");
    }
    let import =
        super::preview(&api, &officer, &format!("Kurzbeschreibung,Zielgruppen,ID\n,,{id}\n"));
    confirm(&api, &officer, &import);
    let now: Value = api.get(&officer, &format!("/v1/measures/{id}")).expect(200);
    assert_eq!((&now["summary"], &now["targetGroups"]), (&json!(null), &json!([])), "cleared");
}

#[test]
fn what_did_not_fit_into_a_cell_stays_as_it_is() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let link = |n: usize| json!({"url": format!("https://example.org/{n}/{}", "x".repeat(400)), "title": null});
    let mut body = complete(own);
    body["links"] = (0..100).map(link).collect();
    let draft = api.post(&officer, "/v1/measures", body).expect(201);
    let sent = file(&api, &officer, "/v1/measures?format=xlsx");
    let import = send(&api, &officer, XLSX, &sent).expect(201);
    assert_eq!(counts(&import), [0, 0, 1, 0]);
    let id = draft["id"].as_str().unwrap();
    let sent = changed("format=xlsx", sent, &|table| {
        let column = table[0].iter().position(|heading| heading == "Titel").unwrap();
        table[1][column] = "Anders".to_owned();
    });
    confirm(&api, &officer, &send(&api, &officer, XLSX, &sent).expect(201));
    let now = api.get(&officer, &format!("/v1/measures/{id}")).expect(200);
    assert_eq!((&now["title"], &now["links"]), (&json!("Anders"), &draft["links"]));
}

#[test]
fn a_contact_keeps_what_a_file_does_not_speak_of() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let mut body = complete(own);
    body["contact"] = json!({"name": "A. Muster", "phone": "0391 1", "public": true});
    let draft = api.post(&officer, "/v1/measures", body).expect(201);
    let id = draft["id"].as_str().unwrap();
    let cases = [
        ("Kontakt: Name,ID\n,", json!([null, "0391 1", true])),
        ("Kontakt: Telefon,Kontakt: öffentlich,ID\n0391 2,nein,", json!([null, "0391 2", false])),
        ("Kontakt: Telefon,ID\n,", json!(null)),
    ];
    for (file, expected) in cases {
        confirm(&api, &officer, &super::preview(&api, &officer, &format!("{file}{id}\n")));
        let now = api.get(&officer, &format!("/v1/measures/{id}")).expect(200);
        let contact = &now["contact"];
        let parts = json!([contact["name"], contact["phone"], contact["public"]]);
        let found = if contact.is_null() { json!(null) } else { parts };
        assert_eq!(found, expected, "{file}");
    }
}
