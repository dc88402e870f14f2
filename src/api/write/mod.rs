//! How something is written: for real or as a dry run, and once, however often it is
//! asked for (draft-ietf-httpapi-idempotency-key-header). Every write goes through
//! here.

mod answers;
mod key;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};

pub use answers::{created, nothing, record, report, telling};
pub use key::{BodyDigest, IDEMPOTENCY_KEY, UnderWay};

use super::Settings;
use super::door::{RequestId, language};
use super::problem::Problem;
use super::query::Query;
use crate::actions::repetition;
use crate::domain::{Answer, Caller, Error, Kind, Lang, Repetition, Result};
use crate::register::{Register, Tx, View};

/// On the answer to a dry run.
pub const DRY_RUN: HeaderName = HeaderName::from_static("dry-run");

/// Marks a request that wants to know only what would happen.
pub struct DryRun;

/// The way to write.
pub struct Write {
    register: Data<Register>,
    request: HttpRequest,
    dry_run: bool,
    key: Option<String>,
}

impl FromRequest for Write {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).map_err(Problem::from))
    }
}

impl Write {
    fn of(request: &HttpRequest) -> Result<Self> {
        let mut query = Query::of(request);
        let dry_run = query.parsed("dryRun", Kind::Boolean).unwrap_or(false);
        let key = key::read(request, &query.faults);
        query.faults.into_result(())?;
        if dry_run {
            request.extensions_mut().insert(DryRun);
        }
        let register = request.app_data::<Data<Register>>().expect("the register is app data");
        Ok(Self { register: Data::clone(register), request: request.clone(), dry_run, key })
    }

    pub fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// In what language, and for which request, a problem is told.
    pub fn telling_of(&self) -> (Lang, String) {
        let id = self.request.extensions().get::<RequestId>().copied();
        (language(self.request.headers()), id.map(|id| id.to_string()).unwrap_or_default())
    }

    /// Does `work` for somebody who is not known yet, so that there is nobody to keep
    /// an answer for.
    pub async fn unkept<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let dry_run = self.dry_run;
        let work = move |tx: &mut Tx<'_>| {
            if dry_run {
                tx.make_trial();
            }
            work(tx)
        };
        self.register.write(work).await
    }

    /// Does `work` for `caller`, and answers with what `answer` makes of the register
    /// after it.
    pub async fn run<T, W, A>(
        self,
        caller: Caller,
        work: W,
        answer: A,
    ) -> Result<HttpResponse, Problem>
    where
        T: Send + 'static,
        W: FnOnce(&mut Tx<'_>, &Caller) -> Result<T> + Send + 'static,
        A: FnOnce(&View, &Caller, T) -> Result<Answer> + Send + 'static,
    {
        if self.key.is_none() && !self.dry_run {
            let by = caller.clone();
            let done = self.register.write(move |tx| work(tx, &by)).await?;
            return Ok(answers::send(answer(&self.register.view(), &caller, done)?));
        }
        let settings = self.request.app_data::<Data<Settings>>().expect("settings are app data");
        let asked = self.repetition(&caller);
        let _place = asked.as_ref().map(|asked| settings.under_way.enter(asked)).transpose()?;
        let (lang, instance) = self.telling_of();
        let keeps = asked.is_some();
        let attempt = move |tx: &mut Tx<'_>| match tx.step(|tx| work(tx, &caller)) {
            Ok(done) => answer(tx.ahead(), &caller, done),
            Err(error) if keeps && is_final(&error) => {
                Ok(Problem::from(error).kept(lang, &instance))
            }
            Err(error) => Err(error),
        };
        let once = move |tx: &mut Tx<'_>| match asked {
            Some(asked) => repetition::once(tx, &asked, attempt),
            None => attempt(tx).map(|answer| (answer, false)),
        };
        let (answer, repeated) = self.unkept(once).await?;
        Ok(match (repeated, self.dry_run) {
            (true, _) => answers::send_again(answer),
            (false, true) => answers::send_dry(answer),
            (false, false) => answers::send(answer),
        })
    }

    fn repetition(&self, caller: &Caller) -> Option<Repetition> {
        let key = self.key.clone()?;
        let digest = key::digest(&self.request);
        Some(Repetition { caller: caller.actor(None).who, key, digest })
    }
}

/// Whether a refusal is what the operation came to: then a repeat is told the same.
/// Whatever kept it from being tried may be gone by then.
fn is_final(error: &Error) -> bool {
    matches!(
        error,
        Error::Forbidden
            | Error::NotFound(_)
            | Error::Invalid(_)
            | Error::Items(_)
            | Error::Conflict(_)
            | Error::Unconditional
            | Error::Stale
    )
}
