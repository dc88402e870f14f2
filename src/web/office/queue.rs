use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::ways::ways;
use crate::api::problem::Problem;
use crate::domain::words::words;
use crate::domain::{Day, Error, Instant, Lang, MeasureId};
use crate::register::View;
use crate::register::view::{Dim, Entry};
use crate::web::frame::Section;
use crate::web::session::{Account, By, Person, PlannerPage, Visit};
use crate::web::{Page, answer};

/// How many a page shows.
const LIMIT: usize = 100;

words!(
    /// What waits, as addresses call it.
    Sort {
        /// Never reviewed before.
        New = "neu",
        /// Returned before, and submitted again.
        Again = "erneut",
        /// A change of what is published.
        Revision = "aenderung",
    }
);

impl Sort {
    pub fn name(self, lang: Lang) -> &'static str {
        let (de, en) = match self {
            Self::New => ("zum ersten Mal eingereicht", "submitted for the first time"),
            Self::Again => ("überarbeitet", "revised"),
            Self::Revision => {
                ("Änderung einer veröffentlichten Maßnahme", "change of a published measure")
            }
        };
        lang.pick(de, en)
    }
}

/// A measure that waits for the planning office.
pub struct Waiting {
    pub entry: Arc<Entry>,
    pub sort: Sort,
    pub since: Instant,
}

impl Waiting {
    /// `None` = it does not wait.
    pub fn of(entry: &Arc<Entry>) -> Option<Self> {
        use crate::domain::measure::Publication::{Published, Submitted};
        let state = &entry.measure.state;
        let (sort, since) = match (state.publication, &state.revision, &state.submission) {
            (Published, Some(revision), _) => (Sort::Revision, revision.at),
            (Submitted, _, Some(submission)) if state.reviews.is_empty() => {
                (Sort::New, submission.at)
            }
            (Submitted, _, Some(submission)) => (Sort::Again, submission.at),
            _ => return None,
        };
        Some(Self { entry: Arc::clone(entry), sort, since })
    }
}

/// All that waits, what waits longest first.
pub fn waiting(view: &View) -> Vec<Waiting> {
    let slots = view.measures.bitmaps.any(Dim::Publication, ["submitted", "published"]);
    let entries = slots.iter().filter_map(|slot| view.measures.entry(slot));
    let mut waiting: Vec<Waiting> = entries.filter_map(Waiting::of).collect();
    waiting.sort_by_key(|waiting| (waiting.since, waiting.entry.measure.id));
    waiting
}

/// `seit 12 Tagen`, `for 12 days`.
pub fn age(lang: Lang, since: Day, today: Day) -> String {
    match (today - since).num_days() {
        ..=0 => lang.pick("seit\u{a0}heute", "since\u{a0}today").to_owned(),
        1 => lang.pick("seit\u{a0}gestern", "since\u{a0}yesterday").to_owned(),
        days => lang.pick(format!("seit {days}\u{a0}Tagen"), format!("for {days}\u{a0}days")),
    }
}

#[derive(Template)]
#[template(path = "office/queue.html")]
struct Queue {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    done: Option<String>,
    total: u64,
    /// To see only what waits for one reason: where, what it is called, how many there
    /// are, and whether that is chosen.
    sorts: Vec<(String, &'static str, u64, bool)>,
    chosen: bool,
    items: Vec<Item>,
    next: Option<String>,
    before: Option<String>,
}

struct Item {
    id: MeasureId,
    href: String,
    title: String,
    carrier: String,
    sort: &'static str,
    age: String,
    since: String,
}

pub async fn show(By(PlannerPage(person)): By<PlannerPage>) -> Result<HttpResponse, Problem> {
    let mut query = crate::api::query::Query::of(&person.request);
    let done = (query.one("getan"), query.one("massnahme"));
    let (sort, number) = (query.word::<Sort>("art"), query.number("seite", 1, 10_000));
    query.finish()?;
    let number = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1);
    let all = waiting(&person.view);
    let page = person.page(person.lang.pick("Prüfung", "Review"));
    let sorts = Sort::ALL.iter().map(|known| {
        let count = all.iter().filter(|waiting| waiting.sort == *known).count() as u64;
        let href = page.href(&format!("/pruefung?art={known}"));
        (href, known.name(person.lang), count, sort == Some(*known))
    });
    let sorts = sorts.collect();
    let chosen = all.iter().filter(|waiting| sort.is_none_or(|sort| waiting.sort == sort));
    let chosen: Vec<&Waiting> = chosen.collect();
    let first = (number - 1) * LIMIT;
    let way = |number: usize| {
        let sort = sort.map(|sort| format!("&art={sort}")).unwrap_or_default();
        page.href(&format!("/pruefung?seite={number}{sort}"))
    };
    let queue = Queue {
        account: person.account(),
        ways: ways(&person, &page),
        done: done.0.zip(done.1).and_then(|(done, name)| said(&person, &done, &name)),
        total: all.len() as u64,
        sorts,
        chosen: sort.is_some(),
        items: chosen.iter().skip(first).take(LIMIT).map(|w| Item::of(&person, &page, w)).collect(),
        next: (first + LIMIT < chosen.len()).then(|| way(number + 1)),
        before: (number > 1).then(|| way(number - 1)),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &queue)
}

/// What is said of what was just done with a measure.
fn said(visit: &Visit, done: &str, name: &str) -> Option<String> {
    let entry = visit.view.measures.find(name.parse().ok()?)?;
    let title = &entry.measure.content.title;
    let (de, en) = match done {
        "veroeffentlicht" => ("ist veröffentlicht.", "is published."),
        "angenommen" => ("Die Änderung ist angenommen.", "The change is accepted."),
        "zurueckgegeben" => ("ist mit Ihren Bemerkungen zurück.", "went back with your remarks."),
        _ => return None,
    };
    Some(visit.lang.pick(format!("„{title}“: {de}"), format!("“{title}”: {en}")))
}

impl Item {
    fn of(person: &Person, page: &Page, waiting: &Waiting) -> Self {
        let measure = &waiting.entry.measure;
        let since = page.day_of(&waiting.since);
        Self {
            id: measure.id,
            href: page.href(&format!("/pruefung/{}", measure.id)),
            title: measure.proposed().title.to_string(),
            carrier: person.view.carrier_ref(measure.carrier).name,
            sort: waiting.sort.name(person.lang),
            age: age(person.lang, since, person.view.today),
            since: page.day(&since),
        }
    }
}

/// The measure of this name, if it is there.
pub fn find(person: &Person, name: &str) -> Result<Arc<Entry>, Error> {
    let entry = crate::actions::measures::find_entry(&person.view, name);
    entry.cloned().ok_or(Error::NotFound("measure"))
}
