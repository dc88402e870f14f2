//! The door of the house: every request comes in and every answer goes out here.
//! It counts, names and times requests, writes problems in the caller's language,
//! and puts the headers on that every answer has.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::HttpMessage;
use actix_web::body::{BoxBody, EitherBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use futures_util::future::Either;
use std::future::{Ready, ready};

use super::Settings;
use super::limits::Left;
use super::problem::Problem;
use crate::domain::Lang;

const VERSION: HeaderValue = HeaderValue::from_static(env!("CARGO_PKG_VERSION"));
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

static FIXED: [(HeaderName, HeaderValue); 5] = [
    (HeaderName::from_static("api-version"), VERSION),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    ),
    (header::VARY, HeaderValue::from_static("Accept, Accept-Language, Authorization, Origin")),
];

/// What a page of another origin may read of an answer.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "API-Version, Content-Language, ETag, Location, RateLimit, Retry-After",
);

/// Whose pages may read what is public (the Fetch standard's CORS protocol).
/// Credentials are never allowed along.
#[derive(Debug, Clone)]
pub enum Cors {
    Everyone,
    Only(Vec<String>),
}

impl Cors {
    fn allow(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        match self {
            Self::Everyone => Some(HeaderValue::from_static("*")),
            Self::Only(known) => known
                .iter()
                .any(|known| known.as_bytes() == origin.as_bytes())
                .then(|| origin.clone()),
        }
    }
}

const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Counts requests over all workers.
#[derive(Default)]
pub struct Counter {
    next: AtomicU64,
    present: AtomicUsize,
}

/// The name of a request in the log and in a problem's `instance`.
#[derive(Clone, Copy)]
pub struct RequestId(u64);

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}-{}", std::process::id(), self.0)
    }
}

pub struct Door;

impl<S, B> Transform<S, ServiceRequest> for Door
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    B: actix_web::body::MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B, BoxBody>>;
    type Error = actix_web::Error;
    type Transform = DoorService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(DoorService(Rc::new(service))))
    }
}

pub struct DoorService<S>(Rc<S>);

impl<S, B> Service<ServiceRequest> for DoorService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    B: actix_web::body::MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<B, BoxBody>>;
    type Error = actix_web::Error;
    type Future = Either<
        Ready<Result<Self::Response, Self::Error>>,
        Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>>>>,
    >;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        // HEAD is GET without the body, which the server leaves out by itself.
        if request.method() == Method::HEAD {
            request.head_mut().method = Method::GET;
        }
        let settings = Data::clone(request.app_data().expect("settings are app data"));
        let visit = Visit::begin(settings);
        let at_once = match visit.is_crowded() {
            true => Some(visit.problem(&Problem::Overloaded, Lang::De)),
            false => super::ready::answer(request.request()),
        };
        if let Some(answer) = at_once {
            let answer = visit.finish(request.into_response(answer));
            return Either::Left(ready(Ok(answer.map_into_right_body())));
        }
        let service = Rc::clone(&self.0);
        Either::Right(Box::pin(async move {
            let answer = service.call(request).await?;
            let problem = visit.problem_of(&answer);
            Ok(match problem {
                Some(problem) => {
                    let (request, _) = answer.into_parts();
                    let answer = ServiceResponse::new(request, problem);
                    visit.finish(answer).map_into_right_body()
                }
                None => visit.finish(answer).map_into_left_body(),
            })
        }))
    }
}

/// One request on its way through the house.
struct Visit {
    id: RequestId,
    settings: Data<Settings>,
    began: Instant,
    present: usize,
}

impl Visit {
    fn begin(settings: Data<Settings>) -> Self {
        let id = RequestId(settings.counter.next.fetch_add(1, Ordering::Relaxed));
        let present = settings.counter.present.fetch_add(1, Ordering::Relaxed) + 1;
        Self { id, settings, began: Instant::now(), present }
    }

    fn is_crowded(&self) -> bool {
        self.present > self.settings.max_requests
    }

    fn problem(&self, problem: &Problem, lang: Lang) -> actix_web::HttpResponse {
        problem.answer(lang, &self.id.to_string())
    }

    /// What to answer instead, if the answer is a failure without a body of its own.
    fn problem_of<B>(&self, answer: &ServiceResponse<B>) -> Option<actix_web::HttpResponse> {
        let status = answer.status();
        if status.is_informational() || status.is_success() || status.is_redirection() {
            return None;
        }
        let error = answer.response().error()?;
        let accepts = answer.request().headers().get(header::ACCEPT_LANGUAGE);
        let lang = accepts.and_then(|value| value.to_str().ok()).map(Lang::accepted);
        let lang = lang.unwrap_or_default();
        let problem = match error.as_error::<Problem>() {
            Some(problem) => {
                self.note(problem);
                return Some(self.problem(problem, lang));
            }
            None => Problem::Other(status),
        };
        Some(self.problem(&problem, lang))
    }

    /// An internal cause goes to the log, never to the caller.
    fn note(&self, problem: &Problem) {
        if problem.kind().status == StatusCode::INTERNAL_SERVER_ERROR {
            let cause: &dyn std::error::Error = problem;
            tracing::error!(request = %self.id, cause = ?cause, "a request failed");
        }
    }

    fn finish<B>(&self, mut answer: ServiceResponse<B>) -> ServiceResponse<B> {
        let origin = answer.request().headers().get(header::ORIGIN);
        let origin = origin.and_then(|origin| self.settings.cors.allow(origin));
        let left = answer.request().extensions().get::<Left>().copied();
        let headers = answer.headers_mut();
        if let Some(origin) = origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
        put_headers(headers, self.settings.behind_tls);
        if let Some(Left { tries, seconds }) = left {
            let text = format!("\"address\";r={tries};t={seconds}");
            if let Ok(text) = HeaderValue::from_str(&text) {
                headers.insert(HeaderName::from_static("ratelimit"), text);
            }
        }
        let (request, status) = (answer.request(), answer.status());
        if request.method() != Method::GET || status.is_server_error() {
            let millis = self.began.elapsed().as_secs_f64() * 1e3;
            tracing::info!(request = %self.id, method = %request.method(), path = request.path(),
                status = status.as_u16(), millis, "answered");
        } else {
            tracing::debug!(request = %self.id, path = request.path(), status = status.as_u16(), "answered");
        }
        answer
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.settings.counter.present.fetch_sub(1, Ordering::Relaxed);
    }
}

fn put_headers(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in &FIXED {
        headers.insert(name.clone(), value.clone());
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, CSP);
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}
