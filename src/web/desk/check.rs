use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::edit::{Way, all_fields};
use super::own::{Own, place_of};
use super::status::number_of;
use super::steps::STEPS;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::measure::{Flag, Publication, Review, ReviewOf, standing_entries};
use crate::domain::{Action, Error};
use crate::web::forms::{Wrong, spoken};
use crate::web::session::{Account, By, Form, Person, Visit};
use crate::web::{Page, answer};

/// Everything about a measure of one's own: what is missing, what reviewers said, what
/// was written, and what can be done.
#[derive(Template)]
#[template(path = "desk/check.html")]
pub struct Check {
    page: Page,
    account: Account,
    base: String,
    title: String,
    reference: Option<String>,
    publication: String,
    status: String,
    status_word: &'static str,
    status_since: Option<String>,
    version: u32,
    public: Option<String>,
    done: Option<&'static str>,
    failure: Option<String>,
    /// What is missing, and where it is said.
    missing: Vec<Line>,
    remarks: Vec<Line>,
    pending: bool,
    flags: Vec<String>,
    stale: bool,
    /// Of the form, as long as it was not submitted.
    steps: Vec<Way>,
    parts: Vec<Part>,
    course: Vec<Entry>,
    allowed: Vec<Action>,
    /// By which it is copied once, if it may be.
    copy_key: Option<String>,
}

/// Something to do, and where.
pub struct Line {
    pub text: String,
    pub href: Option<String>,
}

/// An entry of the status chain.
struct Entry {
    since: String,
    status: String,
    reason: String,
    note: String,
    /// Where it is corrected, if it may be.
    correct: Option<String>,
}

/// A step, and what was said there.
struct Part {
    title: &'static str,
    href: Option<String>,
    facts: Vec<(&'static str, String)>,
}

pub async fn show(By(person): By<Person>, name: Path<String>) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&person.request);
    let done = query.one("getan");
    query.finish()?;
    let own = Own::find(&person, &name)?;
    let done = done.and_then(|done| said(&done, &person));
    let page = Check { done, ..Check::of(&person, &own)? };
    answer::private(StatusCode::OK, person.lang, &page)
}

/// The page, where something could not be done.
pub fn refused(person: &Person, own: &Own, failure: String) -> Result<HttpResponse, Problem> {
    let page = Check { failure: Some(failure), ..Check::of(person, own)? };
    answer::private(StatusCode::CONFLICT, person.lang, &page)
}

/// What is said of what was just done.
pub fn said(done: &str, visit: &Visit) -> Option<&'static str> {
    let (de, en) = match done {
        "gespeichert" => ("Gespeichert.", "Saved."),
        "eingereicht" => (
            "Eingereicht. Die Planung sieht sie durch; Sie hören davon hier.",
            "Submitted. The planning office reviews it; you hear of it here.",
        ),
        "veroeffentlicht" => ("Veröffentlicht.", "Published."),
        "zuruecknehmen" => {
            ("Zurückgenommen: Sie ist wieder ein Entwurf.", "Taken back: it is a draft again.")
        }
        "zurueckziehen" => ("Zurückgezogen.", "Withdrawn."),
        "loeschen" => ("Gelöscht.", "Deleted."),
        "bestaetigen" => {
            ("Danke. Als weiterhin zutreffend vermerkt.", "Thank you. Noted as still true.")
        }
        "kopieren" => (
            "Übernommen, ein Jahr später. Sehen Sie durch, was nicht mehr stimmt.",
            "Taken over, a year later. Look through what is no longer true.",
        ),
        "status" => ("Der neue Stand ist eingetragen.", "The new status is recorded."),
        _ => return None,
    };
    Some(visit.lang.pick(de, en))
}

impl Check {
    pub fn of(person: &Person, own: &Own) -> Result<Self, Error> {
        let (lang, measure) = (person.lang, own.measure());
        let state = &measure.state;
        let published = state.publication == Publication::Published;
        let page = person.page(&measure.content.title);
        let reference = state.reference.as_deref().map(str::to_owned);
        let public = reference.as_ref().filter(|_| published);
        let may_copy = person.caller().may_create(measure.carrier).is_ok();
        let missing = missing(person, own);
        let told = !missing.is_empty();
        let flags = own.entry.flags.iter().filter(|flag| !(told && **flag == Flag::Incomplete));
        let since = state.last_entry().map(|entry| page.day(&entry.effective_on));
        Ok(Self {
            account: person.account(),
            base: page.href(&format!("/erfassen/{}", own.id())),
            title: measure.content.title.to_string(),
            publication: state.publication.label().in_lang(lang).to_owned(),
            status: own.entry.status.label().in_lang(lang).to_owned(),
            status_word: own.entry.status.as_str(),
            status_since: since,
            version: measure.version,
            public: public.map(|name| page.href(&format!("/massnahmen/{name}"))),
            reference,
            done: None,
            failure: None,
            missing,
            remarks: last_remarks(person, own),
            pending: state.revision.is_some(),
            stale: own.entry.flags.contains(&Flag::Stale),
            flags: flags.map(|flag| flag.label().in_lang(lang).to_owned()).collect(),
            steps: if own.is_written() {
                Way::all(person, own, STEPS.len() + 1)
            } else {
                Vec::new()
            },
            parts: parts(person, own)?,
            course: course(person, own),
            allowed: own.allowed.clone(),
            copy_key: may_copy.then(|| Form::default().key()),
            page,
        })
    }

    /// Whether something can be done, by its word.
    fn may(&self, action: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed.as_str() == action)
    }
}

/// What is still missing, each with the way to its field.
pub fn missing(person: &Person, own: &Own) -> Vec<Line> {
    let wrong = Wrong::in_form(&all_fields(), &own.missing(person), person.lang);
    let lines = wrong.into_iter().map(|wrong| Line {
        href: place_of(own.id(), &wrong.field).map(|path| person.page("").href(&path)),
        text: match wrong.label.is_empty() {
            true => wrong.message,
            false => wrong.label,
        },
    });
    lines.collect()
}

/// What the reviewer said last, as long as it is the carrier's turn.
pub fn last_remarks(person: &Person, own: &Own) -> Vec<Line> {
    let state = &own.measure().state;
    let awaited = |review: &&Review| match review.of {
        ReviewOf::Submission => state.publication == Publication::Returned,
        // Nothing was written since.
        ReviewOf::Revision => state.revision.is_none() && review.at == own.measure().updated_at,
        ReviewOf::Archiving | ReviewOf::Restoring => false,
    };
    let last = state.reviews.last().filter(awaited);
    let remarks = last.map_or(&[][..], |review| &review.remarks);
    let lines = remarks.iter().map(|remark| {
        let field = remark.pointer.as_deref().map(|p| p.trim_start_matches('/').replace('/', "."));
        let path = field.and_then(|field| place_of(own.id(), &field));
        Line { text: remark.text.clone(), href: path.map(|path| person.page("").href(&path)) }
    });
    lines.collect()
}

/// How the work went, oldest first.
fn course(person: &Person, own: &Own) -> Vec<Entry> {
    let (lang, page) = (person.lang, person.page(""));
    let entries = standing_entries(&own.measure().state.status_changes);
    let entries = entries.into_iter().map(|entry| Entry {
        since: page.day(&entry.effective_on),
        status: entry.to.label().in_lang(lang).to_owned(),
        reason: entry.reason.map(|r| r.label().in_lang(lang).to_owned()).unwrap_or_default(),
        note: entry.note.clone().unwrap_or_default(),
        correct: own
            .may(Action::CorrectStatus)
            .then(|| page.href(&format!("/erfassen/{}/status/{}", own.id(), number_of(entry)))),
    });
    entries.collect()
}

fn parts(person: &Person, own: &Own) -> Result<Vec<Part>, Error> {
    let known = own.known(person);
    let mut parts = Vec::new();
    for (number, step) in (1..).zip(&STEPS) {
        let mut facts = Vec::new();
        for section in step.sections {
            let form = own.filled(section.fields, person)?;
            let said = section.fields.iter().map(|field| {
                (person.lang.pick(field.label.0, field.label.1), spoken(field, &form, &known))
            });
            facts.extend(said.filter(|(_, text)| !text.is_empty()));
        }
        let path = format!("/erfassen/{}/schritt/{number}", own.id());
        parts.push(Part {
            title: person.lang.pick(step.title.0, step.title.1),
            href: own.may(Action::Edit).then(|| person.page("").href(&path)),
            facts,
        });
    }
    Ok(parts)
}
