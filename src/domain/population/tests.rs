use serde_json::json;

use super::*;
use crate::domain::Stadtteil;

fn content(lines: &[(&str, Option<u64>, Option<u64>)]) -> PopulationContent {
    let line = |(key, total, foreign): &(&str, Option<u64>, Option<u64>)| Residents {
        stadtteil: (*key).to_owned(),
        total: *total,
        foreign_residents: *foreign,
    };
    PopulationContent {
        source: FigureSource { text: "Amt für Statistik".to_owned(), url: None },
        licence: "dl-de/by-2-0".to_owned(),
        items: lines.iter().map(line).collect(),
    }
}

fn next(before: Option<&Population>, lines: &[(&str, u64, u64)]) -> Population {
    let lines = lines.iter().map(|(key, total, foreign)| (*key, Some(*total), Some(*foreign)));
    Population::next(2021, content(&lines.collect::<Vec<_>>()), before, 3, Instant::default())
}

/// What the public reads, line by line.
fn shown(figures: &Population) -> Vec<(Option<u64>, Option<u64>)> {
    let keys = figures.content.items.iter().map(|item| figures.figures(&item.stadtteil, false));
    let lines = keys.chain([figures.sums(false)]);
    lines.map(|line| (line.total, line.foreign_residents)).collect()
}

#[test]
fn two_foreign_residents_are_nobodys_business() {
    let figures = next(None, &[("01", 100, 2), ("02", 500, 80), ("03", 400, 60)]);
    let expected =
        [(Some(100), None), (Some(500), Some(80)), (Some(400), None), (Some(1000), Some(142))];
    assert_eq!(shown(&figures), expected);
    assert_eq!(figures.figures("01", false).withheld, [Figure::ForeignResidents]);
    let all = figures.figures("01", true);
    assert_eq!((all.foreign_residents, all.withheld), (Some(2), vec![Figure::ForeignResidents]));
}

#[test]
fn what_is_unknown_stays_unknown_and_makes_sums_unknown() {
    let lines = [("01", Some(100), None), ("02", Some(50), Some(9)), ("03", None, None)];
    let figures = Population::next(2021, content(&lines), None, 3, Instant::default());
    let expected = [(Some(100), None), (Some(50), Some(9)), (None, None), (None, None)];
    assert_eq!(shown(&figures), expected);
    assert!(figures.sums(false).withheld.is_empty());
}

#[test]
fn a_correction_gives_away_neither_the_old_nor_the_new_number() {
    let first = next(None, &[("01", 100, 30), ("02", 500, 80), ("03", 400, 60)]);
    let second = next(Some(&first), &[("01", 100, 2), ("02", 500, 80), ("03", 400, 60)]);
    assert_eq!(second.version, 2);
    let expected =
        [(Some(100), None), (Some(500), Some(80)), (Some(400), Some(60)), (Some(1000), None)];
    assert_eq!(shown(&second), expected, "02 and 03 are known already, so the sum must go");
    let third = next(Some(&second), &[("01", 100, 30), ("02", 500, 80), ("03", 400, 60)]);
    assert_eq!(shown(&third), expected, "what was withheld stays so");
}

#[test]
fn what_was_deleted_or_left_out_meanwhile_is_not_forgotten() {
    let first = next(None, &[("01", 100, 30), ("02", 500, 80), ("03", 400, 60)]);
    let gone = first.without_figures(Instant::default());
    assert_eq!((gone.version, shown(&gone)), (2, vec![(None, None); 4]));
    let lines = [("01", None, None), ("02", None, None), ("03", None, None)];
    let unknown = Population::next(2021, content(&lines), Some(&first), 3, Instant::default());
    for meanwhile in [gone, unknown] {
        let again = next(Some(&meanwhile), &[("01", 100, 2), ("02", 500, 80), ("03", 400, 60)]);
        assert_eq!(again.version, 3);
        assert_eq!(again.sums(false).foreign_residents, None, "02 and 03 are known");
    }
}

#[test]
fn every_fault_of_an_upload_is_told_at_once() {
    let stadtteil = |key: &str| Stadtteil {
        key: key.to_owned(),
        name: key.to_owned(),
        river_side: None,
        grid: None,
    };
    let stadtteile = vec![stadtteil("01"), stadtteil("02")];
    let catalog = Catalog { stadtteile, ..Catalog::default() };
    let body = json!({
        "source": {"url": "ftp://x", "year": 1},
        "items": [
            {"stadtteil": "01", "total": 5, "foreignResidents": 6},
            {"stadtteil": "99", "total": -1},
            {"stadtteil": "01", "total": "many"},
            {"total": 1.5, "men": 3},
            7,
        ],
    });
    let faults = Faults::default();
    assert_eq!(PopulationContent::read(&body, &catalog, &faults), None);
    let told = faults.into_vec();
    let told: Vec<_> = told.iter().map(|f| format!("{} {}", f.pointer, f.rule.code())).collect();
    let expected = [
        "/source/text required",
        "/source/url wrong-kind",
        "/source/year unknown-field",
        "/licence required",
        "/items/0/foreignResidents out-of-range",
        "/items/1/stadtteil no-such",
        "/items/1/total out-of-range",
        "/items/2/total wrong-kind",
        "/items/2/stadtteil repeated",
        "/items/3/stadtteil required",
        "/items/3/total wrong-kind",
        "/items/3/men unknown-field",
        "/items/4 wrong-kind",
    ];
    assert_eq!(told, expected);
    let body = json!({
        "source": {"text": "Amt"}, "licence": "frei", "items": [{"stadtteil": "02", "total": 0}],
    });
    let content = PopulationContent::read(&body, &catalog, &Faults::default()).unwrap();
    assert_eq!(content.items[0], Residents::unknown("01"));
    assert_eq!((content.items[1].total, content.items[1].foreign_residents), (Some(0), None));
}

#[test]
fn a_higher_threshold_withholds_more_of_what_is_there() {
    let first = next(None, &[("01", 100, 4), ("02", 500, 80), ("03", 400, 60)]);
    assert_eq!(shown(&first)[0], (Some(100), Some(4)));
    assert_eq!(first.under(3, Instant::default()), None);
    let second = first.under(5, Instant::default()).unwrap();
    assert_eq!(second.version, 2);
    let expected =
        [(Some(100), None), (Some(500), Some(80)), (Some(400), None), (Some(1000), Some(144))];
    assert_eq!(shown(&second), expected, "and what would give it away");
    let third = next(Some(&second), &[("01", 100, 4), ("02", 500, 81), ("03", 400, 60)]);
    assert_eq!(third.figures("01", false).foreign_residents, None, "also if it is lower again");
}

#[test]
fn a_stadtteil_that_left_the_catalog_is_not_forgotten() {
    let first = next(None, &[("01", 100, 30), ("02", 500, 80), ("03", 400, 2)]);
    let expected =
        [(Some(100), None), (Some(500), Some(80)), (Some(400), None), (Some(1000), Some(112))];
    assert_eq!(shown(&first), expected);
    let gone = first.without_figures(Instant::default());
    let without = next(Some(&gone), &[("02", 500, 80)]);
    assert_eq!(without.sums(false).foreign_residents, None, "03 was withheld");
    let again = next(Some(&without), &[("02", 500, 80), ("03", 400, 60)]);
    assert_eq!(again.figures("03", false).foreign_residents, None, "what was withheld stays so");
}
