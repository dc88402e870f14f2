//! Where the log stands. Every write answers with it, and a read may demand that
//! it has been seen here: whoever wrote through another process reads it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Data;

use super::Settings;
use super::problem::Problem;
use crate::domain::{Faults, Kind, Rule};
use crate::register::Register;

/// On every answer to a write: the write is in the log up to here.
pub const SEQUENCE: HeaderName = HeaderName::from_static("register-sequence");

/// On a request: what must have been seen before it is answered.
pub const AT_LEAST: HeaderName = HeaderName::from_static("at-least-sequence");

/// How long a request waits for others' writes.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many requests may be waiting.
#[derive(Default)]
pub struct Waiting(AtomicUsize);

/// Waits until the view has seen what the request demands, if it demands anything.
pub async fn wait(request: &ServiceRequest) -> Result<(), Problem> {
    let Some(demand) = request.headers().get(AT_LEAST) else { return Ok(()) };
    let wanted = demand.to_str().ok().and_then(|text| text.parse().ok());
    let Some(wanted) = wanted.filter(|wanted: &i64| *wanted >= 0) else {
        let faults = Faults::default();
        faults.add("?At-Least-Sequence", Rule::Kind(Kind::Integer));
        return Ok(faults.into_result(())?);
    };
    let register: &Data<Register> = request.app_data().expect("the register is app data");
    let settings: &Data<Settings> = request.app_data().expect("settings are app data");
    let seen = || register.view().seq;
    if seen() >= wanted {
        return Ok(());
    }
    // Who waits keeps others out: some, but not all, of those who are let in.
    let waiting = &settings.waiting.0;
    let patience = match waiting.fetch_add(1, Ordering::Relaxed) < settings.max_requests / 4 {
        true => PATIENCE,
        false => Duration::ZERO,
    };
    let arrived = register.wait_for(wanted, patience).await;
    waiting.fetch_sub(1, Ordering::Relaxed);
    match arrived {
        true => Ok(()),
        false => Err(Problem::Behind { wanted, seen: seen() }),
    }
}

/// Where the log stands after a write.
pub fn header(request: &HttpRequest) -> Option<HeaderValue> {
    let register: &Data<Register> = request.app_data()?;
    Some(register.view().seq.into())
}
