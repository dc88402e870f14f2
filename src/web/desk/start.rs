use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::check::{Line, last_remarks, missing, said};
use super::new::carriers_of;
use super::own::{Own, place_of};
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::measure::{Flag, Publication};
use crate::domain::{Action, PartialDate};
use crate::register::view::{Dim, Entry};
use crate::web::session::{Account, By, Person};
use crate::web::{Page, answer, format, office};

/// How many measures a page names of each kind.
const LIMIT: usize = 50;

#[derive(Template)]
#[template(path = "desk/start.html")]
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
    /// How many are put away, and whether those are shown.
    over: usize,
    shows_over: bool,
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
    let shows_over = query.one("abgelegt").is_some();
    query.finish()?;
    if number.is_none() && person.caller().is_planner() {
        return office::home(&person, done).await;
    }
    let number = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1);
    let (over, live): (Vec<Own>, Vec<Own>) = own_measures(&person).into_iter().partition(is_over);
    let all = if shows_over { &over } else { &live };
    let total = all.len();
    let first = (number - 1) * LIMIT;
    let shown = all.iter().skip(first).take(LIMIT);
    let page = person.page(person.lang.pick("Meine Aufgaben", "My tasks"));
    let kind = if shows_over { "abgelegt=1&" } else { "" };
    let way = |number: usize| page.href(&format!("/start?{kind}seite={number}"));
    let start = Start {
        account: person.account(),
        done,
        member: !person.caller().own_carriers().is_empty(),
        can_create: !carriers_of(&person).is_empty(),
        owed: if number == 1 && !shows_over { owed(&person, &live) } else { Vec::new() },
        over: over.len(),
        shows_over,
        total: total as u64,
        own: shown.map(|own| Item::of(&person, own, Vec::new())).collect(),
        next: (first + LIMIT < total).then(|| way(number + 1)),
        before: (number > 1).then(|| way(number - 1)),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &start)
}

/// Whether nothing more is to be done about it.
fn is_over(own: &Own) -> bool {
    let over = [Publication::Withdrawn, Publication::Archived];
    over.contains(&own.measure().state.publication)
}

/// The measures of the person's carriers, by title.
fn own_measures(person: &Person) -> Vec<Own> {
    let carriers: Vec<String> =
        person.caller().own_carriers().iter().map(ToString::to_string).collect();
    let measures = &person.view.measures;
    let slots = measures.bitmaps.any(Dim::Carrier, carriers.iter().map(String::as_str));
    let mut entries: Vec<&Arc<Entry>> =
        slots.iter().filter_map(|slot| measures.entry(slot)).collect();
    entries.sort_by(|a, b| a.title_key.cmp(&b.title_key));
    entries.into_iter().map(|entry| Own::of(person, entry)).collect()
}

/// Why something is owed for a measure, in lines; `None` = it is not.
type Why = fn(&Person, &Own) -> Option<Vec<Line>>;

/// What is owed now, what is most urgent first; each measure is named once.
fn owed(person: &Person, all: &[Own]) -> Vec<Group> {
    let kinds: [(&'static str, &'static str, Why); 6] = [
        ("Zurückgegeben: bitte überarbeiten", "Returned: please revise", returned),
        ("Angefangen: hier fehlt noch etwas", "Begun: something is missing", unfinished),
        ("Fertig: noch nicht eingereicht", "Complete: not yet submitted", unsubmitted),
        (
            "Das geplante Ende ist vorbei: wie steht es?",
            "The planned end has passed: how does it stand?",
            |person, own| flagged(person, own, Flag::Overdue),
        ),
        (
            "Der geplante Beginn ist vorbei: läuft es schon?",
            "The planned start has passed: is it running?",
            |person, own| flagged(person, own, Flag::LateStart),
        ),
        (
            "Lange nichts gehört: stimmt das noch?",
            "Not heard of for a long time: is this still true?",
            |person, own| flagged(person, own, Flag::Stale),
        ),
    ];
    let mut rest: Vec<&Own> = all.iter().collect();
    let groups = kinds.map(|(de, en, why)| {
        let mut items = Vec::new();
        rest.retain(|own| match why(person, own) {
            Some(lines) => {
                items.push((*own, lines));
                false
            }
            None => true,
        });
        let more = items.len().saturating_sub(LIMIT) as u64;
        let items = items.into_iter().take(LIMIT).map(|(own, why)| Item::of(person, own, why));
        Group { title: person.lang.pick(de, en), items: items.collect(), more }
    });
    groups.into_iter().filter(|group| !group.items.is_empty()).collect()
}

fn returned(person: &Person, own: &Own) -> Option<Vec<Line>> {
    let lines = last_remarks(person, own);
    (!lines.is_empty()).then_some(lines)
}

fn unfinished(person: &Person, own: &Own) -> Option<Vec<Line>> {
    let lines = missing(person, own);
    (!lines.is_empty()).then_some(lines)
}

fn unsubmitted(_: &Person, own: &Own) -> Option<Vec<Line>> {
    let draft = own.measure().state.publication == Publication::Draft;
    (draft && own.may(Action::Submit)).then(Vec::new)
}

/// Only what has been handed in is late. Says since when, and leads to where that is
/// changed.
fn flagged(person: &Person, own: &Own, flag: Flag) -> Option<Vec<Line>> {
    let handed_in = [Publication::Submitted, Publication::Published];
    let live = handed_in.contains(&own.measure().state.publication);
    if !live || !own.entry.flags.contains(&flag) {
        return None;
    }
    let (page, planned) = (person.page(""), &own.measure().content.planned);
    let line = |(de, en): (&str, &str), date: Option<String>, field: &str| {
        let path = place_of(own.id(), field).filter(|_| own.may(Action::Edit));
        let text = format!("{}: {}", person.lang.pick(de, en), date?);
        Some(Line { text, href: path.map(|path| page.href(&path)) })
    };
    let date = |date: Option<PartialDate>| date.map(|date| format::date(person.lang, date));
    let line = match flag {
        Flag::Overdue => line(("Geplantes Ende", "Planned end"), date(planned.end), "planned.end"),
        Flag::LateStart => {
            line(("Geplanter Beginn", "Planned start"), date(planned.start), "planned.start")
        }
        _ => line(
            ("Zuletzt geändert oder bestätigt", "Last changed or confirmed"),
            Some(page.day(&own.entry.sign_of_life())),
            "",
        ),
    };
    Some(line.into_iter().collect())
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
