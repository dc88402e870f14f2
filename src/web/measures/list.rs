use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use askama::Template;

use super::Item;
use crate::api::cursor;
use crate::api::heavy::Heavy;
use crate::api::measures::read_asked;
use crate::api::problem::Problem;
use crate::domain::measure::{Reach, Status};
use crate::register::view;
use crate::web::{Page, Reader, answer};

/// How many measures a page has.
const LIMIT: usize = 50;

#[derive(Template)]
#[template(path = "measures/list.html")]
struct List {
    page: Page,
    total: u64,
    items: Vec<Item>,
    q: String,
    as_of: String,
    facets: Vec<Facet>,
    filtered: bool,
    /// The next page, and the first if this is not it.
    next: Option<String>,
    first: Option<String>,
    /// The same question, asked of the API.
    data: String,
}

/// Something to choose from.
struct Facet {
    name: &'static str,
    title: &'static str,
    choices: Vec<Choice>,
}

struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

pub async fn list(reader: Reader, heavy: Data<Heavy>) -> Result<HttpResponse, Problem> {
    if let Some(tidy) = without_blanks(&reader) {
        let moved =
            HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, tidy)).finish();
        return Ok(moved);
    }
    let mut query = reader.query();
    let asked = read_asked(&mut query, reader.view());
    let essence = query.essence(&["cursor"]);
    let after = cursor::read(&mut query, &essence);
    query.finish()?;
    let past = heavy.measures_at(&reader.asker, asked.moment).await?;
    let index = past.as_ref().unwrap_or(&reader.view().measures);
    let tiers = asked.filter.select(index, &reader.asker.caller);
    let order = (asked.sort, &reader.asker.caller);
    let found = view::Page::take(index, &tiers, order, after.as_ref(), LIMIT);
    let title = reader.lang.pick("Maßnahmen", "Measures");
    let mut page = reader.page(title);
    let data = with_query("/v1/measures", &essence, None);
    page.json = Some(data.clone());
    let here = |more: Option<(&str, String)>| page.href(&with_query("/massnahmen", &essence, more));
    let next =
        found.next.as_ref().map(|next| here(Some(("cursor", cursor::write(next, &essence)))));
    let entries = found.slots.iter().filter_map(|slot| index.entry(*slot));
    let given = |name: &str| {
        let value = essence.iter().find(|(other, _)| other == name);
        value.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let list = List {
        total: found.total,
        items: entries.map(|entry| Item::of(&page, reader.view(), entry)).collect(),
        q: given("q"),
        as_of: given("asOf"),
        facets: facets(&reader, &page, &essence),
        filtered: essence.iter().any(|(name, _)| name != "sort"),
        next,
        first: after.is_some().then(|| here(None)),
        data: page.raw(&data),
        page,
    };
    answer::public(&reader, &list)
}

/// The address without what a form sent empty; `None` = it is as it should be.
fn without_blanks(reader: &Reader) -> Option<String> {
    let request = &reader.asker.request;
    let pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let pairs: Vec<(String, String)> = pairs.into_owned().collect();
    let full: Vec<_> =
        pairs.iter().filter(|(_, value)| !value.trim().is_empty()).cloned().collect();
    let page = reader.page("");
    (full.len() < pairs.len()).then(|| page.href(&with_query("/massnahmen", &full, None)))
}

fn with_query(path: &str, pairs: &[(String, String)], more: Option<(&str, String)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs).extend_pairs(more);
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// What a reader may choose from.
fn facets(reader: &Reader, page: &Page, given: &[(String, String)]) -> Vec<Facet> {
    let catalog = &reader.view().catalog;
    let concept = catalog.current_concept().map(|concept| concept.id.as_str());
    let fields = catalog.handlungsfelder.iter().filter(|f| Some(f.concept.as_str()) == concept);
    let fields = fields
        .map(|f| (f.number.to_string(), format!("{} {}", f.number, page.label(&f.short_title))));
    let statuses = Status::ALL.iter().map(|s| (s.to_string(), page.label(&s.label()).to_owned()));
    let places = catalog.stadtteile.iter().map(|s| (s.key.clone(), s.name.clone()));
    let reaches = Reach::ALL.iter().map(|r| (r.to_string(), page.label(&r.label()).to_owned()));
    let facet = |name, title, values: Vec<(String, String)>| Facet {
        name,
        title,
        choices: choices(name, values, given),
    };
    vec![
        facet("handlungsfeld", "Handlungsfeld", fields.collect()),
        facet(
            "status",
            page.lang.pick("Stand der Arbeit", "Where the work stands"),
            statuses.collect(),
        ),
        facet("stadtteil", "Stadtteil", places.collect()),
        facet("reach", page.lang.pick("Reichweite", "Reach"), reaches.collect()),
    ]
}

fn choices(facet: &str, values: Vec<(String, String)>, given: &[(String, String)]) -> Vec<Choice> {
    let chosen = |value: &str| given.iter().any(|(name, other)| name == facet && other == value);
    let choice = |(value, name): (String, String)| Choice { chosen: chosen(&value), value, name };
    values.into_iter().map(choice).collect()
}
