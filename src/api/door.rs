//! The door of the house: every request comes in and every answer goes out here.
//! It counts, names and times requests, writes problems in the caller's language,
//! and puts the headers on that every answer has.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::future::Either;
use std::future::{Ready, ready};

use super::Settings;
use super::fallback::Paths;
use super::headers;
use super::limits::Left;
use super::payload::Held;
use super::problem::Problem;
use super::sequence;
use super::write;
use crate::domain::Lang;

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

/// Marks a request that wants no body.
pub struct HeadOnly;

pub struct Door;

/// Why an extractor refused, if its answer is whole: the door leaves it as it is.
#[derive(Debug, thiserror::Error)]
#[error("answered already")]
pub struct Whole;

/// Makes a page of the answer that a problem is, for those who read in a browser; as
/// app data.
#[derive(Clone, Copy)]
pub struct Painter(
    pub fn(&HttpRequest, &Problem, actix_web::HttpResponse) -> actix_web::HttpResponse,
);

impl<S, B> Transform<S, ServiceRequest> for Door
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    B: MessageBody + 'static,
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
    B: MessageBody + 'static,
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
            request.extensions_mut().insert(HeadOnly);
        }
        let settings = Data::clone(request.app_data().expect("settings are app data"));
        let visit = Visit::begin(settings);
        let held = Held::of(&mut request);
        if let Some(answer) = visit.at_once(&request) {
            let answer = visit.finish(request.into_response(answer));
            return Either::Left(ready(Ok(hold(answer.map_into_right_body(), held))));
        }
        if request.method() != Method::GET {
            request.extensions_mut().insert(visit.id);
        }
        let service = Rc::clone(&self.0);
        Either::Right(Box::pin(async move {
            if let Err(behind) = sequence::wait(&request).await {
                let answer = visit.problem(&behind, request.request());
                let answer = visit.finish(request.into_response(answer));
                return Ok(hold(answer.map_into_right_body(), held));
            }
            let answer = service.call(request).await?;
            let problem = visit.problem_of(&answer);
            let answer = match problem {
                Some(problem) => {
                    let (request, _) = answer.into_parts();
                    let answer = ServiceResponse::new(request, problem);
                    visit.finish(answer).map_into_right_body()
                }
                None => visit.finish(answer).map_into_left_body(),
            };
            Ok(hold(answer, held))
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

    /// What needs no handler.
    fn at_once(&self, request: &ServiceRequest) -> Option<actix_web::HttpResponse> {
        let problem = match self.is_crowded() {
            true => Some(Problem::Overloaded),
            false => check_query(request).err(),
        };
        match problem {
            Some(problem) => Some(self.problem(&problem, request.request())),
            None => super::ready::answer(request.request()),
        }
    }

    fn is_crowded(&self) -> bool {
        self.present > self.settings.max_requests
    }

    /// For programs, or as a page for whoever asks for one outside of the API.
    fn problem(&self, problem: &Problem, request: &HttpRequest) -> actix_web::HttpResponse {
        let answer = problem.answer(language(request.headers()), &self.id.to_string());
        match request.app_data::<Painter>() {
            Some(painter) if wants_page(request) => painter.0(request, problem, answer),
            _ => answer,
        }
    }

    /// What to answer instead, if the answer is a failure without a body of its own.
    fn problem_of<B>(&self, answer: &ServiceResponse<B>) -> Option<actix_web::HttpResponse> {
        let status = answer.status();
        if status.is_informational() || status.is_success() || status.is_redirection() {
            return None;
        }
        let error = answer.response().error()?;
        if error.as_error::<InternalError<Whole>>().is_some() {
            return None;
        }
        let problem = match error.as_error::<Problem>() {
            Some(problem) => {
                self.note(problem);
                return Some(self.problem(problem, answer.request()));
            }
            None => Problem::Other(status),
        };
        Some(self.problem(&problem, answer.request()))
    }

    /// An internal cause goes to the log, never to the caller.
    fn note(&self, problem: &Problem) {
        if problem.kind().status == StatusCode::INTERNAL_SERVER_ERROR {
            let cause: &dyn std::error::Error = problem;
            tracing::error!(request = %self.id, cause = ?cause, "a request failed");
        }
    }

    fn finish<B>(&self, mut answer: ServiceResponse<B>) -> ServiceResponse<B> {
        let origin = answer.request().headers().get(header::ORIGIN).cloned();
        let writes = answer.request().method() != Method::GET;
        let left = writes.then(|| answer.request().extensions().get::<Left>().copied()).flatten();
        let wrote = writes && answer.status().is_success();
        let sequence = wrote.then(|| sequence::header(answer.request())).flatten();
        let brief = answer.status() == StatusCode::NOT_MODIFIED;
        let dry_run = wrote_nothing(answer.request());
        let headers = answer.headers_mut();
        let Settings { cors, behind_tls, .. } = &**self.settings;
        headers::put(headers, cors, origin.as_ref(), *behind_tls, brief);
        if let Some(Left { tries, seconds }) = left {
            let text = format!("\"address\";r={tries};t={seconds}");
            if let Ok(text) = HeaderValue::from_str(&text) {
                headers.insert(HeaderName::from_static("ratelimit"), text);
            }
        }
        if let Some(sequence) = sequence {
            headers.insert(sequence::SEQUENCE, sequence);
        }
        if dry_run {
            headers.insert(write::DRY_RUN, HeaderValue::from_static("true"));
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

/// What the caller wants to read.
pub fn language(headers: &HeaderMap) -> Lang {
    let accepts = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepts.map(Lang::accepted).unwrap_or_default()
}

/// Whether somebody reads in a browser, and not what is for programs.
fn wants_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(header::ACCEPT).map(HeaderValue::as_bytes);
    let html = accepts.is_some_and(|kinds| kinds.windows(9).any(|kind| kind == b"text/html"));
    html && !request.path().starts_with("/v1/")
}

/// Whether a request wanted to know only what would happen.
fn wrote_nothing(request: &HttpRequest) -> bool {
    request.method() != Method::GET && request.extensions().get::<write::DryRun>().is_some()
}

/// Reads check their query themselves; writes take none but what is described.
fn check_query(request: &ServiceRequest) -> Result<(), Problem> {
    if request.query_string().is_empty() || request.method() == Method::GET {
        return Ok(());
    }
    let paths: &Data<Paths> = request.app_data().expect("the paths are app data");
    paths.check_query(request.method(), request.path(), request.query_string())
}

fn hold<B: MessageBody + 'static>(
    answer: ServiceResponse<EitherBody<B, BoxBody>>,
    held: Option<Held>,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    match held {
        Some(held) => {
            answer.map_body(|_, body| EitherBody::right(BoxBody::new(held.until_sent(body))))
        }
        None => answer,
    }
}
