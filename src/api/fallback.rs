//! What no route took. actix's method macros guard the whole resource, so that a
//! wrong method looks like an unknown path to it; the description knows better.

use actix_web::dev::ResourceDef;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, HeaderMap, HeaderValue,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::{OpenApi, PathItem};

use super::problem::Problem;

/// Every path of the description, with the methods it answers.
pub struct Paths(Vec<(ResourceDef, HeaderValue)>);

impl Paths {
    pub fn of(description: &OpenApi) -> Self {
        let paths = description.paths.paths.iter();
        let known = paths.map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item)));
        Self(known.collect())
    }

    pub fn allowed(&self, path: &str) -> Option<&HeaderValue> {
        let known = self.0.iter().find(|(known, _)| known.is_match(path));
        known.map(|(_, methods)| methods)
    }
}

/// OPTIONS says what there is; all else is 405 where the path is known, else 404.
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
        None => Err(Problem::Path),
    }
}

/// Answers a browser that asks before it reads across origins. (Whether the
/// origin may is said at the door.)
fn allow_reading(headers: &mut HeaderMap) {
    let methods = HeaderValue::from_static("GET, HEAD");
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    let names = HeaderValue::from_static("Accept, Accept-Language, If-None-Match");
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
