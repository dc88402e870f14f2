//! Files that are none, too large, or written elsewhere.

use std::io::{Cursor, Write};
use std::time::Instant;

use rust_xlsxwriter::Workbook;
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{CSV, XLSX, confirm, counts, path_of, rows, send};
use crate::bulk::is_rebuilt;
use crate::harness::{Answer, TestApi};

/// A workbook with a title.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Titel").unwrap();
    sheet.write_string(1, 0, "Kurs").unwrap();
    workbook.save_to_buffer().unwrap()
}

/// The same with another sheet, and more parts.
fn repacked(sheet: Option<&[u8]>, parts: usize) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(workbook())).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for number in 0..old.len() {
        let mut part = old.by_index(number).unwrap();
        new.start_file(part.name().unwrap().into_owned(), options).unwrap();
        match sheet.filter(|_| part.name().unwrap().ends_with("sheet1.xml")) {
            Some(sheet) => new.write_all(sheet).unwrap(),
            None => drop(std::io::copy(&mut part, &mut new).unwrap()),
        }
    }
    for number in 0..parts {
        new.start_file(format!("x/{number}"), options).unwrap();
    }
    new.finish().unwrap().into_inner()
}

fn code(answer: &Answer) -> String {
    let (status, code, _) = answer.problem();
    let rule = answer.json()["errors"][0]["code"].as_str().unwrap_or_default().to_owned();
    format!("{status} {code} {rule}").trim().to_owned()
}

#[test]
fn a_file_that_is_none_is_refused_with_a_reason() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein"));
    let good = workbook();
    let cut = &good[..good.len() / 2];
    let damaged: Vec<u8> =
        good.iter().map(|byte| byte.wrapping_add(u8::from(*byte == 0x78))).collect();
    let bomb = repacked(Some(&vec![b' '; 80 << 20]), 0);
    assert!(bomb.len() < 1 << 20, "a bomb is small");
    let lying = lying_about_its_size(&bomb);
    let crowd = repacked(None, 2_000);
    let far = b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Titel</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let far = repacked(Some(far), 0);
    let long = format!("title\n{}", "Kurs\n".repeat(10_001));
    let wide = format!("title{}\nKurs\n", ",x".repeat(600));
    let cases: Vec<(&str, &[u8], &str, &str)> = vec![
        (CSV, b"", "400 invalid empty-file", "nothing"),
        (CSV, b"Name,Alter\nA,7\n", "400 invalid no-headings", "another table"),
        (CSV, b"title\n\"Kurs", "400 invalid cut-off-file", "cut off in a cell"),
        (CSV, b"%PDF-1.7\x00\x01", "400 invalid not-text", "something else"),
        (XLSX, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "400 invalid old-workbook", "Excel 97"),
        (XLSX, b"PK\x03\x04", "400 invalid bad-workbook", "only the beginning"),
        (XLSX, cut, "400 invalid bad-workbook", "cut off"),
        (XLSX, &damaged, "400 invalid bad-workbook", "damaged"),
        (XLSX, &bomb, "400 invalid unpacked-too-large", "a bomb"),
        (XLSX, &lying, "400 invalid", "a bomb that lies about its size"),
        (XLSX, &crowd, "400 invalid unpacked-too-large", "too many parts"),
        (XLSX, &far, "400 invalid too-many-columns", "a cell far away"),
        (CSV, long.as_bytes(), "400 invalid too-many", "too many rows"),
        (CSV, wide.as_bytes(), "400 invalid too-many-columns", "too many columns"),
        ("application/json", b"{}", "415 media-type", "no table"),
        ("multipart/form-data", b"", "415 media-type", "a form without a boundary"),
        ("multipart/form-data; boundary=x", b"--x--", "400 invalid one-file", "an empty form"),
    ];
    for (kind, file, expected, reason) in cases {
        let answer = send(&api, &officer, kind, file);
        assert!(code(&answer).starts_with(expected), "{reason}: {}", answer.text);
    }
    let large = vec![b' '; (20 << 20) + 1];
    let headers = [("Content-Type", CSV)];
    let large = api.send_text(
        "POST",
        &officer,
        "/v1/imports",
        &headers,
        std::str::from_utf8(&large).unwrap(),
    );
    assert_eq!(code(&large), "413 too-large");
    assert_eq!(api.get(&officer, "/v1/imports").expect(200)["items"], json!([]));
}

/// Says of every part that it has 10 bytes, both times that an archive says so.
fn lying_about_its_size(bomb: &[u8]) -> Vec<u8> {
    let mut lying = bomb.to_vec();
    let size = u32::to_le_bytes(80 << 20);
    let places: Vec<_> = (0..lying.len() - 4).filter(|at| lying[*at..*at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
    }
    lying
}

#[test]
fn a_file_of_excel_is_read_in_whatever_encoding_it_was_saved() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein"));
    let utf16: Vec<u8> = "\u{FEFF}Titel\tZiele\r\nGrüße\tMaß\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let cases: [(&[u8], &str); 3] = [
        (b"Titel;Ziele\r\nGr\xfc\xdfe;Ma\xdf\r\n", "windows-1252"),
        ("\u{FEFF}Titel;Ziele\r\nGrüße;Maß\r\n".as_bytes(), "UTF-8"),
        (&utf16, "UTF-16LE"),
    ];
    for (file, encoding) in cases {
        let import = send(&api, &officer, CSV, file).expect(201);
        assert_eq!(import["encoding"], encoding);
        assert_eq!(rows(&api, &officer, &import, "")[0]["title"], "Grüße", "{encoding}");
    }
}

#[test]
fn a_form_of_a_browser_is_taken() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein"));
    let mut form = b"--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Ma\xc3\x9fnahmen.xlsx\"\r\nContent-Type: application/octet-stream\r\n\r\n".to_vec();
    form.extend(workbook());
    form.extend(b"\r\n--xyz--\r\n");
    let import = send(&api, &officer, "multipart/form-data; boundary=xyz", &form).expect(201);
    assert_eq!(
        (import["file"].as_str(), import["kind"].as_str()),
        (Some("Maßnahmen.xlsx"), Some("xlsx"))
    );
    assert_eq!(counts(&import), [1, 0, 0, 0]);
}

#[test]
fn of_a_formula_the_last_result_is_taken() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein"));
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Titel").unwrap();
    let formula =
        rust_xlsxwriter::Formula::new("=WEBSERVICE(\"http://127.0.0.1/\")").set_result("Kurs");
    sheet.write_formula(1, 0, formula).unwrap();
    let import = send(&api, &officer, XLSX, &workbook.save_to_buffer().unwrap()).expect(201);
    assert_eq!(rows(&api, &officer, &import, "")[0]["title"], "Kurs");
}

#[test]
fn ten_thousand_rows_are_one_import() {
    let api = TestApi::new();
    let officer = api.officer(api.carrier("Verein"));
    let row = |n: usize| format!("Maßnahme {n},fundus,{n},2,stadtteile,06\n");
    let mut file = "title,external.source,external.id,handlungsfeld,reach,stadtteile\n".to_owned();
    file.extend((0..10_000).map(row));
    let began = Instant::now();
    let import = send(&api, &officer, CSV, file.as_bytes()).expect(201);
    assert_eq!(counts(&import), [10_000, 0, 0, 0]);
    let previewed = began.elapsed();
    let began = Instant::now();
    confirm(&api, &officer, &import);
    let confirmed = began.elapsed();
    assert_eq!(api.get(&officer, "/v1/measures?limit=1").expect(200)["total"], 10_000);
    assert_eq!(rows(&api, &officer, &import, "").len(), 10_000);
    let began = Instant::now();
    let unchanged = send(&api, &officer, CSV, file.as_bytes()).expect(201);
    assert_eq!(counts(&unchanged), [0, 0, 10_000, 0]);
    let compared = began.elapsed();
    let began = Instant::now();
    api.post(&officer, &format!("{}/undo", path_of(&import)), json!({})).expect(200);
    println!(
        "10,000 rows: preview {previewed:?}, confirm {confirmed:?}, unchanged {compared:?}, undo {:?}",
        began.elapsed()
    );
    assert_eq!(api.get(&officer, "/v1/measures?limit=1").expect(200)["total"], 0);
    is_rebuilt(&api);
}

#[test]
fn others_write_while_a_preview_is_made() {
    let api = TestApi::new();
    let own = api.carrier("Verein");
    let officer = api.officer(own);
    let file =
        format!("title\n{}", (0..4_000).map(|n| format!("Maßnahme {n}\n")).collect::<String>());
    let during = std::thread::scope(|scope| {
        let upload = scope.spawn(|| send(&api, &officer, CSV, file.as_bytes()).expect(201));
        let mut during = 0;
        while !upload.is_finished() {
            api.post(&officer, "/v1/measures", json!({"leadCarrier": own, "title": "Kurs"}))
                .expect(201);
            during += 1;
        }
        assert_eq!(counts(&upload.join().unwrap()), [4_000, 0, 0, 0]);
        during
    });
    assert!(during > 3, "{during} writes had their turn");
}
