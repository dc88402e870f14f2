use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::{owner_of, state_name, summary};
use crate::actions::imports;
use crate::api::heavy::Heavy;
use crate::api::imports::try_file;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::import::Import;
use crate::domain::{Caller, Error};
use crate::register::Tx;
use crate::web::forms::Wrong;
use crate::web::frame::Section;
use crate::web::office::ways::ways;
use crate::web::session::{Account, By, Form, ImporterPage, Person, Uploaded};
use crate::web::{Page, answer, format};

#[derive(Template)]
#[template(path = "office/imports/list.html")]
struct List {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    /// By which a file is taken once.
    key: String,
    discarded: bool,
    /// A file was sent for a session that was over.
    expired: bool,
    /// Until when a file can be sent, and whether that can be put off.
    session_end: String,
    session_goes_on: bool,
    faults: Vec<Wrong>,
    items: Vec<Item>,
}

struct Item {
    href: String,
    file: String,
    /// For whom it was uploaded.
    owner: String,
    state: &'static str,
    summary: String,
    at: String,
    until: String,
}

pub async fn show(By(ImporterPage(person)): By<ImporterPage>) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&person.request);
    let done = query.one("getan");
    query.finish()?;
    let was = |what: &str| done.as_deref() == Some(what);
    let (discarded, expired) = (was("verworfen"), was("abgelaufen"));
    let page = List { discarded, expired, ..List::of(&person, Vec::new()).await? };
    answer::private(StatusCode::OK, person.lang, &page)
}

pub async fn upload(
    upload: Uploaded<ImporterPage>,
    heavy: Data<Heavy>,
) -> Result<HttpResponse, Problem> {
    let Uploaded { by: ImporterPage(person), file, name, key, place: _place } = upload;
    let sent = (name.clone(), file.clone());
    let tried = try_file(file, person.caller(), &person.register, &heavy).await?;
    let kept = match tried {
        Ok((sheet, planned)) => {
            let keep = move |tx: &mut Tx<'_>, by: &Caller| {
                Ok(imports::create_import(tx, by, &sheet, name, planned)?.id)
            };
            person.write_once(&key, &sent, keep).await
        }
        Err(error) => Err(error),
    };
    let message = match kept {
        Ok(id) => return Ok(person.to(&format!("/import/{id}"))),
        Err(Error::Invalid(faults)) => {
            let messages = faults.iter().map(|fault| fault.rule.message(person.lang));
            messages.collect::<Vec<_>>().join(" ")
        }
        Err(error @ (Error::Conflict(_) | Error::Busy)) => error.detail(person.lang),
        Err(error) => return Err(error.into()),
    };
    let page = List::of(&person, vec![Wrong::at("file", message)]).await?;
    answer::private(StatusCode::BAD_REQUEST, person.lang, &page)
}

impl List {
    async fn of(person: &Person, faults: Vec<Wrong>) -> Result<Self, Error> {
        let all = person.write(imports::list_imports).await?;
        let page = person.page(person.lang.pick("Dateien einlesen", "Import files"));
        let clock = &person.register.clock;
        let end = person.browser.ends_at(clock.now(), person.lifetimes());
        Ok(Self {
            account: person.account(),
            ways: ways(person, &page),
            key: Form::default().key(),
            discarded: false,
            expired: false,
            session_end: format::moment(person.lang, end, clock.zone()),
            session_goes_on: end < person.browser.session.expires_at,
            faults,
            items: all.iter().map(|import| Item::of(person, &page, import)).collect(),
            page,
        })
    }

    fn fault(&self) -> Option<&str> {
        self.faults.first().map(|wrong| wrong.message.as_str())
    }
}

impl Item {
    fn of(person: &Person, page: &Page, import: &Import) -> Self {
        let moment = |at| format::moment(person.lang, at, person.register.clock.zone());
        Self {
            href: page.href(&format!("/import/{}", import.id)),
            file: import.file.clone().unwrap_or_else(|| page.t("Datei", "File").to_owned()),
            owner: owner_of(person, import),
            state: state_name(person.lang, import.state),
            summary: summary(page, &import.counts),
            at: moment(import.created_at),
            until: moment(import.expires_at),
        }
    }
}
