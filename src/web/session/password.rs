use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;
use serde_json::json;

use super::form::Form;
use super::guest::{Account, By, Newcomer, Person, Posted};
use crate::actions::password::{Passwords, Proof};
use crate::actions::users;
use crate::api::me::prove_and_hash;
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
}

impl Password {
    fn of(person: &Person, faults: Vec<Wrong>) -> Self {
        let title = person.lang.pick("Passwort ändern", "Change the password");
        Self { page: person.page(title), account: person.account(), faults }
    }

    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        let wrong = self.faults.iter().find(|wrong| wrong.field == field);
        wrong.map(|wrong| wrong.message.as_str())
    }
}

pub async fn show(By(Newcomer(person)): By<Newcomer>) -> Result<HttpResponse, Problem> {
    answer::private(StatusCode::OK, person.lang, &Password::of(&person, Vec::new()))
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
    let faults = match changed {
        Ok(_) => return Ok(person.visit.to("/konto?passwort=geaendert")),
        Err(Error::Invalid(faults)) => Wrong::all(&faults, person.lang),
        Err(error @ (Error::TooMany { .. } | Error::Busy)) => {
            vec![Wrong::at("currentPassword", error.detail(person.lang))]
        }
        Err(error) => return Err(error.into()),
    };
    answer::private(StatusCode::BAD_REQUEST, person.lang, &Password::of(&person, faults))
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
    prove_and_hash(&body, &person.browser.user, &attempt, passwords).await
}
