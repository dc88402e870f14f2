//! The concept at a glance: how far its Handlungsfelder are, how it came along, and what
//! is new.

mod table;
mod when;

use actix_web::HttpResponse;
use askama::Template;

use super::address::{address, with};
use super::chart::{Row, StatusBars};
use super::measures::Item;
use super::{Page, Reader, answer};
use crate::api::problem::Problem;
use crate::api::statistics::ask_one_concept;
use crate::domain::Day;
use crate::domain::measure::Flag;
use crate::domain::measure::Status;
use crate::register::view::statistics::{
    Count, GroupBy, MeasureCounts, Question, Timeline, TimelineBy, count_measures, timeline,
};
use crate::register::view::{self, Dim, Filter, Sort, SortBy};
pub use table::{Line, counts, line};
use when::When;

/// How many measures are shown that changed last.
const LATEST: usize = 5;

#[derive(Template)]
#[template(path = "overview/page.html")]
struct Overview {
    page: Page,
    /// The day it is of, if it is not today.
    as_of: Option<Day>,
    total: u64,
    /// The day of the last change that the public noticed.
    changed: Option<Day>,
    sentence: String,
    chart: StatusBars,
    statuses: Vec<String>,
    fields: Vec<Line>,
    all: Line,
    when: When,
    timeline: (String, String),
    /// What changed last; nothing on another day.
    latest: Vec<Item>,
    feed: String,
    /// How many nobody has confirmed for long, and the list of them.
    stale: u64,
    stale_list: String,
    /// The statistic behind it, to be gone on with.
    statistic: String,
}

pub async fn show(reader: Reader) -> Result<HttpResponse, Problem> {
    if let Some(ready) = answer::ready(&reader) {
        return Ok(ready);
    }
    let mut query = reader.query();
    let moment = query.moment(reader.view());
    let mut filter = Filter::default();
    ask_one_concept(&query, &mut filter, reader.view());
    let given = query.essence(&[]);
    query.finish()?;
    let span = when::span(&reader.view().catalog, reader.view().today);
    let numbers = reader.count((filter, moment), move |question| {
        let by_field = [GroupBy::Handlungsfeld, GroupBy::Status];
        Ok::<_, Problem>(Numbers {
            by_field: count_measures(question, &by_field, Count::Assignments)?.body,
            each_once: count_measures(question, &[GroupBy::Status], Count::Measures)?.body,
            timeline: timeline(question, span, Some(TimelineBy::Handlungsfeld)).body,
            stale: stale(question)?,
        })
    });
    let numbers = numbers.await??;
    answer::kept(&reader, &overview(&reader, moment.as_of, &given, &numbers))
}

/// What is counted.
struct Numbers {
    by_field: MeasureCounts,
    each_once: MeasureCounts,
    timeline: Timeline,
    stale: u64,
}

/// How many nobody has confirmed for long.
fn stale(question: &Question<'_>) -> Result<u64, Problem> {
    let mut filter = question.filter.clone();
    filter.dims.push((Dim::Flag, vec![Flag::Stale.to_string()]));
    let question = Question { filter: &filter, ..*question };
    Ok(count_measures(&question, &[GroupBy::Status], Count::Measures)?.explanation.counted)
}

fn overview(
    reader: &Reader,
    as_of: Option<Day>,
    given: &[(String, String)],
    numbers: &Numbers,
) -> Overview {
    let Numbers { by_field, each_once, timeline, stale } = numbers;
    let (lang, catalog) = (reader.lang, &reader.view().catalog);
    let mut page = reader.page(reader.lang.pick("Überblick", "Overview"));
    let asked = [("groupBy", "handlungsfeld,status"), ("count", "assignments")];
    let statistic = address("/v1/statistics/measures", asked.into_iter().chain(with(given, &[])));
    page.json = Some(statistic.clone());
    let concept = by_field.concept.as_deref().unwrap_or_default();
    let fields = catalog.handlungsfelder.iter().filter(|field| field.concept == concept);
    let fields: Vec<Line> = fields
        .map(|field| {
            let number = field.number.to_string();
            let counts = counts(by_field, Some(&number));
            let name = format!("{number}\u{a0}{}", page.label(&field.short_title));
            let asked = [("handlungsfeld", number.as_str())];
            let own = address(&format!("/handlungsfelder/{number}"), with(given, &[]));
            let line = line(&page, catalog, name, &asked, given, &counts);
            Line { href: page.href(&own), ..line }
        })
        .collect();
    let each_once = counts(each_once, None);
    let name = page.t("Alle, jede einmal", "All, each once").to_owned();
    let all = line(&page, catalog, name, &[], given, &each_once);
    let quarters = |more: &[(&str, &str)]| {
        let asked = [("step", "quarter"), ("groupBy", "handlungsfeld")];
        let asked = asked.into_iter().chain(with(given, more));
        page.raw(&address("/v1/statistics/timeline", asked))
    };
    let rows: Vec<Row> = fields.iter().map(Line::row).collect();
    let (latest, changed) = match as_of {
        None => latest(reader, &page),
        Some(_) => (Vec::new(), None),
    };
    Overview {
        as_of,
        total: each_once.iter().sum(),
        changed,
        sentence: sentence(&page, &each_once, as_of.is_some()),
        chart: StatusBars::new(lang, "was", &rows),
        statuses: Status::ALL.iter().map(|s| s.label().in_lang(lang).to_owned()).collect(),
        fields,
        all,
        when: When::of(&page, catalog, timeline),
        timeline: (quarters(&[]), quarters(&[("format", "csv")])),
        latest,
        feed: page.raw("/v1/feeds/measures"),
        stale: *stale,
        stale_list: page.href(&address("/massnahmen", with(given, &[("flag", "stale")]))),
        statistic: page.raw(&statistic),
        page,
    }
}

/// The measures that changed last as the public reads them, and on which day.
fn latest(reader: &Reader, page: &Page) -> (Vec<Item>, Option<Day>) {
    let (index, caller) = (&reader.view().measures, &reader.asker.caller);
    let sort = Sort { by: SortBy::UpdatedAt, descending: true };
    let found = view::Page::take(index, &[index.shown(caller)], (sort, caller), None, LATEST);
    let entries = || found.slots.iter().filter_map(|slot| index.entry(*slot));
    let items = entries().map(|entry| Item::of(page, reader.view(), entry)).collect();
    let changed = entries().next().map(|entry| page.day_of(&entry.updated_at(caller)));
    (items, changed)
}

/// What one sees of so many measures by status, today or on a day that is past.
pub fn sentence(page: &Page, counts: &[u64], past: bool) -> String {
    let of = |wanted: Status| {
        let found = Status::ALL.iter().zip(counts).find(|(status, _)| **status == wanted);
        found.map_or(0, |(_, count)| *count)
    };
    let total: u64 = counts.iter().sum();
    let going = of(Status::Running) + of(Status::Completed);
    let (de, en) = match (going == 1, past) {
        (true, false) => ("läuft oder ist", "is"),
        (true, true) => ("lief oder war", "was"),
        (false, false) => ("laufen oder sind", "are"),
        (false, true) => ("liefen oder waren", "were"),
    };
    let (going, all) = (page.number(&going), page.measures(&total));
    match total {
        0 => page
            .t("Es ist noch keine Maßnahme veröffentlicht", "No measure is published yet")
            .to_owned(),
        1 => page.t("Eine Maßnahme ist veröffentlicht", "One measure is published").to_owned(),
        _ => page.lang.pick(
            format!("{going} von {all} {de} abgeschlossen"),
            format!("{going} of {all} {en} running or completed"),
        ),
    }
}
