use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::compare::{Part, parts};
use super::queue::{Sort, Waiting, age, find};
use super::remarks::Remarks;
use super::ways::ways;
use crate::actions::measures;
use crate::api::problem::Problem;
use crate::domain::measure::Content;
use crate::domain::{Action, Caller, Deed, Error};
use crate::register::Tx;
use crate::register::view::Entry;
use crate::web::desk::{Own, failure_of};
use crate::web::forms::Wrong;
use crate::web::frame::Section;
use crate::web::session::{Account, By, Person, PlannerPage, Posted};
use crate::web::{Page, answer};

/// A measure that waits, beside what was accepted last.
#[derive(Template)]
#[template(path = "office/review.html")]
struct Review {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    action: String,
    title: String,
    /// Its page as all see it, or as its carrier does.
    own: String,
    carrier: String,
    publication: String,
    /// Why it waits; `None` = it does not.
    waits: Option<Waits>,
    version: u32,
    /// What the second column is beside; empty = there is only one.
    beside: &'static str,
    changed: usize,
    parts: Vec<Part>,
    /// What reviewers said before.
    earlier: Vec<String>,
    remark: String,
    faults: Vec<Wrong>,
    failure: Option<String>,
}

/// Why a measure waits, and what may be done.
struct Waits {
    sort: &'static str,
    age: String,
    /// Nobody publishes what they submitted.
    four_eyes: bool,
    revision: bool,
}

pub async fn show(
    By(PlannerPage(person)): By<PlannerPage>,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    crate::api::query::Query::of(&person.request).finish()?;
    let page = Review::of(&person, &find(&person, &name)?, &Remarks::default())?;
    answer::private(StatusCode::OK, person.lang, &page)
}

pub async fn send(
    Posted { by: PlannerPage(person), form }: Posted<PlannerPage>,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    let entry = find(&person, &name)?;
    let remarks = Remarks::of(&form);
    if form.was_kept() {
        let page = Review::of(&person, &entry, &remarks)?;
        return answer::private(StatusCode::OK, person.lang, &page);
    }
    let returns = form.text("tun") == "zurueckgeben";
    if !returns && !remarks.is_empty() {
        let both = person.lang.pick(
            "Sie haben Bemerkungen geschrieben, die beim Veröffentlichen verloren gingen. Geben Sie die Maßnahme zurück, oder löschen Sie sie.",
            "You wrote remarks, which would be lost on publishing. Return the measure, or delete them.",
        );
        return refuse(&person, &entry, &remarks, vec![Wrong::at("remark", both.to_owned())]);
    }
    let id = entry.measure.id;
    let Some(read) = form.text("version").parse().ok() else {
        return Err(Error::Unconditional.into());
    };
    let revision = form.has("revision");
    let body = if returns { remarks.body() } else { serde_json::json!({}) };
    let action = match (returns, revision) {
        (false, false) => Action::Publish,
        (false, true) => Action::AcceptRevision,
        (true, false) => Action::Return,
        (true, true) => Action::ReturnRevision,
    };
    let step = move |tx: &mut Tx<'_>, by: &Caller| {
        measures::act_on(tx, by, action, (id, Some(read)), &body)
    };
    let done = match person.write(step).await {
        Ok(()) => match action {
            Action::Publish => "veroeffentlicht",
            Action::AcceptRevision => "angenommen",
            _ => "zurueckgegeben",
        },
        Err(Error::Invalid(faults)) => {
            let wrong = remarks.wrong(&faults, person.lang);
            return refuse(&person, &entry, &remarks, wrong);
        }
        Err(error @ (Error::Conflict(_) | Error::Stale | Error::Busy)) => {
            let now = Own::find_now(&person, &name)?.entry;
            let page = Review::of(&person, &now, &remarks)?;
            let failure = Some(meanwhile(&error, &person));
            return answer::private(StatusCode::CONFLICT, person.lang, &Review { failure, ..page });
        }
        Err(error) => return Err(error.into()),
    };
    Ok(person.to(&format!("/pruefung?getan={done}&massnahme={id}")))
}

/// The same page, with what was wrong.
fn refuse(
    person: &Person,
    entry: &Arc<Entry>,
    remarks: &Remarks,
    faults: Vec<Wrong>,
) -> Result<HttpResponse, Problem> {
    let mut page = Review::of(person, entry, remarks)?;
    for row in page.parts.iter_mut().flat_map(|part| &mut part.said) {
        let wrong = faults.iter().find(|wrong| wrong.field == row.id);
        row.fault = wrong.map(|wrong| wrong.message.clone());
    }
    answer::private(StatusCode::BAD_REQUEST, person.lang, &Review { faults, ..page })
}

fn meanwhile(error: &Error, person: &Person) -> String {
    let text = match error {
        Error::Stale => person.lang.pick(
            "Jemand anderes hat die Maßnahme inzwischen geändert oder schon geprüft. Hier steht sie, wie sie jetzt ist; was Sie geschrieben haben, ist noch da.",
            "Somebody else has changed or reviewed the measure in the meantime. Here it is as it stands now; what you wrote is still there.",
        ),
        error => return failure_of(error, person),
    };
    text.to_owned()
}

impl Review {
    fn of(person: &Person, entry: &Arc<Entry>, remarks: &Remarks) -> Result<Self, Error> {
        let (lang, measure) = (person.lang, &entry.measure);
        let waiting = Waiting::of(entry);
        let before = waiting.as_ref().and_then(accepted);
        let proposed = measure.proposed();
        let page = person.page(&format!("{}: {}", lang.pick("Prüfung", "Review"), proposed.title));
        let parts = parts(person, measure, (before.as_deref(), &proposed), remarks)?;
        let sort = waiting.as_ref().map(|waiting| waiting.sort);
        let waits = waiting.map(|waiting| Waits {
            sort: waiting.sort.name(lang),
            age: age(lang, page.day_of(&waiting.since), person.view.today),
            four_eyes: !may_publish(person, entry),
            revision: waiting.sort == Sort::Revision,
        });
        let changed = parts.iter().flat_map(Part::rows).filter(|row| row.changed);
        Ok(Self {
            account: person.account(),
            ways: ways(person, &page),
            action: page.href(&format!("/pruefung/{}", measure.id)),
            title: proposed.title.to_string(),
            own: page.href(&format!("/erfassen/{}", measure.id)),
            carrier: person.view.carrier_ref(measure.carrier).name,
            publication: measure.state.publication.label().in_lang(lang).to_owned(),
            waits,
            version: measure.version,
            beside: match (&before, sort) {
                (None, _) => "",
                (_, Some(Sort::Revision)) => lang.pick("veröffentlicht", "published"),
                _ => lang.pick("bei der Rückgabe", "when it was returned"),
            },
            changed: changed.count(),
            parts,
            earlier: earlier(entry),
            remark: remarks.text("remark").to_owned(),
            faults: Vec::new(),
            failure: None,
            page,
        })
    }

    /// What is wrong with the remark on all of it.
    fn fault(&self) -> Option<&str> {
        let wrong = self.faults.iter().find(|wrong| wrong.field == "remark");
        wrong.map(|wrong| wrong.message.as_str())
    }
}

/// Whether the person is not the one who submitted or proposed it.
fn may_publish(person: &Person, entry: &Arc<Entry>) -> bool {
    let own = Own::of(person, entry);
    own.may(Action::Publish) || own.may(Action::AcceptRevision)
}

/// What to hold it against: what everybody reads, or what was returned.
fn accepted(waiting: &Waiting) -> Option<Arc<Content>> {
    let entry = &waiting.entry;
    match waiting.sort {
        Sort::New => None,
        Sort::Revision => Some(Arc::clone(&entry.measure.content)),
        Sort::Again => {
            let returned = entry.versions.iter().rfind(|version| version.deed == Deed::Return);
            returned.map(|version| Arc::clone(&version.measure.content))
        }
    }
}

/// The remarks of the last review.
fn earlier(entry: &Entry) -> Vec<String> {
    let last = entry.measure.state.reviews.last();
    let remarks = last.into_iter().flat_map(|review| &review.remarks);
    remarks.map(|remark| remark.text.clone()).collect()
}
