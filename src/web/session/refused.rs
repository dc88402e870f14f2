//! What is shown instead of a page to whom it is not for.

use actix_web::HttpResponse;
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use askama::Template;

use super::guest::Account;
use super::kept::{Kept, LOST};
use super::sign_in;
use super::visit::Visit;
use crate::actions::browser::Browser;
use crate::api::Whole;
use crate::api::problem::Problem;
use crate::web::{Page, answer};

/// Nobody is signed in: the sign-in page, which leads back.
pub fn nobody(visit: &Visit, kept: &Kept) -> actix_web::Error {
    match kept.is_form {
        true => refuse(sign_in::page(visit, kept.clone())),
        false => refuse(Ok(visit.to(&format!("/anmelden{}", sign_in::way_query(kept))))),
    }
}

/// The file was sent for an earlier session, which it cannot be kept from: it has to be
/// chosen again.
pub fn upload_again(visit: &Visit, path: &str) -> actix_web::Error {
    refuse(Ok(visit.to(&format!("{path}{LOST}"))))
}

/// The password was given, not chosen.
pub fn newcomer(visit: &Visit) -> actix_web::Error {
    refuse(Ok(visit.to("/konto/passwort")))
}

#[derive(Template)]
#[template(path = "session/kept.html")]
struct KeptPage {
    page: Page,
    account: Account,
    kept: Kept,
}

/// A form that was made for an earlier session, or kept while its sender signed in:
/// shown once more as a button, since nobody may send it but who is signed in now.
pub fn again(visit: &Visit, browser: &Browser, kept: Kept) -> Result<HttpResponse, Problem> {
    let title = visit.lang.pick("Ihre Angaben sind noch da", "Nothing you typed is lost");
    let account = Account::of(browser);
    let page = KeptPage { page: visit.page(title), account, kept };
    answer::private(StatusCode::OK, visit.lang, &page)
}

pub fn other_session(visit: &Visit, browser: &Browser, kept: Kept) -> actix_web::Error {
    refuse(again(visit, browser, kept))
}

#[derive(Template)]
#[template(path = "session/foreign.html")]
struct Foreign {
    page: Page,
}

/// The form was not sent from a page of ours.
pub fn foreign(visit: &Visit) -> actix_web::Error {
    let title = visit.lang.pick("Nicht angenommen", "Not accepted");
    let page = Foreign { page: visit.page(title) };
    refuse(answer::private(StatusCode::FORBIDDEN, visit.lang, &page))
}

fn refuse(answer: Result<HttpResponse, Problem>) -> actix_web::Error {
    match answer {
        Ok(answer) => InternalError::from_response(Whole, answer).into(),
        Err(problem) => problem.into(),
    }
}
