use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;

use super::cookie;
use crate::actions::browser::{self, Browser};
use crate::actions::tokens::{Lifetimes, Tokens};
use crate::api::limits::Attempt;
use crate::api::problem::Problem;
use crate::api::sequence;
use crate::domain::{Error, Lang};
use crate::register::{Register, View};
use crate::web::{Page, reader};

/// What a page is made of.
pub struct Visit {
    pub view: Arc<View>,
    pub register: Data<Register>,
    pub lang: Lang,
    pub request: HttpRequest,
}

impl Visit {
    /// The frame of a page with this title.
    pub fn page(&self, title: &str) -> Page {
        Page::new(&self.request, &self.view, title.to_owned())
    }

    /// How long sessions last.
    pub fn lifetimes(&self) -> Lifetimes {
        lifetimes(&self.request)
    }

    /// Leave to prove who one is: counted together with tries at the API.
    pub fn attempt(&self) -> Result<Attempt, Error> {
        let attempt = Attempt::from_request(&self.request, &mut Payload::None).into_inner();
        attempt.map_err(|problem| match problem {
            Problem::Domain(error) => error,
            other => Error::internal(other),
        })
    }

    /// To a page of ours, in the language of this one.
    pub fn to(&self, path: &str) -> HttpResponse {
        self.to_place(self.page("").href(path))
    }

    /// To an address. What was written up to now will have been seen there, also by
    /// another process.
    pub fn to_place(&self, place: String) -> HttpResponse {
        let seq = self.register.view().seq;
        let mut answer = HttpResponse::SeeOther();
        answer.insert_header((LOCATION, place));
        if seq > self.view.seq {
            answer.append_header((SET_COOKIE, cookie::seen(seq)));
        }
        answer.finish()
    }
}

/// Anybody, with whom the browser's cookie makes them.
pub struct Visitor {
    pub browser: Option<Browser>,
    pub visit: Visit,
}

impl Visitor {
    /// Whoever asks, when what they wrote elsewhere has arrived here.
    pub async fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let register: &Data<Register> = request.app_data().expect("the register is app data");
        if let Some(seen) = cookie::seen_by(request) {
            sequence::wait_for(request, seen).await?;
        }
        let visit = Visit {
            view: Arc::clone(&register.view()),
            register: Data::clone(register),
            lang: reader::language(request),
            request: request.clone(),
        };
        let browser = visit.recognise();
        Ok(Self { browser, visit })
    }
}

impl Visit {
    /// Whom a cookie belongs to; now and then writes down that they are still there.
    fn recognise(&self) -> Option<Browser> {
        let (lifetimes, now) = (self.lifetimes(), self.register.clock.now());
        let browser = browser_of(&self.request, &self.view)?;
        if browser.was_quiet(now) {
            let (register, id) = (Data::clone(&self.register), browser.session.id);
            // Nobody waits for it; if it fails, the next request does it.
            actix_web::rt::spawn(async move {
                register.write(move |tx| browser::stay(tx, id, lifetimes)).await
            });
        }
        Some(browser)
    }
}

/// Whom the cookie of a request belongs to.
pub fn browser_of(request: &HttpRequest, view: &View) -> Option<Browser> {
    let register: &Data<Register> = request.app_data().expect("the register is app data");
    Browser::of(cookie::of(request)?, view, register.clock.now(), lifetimes(request))
}

fn lifetimes(request: &HttpRequest) -> Lifetimes {
    let tokens: &Data<Tokens> = request.app_data().expect("the tokens are app data");
    tokens.lifetimes()
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}
