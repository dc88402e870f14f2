use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;
use serde_json::json;

use super::form::Form;
use super::guest::{Account, Newcomer, Person};
use super::kept::Kept;
use super::posted::{By, Posted};
use super::refused::again;
use crate::actions::password::{Passwords, Proof};
use crate::actions::users;
use crate::api::me::{prove_and_hash, read_change};
use crate::api::problem::Problem;
use crate::domain::{Error, Hidden};
use crate::web::forms::Wrong;
use crate::web::{Page, answer};

#[derive(Template)]
#[template(path = "session/password.html")]
struct Password {
    page: Page,
    account: Account,
    faults: Vec<Wrong>,
    /// What was typed elsewhere before the password had to be changed.
    kept: Kept,
}

impl Password {
    fn of(person: &Person, faults: Vec<Wrong>, kept: Kept) -> Self {
        let title = person.lang.pick("Passwort ändern", "Change the password");
        let name = |wrong: Wrong| Wrong {
            label: match wrong.field.as_str() {
                "newPassword" => person.lang.pick("Neues Passwort", "New password").to_owned(),
                _ => person.lang.pick("Bisheriges Passwort", "Present password").to_owned(),
            },
            ..wrong
        };
        let faults = faults.into_iter().map(name).collect();
        Self { page: person.page(title), account: person.account(), faults, kept }
    }

    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        let wrong = self.faults.iter().find(|wrong| wrong.field == field);
        wrong.map(|wrong| wrong.message.as_str())
    }
}

pub async fn show(By(Newcomer(person)): By<Newcomer>) -> Result<HttpResponse, Problem> {
    answer::private(
        StatusCode::OK,
        person.lang,
        &Password::of(&person, Vec::new(), Kept::default()),
    )
}

/// The page for somebody who signed in with a given password, and had typed something.
pub fn first(person: Person, kept: Kept) -> Result<HttpResponse, Problem> {
    let lang = person.lang;
    answer::private(StatusCode::OK, lang, &Password::of(&person, Vec::new(), kept))
}

pub async fn send(
    Posted { by: Newcomer(person), form }: Posted<Newcomer>,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    let changed = match prove_sent(&person, &form, &passwords).await {
        Ok((proof, hash)) => {
            person.write(move |tx, by| users::change_password(tx, by, &proof, hash)).await
        }
        Err(error) => Err(error),
    };
    let kept = Kept::carried(&form);
    let faults = match changed {
        Ok(_) if kept.is_form => return again(&person, &person.browser, kept),
        Ok(_) => return Ok(person.visit.to("/konto?passwort=geaendert")),
        Err(Error::Invalid(faults)) => Wrong::all(&faults, person.lang),
        Err(error @ (Error::TooMany { .. } | Error::Busy)) => {
            vec![Wrong::at("currentPassword", error.detail(person.lang))]
        }
        Err(error) => return Err(error.into()),
    };
    answer::private(StatusCode::BAD_REQUEST, person.lang, &Password::of(&person, faults, kept))
}

async fn prove_sent(
    person: &Person,
    form: &Form,
    passwords: &Passwords,
) -> Result<(Proof, Hidden), Error> {
    let attempt = person.attempt()?;
    let body = json!({
        "currentPassword": form.text("currentPassword"),
        "newPassword": form.text("newPassword"),
    });
    let sent = read_change(&body, &person.browser.user)?;
    prove_and_hash(sent, &person.browser.user, &attempt, passwords).await
}
