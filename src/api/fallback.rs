//! What no route took. actix's method macros guard the whole resource, so that a
//! wrong method looks like an unknown path to it; the description knows better.

use std::sync::OnceLock;

use actix_web::dev::ResourceDef;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, HeaderMap, HeaderValue, LOCATION,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::{OpenApi, PathItem, RefOr};

use super::description;
use super::problem::Problem;
use crate::domain::{Faults, Rule};

/// Every path of the description, with the methods it answers: found out when somebody
/// strays for the first time, because the description is large.
#[derive(Default)]
pub struct Paths(OnceLock<Vec<Known>>);

struct Known {
    path: ResourceDef,
    allow: HeaderValue,
    /// For each method that writes the query parameters it takes.
    writes: Vec<(Method, Vec<String>)>,
}

impl Paths {
    fn all(&self) -> &[Known] {
        self.0.get_or_init(|| known(&description::handlers()))
    }

    fn find(&self, path: &str) -> Option<&Known> {
        self.all().iter().find(|known| known.path.is_match(path))
    }

    pub fn allowed(&self, path: &str) -> Option<&HeaderValue> {
        self.find(path).map(|known| &known.allow)
    }

    /// Refuses query parameters that the description of the operation does not name.
    pub fn check_query(&self, method: &Method, path: &str, query: &str) -> Result<(), Problem> {
        let writes = self.find(path).map_or(&[][..], |known| &known.writes);
        let Some((_, named)) = writes.iter().find(|(known, _)| known == method) else {
            return Ok(());
        };
        let dry_run = path.starts_with("/v1/").then_some("dryRun");
        let faults = Faults::default();
        for (name, _) in form_urlencoded::parse(query.as_bytes()) {
            let known = named.iter().map(String::as_str).chain(dry_run).any(|known| known == name);
            if !known {
                let name: String = name.chars().take(100).collect();
                faults.add(format!("?{name}"), Rule::UnknownParameter);
            }
        }
        Ok(faults.into_result(())?)
    }
}

fn known(description: &OpenApi) -> Vec<Known> {
    let paths = description.paths.paths.iter().map(|(path, item)| Known {
        path: ResourceDef::new(path.as_str()),
        allow: methods(item),
        writes: writes(item),
    });
    paths.collect()
}

fn writes(item: &PathItem) -> Vec<(Method, Vec<String>)> {
    let all = [
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    let known = all.into_iter().filter_map(|(method, operation)| {
        let parameters = operation.as_ref()?.parameters.iter().flatten();
        let names = parameters.filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter.name.clone()),
            RefOr::Ref(_) => None,
        });
        Some((method, names.collect()))
    });
    known.collect()
}

/// OPTIONS says what there is, and the viewer is found with a slash, too; all else is 405 where the path is known, else 404.
pub async fn answer(request: HttpRequest, paths: Data<Paths>) -> Result<HttpResponse, Problem> {
    match paths.allowed(request.path()) {
        Some(allow) if request.method() == Method::OPTIONS => {
            let mut answer = HttpResponse::new(StatusCode::NO_CONTENT);
            answer.headers_mut().insert(ALLOW, allow.clone());
            if request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
                allow_reading(answer.headers_mut());
            }
            Ok(answer)
        }
        Some(allow) => Err(Problem::Method { allow: allow.clone() }),
        // As people write it; relative, since a proxy may have put something before it.
        None if request.path() == "/docs/" && request.method() == Method::GET => {
            let mut answer = HttpResponse::new(StatusCode::PERMANENT_REDIRECT);
            answer.headers_mut().insert(LOCATION, HeaderValue::from_static("../docs"));
            Ok(answer)
        }
        None => Err(Problem::Path),
    }
}

/// Answers a browser that asks before it reads across origins. (Whether the
/// origin may is said at the door.)
fn allow_reading(headers: &mut HeaderMap) {
    let methods = HeaderValue::from_static("GET, HEAD");
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    let names = HeaderValue::from_static(
        "Accept, Accept-Language, At-Least-Sequence, If-None-Match, Last-Event-ID",
    );
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
}

fn methods(item: &PathItem) -> HeaderValue {
    let all = [
        ("GET, HEAD", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    let known = all.iter().filter(|(_, operation)| operation.is_some());
    let names: Vec<&str> = known.map(|(name, _)| *name).chain(["OPTIONS"]).collect();
    HeaderValue::try_from(names.join(", ")).expect("method names are ASCII")
}
