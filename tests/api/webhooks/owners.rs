//! Whose a webhook is, and what may be asked of it.

use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi, Who};

const URL: &str = "https://example.org/hook";

fn webhook(api: &TestApi, who: &Who) -> String {
    let made = api.post(who, "/v1/webhooks", json!({"url": URL})).expect(201);
    format!("/v1/webhooks/{}", made["id"].as_str().unwrap())
}

/// Everybody there can be, with whether they may have webhooks.
fn everybody(api: &TestApi) -> Vec<(&'static str, Who, u16)> {
    let carrier = api.carrier("Verein Brücken e.V.");
    let person = |name: &str, more: Value| {
        let mut body = json!({"email": format!("{name}@example.org"), "name": name});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        api.person(body).0
    };
    let member = json!({"memberships": [{"carrier": carrier, "role": "officer"}]});
    vec![
        ("the public", PUBLIC, 401),
        ("a program of a carrier", api.officer(carrier), 200),
        ("a program that reads its carrier's", api.client(Some(carrier), &["measures:read"]), 200),
        ("a program that reads all", api.reader(), 200),
        ("a program that reviews", api.planner(), 200),
        ("an officer", person("officer", member), 403),
        ("somebody without any part", person("nobody", json!({})), 403),
        ("somebody who reads all", person("reader", json!({"role": "reader"})), 403),
        ("a planner", person("planner", json!({"role": "planner"})), 200),
        ("an administrator", api.administrator(), 200),
    ]
}

/// Every way to ask for a webhook, and the status if it is allowed.
const REQUESTS: [(&str, &str, u16); 8] = [
    ("GET", "", 200),
    ("PATCH", "", 200),
    ("POST", "/secret-rotations", 200),
    ("POST", "/tests", 202),
    ("GET", "/deliveries", 200),
    ("POST", "/deliveries/{delivery}/resends", 202),
    ("POST", "/deliveries/01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11/resends", 404),
    ("DELETE", "", 204),
];

#[test]
fn each_looks_after_their_own_and_administrators_after_all() {
    let api = TestApi::new();
    let everybody = everybody(&api);
    for (owner, owning, may) in &everybody {
        if *may != 200 {
            let refused = api.post(owning, "/v1/webhooks", json!({"url": URL}));
            assert_eq!((refused.status, api.get(owning, "/v1/webhooks").status), (*may, *may));
            continue;
        }
        for (asker, asking, may) in &everybody {
            let path = webhook(&api, owning);
            let test = api.post(owning, &format!("{path}/tests"), json!({})).expect(202);
            let office = |who: &str| who == "a planner" || who == "an administrator";
            let own = owner == asker
                || *asker == "an administrator"
                || (office(owner) && *asker == "a planner");
            for (method, step, allowed) in REQUESTS {
                let etag = api.get(owning, &path).etag();
                let headers: &[(&str, &str)] = if ["PATCH", "DELETE"].contains(&method) {
                    &[("If-Match", &etag)]
                } else {
                    &[]
                };
                let body = (method != "GET" && method != "DELETE").then(|| json!({}));
                let step = step.replace("{delivery}", test["id"].as_str().unwrap());
                let answer = api.send(method, asking, &format!("{path}{step}"), headers, body);
                let expected = match (may, own) {
                    (200, true) => allowed,
                    (200, false) => 404,
                    _ => *may,
                };
                let cell = format!("{asker}: {method} {step} of {owner}");
                assert_eq!(answer.status, expected, "{cell}: {}", answer.text);
                assert!(!answer.text.contains("whsec_") || step == "/secret-rotations", "{cell}");
            }
            let left = api.get(owning, &path);
            assert_eq!(left.status == 404, *may == 200 && own, "{asker} of {owner}");
            api.delete(owning, &path, &left.etag());
        }
    }
}

#[test]
fn a_list_holds_ones_own() {
    let api = TestApi::new();
    let (one, other) = (api.reader(), api.officer(api.carrier("A e.V.")));
    let paths = [webhook(&api, &one), webhook(&api, &other)];
    let listed = |who: &Who| -> Vec<String> {
        let list = api.get(who, "/v1/webhooks").expect(200);
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| format!("/v1/webhooks/{}", item["id"].as_str().unwrap())).collect()
    };
    assert_eq!(listed(&one), paths[..1]);
    assert_eq!(listed(&other), paths[1..]);
    assert_eq!(listed(&api.administrator()), paths);
}

#[test]
fn an_address_that_nothing_would_be_sent_to_is_refused() {
    let api = TestApi::new();
    let planner = api.planner();
    let urls = [
        "http://example.org/",
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "https://[::1]/",
        "https://localhost/",
        "https://intranet/",
    ];
    for url in urls {
        let refused = api.post(&planner, "/v1/webhooks", json!({"url": url})).problem();
        assert_eq!(refused, (400, "invalid".into(), vec!["/url format".into()]), "{url}");
    }
    let body = json!({"eventTypes": ["measure.born"], "secret": "whsec_own"});
    let refused = api.post(&planner, "/v1/webhooks", body).problem().2;
    assert_eq!(refused, ["/url required", "/eventTypes/0 unknown-value", "/secret unknown-field"]);
}

#[test]
fn a_secret_is_told_once_also_to_whoever_repeats() {
    let api = TestApi::new();
    let planner = api.planner();
    let headers = [("Idempotency-Key", "4711")];
    let create = || api.send("POST", &planner, "/v1/webhooks", &headers, Some(json!({"url": URL})));
    let (first, again) = (create(), create());
    assert!(first.text.contains("\"whsec_"), "{}", first.text);
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert_eq!((again.status, again.json().get("secret")), (201, None));
    let dry = api.post(&planner, "/v1/webhooks?dryRun=true", json!({"url": URL}));
    assert_eq!((dry.status, dry.json().get("secret")), (201, None));
    assert_eq!(api.get(&planner, "/v1/webhooks").json()["items"].as_array().unwrap().len(), 1);
}

#[test]
fn nobody_else_is_told_of_webhooks() {
    let api = TestApi::new();
    let (administrator, before) = (api.administrator(), api.register.view().seq);
    webhook(&api, &api.planner());
    for who in [&PUBLIC, &administrator] {
        let news = api.get(who, &format!("/v1/changes?after={before}")).expect(200);
        assert_eq!(news["items"], json!([]), "the feed is of what everybody may read");
    }
}
