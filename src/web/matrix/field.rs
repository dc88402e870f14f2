use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::{Cell, Narrowed, Row, cover_name, left_out, list, of, read_filter};
use crate::api::problem::Problem;
use crate::domain::{Catalog, Day, Handlungsfeld};
use crate::register::view::statistics::{
    Cover, Coverage, CoverageQuery, CoverageRow, Explained, coverage,
};
use crate::register::view::{Dim, spell};
use crate::web::address::{address, with};
use crate::web::{Page, Reader, answer};

/// The guidelines of a Handlungsfeld by Stadtteil.
#[derive(Template)]
#[template(path = "matrix/field.html")]
struct FieldMatrix {
    page: Page,
    path: String,
    narrowed: Narrowed,
    title: String,
    sentence: String,
    guidelines: Vec<(String, String)>,
    rows: Vec<Row>,
    data: (String, String),
    /// Measures that name no guideline, and so stand in no cell.
    left_out: Option<String>,
}

pub async fn show_field(reader: Reader, number: Path<String>) -> Result<HttpResponse, Problem> {
    let field = reader.field(&number)?;
    if let Some(tidied) = reader.tidied() {
        return Ok(tidied);
    }
    let mut query = reader.query();
    let mut filter = read_filter(&mut query, reader.view());
    filter.dims.push((Dim::Concept, vec![field.concept.clone()]));
    filter.dims.push((Dim::Handlungsfeld, vec![field.number.to_string()]));
    let moment = query.moment(reader.view());
    let given = query.essence(&[]);
    query.finish()?;
    let asked = CoverageQuery { concept: field.concept.clone(), by: None, population: None };
    let counts = reader.count((filter, moment), move |question| coverage(question, &asked));
    let counts = counts.await?;
    answer::public(&reader, &matrix(&reader, field, (moment.as_of, &given), &counts))
}

fn matrix(
    reader: &Reader,
    field: &Handlungsfeld,
    (as_of, given): (Option<Day>, &[(String, String)]),
    explained: &Explained<Coverage>,
) -> FieldMatrix {
    let coverage = &explained.body;
    let catalog = &reader.view().catalog;
    let mut page = reader.page("");
    page.title = format!(
        "{} {}: {}",
        field.number,
        page.label(&field.short_title),
        page.t("Leitlinien", "guidelines")
    );
    let number = field.number.to_string();
    let own = [("handlungsfeld", number.as_str())];
    let data = address("/v1/coverage", with(given, &own));
    let csv = address("/v1/coverage", with(given, &[own[0], ("format", "csv")]));
    page.json = Some(data.clone());
    let (empty, all) = (of(&coverage.totals, Cover::Empty), coverage.rows.len());
    let guidelines = coverage.guidelines.iter().filter_map(|line| {
        let guideline = catalog.guideline(&coverage.concept, &line.guideline)?;
        Some((line.guideline.clone(), page.label(&guideline.label).to_owned()))
    });
    FieldMatrix {
        path: page.href(&format!("/matrix/{number}")),
        narrowed: Narrowed::of(reader, &page, (as_of, given)),
        title: format!("{number} {}", page.label(&field.title)),
        sentence: page.lang.pick(
            format!("In {empty} von {all} Feldern der Matrix ist keine Maßnahme eingetragen"),
            format!("No measure is registered in {empty} of {all} cells of the matrix"),
        ),
        guidelines: guidelines.collect(),
        rows: rows(&page, catalog, given, coverage),
        data: (page.raw(&data), page.raw(&csv)),
        left_out: left_out(&page, &explained.explanation.not_counted),
        page,
    }
}

fn rows(
    page: &Page,
    catalog: &Catalog,
    given: &[(String, String)],
    coverage: &Coverage,
) -> Vec<Row> {
    let mut places: Vec<_> = catalog.stadtteile.iter().collect();
    places.sort_by_cached_key(|stadtteil| spell(&stadtteil.name));
    let rows = places.into_iter().map(|stadtteil| {
        let cells = coverage.rows.iter().filter(|row| row.cell.stadtteil == stadtteil.key);
        Row {
            name: stadtteil.name.clone(),
            href: page.href(&format!("/stadtteile/{}", stadtteil.key)),
            cells: cells.map(|row| cell(page, given, row)).collect(),
        }
    });
    rows.collect()
}

/// What is done in a cell, and the measures that do it.
fn cell(page: &Page, given: &[(String, String)], row: &CoverageRow) -> Cell {
    let (guideline, stadtteil) = (row.cell.guideline.as_str(), row.cell.stadtteil.as_str());
    let here = ("stadtteil", stadtteil);
    let wide = [("reach", "citywide"), ("reach", "beyond-city")];
    let under_way = [("status", "running"), ("status", "paused")];
    let name = cover_name(page.lang, row.state);
    let (text, own) = match row.state {
        Cover::Covered => (page.number(&row.measures), [vec![here], under_way.to_vec()].concat()),
        Cover::Citywide => {
            let text =
                format!("{} {}", page.number(&row.citywide), page.t("stadtweit", "citywide"));
            (text, [wide.to_vec(), under_way.to_vec()].concat())
        }
        Cover::Planned => (name.to_owned(), vec![("status", "planned")]),
        Cover::Ended => {
            (name.to_owned(), vec![("status", "completed"), ("status", "discontinued")])
        }
        Cover::Empty => (name.to_owned(), Vec::new()),
    };
    let asked = [vec![("guideline", guideline)], own].concat();
    let asked: Vec<_> = with(given, &asked).collect();
    let empty = row.state == Cover::Empty;
    Cell { text, class: format!("k-{}", row.state), href: (!empty).then(|| list(page, &asked)) }
}
