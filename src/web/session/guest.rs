//! Who asks for a page. A permission is the type of an argument: a page that forgot to
//! ask cannot compile.

use std::future::{Ready, ready};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;

use super::form::{Form, TOKEN};
use super::kept::Kept;
use super::{cookie, origin, refused};
use crate::actions::browser::{self, Browser};
use crate::actions::repetition;
use crate::actions::tokens::{Lifetimes, Tokens};
use crate::api::body;
use crate::api::limits::Attempt;
use crate::api::problem::Problem;
use crate::domain::{Answer, Caller, Error, Lang, MeasureId, Repetition};
use crate::register::{Register, Tx, View};
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
        let tokens: &Data<Tokens> = self.request.app_data().expect("the tokens are app data");
        tokens.lifetimes()
    }

    /// Leave to prove who one is: counted together with tries at the API.
    pub fn attempt(&self) -> Result<Attempt, Error> {
        let attempt = Attempt::from_request(&self.request, &mut Payload::None).into_inner();
        attempt.map_err(|problem| match problem {
            Problem::Domain(error) => error,
            other => Error::internal(other),
        })
    }

    /// A page of ours, in the language of this one.
    pub fn to(&self, path: &str) -> HttpResponse {
        let place = self.page("").href(path);
        HttpResponse::SeeOther().insert_header((LOCATION, place)).finish()
    }
}

/// Anybody, with whom the browser's cookie makes them.
pub struct Visitor {
    pub browser: Option<Browser>,
    pub visit: Visit,
}

impl Visitor {
    fn of(request: &HttpRequest) -> Self {
        let register: &Data<Register> = request.app_data().expect("the register is app data");
        let visit = Visit {
            view: Arc::clone(&register.view()),
            register: Data::clone(register),
            lang: reader::language(request),
            request: request.clone(),
        };
        let (lifetimes, now) = (visit.lifetimes(), register.clock.now());
        let known = |value| Browser::of(value, &visit.view, now, lifetimes);
        let browser = cookie::of(request).and_then(known);
        if let Some(id) = browser.as_ref().filter(|b| b.was_quiet(now)).map(|b| b.session.id) {
            let register = Data::clone(register);
            // Nobody waits for it; if it fails, the next request does it.
            actix_web::rt::spawn(async move {
                register.write(move |tx| browser::stay(tx, id, lifetimes)).await
            });
        }
        Self { browser, visit }
    }
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// Somebody who is signed in and may use the pages.
pub struct Person {
    pub browser: Browser,
    pub visit: Visit,
}

impl Deref for Person {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl Person {
    pub fn caller(&self) -> &Caller {
        &self.browser.caller
    }

    /// What every page of somebody who is signed in shows of them.
    pub fn account(&self) -> Account {
        Account::of(&self.browser)
    }

    /// Does `work` as this person.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &Caller) -> crate::domain::Result<T> + Send + 'static,
    ) -> crate::domain::Result<T> {
        let caller = self.caller().clone();
        self.register.write(move |tx| work(tx, &caller)).await
    }

    /// Makes something once, however often the same is sent of the form `key`: buttons
    /// are pressed twice. Gives the id of what was made.
    pub async fn write_once(
        &self,
        key: &str,
        sent: &impl Hash,
        work: impl FnOnce(&mut Tx<'_>, &Caller) -> crate::domain::Result<MeasureId> + Send + 'static,
    ) -> crate::domain::Result<MeasureId> {
        let mut hasher = DefaultHasher::new();
        sent.hash(&mut hasher);
        let asked = Repetition {
            caller: self.caller().actor(None).who,
            key: format!(
                "form {} {:016x}",
                key.chars().take(60).collect::<String>(),
                hasher.finish()
            ),
            digest: String::new(),
        };
        let once = move |tx: &mut Tx<'_>, by: &Caller| {
            let (answer, _) = repetition::once(tx, &asked, |tx| {
                let body = work(tx, by)?.to_string().into();
                Ok(Answer { status: 201, headers: Vec::new(), body, told_once: None })
            })?;
            let id = std::str::from_utf8(&answer.body).ok().and_then(|id| id.parse().ok());
            id.ok_or_else(|| Error::internal("a kept id is garbled"))
        };
        self.write(once).await
    }
}

/// Who is signed in, for the frame; and what a form needs.
pub struct Account {
    pub name: String,
    /// To stand in every form, hidden, as `_token`.
    pub token: String,
    /// Must change the password first.
    pub newcomer: bool,
}

impl Account {
    pub fn of(browser: &Browser) -> Self {
        Self {
            name: browser.user.name.clone(),
            token: browser.form_token.clone(),
            newcomer: browser.user.must_change_password,
        }
    }
}

/// A permission.
pub trait Guest: Sized {
    /// `person` as this, if they are.
    fn admit(person: Person) -> Result<Self, Error>;

    /// Whether it matters not that the password must be changed first.
    const NEWCOMERS: bool = false;
}

impl Guest for Person {
    fn admit(person: Person) -> Result<Self, Error> {
        Ok(person)
    }
}

/// Somebody signed in, even if nothing is allowed yet but to change the password and to
/// sign out.
pub struct Newcomer(pub Person);

impl Guest for Newcomer {
    fn admit(person: Person) -> Result<Self, Error> {
        Ok(Self(person))
    }

    const NEWCOMERS: bool = true;
}

/// Somebody who reviews.
pub struct PlannerPage(pub Person);

impl Guest for PlannerPage {
    fn admit(person: Person) -> Result<Self, Error> {
        if person.caller().is_planner() { Ok(Self(person)) } else { Err(Error::Forbidden) }
    }
}

/// Somebody who looks after users, clients, carriers and the catalog.
pub struct AdministratorPage(pub Person);

impl Guest for AdministratorPage {
    fn admit(person: Person) -> Result<Self, Error> {
        if person.caller().is_administrator() { Ok(Self(person)) } else { Err(Error::Forbidden) }
    }
}

/// Asks for a page. Who is not signed in is led to the sign-in page, and back.
pub struct By<G>(pub G);

impl<G: Guest> FromRequest for By<G> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let visitor = Visitor::of(request);
        let way = Kept::way(request.uri().path_and_query().map_or("/", |path| path.as_str()));
        ready(admit(visitor, || way).map(Self))
    }
}

fn admit<G: Guest>(visitor: Visitor, kept: impl FnOnce() -> Kept) -> actix_web::Result<G> {
    let Visitor { browser, visit } = visitor;
    match browser {
        None => Err(refused::nobody(&visit, &kept())),
        Some(browser) if browser.user.must_change_password && !G::NEWCOMERS => {
            Err(refused::newcomer(&visit))
        }
        Some(browser) => Ok(G::admit(Person { browser, visit }).map_err(Problem::from)?),
    }
}

/// Sends a form that was made for this session, from a page of ours. If the session is
/// over, the sign-in page keeps what was typed.
pub struct Posted<G> {
    pub by: G,
    pub form: Form,
}

impl<G: Guest> FromRequest for Posted<G> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent = Sent::from_request(request, payload);
        Box::pin(async move {
            let Sent { visitor, form } = sent.await?;
            let kept = Kept::form(visitor.visit.request.path(), &form);
            if let Some(own) = visitor.browser.as_ref().filter(|own| !own.made(form.text(TOKEN))) {
                return Err(refused::other_session(&visitor.visit, own, kept));
            }
            let by = admit(visitor, || kept)?;
            Ok(Self { by, form })
        })
    }
}

/// Sends a form from a page of ours, signed in or not.
pub struct Sent {
    pub visitor: Visitor,
    pub form: Form,
}

impl FromRequest for Sent {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body::read(request, payload);
        let request = request.clone();
        Box::pin(async move {
            if !is_form(request.headers().get(CONTENT_TYPE)) {
                return Err(Problem::MediaType.into());
            }
            let visitor = Visitor::of(&request);
            if !origin::is_ours(&request) {
                return Err(refused::foreign(&visitor.visit));
            }
            Ok(Self { visitor, form: Form::read(&body.await?) })
        })
    }
}

fn is_form(kind: Option<&HeaderValue>) -> bool {
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
