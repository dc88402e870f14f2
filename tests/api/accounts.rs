//! Users and clients, as administrators look after them.

use serde_json::{Value, json};

use crate::harness::{PUBLIC, TestApi, Who};
use crate::people::{PASSWORD, token};

/// Every request about accounts, and a body it takes.
fn requests(user: &str, client: &str) -> Vec<(&'static str, String, Option<Value>)> {
    let nothing = Some(json!({}));
    vec![
        ("GET", "/v1/users".into(), None),
        ("POST", "/v1/users".into(), nothing.clone()),
        ("GET", user.into(), None),
        ("PATCH", user.into(), nothing.clone()),
        ("POST", format!("{user}/password-resets"), nothing.clone()),
        ("GET", "/v1/clients".into(), None),
        ("POST", "/v1/clients".into(), nothing.clone()),
        ("GET", client.into(), None),
        ("PATCH", client.into(), nothing.clone()),
        ("POST", format!("{client}/secret-rotations"), nothing.clone()),
        ("POST", format!("{client}/revocations"), nothing),
    ]
}

#[test]
fn only_administrators_look_after_accounts() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let admin = api.administrator();
    let body = json!({"email": "p@example.org", "name": "P", "role": "planner"});
    let (planner, user) = api.person(body);
    let made = api.post(&admin, "/v1/clients", json!({"name": "A", "scopes": ["measures:read"]}));
    let client = made.header("location").to_owned();
    let refused: [(Who, u16, &str); 4] = [
        (PUBLIC, 401, "unauthenticated"),
        (planner, 403, "forbidden"),
        (api.planner(), 403, "forbidden"),
        (api.officer(carrier), 403, "forbidden"),
    ];
    for (who, status, code) in refused {
        for (method, path, body) in requests(&user, &client) {
            let answer = api.send(method, &who, &path, &[("If-Match", "\"1-\"")], body);
            let (was, said, _) = answer.problem();
            assert_eq!((was, &*said), (status, code), "{method} {path}");
        }
    }
    for (method, path, body) in requests("/v1/users/none", "/v1/clients/none") {
        let answer = api.send(method, &admin, &path, &[("If-Match", "\"1-\"")], body);
        assert!(answer.status < 401 || answer.status == 404, "{method} {path}: {}", answer.text);
    }
}

#[test]
fn an_administrator_invites_a_user() {
    let api = TestApi::new();
    let (admin, carrier) = (api.administrator(), api.carrier("Verein Brücken e.V."));
    let body = json!({"email": "New@Example.org", "name": "Neu",
                      "memberships": [{"carrier": carrier, "role": "editor"}]});
    let created = api.post(&admin, "/v1/users", body.clone());
    let record = created.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!(created.header("cache-control"), "private, no-store");
    let password = record["oneTimePassword"].as_str().unwrap();
    assert_eq!(password.len(), 24);
    let read = api.get(&admin, &path);
    let mut expected = record.clone();
    expected.as_object_mut().unwrap().remove("oneTimePassword");
    assert_eq!(read.expect(200), expected);
    assert_eq!(read.etag(), created.etag(), "so it can be edited at once");
    let signed_in = api.sign_in("new@example.org", password).expect(201);
    assert_eq!(signed_in["mustChangePassword"], true);

    let taken = api.post(&admin, "/v1/users", body);
    assert_eq!(taken.problem().1, "taken");
    let list = api.get(&admin, &format!("/v1/users?carrier={carrier}&disabled=false"));
    assert_eq!(list.expect(200), json!({"items": [expected], "next": null}));
    let all = api.get(&admin, "/v1/users").expect(200);
    let names: Vec<_> = all["items"].as_array().unwrap().iter().map(|u| &u["name"]).collect();
    assert_eq!(names, ["Admin", "Neu"], "by name");
}

#[test]
fn a_change_of_a_user_counts_at_once() {
    let api = TestApi::new();
    let admin = api.administrator();
    let (who, path) = api.person(json!({"email": "a@example.org", "name": "A"}));
    let etag = api.get(&admin, &path).etag();
    let edited = api.patch(&admin, &path, &etag, json!({"role": "planner"}));
    assert_eq!(edited.expect(200)["role"], "planner");
    assert_eq!(api.get(&who, "/v1/me").expect(200)["role"], "planner");
    assert_eq!(api.patch(&admin, &path, &etag, json!({"name": "B"})).problem().1, "stale");
    let bare = api.send("PATCH", &admin, &path, &[], Some(json!({})));
    assert_eq!(bare.problem().1, "unconditional");

    api.patch(&admin, &path, &edited.etag(), json!({"disabled": true})).expect(200);
    assert_eq!(api.get(&who, "/v1/me").problem().1, "unauthenticated");
    assert_eq!(api.sign_in("a@example.org", PASSWORD).problem().1, "credentials");
}

#[test]
fn a_forgotten_password_is_reset() {
    let api = TestApi::new();
    let admin = api.administrator();
    let (who, path) = api.person(json!({"email": "a@example.org", "name": "A"}));
    let reset = api.post(&admin, &format!("{path}/password-resets"), json!({})).expect(200);
    let password = reset["oneTimePassword"].as_str().unwrap();
    assert_eq!(api.get(&who, "/v1/me").problem().1, "unauthenticated");
    assert_eq!(api.sign_in("a@example.org", PASSWORD).problem().1, "credentials");
    let signed_in = api.sign_in("a@example.org", password).expect(201);
    assert_eq!(signed_in["mustChangePassword"], true);
    let more = api.post(&admin, &format!("{path}/password-resets"), json!({"password": "mine"}));
    assert_eq!(more.problem().2, ["/password unknown-field"]);
}

#[test]
fn somebody_is_left_to_administer() {
    let api = TestApi::new();
    let admin = api.administrator();
    let path = format!("/v1/users/{}", api.get(&admin, "/v1/me").json()["id"].as_str().unwrap());
    let etag = api.get(&admin, &path).etag();
    for patch in [json!({"role": null}), json!({"disabled": true})] {
        let refused = api.patch(&admin, &path, &etag, patch);
        assert_eq!(refused.problem().0, 409);
    }
    api.get(&admin, "/v1/users").expect(200);
}

#[test]
fn faults_of_accounts_are_said_all_at_once() {
    let api = TestApi::new();
    let admin = api.administrator();
    let nowhere = massnahmenregister::domain::CarrierId::new();
    let user = json!({"name": "", "role": "king", "memberships": [{"carrier": nowhere, "role": "editor"}], "x": 1});
    let client =
        json!({"carrier": nowhere, "scopes": ["measures:review"], "expiresAt": "tomorrow"});
    let cases = [
        (
            api.post(&admin, "/v1/users", user),
            vec![
                "/email required",
                "/name blank",
                "/role unknown-value",
                "/memberships/0/carrier no-such",
                "/x unknown-field",
            ],
        ),
        (
            api.post(&admin, "/v1/clients", client),
            vec![
                "/name required",
                "/carrier no-such",
                "/scopes scope-not-here",
                "/expiresAt wrong-kind",
            ],
        ),
        (
            api.get(&admin, "/v1/users?role=king&disabled=maybe&page=2"),
            vec!["role unknown-value", "disabled wrong-kind", "page unknown-parameter"],
        ),
        (api.get(&admin, &format!("/v1/clients?carrier={nowhere}")), vec!["carrier no-such"]),
        (api.get(&admin, "/v1/me?x=1"), vec!["x unknown-parameter"]),
    ];
    for (answer, expected) in cases {
        let (status, code, places) = answer.problem();
        assert_eq!((status, &*code), (400, "invalid"));
        assert_eq!(places, expected);
    }
}

#[test]
fn a_client_is_looked_after() {
    let api = TestApi::new();
    let (admin, carrier) = (api.administrator(), api.carrier("Verein Brücken e.V."));
    let body = json!({"name": "Export", "carrier": carrier, "scopes": ["measures:read", "measures:write"]});
    let created = api.post(&admin, "/v1/clients", body);
    let record = created.expect(201);
    let path = created.header("location").to_owned();
    assert!(record["secret"].as_str().unwrap().starts_with("mr_"));
    let fewer = json!({"scopes": ["measures:read"]});
    let edited = api.patch(&admin, &path, &created.etag(), fewer);
    assert_eq!(edited.expect(200)["scopes"], json!(["measures:read"]));
    let moved = api.patch(&admin, &path, &edited.etag(), json!({"carrier": null}));
    assert_eq!(moved.problem().2, ["/carrier read-only"]);
    let rotated = api.post(&admin, &format!("{path}/secret-rotations"), json!({})).expect(200);
    assert_ne!(rotated["secret"], record["secret"]);
    let revoked = api.post(&admin, &format!("{path}/revocations"), json!({})).expect(200);
    assert!(revoked["revokedAt"].is_string());
    let active = api.get(&admin, "/v1/clients?active=true").expect(200);
    assert_eq!(active, json!({"items": [], "next": null}));
    let again = api.post(&admin, &format!("{path}/secret-rotations"), json!({}));
    assert_eq!(again.problem().0, 409);
}

/// Passwords, secrets and hashes are told when they are made, and never again.
#[test]
fn no_secret_is_told_twice() {
    let api = TestApi::new();
    let admin = api.administrator();
    let user = api.post(&admin, "/v1/users", json!({"email": "a@example.org", "name": "A"}));
    let body = json!({"name": "Export", "scopes": ["measures:read"]});
    let client = api.post(&admin, "/v1/clients", body);
    let session = api.sign_in("a@example.org", user.json()["oneTimePassword"].as_str().unwrap());
    let view = api.register.view();
    let mut secrets: Vec<String> = [
        &user.json()["oneTimePassword"],
        &client.json()["secret"],
        &session.json()["refreshToken"],
    ]
    .map(|secret| secret.as_str().unwrap().to_owned())
    .to_vec();
    secrets.extend(view.users().map(|user| user.password_hash.0.clone()));
    secrets.extend(view.clients().map(|client| client.secret_hash.0.clone()));
    secrets.extend(view.sessions().map(|session| session.refresh_hash.0.clone()));
    let (user, client) = (user.header("location"), client.header("location"));
    let admin = token(&api.sign_in("admin@example.org", PASSWORD).expect(201));
    let reads = ["/v1/users", user, "/v1/clients", client, "/v1/me", "/.well-known/jwks.json"];
    let mut answers: Vec<_> = reads.iter().map(|path| api.get(&admin, path)).collect();
    let etag = api.get(&admin, user).etag();
    answers.push(api.patch(&admin, user, &etag, json!({"name": "B"})));
    let etag = api.get(&admin, client).etag();
    answers.push(api.patch(&admin, client, &etag, json!({"name": "B"})));
    answers.push(api.post(&admin, &format!("{client}/revocations"), json!({})));
    for answer in answers {
        assert_eq!(answer.status, 200, "{}", answer.text);
        for secret in &secrets {
            assert!(!answer.text.contains(secret.as_str()), "{}", answer.text);
        }
    }
}
