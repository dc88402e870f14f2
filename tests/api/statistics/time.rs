//! The council asks how it came along, and what the year brought.

use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi, Who};

/// A measure of each kind of life, entered after the fact; gives the path of the one
/// that is running.
fn town(api: &TestApi) -> (Who, String) {
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let lives: [&[(&str, &str)]; 3] = [
        &[("planned", "2020-02-01"), ("running", "2020-05-01")],
        &[("running", "2020-11-15"), ("completed", "2021-06-30")],
        &[
            ("running", "2020-03-01"),
            ("completed", "2020-12-31"),
            ("running", "2021-02-01"),
            ("discontinued", "2021-09-01"),
        ],
    ];
    let mut paths = Vec::new();
    for life in lives {
        let path = api.published(carrier);
        for (to, on) in life {
            let body = json!({"to": to, "effectiveOn": on, "reason": "continued"});
            api.post(&api.planner(), &format!("{path}/status-changes"), body).expect(200);
        }
        paths.push(path);
    }
    (officer, paths.remove(0))
}

fn ask(api: &TestApi, path: &str) -> Value {
    api.get(&PUBLIC, &format!("/v1/statistics/{path}")).expect(200)
}

fn csv(api: &TestApi, path: &str) -> String {
    api.get(&PUBLIC, &format!("/v1/statistics/{path}&format=csv")).text
}

#[test]
fn a_timeline_shows_where_the_measures_stood_at_the_end_of_each_period() {
    let api = TestApi::new();
    town(&api);
    let path = "timeline?step=quarter&from=2020-04-01&to=2021-02-15";
    assert_eq!(
        csv(&api, path).replace("\r\n", "\n"),
        "period,on,planned,running,paused,completed,discontinued,dropped,measures,notYetKnown\n\
         2020-Q2,2020-06-30,0,2,0,0,0,0,2,1\n\
         2020-Q3,2020-09-30,0,2,0,0,0,0,2,1\n\
         2020-Q4,2020-12-31,0,2,0,1,0,0,3,0\n\
         2021-Q1,2021-02-15,0,3,0,0,0,0,3,0\n",
        "the last period is cut where the question ends"
    );
    let whole = ask(&api, "timeline?step=year&groupBy=handlungsfeld");
    assert_eq!((&whole["from"], &whole["to"]), (&json!("2020-01-01"), &json!("2023-12-31")));
    let rows = whole["rows"].as_array().unwrap();
    let row = &rows[1];
    assert_eq!(
        (rows.len(), &row["period"], &row["handlungsfeld"]),
        (4, &json!("2021"), &json!("2"))
    );
    assert_eq!(
        (&row["running"], &row["completed"], &row["discontinued"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!((&whole["additive"], &whole["counted"]), (&json!(false), &json!(3)));
    let only = ask(&api, "timeline?step=year&status=discontinued&to=2020-12-31");
    assert_eq!(only["rows"][0]["completed"], 1, "where those stood that are discontinued now");
}

#[test]
fn a_timeline_says_nothing_of_the_future() {
    let api = TestApi::new();
    town(&api);
    let path = "timeline?step=month&from=2020-11-01&to=2020-12-31&asOf=2020-11-20";
    let found = ask(&api, path);
    assert_eq!(found["answeredUntil"], "2020-11-20");
    let rows = found["rows"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["on"], &rows[0]["running"]),
        (1, &json!("2020-11-20"), &json!(3))
    );
    let today = api.register.clock.today();
    let found = ask(&api, "timeline?step=year&from=2020-01-01&to=2150-12-31");
    assert_eq!(found["answeredUntil"], today.to_string());
    assert_eq!(found["rows"].as_array().unwrap().last().unwrap()["on"], today.to_string());
    let none = ask(&api, "timeline?from=2150-01-01&to=2150-12-31");
    assert_eq!((&none["answeredUntil"], &none["rows"]), (&Value::Null, &json!([])));
    assert_eq!((&none["counted"], &none["notCounted"][0]["count"]), (&json!(0), &json!(3)));
}

#[test]
fn a_flow_shows_who_went_where_and_adds_up() {
    let api = TestApi::new();
    let (_, running) = town(&api);
    let row = |from: Value, to: &str| json!({"from": from, "to": to, "measures": 1});
    let found = ask(&api, "flow?from=2020-04-30&to=2021-12-31");
    let rows = [
        row(Value::Null, "completed"),
        row(json!("planned"), "running"),
        row(json!("running"), "discontinued"),
    ];
    assert_eq!(found["rows"], json!(rows));
    assert_eq!(
        (&found["changed"], &found["counted"], &found["additive"]),
        (&json!(3), &json!(3), &json!(true))
    );
    assert_eq!(found["asOf"], "2021-12-31");
    let expected =
        "from,to,measures\r\n,completed,1\r\nplanned,running,1\r\nrunning,discontinued,1\r\n";
    assert_eq!(csv(&api, "flow?from=2020-04-30&to=2021-12-31"), expected);

    let then = api.register.view().last_change_at;
    let late = json!({"to": "paused", "effectiveOn": "2021-10-01", "reason": "staff-missing"});
    api.post(&api.planner(), &format!("{running}/status-changes"), late).expect(200);
    let now = ask(&api, "flow?from=2021-09-30&to=2021-10-01");
    assert_eq!(now["changed"], 1, "a late entry counts on the day it is of");
    let before = ask(&api, &format!("flow?from=2021-09-30&to=2021-10-01&knownAt={then}"));
    assert_eq!((&before["changed"], &before["counted"]), (&json!(0), &json!(3)));
}

#[test]
fn a_difference_names_what_is_new_what_ended_and_what_changed() {
    let api = TestApi::new();
    let (officer, running) = town(&api);
    let found = ask(&api, "diff?from=2020-10-31&to=2020-12-31");
    let count = |group: &str| found[group]["count"].as_u64().unwrap();
    assert_eq!(["new", "gone", "ended", "changedStatus"].map(count), [1, 0, 1, 1]);
    assert_eq!(found["ended"]["measures"][0]["reference"], "IK-2-0003");
    let moved = &found["changedStatus"]["measures"][0];
    assert_eq!((&moved["from"], &moved["to"]), (&json!("running"), &json!("completed")));
    let expected = "of,concept,key,name.de,before,after,change\r\nmeasures,,,,2,3,1\r\n\
                    status,,completed,abgeschlossen,0,1,1\r\nstatus,,running,läuft,2,2,0\r\n\
                    handlungsfeld,integrationskonzept-2020-2023,2,Spracherwerb,2,3,1\r\n";
    assert_eq!(csv(&api, "diff?from=2020-10-31&to=2020-12-31"), expected);
    let again = ask(&api, "diff?from=2020-12-31&to=2021-09-01");
    let (ended, moved) = (&again["ended"]["count"], &again["changedStatus"]["count"]);
    assert_eq!((ended, moved), (&json!(1), &json!(2)), "what had ended before has not ended again");

    let then = api.register.view().last_change_at;
    let funding =
        json!({"funding": [{"source": "eu", "plannedCents": 250_000}, {"source": "own"}]});
    let etag = api.get(&officer, &running).etag();
    api.patch(&officer, &running, &etag, funding).expect(200);
    let nothing = ask(&api, &format!("diff?knownFrom={then}"));
    let row = |found: &Value, of: &str| {
        let rows = found["rows"].as_array().unwrap();
        rows.iter().find(|row| row["of"] == of).cloned().unwrap_or_default()
    };
    assert_eq!(row(&nothing, "plannedCents"), Value::Null, "what waits for review is not public");
    let accepted = api.post(&api.planner(), &format!("{running}/revisions/acceptances"), json!({}));
    accepted.expect(200);
    let found = ask(&api, &format!("diff?knownFrom={then}"));
    assert_eq!(row(&found, "plannedCents")["change"], 250_000);
    assert_eq!(row(&found, "plannedUnknown")["change"], 1, "unknown is not 0");
    assert_eq!((&found["new"]["count"], &found["from"]), (&json!(0), &found["to"]));

    api.post(&api.planner(), &format!("{running}/archivings"), json!({"reason": "Irrtum"}))
        .expect(200);
    let found = ask(&api, &format!("diff?knownFrom={then}"));
    let gone = json!({"count": 1, "measures": []});
    assert_eq!(found["gone"], gone, "who may not see it now is not told its name");
}

#[test]
fn days_that_cannot_be_compared_are_refused_by_name() {
    let api = TestApi::new();
    let cases = [
        ("flow?from=2021-01-01&to=2020-01-01", "to end-before-start"),
        ("flow?to=2150-01-01", "to in-the-future"),
        ("flow?asOf=2021-01-01", "asOf unknown-parameter"),
        ("flow?from=2021", "from wrong-kind"),
        ("diff?knownAt=2021-01-01T00:00:00Z", "knownAt unknown-parameter"),
        (
            "diff?knownFrom=2021-01-02T00:00:00Z&knownTo=2021-01-01T00:00:00Z",
            "knownTo end-before-start",
        ),
        ("timeline?from=2021-01-01&to=2020-01-01", "to end-before-start"),
        ("timeline?step=month&from=1950-01-01&to=2020-01-01", "to too-many"),
        ("timeline?step=week", "step unknown-value"),
        ("timeline?groupBy=status", "groupBy unknown-value"),
    ];
    for (path, fault) in cases {
        let answer = api.get(&PUBLIC, &format!("/v1/statistics/{path}"));
        assert_eq!(answer.problem(), (400, "invalid".into(), vec![fault.to_owned()]), "{path}");
    }
    let month = ask(&api, "flow");
    let (from, to) = (month["from"].as_str().unwrap(), month["to"].as_str().unwrap());
    assert!(from < to, "a month, if nothing is said");
}
