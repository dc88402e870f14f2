//! Those who answer for measures.

use actix_web::HttpResponse;
use askama::Template;

use super::address::{address, with};
use super::{Page, Reader, answer};
use crate::api::problem::Problem;
use crate::domain::Day;
use crate::domain::measure::Status;
use crate::register::view::Filter;
use crate::register::view::statistics::{CarrierCounts, count_carriers};

#[derive(Template)]
#[template(path = "carriers/list.html")]
struct Carriers {
    page: Page,
    as_of: Option<Day>,
    sentence: String,
    statuses: Vec<String>,
    rows: Vec<Row>,
    data: (String, String),
    /// The page before, and the next.
    before: Option<String>,
    next: Option<String>,
}

/// How many carriers a page has.
const LIMIT: usize = 200;

struct Row {
    name: String,
    href: String,
    kind: String,
    counts: Vec<u64>,
    total: u64,
    list: String,
}

pub async fn list(reader: Reader) -> Result<HttpResponse, Problem> {
    let mut query = reader.query();
    let moment = query.moment(reader.view());
    let place = query.number("page", 1, 10_000).and_then(|page| page.try_into().ok()).unwrap_or(1);
    let given = query.essence(&["page"]);
    query.finish()?;
    let asked = (Filter::default(), moment);
    let counts = reader.count(asked, |question| count_carriers(question, false).body).await?;
    answer::public(&reader, &carriers(&reader, (moment.as_of, &given, place), &counts))
}

fn carriers(
    reader: &Reader,
    (as_of, given, place): (Option<Day>, &[(String, String)], usize),
    counts: &CarrierCounts,
) -> Carriers {
    let catalog = &reader.view().catalog;
    let mut page = reader.page(reader.lang.pick("Träger", "Carriers"));
    let data = address("/v1/statistics/carriers", with(given, &[]));
    let csv = address("/v1/statistics/carriers", with(given, &[("format", "csv")]));
    page.json = Some(data.clone());
    let rows = counts.rows.iter().skip((place - 1) * LIMIT).take(LIMIT).map(|row| {
        let id = row.carrier.id.to_string();
        let kind = catalog.carrier_kind(&row.carrier.kind);
        let status = &row.status;
        let list = address("/massnahmen", with(given, &[("carrier", &id)]));
        Row {
            name: row.carrier.name.clone(),
            href: page.href(&format!("/traeger/{id}")),
            kind: kind.map(|kind| page.label(&kind.label).to_owned()).unwrap_or_default(),
            counts: vec![
                status.planned,
                status.running,
                status.paused,
                status.completed,
                status.discontinued,
                status.dropped,
            ],
            total: row.measures,
            list: page.href(&list),
        }
    });
    let to = |place: usize| {
        let number = place.to_string();
        page.href(&address("/traeger", with(given, &[("page", &number)])))
    };
    let (before, next) = (place > 1, place * LIMIT < counts.rows.len());
    let number = page.number(&(counts.rows.len() as u64));
    let noun = if counts.rows.len() == 1 { "carrier" } else { "carriers" };
    Carriers {
        as_of,
        sentence: page.lang.pick(
            format!("{number} Träger mit veröffentlichten Maßnahmen"),
            format!("{number} {noun} with published measures"),
        ),
        statuses: Status::ALL.iter().map(|s| page.label(&s.label()).to_owned()).collect(),
        rows: rows.collect(),
        before: before.then(|| to(place - 1)),
        next: next.then(|| to(place + 1)),
        data: (page.raw(&data), page.raw(&csv)),
        page,
    }
}
