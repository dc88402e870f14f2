use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{FIELDS, LIST};
use crate::actions::password::{self, Passwords};
use crate::actions::users;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::{Caller, Error, User, UserContent, UserId};
use crate::register::{Tx, View};
use crate::web::forms::{Words, filled, read, tidy};
use crate::web::office::sheet::{self, Other, SAVED, Subject};
use crate::web::session::{AdministratorPage, By, Form, Person, Posted};

/// To whom added them, and pressed the button twice.
const TOLD: Words = (
    "Die Person ist angelegt. Ihr Passwort stand auf der Seite davor und wird kein zweites Mal gezeigt. Wenn Sie es nicht notiert haben, geben Sie ihr unten ein neues.",
    "The person is added. Their password stood on the page before and is not shown again. If you have not noted it, give them a new one below.",
);

/// The same of another password.
const RENEWED: Words = (
    "Die Person hat ein neues Passwort. Es stand auf der Seite davor und wird kein zweites Mal gezeigt. Wenn Sie es nicht notiert haben, geben Sie ihr unten noch einmal ein neues.",
    "The person has a new password. It stood on the page before and is not shown again. If you have not noted it, give them another one below.",
);

pub fn path_of(id: UserId) -> String {
    format!("{}/{id}", LIST.0)
}

fn blank(person: &Person, form: &Form) -> Subject {
    Subject::new(person.lang.pick("Neue Person", "New person"), LIST, FIELDS, form)
}

pub async fn new(
    By(AdministratorPage(person)): By<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    Query::of(&person.request).finish()?;
    let none = [("role".to_owned(), String::new())];
    blank(&person, &Form::default()).show(&person, &none.into_iter().collect())
}

pub async fn create(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    let (typed, blank) = (tidy(FIELDS, &form), blank(&person, &form));
    if form.was_kept() {
        return blank.show(&person, &typed);
    }
    let (body, password) = (read(FIELDS, &typed), password::one_time()?);
    let (sent, hash) = (body.to_string(), passwords.hash(password.clone()).await?);
    let create = move |tx: &mut Tx<'_>, by: &Caller| {
        Ok((users::create_user(tx, by, &body, hash)?.id, Some(password)))
    };
    match person.tell_once(&form.key(), &sent, create).await {
        Ok((id, Some(password))) => tell(&person, find_now(&person, id)?.as_ref(), password),
        Ok((id, None)) => Ok(person.to(&format!("{}?getan=angelegt", path_of(id)))),
        Err(error) => blank.refuse(&person, &typed, error, None),
    }
}

fn tell(person: &Person, user: &User, password: String) -> Result<HttpResponse, Problem> {
    let about = (
        "Geben Sie es der Person auf einem anderen Weg als per E-Mail. Beim ersten Anmelden wählt sie ein eigenes.",
        "Give it to the person by another way than e-mail. On first signing in they choose their own.",
    );
    let facts = vec![
        (("Name", "Name"), user.name.clone()),
        (("E-Mail-Adresse", "E-mail address"), user.email.clone()),
    ];
    let title = ("Passwort für das erste Mal", "Password for the first time");
    sheet::tell(person, (title, about), path_of(user.id), facts, password)
}

fn find(view: &View, id: &str) -> Result<Arc<User>, Error> {
    let found = id.parse().ok().and_then(|id| view.user(id));
    found.cloned().ok_or(Error::NotFound("user"))
}

/// As they are now, not when the page was asked for.
fn find_now(person: &Person, id: UserId) -> Result<Arc<User>, Error> {
    find(&person.register.view(), &id.to_string())
}

fn subject(user: &User) -> Subject {
    let path = path_of(user.id);
    let password = Other {
        path: format!("{path}/passwort"),
        name: ("Neues Passwort geben", "Give a new password"),
        about: (
            "Wenn jemand das eigene vergessen hat. Das bisherige gilt dann nicht mehr, und die Person wird überall abgemeldet.",
            "If somebody has forgotten their own. The present one is no longer valid then, and the person is signed out everywhere.",
        ),
        way: false,
    };
    Subject {
        title: user.name.clone(),
        back: LIST,
        action: path,
        fields: FIELDS,
        button: ("Speichern", "Save"),
        version: user.version,
        key: None,
        done: None,
        others: vec![password],
    }
}

fn as_typed(person: &Person, user: &User) -> Result<Form, Error> {
    let content = serde_json::to_value(UserContent::from(user)).map_err(Error::internal)?;
    let form = filled(FIELDS, &content, person.lang);
    let none = user.role.is_none().then(|| ("role".to_owned(), String::new()));
    Ok(form.typed().cloned().chain(none).collect())
}

pub async fn show(
    By(AdministratorPage(person)): By<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let done = sheet::said(&person, &[("angelegt", TOLD), ("erneuert", RENEWED), SAVED])?;
    let user = find(&person.view, &id)?;
    let subject = Subject { done, ..subject(&user) };
    subject.show(&person, &as_typed(&person, &user)?)
}

pub async fn change(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let user = find(&person.view, &id)?;
    let (typed, version) = (tidy(FIELDS, &form), form.text("version").parse().unwrap_or(0));
    let subject = Subject { version, ..subject(&user) };
    if form.was_kept() {
        return subject.show(&person, &typed);
    }
    let (id, patch) = (user.id, read(FIELDS, &typed));
    match person.write(move |tx, by| users::change_user(tx, by, id, version, patch)).await {
        Ok(_) => Ok(person.to(&format!("{}?getan=gespeichert", path_of(id)))),
        Err(error) => {
            let now = find_now(&person, id)?;
            let theirs = (as_typed(&person, &now)?, now.version);
            subject.refuse(&person, &typed, error, Some(theirs))
        }
    }
}

pub async fn reset(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    id: Path<String>,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    let user = find(&person.view, &id)?;
    if form.was_kept() {
        return Ok(person.to(&path_of(user.id)));
    }
    let (id, password) = (user.id, password::one_time()?);
    let hash = passwords.hash(password.clone()).await?;
    let reset = move |tx: &mut Tx<'_>, by: &Caller| {
        Ok((users::reset_password(tx, by, id, hash)?.id, Some(password)))
    };
    match person.tell_once(&form.key(), &("passwort", id.to_string()), reset).await? {
        (id, Some(password)) => tell(&person, find_now(&person, id)?.as_ref(), password),
        (id, None) => Ok(person.to(&format!("{}?getan=erneuert", path_of(id)))),
    }
}

/// Where a button is, there is nothing to be read.
pub async fn lead_back(
    By(AdministratorPage(person)): By<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(person.to(&path_of(find(&person.view, &id)?.id)))
}
