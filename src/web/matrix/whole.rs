use std::collections::HashMap;

use actix_web::HttpResponse;
use askama::Template;

use super::cover::CoverPicture;
use super::{COVERS, Cell, Narrowed, Row, cover_name, left_out, list, of, read_filter};
use crate::api::problem::Problem;
use crate::api::statistics::ask_one_concept;
use crate::domain::measure::Reach;
use crate::domain::{Catalog, Day};
use crate::register::view::spell;
use crate::register::view::statistics::{
    Count, Coverage, CoverageQuery, Explained, GroupBy, MeasureCounts, count_measures, coverage,
};
use crate::web::address::{address, with};
use crate::web::{Page, Reader, answer};

#[derive(Template)]
#[template(path = "matrix/whole.html")]
struct Whole {
    page: Page,
    path: String,
    narrowed: Narrowed,
    sentence: String,
    /// Number, name and page of each Handlungsfeld.
    fields: Vec<Field>,
    rows: Vec<Row>,
    cover_sentence: String,
    picture: CoverPicture,
    covers: Vec<&'static str>,
    guidelines: Vec<Row>,
    counts: (String, String),
    coverage: (String, String),
    /// Measures that name no guideline, and so stand in no cell.
    left_out: Option<String>,
}

struct Field {
    number: String,
    name: String,
    href: String,
}

pub async fn show(reader: Reader) -> Result<HttpResponse, Problem> {
    if let Some(answer) = reader.tidied().or_else(|| answer::ready(&reader)) {
        return Ok(answer);
    }
    let mut query = reader.query();
    let moment = query.moment(reader.view());
    let mut filter = read_filter(&mut query, reader.view());
    ask_one_concept(&query, &mut filter, reader.view());
    let given = query.essence(&[]);
    query.finish()?;
    let concept = reader.view().catalog.current_concept().map(|concept| concept.id.clone());
    let asked = CoverageQuery { concept: concept.unwrap_or_default(), by: None, population: None };
    let counts = reader.count((filter, moment), move |question| {
        let by = [GroupBy::Handlungsfeld, GroupBy::Stadtteil];
        let counts = count_measures(question, &by, Count::Assignments)?;
        Ok::<_, Problem>((counts.body, coverage(question, &asked)))
    });
    let (counts, coverage) = counts.await??;
    answer::kept(&reader, &whole(&reader, moment.as_of, &given, (&counts, &coverage)))
}

fn whole(
    reader: &Reader,
    as_of: Option<Day>,
    given: &[(String, String)],
    (counts, explained): (&MeasureCounts, &Explained<Coverage>),
) -> Whole {
    let coverage = &explained.body;
    let catalog = &reader.view().catalog;
    let mut page = reader.page("Matrix");
    let fields = catalog.handlungsfelder.iter().filter(|field| field.concept == coverage.concept);
    let fields: Vec<Field> = fields
        .map(|field| Field {
            number: field.number.to_string(),
            name: page.label(&field.short_title).to_owned(),
            href: page.href(&address(&format!("/matrix/{}", field.number), with(given, &[]))),
        })
        .collect();
    let rows = rows(&page, catalog, &fields, given, counts);
    let cells = rows.len().saturating_sub(2) * fields.len();
    let filled = rows.iter().skip(2).flat_map(|row| &row.cells);
    let filled = filled.filter(|cell| cell.href.is_some()).count();
    let statistic = |more: &[(&str, &str)]| {
        let by = [("groupBy", "handlungsfeld,stadtteil"), ("count", "assignments")];
        let asked = by.into_iter().chain(with(given, more));
        page.raw(&address("/v1/statistics/measures", asked))
    };
    let csv = [("format", "csv")];
    let covering = |more: &[(&str, &str)]| page.raw(&address("/v1/coverage", with(given, more)));
    let (counts, cover) = ((statistic(&[]), statistic(&csv)), (covering(&[]), covering(&csv)));
    let busy = coverage.guidelines.iter().filter(|guideline| guideline.measures > 0).count();
    page.json = Some(address("/v1/coverage", with(given, &[])));
    Whole {
        path: page.href("/matrix"),
        narrowed: Narrowed::of(reader, &page, (as_of, given)),
        sentence: page.lang.pick(
            format!("In {filled} von {cells} Feldern der Matrix gibt es Maßnahmen"),
            format!("There are measures in {filled} of {cells} cells of the matrix"),
        ),
        rows,
        cover_sentence: cover_sentence(&page, busy, coverage.guidelines.len()),
        picture: CoverPicture::new(page.lang, "leitlinien", coverage),
        covers: COVERS.map(|cover| cover_name(page.lang, cover)).into(),
        guidelines: guidelines(&page, catalog, given, coverage),
        fields,
        counts,
        coverage: cover,
        left_out: left_out(&page, &explained.explanation.not_counted),
        page,
    }
}

/// What one sees of the guidelines.
fn cover_sentence(page: &Page, busy: usize, all: usize) -> String {
    match busy {
        0 => page.lang.pick(
            format!("An keiner von {all} Leitlinien wird gearbeitet"),
            format!("None of {all} guidelines is being worked on"),
        ),
        1 => page.lang.pick(
            format!("An einer von {all} Leitlinien wird gearbeitet"),
            format!("One of {all} guidelines is being worked on"),
        ),
        _ => page.lang.pick(
            format!("An {busy} von {all} Leitlinien wird gearbeitet"),
            format!("{busy} of {all} guidelines are being worked on"),
        ),
    }
}

/// The whole city first, then each Stadtteil by its name.
fn rows(
    page: &Page,
    catalog: &Catalog,
    fields: &[Field],
    given: &[(String, String)],
    counts: &MeasureCounts,
) -> Vec<Row> {
    let keys = |row| -> Option<(&str, &str)> {
        let row: &crate::register::view::statistics::CountRow = row;
        Some((row.key(GroupBy::Handlungsfeld)?, row.key(GroupBy::Stadtteil)?))
    };
    let found: HashMap<(&str, &str), u64> =
        counts.rows.iter().filter_map(|row| Some((keys(row)?, row.measures))).collect();
    let most = found.values().copied().max().unwrap_or(1);
    let row = |name: &str, own: (&str, &str), href: String| {
        let cells = fields.iter().map(|field| {
            let count = found.get(&(field.number.as_str(), own.1)).copied().unwrap_or(0);
            let more = [("handlungsfeld", field.number.as_str()), own];
            let asked: Vec<_> = with(given, &more).collect();
            Cell {
                text: page.number(&count),
                class: if count == 0 {
                    "empty".to_owned()
                } else {
                    format!("c{}", shade(count, most))
                },
                href: (count > 0).then(|| list(page, &asked)),
            }
        });
        Row { name: name.to_owned(), href, cells: cells.collect() }
    };
    let wide = [Reach::Citywide, Reach::BeyondCity].map(|reach| {
        let own = ("reach", reach.as_str());
        row(page.label(&reach.label()), own, list(page, &[own]))
    });
    let mut places: Vec<_> = catalog.stadtteile.iter().collect();
    places.sort_by_cached_key(|stadtteil| spell(&stadtteil.name));
    let places = places.into_iter().map(|stadtteil| {
        let href = page.href(&format!("/stadtteile/{}", stadtteil.key));
        row(&stadtteil.name, ("stadtteil", &stadtteil.key), href)
    });
    wide.into_iter().chain(places).collect()
}

fn shade(count: u64, most: u64) -> u64 {
    (count * 4).div_ceil(most.max(1))
}

/// In how many Stadtteile what is done for each guideline.
fn guidelines(
    page: &Page,
    catalog: &Catalog,
    given: &[(String, String)],
    coverage: &Coverage,
) -> Vec<Row> {
    let rows = coverage.guidelines.iter().filter_map(|line| {
        let guideline = catalog.guideline(&coverage.concept, &line.guideline)?;
        let own =
            [("guideline", line.guideline.as_str()), ("status", "running"), ("status", "paused")];
        let asked: Vec<_> = with(given, &own).collect();
        let measures = Cell {
            text: page.number(&line.measures),
            class: String::new(),
            href: (line.measures > 0).then(|| list(page, &asked)),
        };
        let covers = COVERS.map(|cover| {
            let text = page.number(&of(&line.cells, cover));
            Cell { text, class: String::new(), href: None }
        });
        let path = format!("/matrix/{}", guideline.handlungsfeld);
        Some(Row {
            name: format!("{} {}", line.guideline, page.label(&guideline.label)),
            href: page.href(&address(&path, with(given, &[]))),
            cells: [measures].into_iter().chain(covers).collect(),
        })
    });
    rows.collect()
}
