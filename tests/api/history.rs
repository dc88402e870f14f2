//! The history of one measure: what changed, when, why; to each what they may see.

use chrono::TimeDelta;
use massnahmenregister::domain::Instant;
use serde_json::{Value, json};

use crate::harness::{Answer, PUBLIC, TestApi, Who, path_of};

/// A published measure with a life.
struct Life {
    api: TestApi,
    officer: Who,
    planner: Who,
    path: String,
}

impl Life {
    fn new() -> Self {
        let api = TestApi::new();
        let carrier = api.carrier("Verein Brücken e.V.");
        let (officer, planner) = (api.officer(carrier), api.planner());
        let path = api.published(carrier);
        Self { api, officer, planner, path }
    }

    fn edit(&self, patch: Value) -> Value {
        let etag = self.api.get(&self.officer, &self.path).etag();
        self.api.patch(&self.officer, &self.path, &etag, patch).expect(200)
    }

    fn step(&self, who: &Who, step: &str, body: Value) -> Value {
        self.api.post(who, &format!("{}/{step}", self.path), body).expect(200)
    }

    fn get(&self, who: &Who, below: &str) -> Answer {
        self.api.get(who, &format!("{}{below}", self.path))
    }

    /// The steps of the history, each by its action and the places that changed.
    fn steps(&self, who: &Who) -> Vec<String> {
        let history = self.get(who, "/history").expect(200);
        let items = history["items"].as_array().unwrap().iter();
        items
            .map(|item| {
                let changes = item["changes"].as_array().unwrap().iter();
                let places = changes.map(|change| change["pointer"].as_str().unwrap());
                let places: Vec<_> = places.collect();
                let (version, action) = (&item["version"], item["action"].as_str().unwrap());
                format!("{version} {action} {}", places.join(" ")).trim_end().to_owned()
            })
            .collect()
    }
}

#[test]
fn a_history_says_what_changed_and_why() {
    let life = Life::new();
    life.edit(json!({"summary": "Für Eltern", "planned": {"end": "2023-06"}}));
    life.step(&life.planner, "revisions/acceptances", json!({}));
    life.step(
        &life.officer,
        "status-changes",
        json!({"to": "running", "effectiveOn": "2021-03-01", "note": "Endlich"}),
    );
    life.step(
        &life.officer,
        "status-changes",
        json!({"to": "paused", "effectiveOn": "2021-05-01", "reason": "staff-missing"}),
    );
    let history = life.get(&life.officer, "/history").expect(200);
    let last = |back: usize| &history["items"][history["items"].as_array().unwrap().len() - back];
    assert_eq!(last(1)["reason"], "staff-missing");
    assert_eq!(last(2)["note"], "Endlich");
    assert_eq!(last(3)["standing"], "planner");
    assert_eq!(
        last(3)["changes"][0],
        json!({"pointer": "/planned/end", "from": "2022-12", "to": "2023-06"})
    );
    assert_eq!(
        life.steps(&life.officer),
        [
            "1 create",
            "2 submit /publication /submittedAt",
            "3 publish /reference /publication /publishedAt",
            "4 edit /summary /pendingRevision",
            "5 accept-revision /planned/end /pendingRevision",
            "6 change-status /status /statusSince /statusChanges/0",
            "7 change-status /status /statusSince /statusChanges/1",
        ]
    );
}

#[test]
fn the_public_sees_the_history_of_the_public_record_only() {
    let life = Life::new();
    life.edit(json!({"internalNote": "Nur für uns"}));
    life.edit(json!({"title": "Ein Vorschlag"}));
    let remarks = json!({"remarks": [{"text": "Lieber nicht"}]});
    life.step(&life.planner, "revisions/returns", remarks.clone());
    life.edit(json!({"title": "Ein besserer Vorschlag"}));
    life.step(&life.planner, "revisions/acceptances", json!({}));
    life.step(&life.officer, "confirmations", json!({"on": "2022-01-01", "note": "Telefonat"}));
    let public = ["3 publish", "8 accept-revision /title", "9 confirm /confirmation"];
    let stranger = life.api.officer(life.api.carrier("Ein anderer Verein"));
    for who in [&PUBLIC, &stranger] {
        assert_eq!(life.steps(who), public);
        let history = life.get(who, "/history");
        for secret in ["Nur für uns", "Ein Vorschlag", "Lieber nicht", "Telefonat"] {
            assert!(!history.text.contains(secret), "{secret}: {}", history.text);
        }
        for (version, status) in
            [(1, 404), (2, 404), (3, 200), (4, 404), (8, 200), (9, 200), (10, 404)]
        {
            let answer = life.get(who, &format!("/versions/{version}"));
            assert_eq!(answer.status, status, "version {version}");
            assert!(answer.status == 404 || answer.json()["version"] == version);
        }
    }
    let own = life.get(&life.officer, "/history").expect(200);
    let texts =
        [(5, "remarks", remarks["remarks"][0]["text"].clone()), (8, "note", "Telefonat".into())];
    for (place, member, text) in texts {
        let found = &own["items"][place][member];
        assert!(found == &text || found[0]["text"] == text, "{own:#}");
    }
}

#[test]
fn what_the_public_cannot_notice_changes_nothing_it_reads() {
    let life = Life::new();
    let before = life.get(&PUBLIC, "");
    let list = "/v1/measures?sort=-updatedAt&updatedSince=2020-01-01T00:00:00Z";
    let listed = life.api.get(&PUBLIC, list).expect(200);
    life.edit(json!({"internalNote": "Nur für uns"}));
    life.edit(json!({"title": "Ein Vorschlag"}));
    let after = life.get(&PUBLIC, "");
    assert_eq!((after.etag(), after.text), (before.etag(), before.text));
    assert_eq!(life.api.get(&PUBLIC, list).expect(200), listed);
    let since = listed["items"][0]["updatedAt"].as_str().unwrap().to_owned();
    let later = Instant::parse(&since).unwrap().plus(TimeDelta::microseconds(1)).to_string();
    for (since, found) in [(&since, 1), (&later, 0)] {
        let path = format!("/v1/measures?updatedSince={since}");
        assert_eq!(life.api.get(&PUBLIC, &path).expect(200)["total"], found, "{since}");
    }
    let own = life.get(&life.officer, "").expect(200);
    assert_eq!(own["version"], 5);
    let path = format!("/v1/measures?updatedSince={later}");
    assert_eq!(life.api.get(&life.officer, &path).expect(200)["total"], 1);
}

#[test]
fn a_version_is_what_was_read_then() {
    let life = Life::new();
    let first = life.get(&life.officer, "");
    life.edit(json!({"summary": "Neu"}));
    let then = life.get(&life.officer, "/versions/3");
    assert_eq!(then.expect(200)["summary"], Value::Null);
    assert_eq!(then.etag(), first.etag(), "nothing else has changed");
    let headers = [("If-None-Match", &*then.etag())];
    let path = format!("{}/versions/3", life.path);
    assert_eq!(life.api.send("GET", &life.officer, &path, &headers, None).status, 304);
    for number in ["0", "-1", "x", "99", "4294967296"] {
        let answer = life.get(&life.officer, &format!("/versions/{number}"));
        assert_eq!(answer.problem().0, 404, "{number}");
    }
}

#[test]
fn two_versions_are_compared() {
    let life = Life::new();
    life.edit(json!({"summary": "Neu"}));
    life.edit(json!({"summary": "Neuer", "internalNote": "Für uns"}));
    let diff = |who: &Who, query: &str| life.get(who, &format!("/diff{query}"));
    let change = |from: Value, to: &str| json!({"pointer": "/summary", "from": from, "to": to});
    let note = json!({"pointer": "/internalNote", "from": null, "to": "Für uns"});
    let cases = [
        (&life.officer, "", 4, 5, vec![change("Neu".into(), "Neuer"), note.clone()]),
        (&life.officer, "?from=3", 3, 5, vec![change(Value::Null, "Neuer"), note]),
        (&life.officer, "?from=3&to=4", 3, 4, vec![change(Value::Null, "Neu")]),
        (&life.officer, "?from=4&to=4", 4, 4, vec![]),
        (&PUBLIC, "", 4, 5, vec![change("Neu".into(), "Neuer")]),
        (&PUBLIC, "?to=3", 3, 3, vec![]),
    ];
    for (who, query, from, to, changes) in cases {
        let found = diff(who, query).expect(200);
        assert_eq!(found, json!({"from": from, "to": to, "changes": changes}), "{query}");
    }
    assert_eq!(diff(&PUBLIC, "?from=1").problem().0, 404, "a draft");
    assert_eq!(diff(&life.officer, "?from=0&to=x").problem().2.len(), 2, "both at once");
}

#[test]
fn an_archived_measure_has_no_public_history() {
    let life = Life::new();
    life.step(&life.planner, "archivings", json!({"reason": "Doppelt"}));
    for below in ["", "/history", "/versions/3", "/diff"] {
        assert_eq!(life.get(&PUBLIC, below).problem().0, 404, "{below}");
    }
    life.step(&life.planner, "restorations", json!({"reason": "Irrtum"}));
    assert_eq!(life.steps(&PUBLIC), ["3 publish", "5 restore"]);
}

#[test]
fn nobody_is_shown_in_old_versions_who_is_not_the_contact_now() {
    let life = Life::new();
    let contact = |name: &str, phone: &str, public: bool| {
        let email = format!("{}@example.org", name.to_lowercase());
        json!({"contact": {"name": name, "email": email, "phone": phone, "public": public}})
    };
    life.edit(contact("Anna", "1", true));
    let then = life.api.register.clock.now();
    let public = |who: &str| {
        let moment = format!("?knownAt={then}");
        let list = life.api.get(&PUBLIC, &format!("/v1/measures{moment}"));
        let texts = [&*moment, "/versions/4", "/history"].map(|below| life.get(&PUBLIC, below));
        let feed = life.api.get(&PUBLIC, "/v1/changes");
        [&list, &feed].into_iter().chain(&texts).any(|answer| answer.text.contains(who))
    };
    life.edit(contact("Anna", "2", true));
    assert!(public("Anna"), "the same person with another telephone");
    life.edit(contact("Bernd", "1", true));
    assert!(!public("anna@") && !public("Anna"), "somebody else agreed, not she");
    assert!(life.get(&life.officer, "/history").text.contains("Anna"));
    life.edit(contact("Anna", "1", false));
    assert!(!public("Anna") && !public("Bernd"), "she does not agree now");
}

#[test]
fn what_is_archived_is_in_no_public_answer_about_the_past() {
    let life = Life::new();
    let then = life.api.register.clock.now();
    let asked = format!("knownAt={then}");
    let count = |who: &Who| {
        let path = format!("/v1/statistics/measures?groupBy=status&{asked}");
        life.api.get(who, &path).expect(200)["counted"].clone()
    };
    let found = |who: &Who| {
        let one = life.get(who, &format!("?{asked}")).status;
        let list = life.api.get(who, &format!("/v1/measures?{asked}")).expect(200);
        let feed = life.api.get(&PUBLIC, &format!("/v1/feeds/measures?{asked}"));
        (one, list["total"].clone(), feed.text.contains("<entry>"))
    };
    let before = (found(&PUBLIC), count(&PUBLIC));
    assert_eq!(before, ((200, json!(1), true), json!(1)));
    life.step(&life.planner, "archivings", json!({"reason": "Doppelt"}));
    assert_eq!(found(&PUBLIC), (404, json!(0), false));
    assert_eq!(count(&PUBLIC), 1, "an old report says what it said");
    assert_eq!(found(&life.officer), (200, json!(1), false));
    life.step(&life.planner, "restorations", json!({"reason": "Irrtum"}));
    assert_eq!((found(&PUBLIC), count(&PUBLIC)), before);
}

#[test]
fn the_heir_of_a_carrier_reads_the_history_from_its_beginning() {
    let life = Life::new();
    life.edit(json!({"internalNote": "Nur für uns"}));
    let steps = life.steps(&life.officer);
    let (then, start) = (life.api.register.clock.now(), life.api.register.view().seq);
    let from = life.get(&life.officer, "").expect(200)["leadCarrier"]["id"].clone();
    let old = life.api.draft(&life.officer, from.as_str().unwrap().parse().unwrap());
    life.api.patch(&life.officer, &path_of(&old), &old.etag(), json!({"title": "A"})).expect(200);
    let known = life.api.register.clock.now();
    let into = life.api.carrier("Die Erben e.V.");
    let heir = life.api.officer(into);
    let merge = format!("/v1/carriers/{}/merges", from.as_str().unwrap());
    life.api.post(&life.api.administrator(), &merge, json!({"into": into})).expect(200);

    assert_eq!(life.steps(&heir)[..steps.len()], steps);
    assert_eq!(life.get(&heir, "/versions/1").expect(200)["publication"], "draft");
    let version = life.get(&heir, "/versions/4").expect(200);
    assert_eq!(version["internalNote"], "Nur für uns");
    let record = life.get(&heir, &format!("?knownAt={then}")).expect(200);
    assert_eq!(record["internalNote"], "Nur für uns");
    let draft = path_of(&old);
    life.api.get(&heir, &format!("{draft}?knownAt={known}")).expect(200);
    let list = format!("/v1/measures?knownAt={known}");
    assert_eq!(life.api.get(&heir, &list).expect(200)["total"], 2);
    assert_eq!(life.api.get(&PUBLIC, &list).expect(200)["total"], 1);
    let changes = life.api.get(&heir, &format!("/v1/changes?after={start}")).expect(200);
    let versions = changes["items"].as_array().unwrap().iter();
    let versions = versions.filter_map(|item| item["measure"]["version"].as_u64());
    assert_eq!(versions.collect::<Vec<_>>(), [1, 2, 5, 3]);
}

#[test]
fn a_long_history_comes_in_pages() {
    let life = Life::new();
    life.edit(json!({"summary": "Neu"}));
    let whole = life.get(&life.officer, "/history").expect(200);
    let (mut found, mut next) = (Vec::new(), json!(format!("{}/history?limit=3", life.path)));
    while let Some(path) = next.as_str() {
        let page = life.api.get(&life.officer, path).expect(200);
        found.push(page["items"].as_array().unwrap().clone());
        next = page["next"].clone();
    }
    assert!(found.iter().rev().skip(1).all(|page| page.len() == 3) && found.len() > 1);
    assert_eq!(json!(found.concat()), whole["items"]);
    let refused = life.get(&life.officer, "/history?limit=201&after=x").problem().2;
    assert_eq!(refused, ["after wrong-kind", "limit out-of-range"]);
}
