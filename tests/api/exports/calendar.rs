use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime, Event};
use serde_json::json;

use super::file;
use crate::harness::{PUBLIC, TestApi, complete, path_of};

fn events(text: Vec<u8>) -> Vec<(String, String)> {
    let text = String::from_utf8(text).unwrap();
    for line in text.split_inclusive('\n') {
        assert!(line.ends_with("\r\n") && line.len() <= 77, "{line:?}");
    }
    let calendar: Calendar = text.parse().unwrap();
    let events = calendar.components.iter().map(|component| match component {
        CalendarComponent::Event(event) => event,
        other => panic!("{other:?}"),
    });
    events.map(|event| (day(event), event.get_summary().unwrap().to_owned())).collect()
}

fn day(event: &Event) -> String {
    assert!(event.get_uid().unwrap().contains("@massnahmenregister"));
    assert_eq!(event.get_end(), None, "an end on the day of the start is none (RFC 5545, 3.8.2.2)");
    match event.get_start() {
        Some(DatePerhapsTime::Date(day)) => day.to_string(),
        other => panic!("no whole day: {other:?}"),
    }
}

#[test]
fn a_calendar_has_starts_ends_and_for_insiders_what_is_due() {
    let api = TestApi::new();
    let carrier = api.carrier_of(json!({"name": "V", "kind": "association", "trusted": true}));
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    let title =
        "Sprachkurs, „Eltern“; \\ und eine lange Überschrift, die über eine Zeile hinausgeht";
    body["title"] = title.into();
    let path = path_of(&api.post(&officer, "/v1/measures", body));
    api.post(&officer, &format!("{path}/submissions"), json!({})).expect(200);
    let public = events(file(&api, &PUBLIC, "/v1/measures?format=ics"));
    let expected = [
        ("2021-03-01".to_owned(), format!("Beginn: {title}")),
        ("2022-12-31".to_owned(), format!("Ende: {title}")),
    ];
    assert_eq!(public, expected);
    let own = events(file(&api, &officer, "/v1/measures?format=ics&lang=en"));
    let due = api.register.clock.now().naive().date() + chrono::Days::new(180);
    assert_eq!(own.len(), 3);
    assert_eq!(own[2], (due.to_string(), format!("Confirmation due: {title}")));
}

#[test]
fn days_are_written_as_their_readers_write_them() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let officer = api.officer(carrier);
    let mut body = complete(carrier);
    body["planned"] = json!({"start": "2021-06-15", "end": "2022-12"});
    api.post(&officer, "/v1/measures", body).expect(201);
    let about = |lang: &str| {
        let path = format!("/v1/measures?format=ics&lang={lang}");
        String::from_utf8(file(&api, &officer, &path)).unwrap()
    };
    let german = about("de");
    assert!(german.contains("DESCRIPTION:Beginn: 15.06.2021\\nVerein"), "{german}");
    assert!(german.contains("DESCRIPTION:Ende: 12.2022\\nVerein"), "{german}");
    assert!(about("en").contains("DESCRIPTION:Start: 2021-06-15\\nVerein"), "{}", about("en"));
}

#[test]
fn an_event_keeps_its_name_when_it_moves() {
    let api = TestApi::new();
    let path = api.published(api.carrier("Verein"));
    let planner = api.planner();
    let names = || {
        let text = String::from_utf8(file(&api, &PUBLIC, "/v1/measures?format=ics")).unwrap();
        text.lines().filter(|line| line.starts_with("UID")).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = names();
    let etag = api.get(&planner, &path).etag();
    api.patch(&planner, &path, &etag, json!({"planned": {"start": "2021-05"}})).expect(200);
    assert_eq!(names(), before);
    assert_eq!(before.len(), 2);
}
