//! The pages of a Handlungsfeld, a Stadtteil and a carrier: what is being done, in
//! numbers and one by one.

mod about;

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::address::{address, with};
use super::chart::{Row, StatusBars};
use super::measures::Item;
use super::{Page, Reader, answer};
use crate::api::problem::Problem;
use crate::domain::Day;
use crate::domain::measure::Status;
use crate::register::view::statistics::{Count, GroupBy, MeasureCounts, Question, count_measures};
use crate::register::view::{self, Dim, Filter, Index, Sort, SortBy, spell};
use about::About;

/// How many measures are shown before the list.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "subject/page.html")]
struct Subject {
    page: Page,
    about: About,
    as_of: Option<Day>,
    sentence: String,
    total: u64,
    chart: StatusBars,
    statuses: Vec<Number>,
    statistic: (String, String),
    parts: Vec<Part>,
    items: Vec<Item>,
    list: String,
    feed: String,
}

/// A number, and the list behind it.
struct Number {
    name: String,
    count: u64,
    href: String,
}

/// The same measures by something else.
struct Part {
    id: &'static str,
    title: &'static str,
    /// What a row is of.
    of: &'static str,
    numbers: Vec<Number>,
    statistic: (String, String),
}

pub async fn show_field(reader: Reader, number: Path<String>) -> Result<HttpResponse, Problem> {
    let about = about::field(&reader, &number)?;
    show(&reader, about).await
}

pub async fn show_stadtteil(reader: Reader, key: Path<String>) -> Result<HttpResponse, Problem> {
    let about = about::stadtteil(&reader, &key)?;
    show(&reader, about).await
}

pub async fn show_carrier(reader: Reader, id: Path<String>) -> Result<HttpResponse, Problem> {
    let about = about::carrier(&reader, &id)?;
    show(&reader, about).await
}

async fn show(reader: &Reader, about: About) -> Result<HttpResponse, Problem> {
    let mut query = reader.query();
    let moment = query.moment(reader.view());
    let given = query.essence(&[]);
    query.finish()?;
    let (filter, by) = (about.filter.clone(), about.by.clone());
    let concept = reader.view().catalog.current_concept().map(|concept| concept.id.clone());
    let counts = reader.count((filter.clone(), moment), move |question| {
        let by = [(GroupBy::Status, "")].into_iter().chain(by);
        let counts = by.map(|(by, _)| {
            // Handlungsfelder and guidelines are those of one concept.
            let mut filter = question.filter.clone();
            let one = concept.clone().filter(|_| by.of_concept());
            filter.dims.extend(one.map(|concept| (Dim::Concept, vec![concept])));
            let count = match by {
                GroupBy::Handlungsfeld => Count::Assignments,
                _ => Count::Measures,
            };
            let question = Question { filter: &filter, ..*question };
            Ok(count_measures(&question, &[by], count)?.body)
        });
        counts.collect::<Result<Vec<MeasureCounts>, Problem>>()
    });
    let counts = counts.await??;
    let past = reader.past(moment).await?;
    let index = past.as_ref().unwrap_or(&reader.view().measures);
    let subject = subject(reader, about, (moment.as_of, &given), &counts);
    let items = items(reader, &subject.page, index, &filter);
    answer::public(reader, &Subject { items, ..subject })
}

fn subject(
    reader: &Reader,
    about: About,
    (as_of, given): (Option<Day>, &[(String, String)]),
    counts: &[MeasureCounts],
) -> Subject {
    let mut page = reader.page(about.title.clone());
    let own = about.own.clone();
    let asked: Vec<_> = [own].into_iter().chain(given.iter().cloned()).collect();
    page.json = Some(about.json.clone());
    let statuses = Status::ALL.iter().map(|status| {
        let rows = counts.first().map(|counts| counts.rows.as_slice()).unwrap_or_default();
        let row = rows.iter().find(|row| row.key(GroupBy::Status) == Some(status.as_str()));
        Number {
            name: page.label(&status.label()).to_owned(),
            count: row.map_or(0, |row| row.measures),
            href: page.href(&address("/massnahmen", with(&asked, &[("status", status.as_str())]))),
        }
    });
    let statuses: Vec<Number> = statuses.collect();
    let parts = counts.iter().skip(1).zip(&about.by);
    let parts =
        parts.map(|(counts, (by, title))| part(reader, &page, &asked, (*by, title), counts));
    let row = Row { name: String::new(), counts: statuses.iter().map(|s| s.count).collect() };
    let total = row.counts.iter().sum();
    Subject {
        as_of,
        sentence: sentence(&page, &row.counts, as_of.is_some()),
        total,
        chart: StatusBars::new(page.lang, "was", &[row]),
        statuses,
        statistic: statistic(&page, &asked, GroupBy::Status),
        parts: parts.collect(),
        items: Vec::new(),
        list: page.href(&address("/massnahmen", with(&asked, &[]))),
        feed: page.raw(&address("/v1/feeds/measures", with(&asked, &[]))),
        about,
        page,
    }
}

fn part(
    reader: &Reader,
    page: &Page,
    asked: &[(String, String)],
    (by, title): (GroupBy, &'static str),
    counts: &MeasureCounts,
) -> Part {
    let several = reader.view().catalog.concepts.len() > 1;
    let concept = counts.concept.as_deref().filter(|_| several).map(|id| ("concept", id));
    let numbers = counts.rows.iter().filter_map(|row| {
        let key = row.key(by)?;
        let name = counts.names.get(by.as_str(), key).map(|name| page.label(name));
        let numbered = matches!(by, GroupBy::Handlungsfeld | GroupBy::Guideline);
        let name = name.unwrap_or(key);
        // Beside the Stadtteile stands what reaches further.
        let known = by != GroupBy::Stadtteil || reader.view().catalog.stadtteil(key).is_some();
        let filter = if known { by.as_str() } else { "reach" };
        let number = Number {
            name: if numbered { format!("{key}\u{a0}{name}") } else { name.to_owned() },
            count: row.measures,
            href: page.href(&address("/massnahmen", with(asked, &[(filter, key)]).chain(concept))),
        };
        Some((known, number))
    });
    let mut numbers: Vec<(bool, Number)> = numbers.collect();
    if by == GroupBy::Stadtteil {
        numbers.sort_by_cached_key(|(known, number)| (!known, spell(&number.name)));
    }
    let of = match by {
        GroupBy::Guideline => page.lang.pick("Leitlinie", "Guideline"),
        GroupBy::Stadtteil => "Stadtteil",
        _ => "Handlungsfeld",
    };
    let numbers = numbers.into_iter().map(|(_, number)| number).collect();
    Part { id: by.as_str(), title, of, numbers, statistic: statistic(page, asked, by) }
}

/// The same of the API: as JSON, and as CSV.
fn statistic(page: &Page, asked: &[(String, String)], by: GroupBy) -> (String, String) {
    let assigned = (by == GroupBy::Handlungsfeld).then_some(("count", "assignments"));
    let of = |more: &[(&str, &str)]| {
        let by = [("groupBy", by.as_str())].into_iter().chain(assigned);
        page.raw(&address("/v1/statistics/measures", by.chain(with(asked, more))))
    };
    (of(&[]), of(&[("format", "csv")]))
}

fn items(reader: &Reader, page: &Page, index: &Index, filter: &Filter) -> Vec<Item> {
    let caller = &reader.asker.caller;
    let tiers = filter.select(index, caller);
    let sort = Sort { by: SortBy::Title, descending: false };
    let found = view::Page::take(index, &tiers, (sort, caller), None, SHOWN);
    let entries = found.slots.iter().filter_map(|slot| index.entry(*slot));
    entries.map(|entry| Item::of(page, reader.view(), entry)).collect()
}

/// What one sees, today or on a day that is past.
pub fn sentence(page: &Page, counts: &[u64], past: bool) -> String {
    let of = |status: Status| counts.get(status as usize).copied().unwrap_or(0);
    let all = counts.iter().sum();
    let [run, be] = match past {
        false => [["läuft", "laufen"], ["ist", "sind"]],
        true => [["lief", "liefen"], ["war", "waren"]],
    };
    let so_many = |status, [one, many]: [&str; 2]| match of(status) {
        0 => (format!("keine {one}"), "none".to_owned()),
        1 => (format!("1 {one}"), "1".to_owned()),
        count => (format!("{} {many}", page.number(&count)), page.number(&count)),
    };
    let (running, done) = (so_many(Status::Running, run), so_many(Status::Completed, be));
    let all_of = page.measures(&all);
    match all {
        0 => page
            .t("Hierzu ist keine Maßnahme veröffentlicht", "No measure is published for this")
            .to_owned(),
        _ => page.lang.pick(
            format!("{all_of}: {}, {} abgeschlossen", running.0, done.0),
            format!("{all_of}: {} running, {} completed", running.1, done.1),
        ),
    }
}
