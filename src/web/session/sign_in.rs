use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{RETRY_AFTER, SET_COOKIE};
use actix_web::web::Data;
use askama::Template;
use serde_json::json;

use super::form::Form;
use super::guest::{Newcomer, Person};
use super::kept::Kept;
use super::posted::{Posted, Sent};
use super::visit::{Visit, Visitor};
use super::{cookie, password, refused};
use crate::actions::browser::{self, Browser};
use crate::actions::password::{Passwords, Proof};
use crate::actions::sessions;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::sessions::prove;
use crate::domain::{Error, Lang};
use crate::web::{Page, answer};

#[derive(Template)]
#[template(path = "session/sign_in.html")]
struct SignIn {
    page: Page,
    kept: Kept,
    email: String,
    /// What was wrong, as one sentence.
    failure: Option<String>,
    signed_out: bool,
}

impl SignIn {
    fn of(visit: &Visit, kept: Kept) -> Self {
        let title = visit.lang.pick("Anmelden", "Sign in");
        Self {
            page: visit.page(title),
            kept,
            email: String::new(),
            failure: None,
            signed_out: false,
        }
    }
}

/// The page to sign in, where a form was sent without a session.
pub fn page(visit: &Visit, kept: Kept) -> Result<HttpResponse, Problem> {
    answer::private(StatusCode::UNAUTHORIZED, visit.lang, &SignIn::of(visit, kept))
}

/// The part of the address that says where to go afterwards.
pub fn way_query(kept: &Kept) -> String {
    let target: String = form_urlencoded::byte_serialize(kept.target.as_bytes()).collect();
    if target.is_empty() { target } else { format!("?weiter={target}") }
}

pub async fn show(Visitor { browser, visit }: Visitor) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&visit.request);
    let kept = Kept::way(query.one("weiter").as_deref().unwrap_or_default());
    let signed_out = query.one("abgemeldet").is_some();
    query.finish()?;
    if browser.is_some() {
        return Ok(go(&visit, &kept));
    }
    let page = SignIn { signed_out, ..SignIn::of(&visit, kept) };
    answer::private(StatusCode::OK, visit.lang, &page)
}

pub async fn send(
    Sent { visitor: Visitor { visit, .. }, form }: Sent,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    let kept = Kept::carried(&form);
    let proof = match prove_sent(&visit, &form, &passwords).await {
        Ok(proof) => proof,
        Err(error) => return refuse(&visit, kept, &form, error),
    };
    let lifetimes = visit.lifetimes();
    let begin = move |tx: &mut crate::register::Tx<'_>| browser::sign_in(tx, &proof, lifetimes);
    let signed_in = match visit.register.write(begin).await {
        Ok(signed_in) => signed_in,
        Err(error) => return refuse(&visit, kept, &form, error),
    };
    let secret = &signed_in.refresh_token;
    let (view, now) = (visit.register.view(), visit.register.clock.now());
    let known = Browser::of(secret, &view, now, lifetimes).ok_or(Error::Unauthenticated)?;
    let mut answer = match (known.user.must_change_password, kept.is_form) {
        (true, true) => password::first(Person { browser: known, visit }, kept)?,
        (true, false) => visit.to("/konto/passwort"),
        (false, true) => refused::again(&visit, &known, kept)?,
        (false, false) => go(&visit, &kept),
    };
    answer.headers_mut().append(SET_COOKIE, cookie::set(secret)?);
    Ok(answer)
}

/// Tries are counted together with those of the API.
async fn prove_sent(visit: &Visit, form: &Form, passwords: &Passwords) -> Result<Proof, Error> {
    let attempt = visit.attempt()?;
    let body = json!({"email": form.text("email"), "password": form.text("password")});
    prove(&body, &attempt, &visit.register, passwords).await
}

/// The same page, which says what was wrong; what was kept stays.
fn refuse(visit: &Visit, kept: Kept, form: &Form, error: Error) -> Result<HttpResponse, Problem> {
    let (status, failure) = match &error {
        Error::Invalid(_) | Error::BadCredentials => {
            (StatusCode::BAD_REQUEST, wrong(visit.lang).to_owned())
        }
        Error::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, error.detail(visit.lang)),
        Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, error.detail(visit.lang)),
        _ => return Err(error.into()),
    };
    let email = form.text("email").to_owned();
    let page = SignIn { email, failure: Some(failure), ..SignIn::of(visit, kept) };
    let mut answer = answer::private(status, visit.lang, &page)?;
    if let Error::TooMany { seconds } = error {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(answer)
}

/// The same for an unknown address and a wrong password.
fn wrong(lang: Lang) -> &'static str {
    lang.pick(
        "E-Mail-Adresse und Passwort passen nicht zusammen.",
        "E-mail address and password do not belong together.",
    )
}

fn go(visit: &Visit, kept: &Kept) -> HttpResponse {
    match kept.is_somewhere() {
        true => visit.to_place(visit.page("").raw(&kept.target)),
        false => visit.to("/start"),
    }
}

pub async fn sign_out(
    Posted { by: Newcomer(person), .. }: Posted<Newcomer>,
) -> Result<HttpResponse, Problem> {
    person.write(sessions::sign_out).await?;
    left(&person)
}

/// Where one is after the session.
pub fn left(visit: &Visit) -> Result<HttpResponse, Problem> {
    let mut answer = visit.to("/anmelden?abgemeldet=1");
    answer.headers_mut().append(SET_COOKIE, cookie::clear()?);
    Ok(answer)
}
