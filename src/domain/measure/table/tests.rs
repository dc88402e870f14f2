use std::collections::HashSet;

use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::measure::{
    ActualPeriod, Contact, CouncilPaper, FundingLine, FundingSource, Indicator, Link, Milestone,
    Partner, PartnerRole, Reach,
};
use crate::domain::table::{Cell, CellKind, Column};
use crate::domain::{Date, Period, Rule};

/// The cells of a measure as plain CSV has them.
fn cells(content: &Content) -> Vec<(&'static MeasureColumn, String)> {
    let external = External { source: "fundus".into(), id: "47|11".into() };
    let row = Row {
        id: MeasureId::new(),
        version: 3,
        reference: Some("IK-4-0017"),
        concept: "integrationskonzept-2020-2023",
        carrier: CarrierId::new(),
        carrier_name: "Verein",
        external: Some(&external),
        content: Cow::Borrowed(content),
        publication: Publication::Published,
        published_at: None,
        status: Status::Planned,
        status_since: None,
        flags: &[Flag::Stale, Flag::Overdue],
        confirmed_on: None,
        created_at: Instant::default(),
        updated_at: Instant::default(),
    };
    let text = |cell| match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Instant(at) => at.to_string(),
        Cell::Text(text) => text.into_owned(),
    };
    COLUMNS.iter().map(|column| (column, text((column.cell)(&row)))).collect()
}

fn word() -> impl Strategy<Value = String> {
    "[a-zß|=+'\\\\@-]([a-z |=\\\\-]{0,6}[a-z|=\\\\'])?"
}

fn date() -> impl Strategy<Value = Date> {
    (2000..2030, 1..13, 1..29, 0..3_usize).prop_map(|(year, month, day, precise)| {
        let text = format!("{year}-{month:02}-{day:02}");
        text[..[4, 7, 10][precise]].parse().unwrap()
    })
}

fn day() -> impl Strategy<Value = crate::domain::Day> {
    date().prop_map(Date::first)
}

prop_compose! {
    fn parts()(
        partners in proptest::collection::vec((word(), any::<bool>()), 0..3),
        funding in proptest::collection::vec((option::of(word()), option::of(1900_u16..2100), option::of(0_i64..9_999_999)), 0..3),
        links in proptest::collection::vec((word(), option::of(word())), 0..3),
        milestones in proptest::collection::vec((word(), option::of(date())), 0..3),
        indicators in proptest::collection::vec((word(), option::of(word()), any::<bool>(), option::of(1900_u16..2100), option::of(0_i64..9_999_999)), 0..3),
        papers in proptest::collection::vec((word(), option::of(day())), 0..3),
        contact in option::of((word(), option::of(word()), any::<bool>())),
    ) -> Content {
        Content {
            partners: partners.into_iter().map(|(name, known)| Partner {
                carrier: known.then(CarrierId::new), name: Some(name), role: PartnerRole::Funding,
            }).collect(),
            funding: funding.into_iter().map(|(programme, year, planned_cents)| FundingLine {
                source: FundingSource::Eu, programme, year, planned_cents, actual_cents: None,
            }).collect(),
            links: links.into_iter().map(|(url, title)| Link { url, title }).collect(),
            milestones: milestones.into_iter().map(|(title, due_on)| Milestone {
                title, due_on, reached_on: None,
            }).collect(),
            indicators: indicators.into_iter().map(|(name, unit, counts_persons, year, actual)| Indicator {
                name: name.into(), unit: unit.map(Into::into), counts_persons, year, planned: None, actual,
                withheld: Box::default(),
            }).collect(),
            council_papers: papers.into_iter().map(|(number, date)| CouncilPaper {
                number, date, url: None,
            }).collect(),
            contact: contact.map(|(name, phone, public)| Box::new(Contact {
                name: Some(name), email: None, phone, public,
            })),
            ..Content::default()
        }
    }
}

prop_compose! {
    fn content()(
        parts in parts(),
        title in word(),
        texts in (option::of(word()), option::of("[a-z|=\n]{1,8}[a-z]"), option::of(word()), option::of(word())),
        fields in (option::of(1_u8..9), proptest::collection::vec(1_u8..9, 0..3)),
        codes in proptest::collection::vec(word(), 0..3),
        dates in (option::of(date()), option::of(date()), option::of(date()), any::<bool>()),
    ) -> Content {
        let text = |text: Option<String>| text.map(|text| text.trim().into());
        Content {
            title: title.into(),
            summary: text(texts.0),
            description: text(texts.1),
            objectives: text(texts.2),
            internal_note: text(texts.3),
            handlungsfeld: fields.0,
            further_handlungsfelder: fields.1.into(),
            reach: Some(Reach::Citywide),
            guidelines: codes.iter().map(|code| code.as_str().into()).collect(),
            stadtteile: codes.iter().map(|code| code.as_str().into()).collect(),
            target_groups: codes.iter().map(|code| code.as_str().into()).collect(),
            planned: Period { start: dates.0, end: dates.1, open_ended: dates.3 },
            actual: ActualPeriod { start: dates.2, end: None },
            predecessor: Some(MeasureId::new()),
            ..parts
        }
    }
}

proptest! {
    /// All that can be written about a measure goes through a file and back.
    #[test]
    fn a_row_is_read_as_it_was_written(content in content()) {
        let cells = cells(&content);
        let read = cells.iter().map(|(column, text)| (*column, text.as_str()));
        let (mut body, misread) = body(read);
        prop_assert_eq!(misread, []);
        prop_assert_eq!(&body["external"], &json!({"source": "fundus", "id": "47|11"}));
        let body = body.as_object_mut().unwrap();
        for name in ["external", "concept", "leadCarrier"] {
            prop_assert!(body.remove(name).is_some());
        }
        let expected = serde_json::to_value(&content).unwrap();
        prop_assert_eq!(Value::from(body.clone()), expected);
    }
}

#[test]
fn every_member_of_a_content_has_a_column() {
    let (body, _) = body(COLUMNS.iter().map(|column| (column, "")));
    let content = serde_json::to_value(Content::default()).unwrap();
    for member in content.as_object().unwrap().keys() {
        assert!(body.get(member).is_some(), "{member}");
    }
}

#[test]
fn a_heading_names_one_column() {
    let mut seen = HashSet::new();
    for column in COLUMNS {
        let Column { name, heading, about, .. } = column.column;
        let names = HashSet::from([name, heading.0, heading.1].map(str::to_lowercase));
        for name in names {
            let found = find(&format!(" {} ", name.to_uppercase())).unwrap();
            assert_eq!(found.column.name, column.column.name, "{name}");
            assert!(seen.insert(name.clone()), "{name} stands twice");
        }
        assert!(!about.0.is_empty() && !about.1.is_empty(), "{name}");
    }
    assert!(find("Lieblingsfarbe").is_none());
}

#[test]
fn cells_are_read_as_people_write_them() {
    use CellKind::{Date, Entries, Flag, Number, Numbers, Text, Texts};
    const PARTS: &[(&str, CellKind)] = &[("a", Text), ("n", Number)];
    let cases = [
        (" ", Text, json!(null), "empty"),
        (" a ", Text, json!("a"), "with blanks around it"),
        ("15.6.2021", Date, json!("2021-06-15"), "a German day"),
        ("06.2021", Date, json!("2021-06"), "a German month"),
        ("2021", Date, json!("2021"), "a year"),
        ("Ja", Flag, json!(true), "a word"),
        ("FALSCH", Flag, json!(false), "as Excel says it"),
        ("06| 08", Texts, json!(["06", "08"]), "a list"),
        ("", Numbers, json!([]), "an empty list"),
        ("2|4", Numbers, json!([2, 4]), "numbers"),
        (
            "a\r\n\r\nb|2",
            Entries(PARTS),
            json!([{"a": "a", "n": null}, {"a": "b", "n": 2}]),
            "lines",
        ),
    ];
    for (text, kind, expected, reason) in cases {
        assert_eq!(value(text, kind), Ok(expected), "{reason}");
    }
    let integer = Rule::Kind(crate::domain::Kind::Integer);
    assert_eq!(value("2|x", Numbers), Err(integer));
    assert_eq!(value("a|1|2", Entries(PARTS)), Err(Rule::TooMany { max: 2 }));
    assert!(value("31.02.2021", Date).is_err() && value("1.2.3.4", Date).is_err());
}
