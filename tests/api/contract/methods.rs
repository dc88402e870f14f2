//! Methods and paths: 405 with `Allow`, HEAD, OPTIONS, and what is not there.

use std::collections::BTreeMap;

use super::answers::{check_headers, check_problem};
use super::operations;
use super::world::World;
use crate::harness::PUBLIC;

/// Every path with real names in it, and the methods it has.
fn paths(world: &World) -> BTreeMap<&'static str, (String, Vec<String>)> {
    let mut paths: BTreeMap<_, (String, Vec<String>)> = BTreeMap::new();
    for operation in operations() {
        let path = || (world.call(&operation).path, Vec::new());
        paths.entry(operation.template).or_insert_with(path).1.push(operation.method());
    }
    paths
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let world = World::new();
    for (path, methods) in paths(&world).into_values() {
        let allowed = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        let allowed = allowed.iter().filter(|method| methods.iter().any(|known| known == *method));
        let allowed = allowed.map(|method| if *method == "GET" { "GET, HEAD" } else { method });
        let allowed: Vec<_> = allowed.chain(["OPTIONS"]).collect();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"] {
            if methods.iter().any(|known| known == method) {
                continue;
            }
            let who = &world.administrator;
            let answer = world.api.send(method, who, &path, &[], None);
            assert_eq!(answer.problem().1, "method", "{method} {path}");
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), allowed.join(", "), "{method} {path}");
            check_problem(&answer);
            check_headers(&answer, &path);
        }
        let options = world.api.send("OPTIONS", &PUBLIC, &path, &[], None);
        assert_eq!(
            (options.status, options.header("allow")),
            (204, &*allowed.join(", ")),
            "{path}"
        );
    }
}

#[test]
fn head_is_get_without_the_body() {
    let world = World::new();
    for operation in operations().iter().filter(|operation| operation.method == "get") {
        let (mut call, who) = (world.call(operation), world.caller(operation));
        let get = world.send(&who, &call);
        call.method = "HEAD".to_owned();
        let head = world.send(&who, &call);
        assert_eq!((head.status, &*head.text), (get.status, ""), "{}", call.path);
        for name in ["content-type", "content-length", "etag", "cache-control", "content-language"]
        {
            assert_eq!(head.header(name), get.header(name), "{}: {name}", call.path);
        }
        check_headers(&head, &call.path);
    }
}

#[test]
fn what_is_not_there_is_a_problem_too() {
    let world = World::new();
    let id = "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11";
    let cases = [
        ("/v1", "the API has no front page"),
        ("/v1/", "nor with a slash"),
        ("/v1/nothing", "no such collection"),
        ("/v2/measures", "no such version"),
        ("/v1/measures/", "a slash too many"),
        ("/v1//measures", "a slash twice"),
        ("/v1/Measures", "paths know upper and lower case"),
        ("/v1/measures/IK-9-9999", "no such reference"),
        (&format!("/v1/measures/{id}"), "no such id"),
        (&format!("/v1/measures/{id}/history"), "no history of nothing"),
        (&format!("/v1/measures/{id}/nothing"), "nothing below it"),
        (&format!("/v1/carriers/{id}"), "no such carrier"),
        ("/v1/carriers/x", "no id at all"),
        ("/v1/concepts/x", "no such concept"),
        ("/v1/measures/%ff%fe", "no text"),
        ("/v1/measures/%00", "nothing"),
        ("/v1/measures/..%2f..%2fetc", "no way out"),
        ("/problems/x", "no such problem"),
        ("/.well-known/x", "no such key"),
        ("/index.php", "no such house"),
    ];
    for (path, reason) in cases {
        let answer = world.api.get(&PUBLIC, path);
        assert_eq!(answer.problem().0, 404, "{path}: {reason}");
        check_problem(&answer);
        check_headers(&answer, path);
    }
}

#[test]
fn pages_of_other_origins_may_read_but_not_write() {
    let world = World::new();
    let origin = ("Origin", "https://dashboard.example.org");
    for operation in operations() {
        let call = world.call(&operation);
        let asks = [origin, ("Access-Control-Request-Method", "GET")];
        let asked = world.api.send("OPTIONS", &PUBLIC, &call.path, &asks, None);
        assert_eq!(asked.status, 204, "{}", call.path);
        assert_eq!(asked.header("access-control-allow-methods"), "GET, HEAD", "{}", call.path);
        assert_eq!(asked.header("access-control-allow-credentials"), "", "{}", call.path);
        if operation.method == "get" {
            let read = world.api.send("GET", &PUBLIC, &call.path, &[origin], None);
            assert_eq!(read.header("access-control-allow-origin"), "*", "{}", call.path);
            assert!(read.header("access-control-expose-headers").contains("ETag"));
        }
    }
}
