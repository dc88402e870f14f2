//! How something is written: for real or as a dry run, and once, however often it is
//! asked for (draft-ietf-httpapi-idempotency-key-header). Every write goes through
//! here.

mod answers;
mod key;

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use arc_swap::Guard;
use serde_json::Value;

pub use answers::{created, nothing, record, report, telling};
pub use key::{BodyDigest, IDEMPOTENCY_KEY, UnderWay};

use super::Settings;
use super::door::{RequestId, language};
use super::problem::Problem;
use super::query::Query;
use crate::actions::repetition;
use crate::domain::input::Input;
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
    /// With what is wrong with it so far.
    query: Query,
    dry_run: bool,
    key: Option<String>,
}

impl FromRequest for Write {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request, true)))
    }
}

/// The way to write for somebody who is not known yet: there is nobody to keep an answer
/// for, so a key is passed over.
pub struct Unkept(pub Write);

impl FromRequest for Unkept {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Write::of(request, false))))
    }
}

impl Write {
    /// What is wrong with how it is to be done is told with what is wrong with the rest.
    fn of(request: &HttpRequest, keeps: bool) -> Self {
        let mut query = Query::of(request);
        let dry_run = query.parsed("dryRun", Kind::Boolean).unwrap_or(false);
        let key = if keeps { key::read(request, &query.faults) } else { None };
        if dry_run {
            request.extensions_mut().insert(DryRun);
        }
        let register = request.app_data::<Data<Register>>().expect("the register is app data");
        Self { register: Data::clone(register), request: request.clone(), query, dry_run, key }
    }

    /// A parameter of the operation.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.query.parsed(name, Kind::Boolean)
    }

    /// What there is to read before it is written.
    pub fn view(&self) -> Guard<Arc<View>> {
        self.register.view()
    }

    /// Refuses members of the body where there is nothing to say.
    pub fn expect_nothing(&self, body: &Value) {
        if let Some(input) = Input::new(body, "", &self.query.faults) {
            input.finish();
        }
    }

    /// `done`, unless something is wrong with how it is to be done: that is told with
    /// what is wrong with the rest.
    pub fn check<T>(&self, done: Result<T>) -> Result<T> {
        let faults = &self.query.faults;
        if let Err(error) = &done
            && !faults.is_empty()
        {
            faults.extend(error.faults());
        }
        faults.check().and(done)
    }

    /// Whether it is only tried: what cannot be done is, so that all its faults are told.
    fn is_trial(&self) -> bool {
        self.dry_run || !self.query.faults.is_empty()
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
        let trial = self.is_trial();
        let work = move |tx: &mut Tx<'_>| {
            if trial {
                tx.make_trial();
            }
            work(tx)
        };
        self.check(self.register.write(work).await)
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
        if self.key.is_none() && !self.is_trial() {
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
        let key = self.key.clone().filter(|_| self.query.faults.is_empty())?;
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
            | Error::Together(_)
            | Error::Conflict(_)
            | Error::Unconditional
            | Error::Stale
    )
}
