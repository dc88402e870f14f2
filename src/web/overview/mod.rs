//! The concept at a glance: how far its Handlungsfelder are.

use actix_web::HttpResponse;
use askama::Template;

use super::address::{address, with};
use super::chart::{Row, StatusBars};
use super::{Page, Reader, answer};
use crate::api::problem::Problem;
use crate::api::statistics::ask_one_concept;
use crate::domain::measure::Status;
use crate::domain::{Catalog, Day};
use crate::register::view::Filter;
use crate::register::view::statistics::{Count, GroupBy, MeasureCounts, count_measures};

#[derive(Template)]
#[template(path = "overview/page.html")]
struct Overview {
    page: Page,
    /// The day it is of, if it is not today.
    as_of: Option<Day>,
    total: u64,
    changed: Day,
    sentence: String,
    chart: StatusBars,
    statuses: Vec<String>,
    fields: Vec<Line>,
    all: Line,
    /// The statistic behind it, to be gone on with.
    statistic: String,
}

/// A line of the table.
struct Line {
    name: String,
    href: String,
    cells: Vec<Cell>,
    total: Cell,
}

struct Cell {
    count: u64,
    href: String,
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
    let counts = reader.count((filter, moment), |question| {
        let by_field = [GroupBy::Handlungsfeld, GroupBy::Status];
        let by_field = count_measures(question, &by_field, Count::Assignments)?;
        let each_once = count_measures(question, &[GroupBy::Status], Count::Measures)?;
        Ok::<_, Problem>((by_field.body, each_once.body))
    });
    let (by_field, each_once) = counts.await??;
    let page = overview(&reader, moment.as_of, &given, (&by_field, &each_once));
    answer::kept(&reader, &page)
}

fn overview(
    reader: &Reader,
    as_of: Option<Day>,
    given: &[(String, String)],
    (by_field, each_once): (&MeasureCounts, &MeasureCounts),
) -> Overview {
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
            let name = format!("{number} {}", page.label(&field.short_title));
            let asked = [("handlungsfeld", number.as_str())];
            line(&page, catalog, name, (&asked, given), &counts)
        })
        .collect();
    let each_once = counts(each_once, None);
    let name = page.t("Alle, jede einmal", "All, each once").to_owned();
    let all = line(&page, catalog, name, (&[], given), &each_once);
    let rows: Vec<Row> = fields.iter().map(Line::row).collect();
    Overview {
        as_of,
        total: each_once.iter().sum(),
        changed: page.changed_on(),
        sentence: sentence(&page, &each_once),
        chart: StatusBars::new(lang, "was", &rows),
        statuses: Status::ALL.iter().map(|s| s.label().in_lang(lang).to_owned()).collect(),
        fields,
        all,
        statistic: page.raw(&statistic),
        page,
    }
}

/// What one sees.
fn sentence(page: &Page, counts: &[u64]) -> String {
    let of = |wanted: Status| {
        let found = Status::ALL.iter().zip(counts).find(|(status, _)| **status == wanted);
        found.map_or(0, |(_, count)| *count)
    };
    let total: u64 = counts.iter().sum();
    let going = of(Status::Running) + of(Status::Completed);
    let (going, all) = (page.number(&going), page.measures(&total));
    match total {
        0 => page
            .t("Es ist noch keine Maßnahme veröffentlicht", "No measure is published yet")
            .to_owned(),
        1 => page.t("Eine Maßnahme ist veröffentlicht", "One measure is published").to_owned(),
        _ => page.lang.pick(
            format!("{going} von {all} laufen oder sind abgeschlossen"),
            format!("{going} of {all} are running or completed"),
        ),
    }
}

/// By status, in the order of all there are.
fn counts(statistic: &MeasureCounts, field: Option<&str>) -> Vec<u64> {
    let count = |status: &Status| {
        let row = statistic.rows.iter().find(|row| {
            row.key(GroupBy::Handlungsfeld) == field
                && row.key(GroupBy::Status) == Some(status.as_str())
        });
        row.map_or(0, |row| row.measures)
    };
    Status::ALL.iter().map(count).collect()
}

fn line(
    page: &Page,
    catalog: &Catalog,
    name: String,
    (asked, given): (&[(&str, &str)], &[(String, String)]),
    counts: &[u64],
) -> Line {
    let several = catalog.concepts.len() > 1;
    let concept = catalog.current_concept().filter(|_| several).map(|concept| concept.id.as_str());
    let asked: Vec<_> =
        concept.map(|id| ("concept", id)).into_iter().chain(asked.to_vec()).collect();
    let list = |status: Option<&str>| {
        let status = status.map(|status| ("status", status));
        let asked: Vec<_> = asked.iter().copied().chain(status).collect();
        page.href(&address("/massnahmen", asked.into_iter().chain(with(given, &[]))))
    };
    let cells = Status::ALL.iter().zip(counts);
    let cells =
        cells.map(|(status, count)| Cell { count: *count, href: list(Some(status.as_str())) });
    let total = Cell { count: counts.iter().sum(), href: list(None) };
    Line { name, href: list(None), cells: cells.collect(), total }
}

impl Line {
    fn row(&self) -> Row {
        let counts = self.cells.iter().map(|cell| cell.count).collect();
        Row { name: self.name.clone(), counts }
    }
}
