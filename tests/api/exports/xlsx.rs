use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use massnahmenregister::domain::measure::table::COLUMNS;

use super::{file, rich};
use crate::harness::{PUBLIC, TestApi};

pub fn sheets(xlsx: Vec<u8>) -> (Vec<String>, Vec<Range<Data>>) {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(xlsx)).unwrap();
    let names = workbook.sheet_names();
    let ranges = names.iter().map(|name| workbook.worksheet_range(name).unwrap()).collect();
    (names, ranges)
}

fn text(cell: Option<&Data>) -> &str {
    match cell {
        Some(Data::String(text)) => text,
        other => panic!("no text: {other:?}"),
    }
}

#[test]
fn a_workbook_has_typed_cells_and_explains_its_columns() {
    let api = TestApi::new();
    let (officer, _) = rich(&api);
    let (names, ranges) = sheets(file(&api, &officer, "/v1/measures?format=xlsx"));
    assert_eq!(names, ["Daten", "Spalten"]);
    let [data, columns] = &ranges[..] else { panic!("{names:?}") };
    let place = |name: &str| COLUMNS.iter().position(|known| known.column.name == name).unwrap();
    for (at, known) in COLUMNS.iter().enumerate() {
        assert_eq!(text(data.get((0, at))), known.column.heading.0);
        assert_eq!(text(columns.get((at + 1, 0))), known.column.heading.0);
        assert_eq!(text(columns.get((at + 1, 1))), known.column.name);
        assert_eq!(text(columns.get((at + 1, 3))), known.column.about.0);
    }
    let cell = |name: &str| data.get((1, place(name))).unwrap();
    assert_eq!(cell("title"), &Data::String("'=SUM(A1:A9); \"Kurs\", |Eltern|".into()));
    assert_eq!(cell("version"), &Data::Float(1.0));
    assert_eq!(cell("planned.openEnded"), &Data::Bool(false));
    assert_eq!(cell("planned.start"), &Data::String("2021-03".into()), "as precise as it is");
    let Data::DateTime(day) = cell("actual.start") else { panic!("{:?}", cell("actual.start")) };
    assert_eq!(day.to_ymd_hms_milli(), (2021, 4, 1, 0, 0, 0, 0));
    assert_eq!(cell("predecessor"), &Data::Empty);
    assert_eq!(data.height(), 2);
    let notes: Vec<_> =
        columns.rows().skip(COLUMNS.len() + 1).map(|row| row[0].to_string()).collect();
    assert!(notes.iter().any(|note| note.contains("dl-de/by-2-0")), "{notes:?}");
}

#[test]
fn headings_speak_the_language_of_the_reader() {
    let api = TestApi::new();
    let english = sheets(file(&api, &PUBLIC, "/v1/measures?format=xlsx&lang=en"));
    assert_eq!(english.0, ["Data", "Columns"]);
    assert_eq!(text(english.1[0].get((0, 8))), "Title");
    let ask = |lang| {
        let headers = [("Accept-Language", lang)];
        api.send("HEAD", &PUBLIC, "/v1/measures?format=xlsx", &headers, None).etag()
    };
    assert_ne!(ask("de"), ask("en"), "another tag");
    assert_eq!(ask("en-GB"), ask("en"));
}

#[test]
fn every_statistic_is_a_workbook_whose_columns_are_explained() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    let paths = [
        "/v1/statistics/measures?groupBy=handlungsfeld,status,year",
        "/v1/statistics/measures?groupBy=guideline,stadtteil,targetGroup",
        "/v1/statistics/measures?groupBy=reach,carrierKind,sector",
        "/v1/statistics/measures?groupBy=carrier",
        "/v1/coverage?by=targetGroup",
        "/v1/statistics/funding?groupBy=source,year,handlungsfeld",
        "/v1/statistics/carriers",
        "/v1/statistics/completeness",
        "/v1/statistics/timeline?groupBy=handlungsfeld",
        "/v1/statistics/flow",
        "/v1/statistics/diff",
        "/v1/concepts",
        "/v1/handlungsfelder",
        "/v1/guidelines",
        "/v1/stadtteile",
        "/v1/target-groups",
        "/v1/carrier-kinds",
        "/v1/carriers",
        "/v1/population",
    ];
    for path in paths {
        let sign = if path.contains('?') { '&' } else { '?' };
        let (_, ranges) = sheets(file(&api, &PUBLIC, &format!("{path}{sign}format=xlsx")));
        let (data, columns) = (&ranges[0], &ranges[1]);
        for at in 0..data.width() {
            let (heading, about) = (text(data.get((0, at))), columns.get((at + 1, 3)));
            assert!(!text(about).is_empty(), "{path}: {heading}");
            assert_eq!(text(columns.get((at + 1, 0))), heading, "{path}");
        }
    }
}

/// A spreadsheet must not complain, so the parts are looked at.
#[test]
fn the_heading_stays_and_rows_can_be_filtered() {
    let api = TestApi::new();
    api.published(api.carrier("Verein"));
    for path in ["/v1/measures?format=xlsx", "/v1/carriers?format=xlsx"] {
        let sheet = part(&file(&api, &PUBLIC, path), "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("state=\"frozen\""), "{path}: {sheet}");
        assert!(sheet.contains("<autoFilter ref=\"A1:"), "{path}");
        assert!(sheet.contains("<cols>"), "{path}");
        assert!(!sheet.contains("<f>"), "{path}: no formula");
    }
}

/// A part of a workbook as text.
fn part(xlsx: &[u8], name: &str) -> String {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(Cursor::new(xlsx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}
