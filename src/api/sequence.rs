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

/// A place among those who wait; it is free again when it is dropped, also with a
/// request that is given up.
struct Place<'a> {
    waiting: &'a AtomicUsize,
    /// How many waited already.
    before: usize,
}

impl Waiting {
    fn take(&self) -> Place<'_> {
        Place { waiting: &self.0, before: self.0.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Waits until the view has seen what the request demands, if it demands anything.
pub async fn wait(request: &ServiceRequest) -> Result<(), Problem> {
    let Some(demand) = request.headers().get(AT_LEAST) else { return Ok(()) };
    let wanted = demand.to_str().ok().and_then(|text| text.parse().ok());
    let Some(wanted) = wanted.filter(|wanted: &i64| *wanted >= 0) else {
        let faults = Faults::default();
        faults.add(":At-Least-Sequence", Rule::Kind(Kind::Integer));
        return Ok(faults.into_result(())?);
    };
    wait_for(request.request(), wanted).await
}

/// Waits until the view has seen the change `wanted`.
pub(crate) async fn wait_for(request: &HttpRequest, wanted: i64) -> Result<(), Problem> {
    let register: &Data<Register> = request.app_data().expect("the register is app data");
    let settings: &Data<Settings> = request.app_data().expect("settings are app data");
    let seen = || register.view().seq;
    if seen() >= wanted {
        return Ok(());
    }
    // Who waits keeps others out: some, but not all, of those who are let in.
    let place = settings.waiting.take();
    let patience = if place.before < settings.max_requests / 4 { PATIENCE } else { Duration::ZERO };
    match register.wait_for(wanted, patience).await {
        true => Ok(()),
        false => Err(Problem::Behind { wanted, seen: seen() }),
    }
}

/// Where the log stands after a write.
pub fn header(request: &HttpRequest) -> Option<HeaderValue> {
    let register: &Data<Register> = request.app_data()?;
    Some(register.view().seq.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gives_up_waiting_leaves_the_place_to_others() {
        let waiting = Waiting::default();
        let mut given_up = Box::pin(async {
            let place = waiting.take();
            std::future::pending::<()>().await;
            drop(place);
        });
        let mut task = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(given_up.as_mut().poll(&mut task).is_pending());
        assert_eq!(waiting.take().before, 1);
        drop(given_up);
        assert_eq!(waiting.take().before, 0);
    }
}
