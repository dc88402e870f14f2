use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use serde_json::{Value, json};

use super::choices::{next_statuses, reasons};
use super::edit::failure_of;
use super::own::Own;
use crate::actions::measures;
use crate::api::problem::Problem;
use crate::domain::measure::{Status, StatusChange, standing_entries};
use crate::domain::{Action, Caller, Error, MeasureId, Result};
use crate::register::Tx;
use crate::web::forms::{
    Field, Kind, Known, Shown, Widget, Words, Wrong, filled, read, show as show_fields, tidy,
};
use crate::web::session::{Account, By, Form, Person, Posted};
use crate::web::{Page, answer};

const SINCE: Field = Field::new(
    "effectiveOn",
    ("Seit wann?", "Since when?"),
    (
        "Der Tag, an dem es so wurde, nicht der, an dem Sie es eintragen.",
        "The day it became so, not the day you record it.",
    ),
    Kind::Date,
);
const REASON: Field = Field::new(
    "reason",
    ("Grund", "Reason"),
    (
        "Nötig, wenn die Arbeit ruht oder wenn sie abgebrochen, aufgegeben oder wieder aufgenommen wird.",
        "Needed if the work is paused, discontinued, dropped or taken up again.",
    ),
    Kind::One(reasons),
);
const NOTE: Field = Field::new(
    "note",
    ("Anmerkung", "Note"),
    ("Sehen nur Ihr Träger und die Planung.", "Seen by your carrier and the planning office only."),
    Kind::Text(2_000),
);

const STEP: &[Field] = &[
    Field::new("to", ("Neuer Stand", "New status"), ("", ""), Kind::Radio(next_statuses)),
    SINCE,
    REASON,
    NOTE,
];

const CORRECTION: &[Field] = &[
    Field::new(
        "to",
        ("Was es hätte heißen sollen", "What it should have said"),
        ("", ""),
        Kind::Radio(next_statuses),
    ),
    SINCE,
    REASON,
    NOTE,
    Field::new(
        "void",
        ("Den Eintrag hätte es nie geben sollen", "The entry should never have been"),
        ("", ""),
        Kind::Check,
    ),
];

/// What is asked: a step of the status, or the correction of the entry `number`.
#[derive(Clone, Copy)]
struct Sheet {
    number: Option<u32>,
    /// Where it stood before; `None` = it does not matter.
    before: Option<Status>,
}

impl Sheet {
    fn fields(self) -> &'static [Field] {
        if self.number.is_some() { CORRECTION } else { STEP }
    }

    fn title(self) -> Words {
        match self.number {
            Some(_) => ("Eintrag berichtigen", "Correct an entry"),
            None => ("Stand ändern", "Change the status"),
        }
    }

    /// The address of the form, below that of the measure.
    fn path(self) -> String {
        self.number.map_or("/status".to_owned(), |number| format!("/status/{number}"))
    }

    /// What the API takes for what was typed.
    fn body(self, typed: &Form) -> Value {
        let body = read(self.fields(), typed);
        match body["void"] == true {
            true => json!({"void": true, "note": body["note"]}),
            false => body,
        }
    }

    fn record(
        self,
        tx: &mut Tx<'_>,
        by: &Caller,
        at: (MeasureId, Option<u32>),
        body: &Value,
    ) -> Result<()> {
        match self.number {
            Some(number) => measures::correct_status(tx, by, at, number, body),
            None => measures::change_status(tx, by, at, body),
        }
    }
}

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
    /// By which it is recorded once.
    key: String,
    fields: Vec<Shown>,
    faults: Vec<Wrong>,
    failure: Option<String>,
}

impl StatusPage {
    fn of(person: &Person, own: &Own, sheet: Sheet, form: &Form, faults: Vec<Wrong>) -> Self {
        let (de, en) = sheet.title();
        let page = person.page(person.lang.pick(de, en));
        let base = page.href(&format!("/erfassen/{}", own.id()));
        let known = Known { status: sheet.before, ..own.known(person) };
        Self {
            account: person.account(),
            action: base.clone() + &sheet.path(),
            back: base,
            title: own.measure().content.title.to_string(),
            now: own.entry.status.label().in_lang(person.lang).to_owned(),
            version: own.measure().version,
            key: form.key(),
            fields: show_fields(sheet.fields(), form, &faults, &known),
            faults,
            failure: None,
            page,
        }
    }
}

/// The next step, if there may be one.
fn step(own: &Own) -> Option<Sheet> {
    let may = own.may(Action::ChangeStatus) || own.may(Action::Reopen);
    may.then_some(Sheet { number: None, before: Some(own.entry.status) })
}

/// The correction of an entry, and what it says.
fn correction(own: &Own, number: u32) -> Option<(Sheet, &StatusChange)> {
    let entries = standing_entries(&own.measure().state.status_changes);
    let entry = entries.into_iter().find(|entry| number_of(entry) == number)?;
    let sheet = Sheet { number: Some(number), before: None };
    own.may(Action::CorrectStatus).then_some((sheet, entry))
}

/// The number by which an entry is corrected.
pub fn number_of(entry: &StatusChange) -> u32 {
    entry.corrects.unwrap_or(entry.number)
}

pub async fn show(By(person): By<Person>, name: Path<String>) -> Result<HttpResponse, Problem> {
    let own = Own::find(&person, &name)?;
    let today = json!({"effectiveOn": person.view.today.to_string()});
    begin(&person, &own, step(&own).map(|sheet| (sheet, today)))
}

pub async fn show_entry(
    By(person): By<Person>,
    path: Path<(String, u32)>,
) -> Result<HttpResponse, Problem> {
    let (name, number) = path.into_inner();
    let own = Own::find(&person, &name)?;
    let said = correction(&own, number).map(|(sheet, entry)| {
        let StatusChange { to, effective_on, reason, note, .. } = entry;
        (sheet, json!({"to": to, "effectiveOn": effective_on, "reason": reason, "note": note}))
    });
    begin(&person, &own, said)
}

/// The form, filled with what is known; back to the measure if it is not to be had.
fn begin(
    person: &Person,
    own: &Own,
    sheet: Option<(Sheet, Value)>,
) -> Result<HttpResponse, Problem> {
    let Some((sheet, said)) = sheet else {
        return Ok(person.to(&format!("/erfassen/{}", own.id())));
    };
    let form = filled(sheet.fields(), &said, person.lang);
    let page = StatusPage::of(person, own, sheet, &form, Vec::new());
    answer::private(StatusCode::OK, person.lang, &page)
}

pub async fn send(
    Posted { by: person, form }: Posted<Person>,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    let own = Own::find(&person, &name)?;
    let sheet = Sheet { number: None, before: Some(own.entry.status) };
    record(&person, &own, sheet, &form).await
}

pub async fn send_entry(
    Posted { by: person, form }: Posted<Person>,
    path: Path<(String, u32)>,
) -> Result<HttpResponse, Problem> {
    let (name, number) = path.into_inner();
    let own = Own::find(&person, &name)?;
    record(&person, &own, Sheet { number: Some(number), before: None }, &form).await
}

async fn record(
    person: &Person,
    own: &Own,
    sheet: Sheet,
    form: &Form,
) -> Result<HttpResponse, Problem> {
    let typed = tidy(sheet.fields(), form);
    let key = form.key();
    let page = |faults| {
        let page = StatusPage::of(person, own, sheet, &typed, faults);
        StatusPage { key: key.clone(), ..page }
    };
    if form.was_kept() {
        return answer::private(StatusCode::OK, person.lang, &page(Vec::new()));
    }
    let (id, version, body) = (own.id(), form.text("version").parse().ok(), sheet.body(&typed));
    let sent = (id, sheet.number, body.to_string());
    let work =
        move |tx: &mut Tx<'_>, by: &Caller| sheet.record(tx, by, (id, version), &body).map(|()| id);
    let (status, page) = match person.write_once(&key, &sent, work).await {
        Ok(id) => return Ok(person.to(&format!("/erfassen/{id}?getan=status"))),
        Err(Error::Invalid(faults)) => {
            let fields: Vec<&Field> = sheet.fields().iter().collect();
            (StatusCode::BAD_REQUEST, page(Wrong::in_form(&fields, &faults, person.lang)))
        }
        Err(error @ (Error::Conflict(_) | Error::Stale | Error::Busy)) => {
            let now = Own::find_now(person, &id.to_string())?;
            let failure = Some(failure_of(&error, person));
            let sheet = Sheet { before: sheet.before.map(|_| now.entry.status), ..sheet };
            let page = StatusPage::of(person, &now, sheet, &typed, Vec::new());
            (StatusCode::CONFLICT, StatusPage { failure, key, ..page })
        }
        Err(error) => return Err(error.into()),
    };
    answer::private(status, person.lang, &page)
}
