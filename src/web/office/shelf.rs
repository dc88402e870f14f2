use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use askama::Template;

use super::bulk::Deed;
use super::queue::Waiting;
use super::ways::ways;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::{cursor, filter};
use crate::domain::measure::{Flag, Publication, Status};
use crate::domain::{Label, MeasureId};
use crate::register::view::{self, Entry, Sort, SortBy};
use crate::web::address::{address, with, without};
use crate::web::forms::Choice;
use crate::web::frame::Section;
use crate::web::session::{Account, By, Person, PlannerPage};
use crate::web::{Page, answer};
use std::sync::Arc;

/// How many measures a page has.
const LIMIT: usize = 100;

/// All measures, whatever their publication, to be looked through and to choose from.
#[derive(Template)]
#[template(path = "office/shelf.html")]
struct Shelf {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    done: Option<String>,
    q: String,
    facets: Vec<Facet>,
    /// What else narrows the list, to be kept.
    hidden: Vec<(String, String)>,
    filtered: bool,
    total: u64,
    items: Vec<Item>,
    first: Option<String>,
    next: Option<String>,
    deeds: Vec<(Deed, &'static str)>,
}

/// Something to narrow the list by.
struct Facet {
    name: &'static str,
    title: &'static str,
    choices: Vec<Choice>,
}

struct Item {
    id: MeasureId,
    href: String,
    title: String,
    reference: String,
    carrier: String,
    publication: String,
    status: Status,
    status_name: String,
    flags: Vec<String>,
    /// Since when nobody has said that it is true: the last confirmation, or change.
    heard: String,
}

pub async fn show(By(PlannerPage(person)): By<PlannerPage>) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&person.request);
    let done = (query.word::<Deed>("getan"), query.number("zahl", 0, 1_000));
    let given = query.essence(&["getan", "zahl"]);
    if given.iter().any(|(_, value)| value.trim().is_empty()) {
        // Forms send what is empty, too.
        let tidy =
            address("/verwaltung/massnahmen", without(&given, |_, value| value.trim().is_empty()));
        let place = person.page("").href(&tidy);
        return Ok(HttpResponse::SeeOther().insert_header((LOCATION, place)).finish());
    }
    let filter = filter::read(&mut query, &person.view);
    let essence = query.essence(&["cursor", "getan", "zahl"]);
    let after = cursor::read(&mut query, &essence);
    query.finish()?;
    let (index, caller) = (&person.view.measures, person.caller());
    let by = if filter.q.is_some() { SortBy::Relevance } else { SortBy::Title };
    let sort = Sort { by, descending: false };
    let tiers = filter.select(index, caller);
    let found = view::Page::take(index, &tiers, (sort, caller), after.as_ref(), LIMIT);
    let page = person.page(person.lang.pick("Alle Maßnahmen", "All measures"));
    let here =
        |more: &[(&str, &str)]| page.href(&address("/verwaltung/massnahmen", with(&essence, more)));
    let next = found.next.as_ref().map(|next| here(&[("cursor", &cursor::write(next, &essence))]));
    let own = ["q", "publication", "status", "flag"];
    let entries = found.slots.iter().filter_map(|slot| index.entry(*slot));
    let shelf = Shelf {
        account: person.account(),
        ways: ways(&person, &page),
        done: done.0.zip(done.1).map(|(deed, count)| {
            let count = page.measures(&u64::try_from(count).unwrap_or(0));
            format!("{count} {}.", deed.done(person.lang))
        }),
        q: filter.q.clone().unwrap_or_default(),
        facets: facets(&person, &essence),
        hidden: essence.iter().filter(|(name, _)| !own.contains(&name.as_str())).cloned().collect(),
        filtered: !essence.is_empty(),
        total: found.total,
        items: entries.map(|entry| Item::of(&person, &page, entry)).collect(),
        first: after.is_some().then(|| here(&[])),
        next,
        deeds: Deed::ALL.iter().map(|deed| (*deed, deed.name(person.lang))).collect(),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &shelf)
}

/// Where a preview is, there is nothing to be read.
pub async fn lead_back(By(PlannerPage(person)): By<PlannerPage>) -> Result<HttpResponse, Problem> {
    Ok(person.to("/verwaltung/massnahmen"))
}

fn facets(person: &Person, given: &[(String, String)]) -> Vec<Facet> {
    let lang = person.lang;
    let facet = |name, title, values: Vec<(&str, Label)>| {
        let chosen = |value: &str| given.iter().any(|(other, its)| other == name && its == value);
        let choices = values.into_iter().map(|(value, label)| Choice {
            chosen: chosen(value),
            ..Choice::new(value, label.in_lang(lang))
        });
        Facet { name, title, choices: choices.collect() }
    };
    let publications = Publication::ALL.iter().map(|p| (p.as_str(), p.label()));
    let statuses = Status::ALL.iter().map(|s| (s.as_str(), s.label()));
    let flags = Flag::ALL.iter().map(|f| (f.as_str(), f.label()));
    vec![
        facet(
            "publication",
            lang.pick("Stand des Datensatzes", "Publication"),
            publications.collect(),
        ),
        facet("status", lang.pick("Stand der Arbeit", "Where the work stands"), statuses.collect()),
        facet("flag", lang.pick("Auffällig", "Notable"), flags.collect()),
    ]
}

impl Item {
    fn of(person: &Person, page: &Page, entry: &Arc<Entry>) -> Self {
        let (measure, lang) = (&entry.measure, person.lang);
        let state = &measure.state;
        let path = match Waiting::of(entry) {
            Some(_) => format!("/pruefung/{}", measure.id),
            None => format!("/erfassen/{}", measure.id),
        };
        let confirmed = state.confirmation.as_ref().map(|confirmation| confirmation.on);
        let heard = confirmed.into_iter().chain([page.day_of(&measure.updated_at)]).max();
        Self {
            id: measure.id,
            href: page.href(&path),
            title: measure.content.title.to_string(),
            reference: state.reference.as_deref().unwrap_or_default().to_owned(),
            carrier: person.view.carrier_ref(measure.carrier).name,
            publication: state.publication.label().in_lang(lang).to_owned(),
            status: entry.status,
            status_name: entry.status.label().in_lang(lang).to_owned(),
            flags: entry.flags.iter().map(|f| f.label().in_lang(lang).to_owned()).collect(),
            heard: heard.map(|day| page.day(&day)).unwrap_or_default(),
        }
    }
}
