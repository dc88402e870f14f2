use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::ways::ways;
use crate::api::problem::Problem;
use crate::domain::{Day, Error};
use crate::register::view::statistics::{Cover, Coverage, CoverageQuery, coverage};
use crate::register::view::{Dim, Filter, spell};
use crate::web::address::{address, with};
use crate::web::frame::Section;
use crate::web::matrix::left_out;
use crate::web::session::{Account, By, PlannerPage};
use crate::web::{Page, Reader, answer};

/// Where nothing is done: the empty cells of the coverage, as everybody counts them.
#[derive(Template)]
#[template(path = "office/gaps.html")]
struct Gaps {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    as_of: Option<Day>,
    empty: u64,
    all: u64,
    /// Measures that name no guideline or no place, and so are in no cell.
    left_out: Option<String>,
    /// The Handlungsfelder, to see only one: number, name, whether it is chosen.
    fields: Vec<(String, String, bool)>,
    guidelines: Vec<Gap>,
    stadtteile: Vec<(String, String, u64)>,
    data: (String, String),
}

/// A guideline, and where nothing is done for it.
struct Gap {
    name: String,
    href: String,
    places: Vec<String>,
    /// Nowhere at all.
    everywhere: bool,
}

pub async fn show(
    By(PlannerPage(person)): By<PlannerPage>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let catalog = &person.view.catalog;
    let concept = catalog.current_concept().ok_or(Error::NotFound("concept"))?;
    let mut query = reader.query();
    let moment = query.moment(reader.view());
    let field = query.one("handlungsfeld").filter(|field| !field.is_empty());
    let known = |number: &String| {
        number.parse().is_ok_and(|number| catalog.handlungsfeld(&concept.id, number).is_some())
    };
    if field.as_ref().is_some_and(|field| !known(field)) {
        query.fail::<()>("handlungsfeld", crate::domain::Rule::NoSuch("Handlungsfeld"));
    }
    query.finish()?;
    let mut dims = vec![(Dim::Concept, vec![concept.id.clone()])];
    dims.extend(field.clone().map(|field| (Dim::Handlungsfeld, vec![field])));
    let filter = Filter { dims, ..Filter::default() };
    let asked = CoverageQuery { concept: concept.id.clone(), by: None, population: None };
    let counted = reader.count((filter, moment), move |question| coverage(question, &asked));
    let explained = counted.await?;
    let coverage = &explained.body;
    let page = person.page(person.lang.pick("Lücken", "Gaps"));
    let day = moment.as_of.map(|day| day.to_string());
    let given = [("handlungsfeld", field.as_deref()), ("asOf", day.as_deref())];
    let given: Vec<(String, String)> = given
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?.to_owned())))
        .collect();
    let data = address("/v1/coverage", with(&given, &[]));
    let csv = address("/v1/coverage", with(&given, &[("format", "csv")]));
    let fields = catalog.handlungsfelder.iter().filter(|field| field.concept == concept.id);
    let fields = fields.map(|own| {
        let number = own.number.to_string();
        let chosen = field.as_ref() == Some(&number);
        let name = format!("{number} {}", page.label(&own.short_title));
        (number, name, chosen)
    });
    let mut stadtteile: Vec<_> = coverage
        .stadtteile
        .iter()
        .filter_map(|line| {
            let name = catalog.stadtteil(&line.stadtteil)?.name.clone();
            let href = page.href(&format!("/stadtteile/{}", line.stadtteil));
            Some((name, href, line.cells.empty))
        })
        .collect();
    stadtteile.sort_by_cached_key(|(name, _, empty)| (std::cmp::Reverse(*empty), spell(name)));
    let gaps = Gaps {
        account: person.account(),
        ways: ways(&person, &page),
        as_of: moment.as_of,
        empty: coverage.totals.empty,
        all: coverage.rows.len() as u64,
        left_out: left_out(&page, &explained.explanation.not_counted),
        fields: fields.collect(),
        guidelines: guidelines(&reader, &page, coverage),
        stadtteile,
        data: (page.raw(&data), page.raw(&csv)),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &gaps)
}

/// Those for which nothing is done somewhere, in the order of the catalog.
fn guidelines(reader: &Reader, page: &Page, coverage: &Coverage) -> Vec<Gap> {
    let catalog = &reader.view().catalog;
    let gaps = coverage.guidelines.iter().filter(|line| line.cells.empty > 0).filter_map(|line| {
        let guideline = catalog.guideline(&coverage.concept, &line.guideline)?;
        let rows = coverage.rows.iter().filter(|row| row.cell.guideline == line.guideline);
        let (empty, other): (Vec<_>, Vec<_>) = rows.partition(|row| row.state == Cover::Empty);
        let names = empty.iter().filter_map(|row| catalog.stadtteil(&row.cell.stadtteil));
        let mut places: Vec<String> = names.map(|stadtteil| stadtteil.name.clone()).collect();
        places.sort_by_cached_key(|name| spell(name));
        Some(Gap {
            name: format!("{} {}", line.guideline, page.label(&guideline.label)),
            href: page.href(&address("/massnahmen", [("guideline", &line.guideline)])),
            places,
            everywhere: other.is_empty(),
        })
    });
    gaps.collect()
}
