//! Pages with one form: what carriers, people and programs are looked after with.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::ways::ways;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::web::desk::failure_of;
use crate::web::forms::{Field, Known, Shown, Widget, Words, Wrong, show, spoken};
use crate::web::frame::{Link, Section};
use crate::web::session::{Account, Form, Person};
use crate::web::{Page, answer};

/// What a form is about, and where it is sent.
pub struct Subject {
    pub title: String,
    /// Where it leads back to: path and name.
    pub back: (&'static str, Words),
    pub action: String,
    pub fields: &'static [Field],
    pub button: Words,
    /// Of what was read; 0 = nothing is there yet.
    pub version: u32,
    /// By which something is made once; `None` = it is there.
    pub key: Option<String>,
    pub done: Option<Words>,
    pub others: Vec<Other>,
}

/// Something else that can be done with the same: a button, or the way to another page.
pub struct Other {
    pub path: String,
    pub name: Words,
    pub about: Words,
    pub way: bool,
}

#[derive(Template)]
#[template(path = "office/sheet.html")]
struct Sheet {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    back: Link,
    action: String,
    version: u32,
    key: Option<String>,
    done: Option<&'static str>,
    fields: Vec<Shown>,
    faults: Vec<Wrong>,
    failure: Option<String>,
    button: &'static str,
    others: Vec<Button>,
}

struct Button {
    href: String,
    name: &'static str,
    about: &'static str,
    way: bool,
    /// By which it is done once.
    key: String,
}

/// What choices are made of.
pub fn known(person: &Person) -> Known<'_> {
    Known { view: &person.view, concept: "", status: None, lang: person.lang }
}

/// What was just done, after the word for it in the address, among what may be said.
pub fn said(person: &Person, known: &[(&str, Words)]) -> Result<Option<Words>, Problem> {
    let mut query = Query::of(&person.request);
    let done = query.one("getan");
    query.finish()?;
    let said = known.iter().find(|(word, _)| done.as_deref() == Some(word));
    Ok(said.map(|(_, words)| *words))
}

pub const SAVED: (&str, Words) = ("gespeichert", ("Gespeichert.", "Saved."));

impl Subject {
    /// One that is to be made, by an empty form or one that was sent.
    pub fn new(
        title: &str,
        back: (&'static str, Words),
        fields: &'static [Field],
        form: &Form,
    ) -> Self {
        Self {
            title: title.to_owned(),
            back,
            action: format!("{}/neu", back.0),
            fields,
            button: ("Anlegen", "Add"),
            version: 0,
            key: Some(form.key()),
            done: None,
            others: Vec::new(),
        }
    }

    /// The page, filled.
    pub fn show(&self, person: &Person, form: &Form) -> Result<HttpResponse, Problem> {
        answer::private(StatusCode::OK, person.lang, &self.sheet(person, form, Vec::new()))
    }

    /// The same, where what was sent could not be done; `now` is what stands there now, with
    /// its version.
    pub fn refuse(
        &self,
        person: &Person,
        typed: &Form,
        error: Error,
        now: Option<(Form, u32)>,
    ) -> Result<HttpResponse, Problem> {
        let (status, sheet) = match error {
            Error::Invalid(faults) => {
                let fields: Vec<&Field> = self.fields.iter().collect();
                let wrong = Wrong::in_form(&fields, &faults, person.lang);
                (StatusCode::BAD_REQUEST, self.sheet(person, typed, wrong))
            }
            Error::Stale => (StatusCode::CONFLICT, self.meanwhile(person, typed, now)),
            error @ (Error::Conflict(_) | Error::Busy) => {
                let sheet = self.sheet(person, typed, Vec::new());
                let failure = Some(failure_of(&error, person));
                (StatusCode::CONFLICT, Sheet { failure, ..sheet })
            }
            error => return Err(error.into()),
        };
        answer::private(status, person.lang, &sheet)
    }

    /// What somebody else saved in the meantime stands beside what was typed.
    fn meanwhile(&self, person: &Person, typed: &Form, now: Option<(Form, u32)>) -> Sheet {
        let mut sheet = self.sheet(person, typed, Vec::new());
        let (known, nothing) = (known(person), person.lang.pick("(nichts)", "(nothing)"));
        let Some((theirs, version)) = now else { return sheet };
        for (shown, field) in sheet.fields.iter_mut().zip(self.fields) {
            let (own, other) = (spoken(field, typed, &known), spoken(field, &theirs, &known));
            let other = if other.is_empty() { nothing.to_owned() } else { other.clone() };
            shown.other = (own != other && !(own.is_empty() && other == nothing)).then_some(other);
        }
        let failure = person.lang.pick(
            "Jemand anderes hat dies inzwischen geändert. Sehen Sie bei jedem Feld nach, was gelten soll, und speichern Sie noch einmal.",
            "Somebody else has changed this in the meantime. Look at each field what it should say, and save again.",
        );
        Sheet { failure: Some(failure.to_owned()), version, ..sheet }
    }

    fn sheet(&self, person: &Person, form: &Form, faults: Vec<Wrong>) -> Sheet {
        let pick = |(de, en)| person.lang.pick(de, en);
        let page = person.page(&self.title);
        let others = self.others.iter().map(|other| Button {
            href: page.href(&other.path),
            name: pick(other.name),
            about: pick(other.about),
            way: other.way,
            key: Form::default().key(),
        });
        Sheet {
            account: person.account(),
            ways: ways(person, &page),
            back: Link::new(&page, self.back.0, pick(self.back.1).to_owned()),
            action: page.href(&self.action),
            version: self.version,
            key: self.key.clone(),
            done: self.done.map(pick),
            fields: show(self.fields, form, &faults, &known(person)),
            faults,
            failure: None,
            button: pick(self.button),
            others: others.collect(),
            page,
        }
    }
}

/// Something that is told this once.
#[derive(Template)]
#[template(path = "office/secret.html")]
struct Secret {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    back: Link,
    /// What stands beside it, such as who signs in with it.
    facts: Vec<(&'static str, String)>,
    secret: String,
    about: &'static str,
}

/// Tells a secret once: whoever loads the page again does not see it.
pub fn tell(
    person: &Person,
    (title, about): (Words, Words),
    back: String,
    facts: Vec<(Words, String)>,
    secret: String,
) -> Result<HttpResponse, Problem> {
    let pick = |(de, en)| person.lang.pick(de, en);
    let page = person.page(pick(title));
    let told = Secret {
        account: person.account(),
        ways: ways(person, &page),
        back: Link::new(&page, &back, pick(("Ich habe es notiert", "I have noted it")).to_owned()),
        facts: facts.into_iter().map(|(name, value)| (pick(name), value)).collect(),
        secret,
        about: pick(about),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &told)
}
