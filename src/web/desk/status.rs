use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use serde_json::Value;

use super::choices::{next_statuses, reasons};
use super::edit::failure_of;
use super::own::Own;
use crate::actions::measures;
use crate::api::problem::Problem;
use crate::domain::{Action, Error};
use crate::web::forms::{
    Field, Kind, Shown, Widget, Wrong, filled, read, show as show_fields, tidy,
};
use crate::web::session::{Account, By, Form, Person, Posted};
use crate::web::{Page, answer};

const FIELDS: &[Field] = &[
    Field::new("to", ("Neuer Stand", "New status"), ("", ""), Kind::Radio(next_statuses)),
    Field::new(
        "effectiveOn",
        ("Seit wann?", "Since when?"),
        (
            "Der Tag, an dem es so wurde, nicht der, an dem Sie es eintragen.",
            "The day it became so, not the day you record it.",
        ),
        Kind::Date,
    ),
    Field::new(
        "reason",
        ("Grund", "Reason"),
        (
            "Nötig, wenn die Arbeit ruht, abgebrochen, aufgegeben oder wieder aufgenommen wird.",
            "Needed if the work is paused, discontinued, dropped or taken up again.",
        ),
        Kind::One(reasons),
    ),
    Field::new(
        "note",
        ("Anmerkung", "Note"),
        (
            "Sehen nur Ihr Träger und die Planung.",
            "Seen by your carrier and the planning office only.",
        ),
        Kind::Text(2_000),
    ),
];

#[derive(Template)]
#[template(path = "desk/status.html")]
struct StatusPage {
    page: Page,
    account: Account,
    action: String,
    back: String,
    title: String,
    now: String,
    version: u32,
    fields: Vec<Shown>,
    faults: Vec<Wrong>,
    failure: Option<String>,
}

impl StatusPage {
    fn of(person: &Person, own: &Own, form: &Form, faults: Vec<Wrong>) -> Self {
        let page = person.page(person.lang.pick("Stand ändern", "Change the status"));
        let base = page.href(&format!("/erfassen/{}", own.id()));
        Self {
            account: person.account(),
            action: format!("{base}/status"),
            back: base,
            title: own.measure().content.title.to_string(),
            now: own.entry.status.label().in_lang(person.lang).to_owned(),
            version: own.measure().version,
            fields: show_fields(FIELDS, form, &faults, &own.known(person)),
            faults,
            failure: None,
            page,
        }
    }
}

fn may(own: &Own) -> bool {
    own.may(Action::ChangeStatus) || own.may(Action::Reopen)
}

pub async fn show(By(person): By<Person>, name: Path<String>) -> Result<HttpResponse, Problem> {
    let own = Own::find(&person, &name)?;
    if !may(&own) {
        return Ok(person.to(&format!("/erfassen/{}", own.id())));
    }
    let today = serde_json::json!({"effectiveOn": person.view.today.to_string()});
    let form = filled(FIELDS, &today, person.lang);
    answer::private(StatusCode::OK, person.lang, &StatusPage::of(&person, &own, &form, Vec::new()))
}

pub async fn send(
    Posted { by: person, form }: Posted<Person>,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    let own = Own::find(&person, &name)?;
    let typed = tidy(FIELDS, &form);
    if form.was_kept() {
        let page = StatusPage::of(&person, &own, &typed, Vec::new());
        return answer::private(StatusCode::OK, person.lang, &page);
    }
    let (id, read_version) = (own.id(), form.text("version").parse().ok());
    let body: Value = read(FIELDS, &typed);
    let change = move |tx: &mut crate::register::Tx<'_>, by: &crate::domain::Caller| {
        measures::change_status(tx, by, (id, read_version), &body)
    };
    let (status, page) = match person.write(change).await {
        Ok(()) => return Ok(person.to(&format!("/erfassen/{id}?getan=status"))),
        Err(Error::Invalid(faults)) => {
            let fields: Vec<&Field> = FIELDS.iter().collect();
            let faults = Wrong::in_form(&fields, &faults, person.lang);
            (StatusCode::BAD_REQUEST, StatusPage::of(&person, &own, &typed, faults))
        }
        Err(error @ (Error::Conflict(_) | Error::Stale | Error::Busy)) => {
            let now = Own::find_now(&person, &name)?;
            let failure = Some(failure_of(&error, &person));
            let page = StatusPage::of(&person, &now, &typed, Vec::new());
            (StatusCode::CONFLICT, StatusPage { failure, ..page })
        }
        Err(error) => return Err(error.into()),
    };
    answer::private(status, person.lang, &page)
}
