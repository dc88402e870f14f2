use actix_web::HttpResponse;
use askama::Template;

use super::Item;
use crate::api::cursor;
use crate::api::measures::read_asked;
use crate::api::problem::Problem;
use crate::register::view;
use crate::web::address::{address, with, without};
use crate::web::facets::{self, Choice, Facet, facets, sorts};
use crate::web::{Link, Page, Reader, answer};

/// How many measures a page has.
const LIMIT: usize = 50;

/// What the form asks besides its facets.
const FIELDS: [&str; 3] = ["q", "asOf", "sort"];

#[derive(Template)]
#[template(path = "measures/list/page.html")]
struct List {
    page: Page,
    total: u64,
    items: Vec<Item>,
    q: String,
    as_of: String,
    /// What is asked most, and the rest.
    first_facets: Vec<Facet>,
    more_facets: Vec<Facet>,
    sorts: Vec<Choice>,
    /// What the address asks and the form has no field for.
    hidden: Vec<(String, String)>,
    /// What the list is narrowed by; each leads to the list without it.
    narrowed: Vec<Link>,
    /// The next page, and the first if this is not it.
    next: Option<String>,
    first: Option<String>,
    /// The same question, asked of the API, in every format it has.
    files: Vec<Link>,
    feed: String,
}

/// What files there are of a list.
const FILES: [(&str, &[(&str, &str)]); 7] = [
    ("JSON", &[]),
    ("NDJSON", &[("format", "ndjson")]),
    ("CSV", &[("format", "csv")]),
    ("CSV\u{a0}(Excel)", &[("format", "csv"), ("dialect", "excel-de")]),
    ("XLSX", &[("format", "xlsx")]),
    ("GeoJSON", &[("format", "geojson")]),
    ("iCalendar", &[("format", "ics")]),
];

pub async fn list(reader: Reader) -> Result<HttpResponse, Problem> {
    if let Some(tidied) = reader.tidied() {
        return Ok(tidied);
    }
    let mut query = reader.query();
    let asked = read_asked(&mut query, reader.view());
    let essence = query.essence(&["cursor"]);
    let after = cursor::read(&mut query, &essence);
    query.finish()?;
    let past = reader.past(asked.moment).await?;
    let index = past.as_ref().unwrap_or(&reader.view().measures);
    let tiers = asked.filter.select(index, &reader.asker.caller);
    let order = (asked.sort, &reader.asker.caller);
    let found = view::Page::take(index, &tiers, order, after.as_ref(), LIMIT);
    let mut page = reader.page(reader.lang.pick("Maßnahmen", "Measures"));
    page.json = Some(address("/v1/measures", with(&essence, &[])));
    let here = |more: &[(&str, &str)]| page.href(&address("/massnahmen", with(&essence, more)));
    let next = found.next.as_ref().map(|next| here(&[("cursor", &cursor::write(next, &essence))]));
    let first = after.is_some().then(|| here(&[]));
    let entries = found.slots.iter().filter_map(|slot| index.entry(*slot));
    let items = entries.map(|entry| Item::of(&page, reader.view(), entry)).collect();
    let answer = form(&reader, page, &essence, (found.total, items), (next, first));
    answer::public(&reader, &answer)
}

fn form(
    reader: &Reader,
    page: Page,
    essence: &[(String, String)],
    (total, items): (u64, Vec<Item>),
    (next, first): (Option<String>, Option<String>),
) -> List {
    let given = |name: &str| {
        let value = essence.iter().find(|(other, _)| other == name);
        value.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (first_facets, more_facets) = facets(reader, &page, essence);
    let all = || first_facets.iter().chain(&more_facets);
    let known = |name: &str| FIELDS.contains(&name) || all().any(|facet| facet.name == name);
    let hidden = essence.iter().filter(|(name, _)| !known(name)).cloned().collect();
    let narrowed = essence.iter().filter(|(name, _)| name != "sort");
    let narrowed = narrowed.map(|(name, value)| {
        let rest = without(essence, |other, its| other == name && its == value);
        let facet = all().find(|facet| facet.name == name);
        Link::new(&page, &address("/massnahmen", rest), facets::name(&page, facet, name, value))
    });
    let lang = [("lang", "en")];
    let files = FILES.iter().map(|(name, more)| {
        let named = page.lang.pick(0, usize::from(more.len() > 1 || *name == "XLSX"));
        let more: Vec<_> = more.iter().chain(&lang[..named]).copied().collect();
        let href = page.raw(&address("/v1/measures", with(essence, &more)));
        Link { href, name: (*name).to_owned() }
    });
    let feed = address("/v1/feeds/measures", without(essence, |name, _| name == "sort"));
    List {
        total,
        items,
        q: given("q"),
        as_of: given("asOf"),
        sorts: sorts(&page, essence),
        hidden,
        narrowed: narrowed.collect(),
        next,
        first,
        files: files.collect(),
        feed: page.raw(&feed),
        first_facets,
        more_facets,
        page,
    }
}
