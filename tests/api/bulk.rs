//! Many measures at a time: one transaction, a result for each item.

use serde_json::{Value, json};

use crate::dry_runs::rows;
use crate::harness::{Answer, PUBLIC, TestApi, Who, path_of};
use crate::view::same;
use massnahmenregister::domain::CarrierId;
use massnahmenregister::register::rebuild;
use massnahmenregister::store::Store;

const MEASURES: &str = "/v1/measures/bulk";
const STATUSES: &str = "/v1/measures/status-changes/bulk";

fn office() -> (TestApi, CarrierId, Who) {
    let api = TestApi::new();
    let own = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(own);
    (api, own, officer)
}

fn draft(own: CarrierId, title: &str) -> Value {
    json!({"leadCarrier": own, "title": title})
}

/// Status and code of each item.
fn results(answer: &Value) -> Vec<(u64, String)> {
    let items = answer["items"].as_array().unwrap().iter().enumerate();
    items
        .map(|(index, item)| {
            assert_eq!(item["index"], index);
            assert_eq!(item["id"].is_string(), item["problem"].is_null(), "{item}");
            let code = item["problem"]["code"].as_str().unwrap_or_default();
            (item["status"].as_u64().unwrap(), code.to_owned())
        })
        .collect()
}

/// The view is what the log says.
pub fn is_rebuilt(api: &TestApi) {
    let mut store = Store::connect(&api.database.url).unwrap();
    let view = api.register.view();
    same(&view, &rebuild(&mut store, view.today).unwrap());
    assert_eq!(store.log().unwrap(), (1..=view.seq).collect::<Vec<_>>());
}

#[test]
fn a_thousand_measures_are_one_commit_and_each_has_its_result() {
    let (api, own, officer) = office();
    let items: Vec<_> = (0..1000).map(|n| draft(own, &format!("Maßnahme {n}"))).collect();
    let (seq, commits) = (api.register.view().seq, api.register.commits());
    let answer = api.post(&officer, MEASURES, json!({"items": items})).expect(200);
    assert_eq!(api.register.commits() - commits, 1, "one transaction, one flush");
    assert_eq!(api.register.view().seq - seq, 1000, "each is a change of its own");
    assert_eq!((&answer["stored"], &answer["refused"]), (&json!(1000), &json!(0)));
    assert_eq!(results(&answer), vec![(201, String::new()); 1000]);
    for number in [0, 499, 999] {
        let item = &answer["items"][number];
        let path = format!("/v1/measures/{}", item["id"].as_str().unwrap());
        let found = api.get(&officer, &path);
        assert_eq!(found.expect(200)["title"], format!("Maßnahme {number}"));
        assert_eq!(item["etag"], found.etag(), "it can be edited at once");
    }
    is_rebuilt(&api);
}

/// Five items: good, with two faults, another carrier's, taken by the first, good.
fn mixed(api: &TestApi, own: CarrierId) -> Value {
    let other = api.carrier("Ein anderer Verein");
    let external = json!({"source": "fundus", "id": "4711"});
    let named = |title: &str| json!({"leadCarrier": own, "title": title, "external": external, "handlungsfeld": 2});
    json!({"items": [
        named("Eins"),
        {"leadCarrier": own, "handlungsfeld": 99, "nonsense": 1},
        draft(other, "Drei"),
        named("Vier"),
        draft(own, "Fünf"),
    ]})
}

#[test]
fn all_or_nothing_names_every_fault_of_every_item() {
    let (api, own, officer) = office();
    let body = mixed(&api, own);
    let before = (rows(&api.database.url), api.register.view().seq);
    let path = format!("{MEASURES}?atomic=true");
    let refused = api.post(&officer, &path, body.clone()).expect(400);
    let left = (424, "others-refused");
    let expected = [left, (400, "invalid"), (403, "forbidden"), (409, "taken"), left];
    assert_eq!(results(&refused), expected.map(|(status, code)| (status, code.to_owned())));
    let own_problem = &refused["items"][1]["problem"];
    assert_eq!(own_problem["errors"].as_array().unwrap().len(), 3, "its own alone");
    assert!(own_problem["instance"].as_str().unwrap().ends_with("#1"), "{own_problem}");
    for path in [MEASURES.to_owned(), format!("{MEASURES}?atomic=true")] {
        let (status, code, mut places) = api.post(&officer, &path, body.clone()).problem();
        places.sort();
        let expected = [
            "/items/1/handlungsfeld no-such",
            "/items/1/nonsense unknown-field",
            "/items/1/title required",
            "/items/2 forbidden",
            "/items/3 taken",
        ];
        assert_eq!(
            (status, &*code, &*places),
            (400, "refused-items", &expected.map(String::from)[..])
        );
    }
    assert_eq!((rows(&api.database.url), api.register.view().seq), before, "nothing is stored");
}

#[test]
fn otherwise_what_is_good_is_stored_and_the_rest_has_its_problem() {
    let (api, own, officer) = office();
    let body = mixed(&api, own);
    let (seq, commits) = (api.register.view().seq, api.register.commits());
    let path = format!("{MEASURES}?atomic=false");
    let answer = api.post(&officer, &path, body).expect(200);
    let expected = [(201, ""), (400, "invalid"), (403, "forbidden"), (409, "taken"), (201, "")];
    assert_eq!(results(&answer), expected.map(|(status, code)| (status, code.to_owned())));
    assert_eq!((&answer["stored"], &answer["refused"]), (&json!(2), &json!(3)));
    assert_eq!(api.register.view().seq - seq, 2, "what was refused leaves no gap in the log");
    assert_eq!(api.register.commits() - commits, 1);
    let problem = &answer["items"][1]["problem"];
    let places: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|e| &e["pointer"]).collect();
    assert!(places.contains(&&json!("/title")), "pointers lead into the item: {problem}");
    assert!(problem["instance"].as_str().unwrap().ends_with("#1"), "{problem}");
    is_rebuilt(&api);
}

#[test]
fn statuses_change_many_at_a_time() {
    let (api, own, officer) = office();
    let (one, two) = (api.published(own), path_of(&api.draft(&officer, own)));
    let reference = api.get(&officer, &one).json()["reference"].as_str().unwrap().to_owned();
    let id = two.rsplit('/').next().unwrap();
    let step = |measure: &str, to: &str, on: &str| json!({"measure": measure, "to": to, "effectiveOn": on});
    let good = json!({"items": [
        step(&reference, "running", "2021-03-01"),
        step(&reference, "completed", "2021-09-01"),
        {"measure": id, "version": 1, "to": "running", "effectiveOn": "2021-04-01"},
    ]});
    let commits = api.register.commits();
    let answer = api.post(&officer, STATUSES, good.clone()).expect(200);
    assert_eq!(results(&answer), vec![(200, String::new()); 3]);
    assert_eq!(api.register.commits() - commits, 1);
    assert_eq!(api.get(&officer, &one).json()["status"], "completed", "one after the other");
    assert_eq!(api.get(&officer, &two).json()["status"], "running");
    let bad = json!({"items": [
        {"measure": id, "version": 1, "to": "paused", "effectiveOn": "2021-05-01", "reason": "other"},
        step("IK-9-9999", "running", "2021-03-01"),
        {"to": "resting"},
        step(id, "planned", "2021-05-01"),
        {"measure": id, "to": "paused", "effectiveOn": "2021-05-01", "reason": "other"},
    ]});
    let answer = api.post(&officer, &format!("{STATUSES}?atomic=false"), bad.clone()).expect(200);
    let expected =
        [(412, "stale"), (404, "not-found"), (400, "invalid"), (400, "invalid"), (200, "")];
    assert_eq!(results(&answer), expected.map(|(status, code)| (status, code.to_owned())));
    let (_, code, places) = api.post(&officer, STATUSES, bad).problem();
    assert_eq!(code, "refused-items");
    for place in [
        "/items/0 stale",
        "/items/1 not-found",
        "/items/2/measure required",
        "/items/2/to unknown-value",
        "/items/2/effectiveOn required",
        "/items/3/to transition",
    ] {
        assert!(places.contains(&place.to_owned()), "{place}: {places:?}");
    }
    is_rebuilt(&api);
}

#[test]
fn who_may_do_nothing_of_it_is_told_so() {
    let (api, own, _) = office();
    let stranger = api.officer(api.carrier("Ein anderer Verein"));
    let body = json!({"items": [draft(own, "Eins"), draft(own, "Zwei")]});
    assert_eq!(api.post(&stranger, MEASURES, body.clone()).problem().1, "forbidden");
    assert_eq!(api.post(&PUBLIC, MEASURES, body).problem().1, "unauthenticated");
}

#[test]
fn there_is_a_limit_to_how_many_and_how_much() {
    let (api, own, officer) = office();
    let refused = |answer: Answer| {
        let (status, _, places) = answer.problem();
        (status, places)
    };
    let many: Vec<_> = (0..1001).map(|n| draft(own, &n.to_string())).collect();
    let cases = [
        (json!({"items": many}), "/items too-many", "one too many"),
        (json!({"items": []}), "/items required", "none"),
        (json!({}), "/items required", "not even a list"),
        (json!({"items": {}}), "/items wrong-kind", "no list"),
        (json!([]), " wrong-kind", "a bare list"),
    ];
    for (body, place, reason) in cases {
        let answer = refused(api.post(&officer, MEASURES, body));
        assert_eq!(answer, (400, vec![place.to_owned()]), "{reason}");
    }
    let large = |bytes: usize| {
        let filling = "x".repeat(bytes);
        json!({"items": [{"leadCarrier": own, "title": "Kurs", "nonsense": filling}]})
    };
    let four = refused(api.post(&officer, MEASURES, large(4 << 20)));
    assert_eq!(four, (400, vec!["/items/0/nonsense unknown-field".to_owned()]), "4 MiB are read");
    assert_eq!(api.post(&officer, MEASURES, large(9 << 20)).status, 413);
    assert_eq!(api.post(&officer, "/v1/measures", large(4 << 20)).status, 413, "but not for one");
    let body = json!({"items": [{"leadCarrier": own}]});
    let unclear = api.post(&officer, &format!("{MEASURES}?atomic=maybe"), body);
    let both = vec!["atomic wrong-kind".to_owned(), "/items/0/title required".to_owned()];
    assert_eq!(refused(unclear), (400, both), "also of the items");
    let unclear = api.post(&officer, &format!("{MEASURES}?atomic=maybe"), json!({"items": []}));
    let both = vec!["atomic wrong-kind".to_owned(), "/items required".to_owned()];
    assert_eq!(refused(unclear), (400, both));
}

#[test]
fn many_can_be_tried_and_repeated() {
    let (api, own, officer) = office();
    let body = json!({"items": [draft(own, "Eins"), draft(own, "Zwei")]});
    let send = |path: &str| {
        api.send("POST", &officer, path, &[("Idempotency-Key", "a")], Some(body.clone()))
    };
    let before = rows(&api.database.url);
    let tried = send(&format!("{MEASURES}?dryRun=true"));
    assert_eq!(tried.expect(200)["stored"], 2);
    for name in ["id", "etag", "problem"] {
        assert!(tried.json()["items"][0][name].is_null(), "there is no such measure: {name}");
    }
    assert_eq!(rows(&api.database.url), before);
    let (first, again) = (send(MEASURES), send(MEASURES));
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(send(&format!("{MEASURES}?atomic=false")).status, 422, "that asks something else");
    let list = api.get(&officer, "/v1/measures").json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    is_rebuilt(&api);
}
