use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::check::{Line, last_remarks, missing, said};
use super::new::carriers_of;
use super::own::Own;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Action;
use crate::domain::measure::{Flag, Publication};
use crate::register::view::{Dim, Entry};
use crate::web::session::{Account, By, Person};
use crate::web::{Page, answer, office};

/// How many measures a page names of each kind.
const LIMIT: usize = 50;

#[derive(Template)]
#[template(path = "carrier/start.html")]
struct Start {
    page: Page,
    account: Account,
    done: Option<&'static str>,
    /// Belongs to a carrier.
    member: bool,
    can_create: bool,
    owed: Vec<Group>,
    /// How many measures there are in all.
    total: u64,
    own: Vec<Item>,
    /// The next page, and the one before.
    next: Option<String>,
    before: Option<String>,
}

/// What is owed for the same reason.
struct Group {
    title: &'static str,
    items: Vec<Item>,
    /// How many more there are than are named.
    more: u64,
}

/// A measure, and what can be done about it from here.
struct Item {
    href: String,
    title: String,
    carrier: String,
    publication: String,
    status: String,
    status_word: &'static str,
    lines: Vec<Line>,
    /// Where to confirm and where to change the status, if that is allowed.
    confirm: Option<String>,
    change_status: Option<String>,
}

pub async fn show(By(person): By<Person>) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&person.request);
    let done = query.one("getan").and_then(|done| said(&done, &person));
    let number = query.number("seite", 1, 10_000);
    query.finish()?;
    if number.is_none() && person.caller().is_planner() {
        return office::home(&person, done).await;
    }
    let number = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1);
    let all = own_measures(&person);
    let total = all.len();
    let first = (number - 1) * LIMIT;
    let shown = all.iter().skip(first).take(LIMIT);
    let page = person.page(person.lang.pick("Meine Aufgaben", "My tasks"));
    let way = |number: usize| page.href(&format!("/start?seite={number}"));
    let start = Start {
        account: person.account(),
        done,
        member: !person.caller().own_carriers().is_empty(),
        can_create: !carriers_of(&person).is_empty(),
        owed: if number == 1 { owed(&person, &all) } else { Vec::new() },
        total: total as u64,
        own: shown.map(|own| Item::of(&person, own, Vec::new())).collect(),
        next: (first + LIMIT < total).then(|| way(number + 1)),
        before: (number > 1).then(|| way(number - 1)),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &start)
}

/// The measures of the person's carriers that are still of interest, by title.
fn own_measures(person: &Person) -> Vec<Own> {
    let carriers: Vec<String> =
        person.caller().own_carriers().iter().map(ToString::to_string).collect();
    let measures = &person.view.measures;
    let slots = measures.bitmaps.any(Dim::Carrier, carriers.iter().map(String::as_str));
    let over = [Publication::Withdrawn, Publication::Archived];
    let entries = slots.iter().filter_map(|slot| measures.entry(slot));
    let entries = entries.filter(|entry| !over.contains(&entry.measure.state.publication));
    let mut entries: Vec<&Arc<Entry>> = entries.collect();
    entries.sort_by(|a, b| a.title_key.cmp(&b.title_key));
    entries.into_iter().map(|entry| Own::of(person, entry)).collect()
}

/// What is owed now, what is most urgent first.
fn owed(person: &Person, all: &[Own]) -> Vec<Group> {
    let lang = person.lang;
    let group = |title, why: &dyn Fn(&Own) -> Option<Vec<Line>>| {
        let found: Vec<_> = all.iter().filter_map(|own| Some((own, why(own)?))).collect();
        let more = found.len().saturating_sub(LIMIT) as u64;
        let items = found.into_iter().take(LIMIT);
        Group { title, more, items: items.map(|(own, why)| Item::of(person, own, why)).collect() }
    };
    let draft = |own: &Own| own.measure().state.publication == Publication::Draft;
    let some = |lines: Vec<Line>| Some(lines).filter(|lines| !lines.is_empty());
    let flagged = |flag| move |own: &Own| own.entry.flags.contains(&flag).then(Vec::new);
    let groups = [
        group(lang.pick("Zurückgegeben: bitte überarbeiten", "Returned: please revise"), &|own| {
            some(last_remarks(person, own))
        }),
        group(
            lang.pick("Angefangen: hier fehlt noch etwas", "Begun: something is missing"),
            &|own| Some(own).filter(|own| draft(own)).and_then(|own| some(missing(person, own))),
        ),
        group(lang.pick("Fertig: noch nicht eingereicht", "Complete: not yet submitted"), &|own| {
            (draft(own) && own.may(Action::Submit)).then(Vec::new)
        }),
        group(
            lang.pick(
                "Das geplante Ende ist vorbei: wie steht es?",
                "The planned end has passed: how does it stand?",
            ),
            &flagged(Flag::Overdue),
        ),
        group(
            lang.pick(
                "Der geplante Beginn ist vorbei: läuft es schon?",
                "The planned start has passed: is it running?",
            ),
            &flagged(Flag::LateStart),
        ),
        group(
            lang.pick(
                "Lange nichts gehört: stimmt das noch?",
                "Not heard of for long: is this still true?",
            ),
            &flagged(Flag::Stale),
        ),
    ];
    groups.into_iter().filter(|group| !group.items.is_empty()).collect()
}

impl Item {
    fn of(person: &Person, own: &Own, lines: Vec<Line>) -> Self {
        let (page, measure) = (person.page(""), own.measure());
        let base = page.href(&format!("/erfassen/{}", own.id()));
        let moves = own.may(Action::ChangeStatus) || own.may(Action::Reopen);
        Self {
            title: measure.content.title.to_string(),
            carrier: person.view.carrier_ref(measure.carrier).name,
            publication: measure.state.publication.label().in_lang(person.lang).to_owned(),
            status: own.entry.status.label().in_lang(person.lang).to_owned(),
            status_word: own.entry.status.as_str(),
            lines,
            confirm: own.may(Action::Confirm).then(|| format!("{base}/bestaetigen")),
            change_status: moves.then(|| format!("{base}/status")),
            href: base,
        }
    }
}
