//! What programs ask of a site: what there is, and whom to tell of holes in it.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::measures::path;
use super::{Page, Reader, Site};
use crate::api::problem::Problem;
use crate::domain::{Caller, Error};
use crate::register::View;
use crate::register::view::Entry;

/// How many measures a sitemap looks at; each has two addresses, and 50,000 may be in one.
const SLOTS: u32 = 20_000;

/// Pages that there always are.
const PAGES: [&str; 8] = [
    "/",
    "/karte",
    "/matrix",
    "/massnahmen",
    "/traeger",
    "/barrierefreiheit",
    "/impressum",
    "/datenschutz",
];

/// For how many days the word about security is good.
const GOOD_FOR: chrono::Days = chrono::Days::new(180);

#[derive(Template)]
#[template(path = "crawlers/sitemaps.xml")]
struct Sitemaps {
    sitemaps: Vec<String>,
}

#[derive(Template)]
#[template(path = "crawlers/sitemap.xml")]
struct Sitemap {
    urls: Vec<Url>,
}

struct Url {
    de: String,
    en: String,
    changed: Option<String>,
}

pub async fn get_robots(reader: Reader) -> HttpResponse {
    let sitemap = format!("{}/sitemap.xml", reader.page("").root());
    text(format!("User-agent: *\nDisallow: /v1/\n\nSitemap: {sitemap}\n"))
}

/// RFC 9116.
pub async fn get_security(reader: Reader, site: Data<Site>) -> Result<HttpResponse, Problem> {
    let root = reader.page("").root();
    let until = reader.view().today.checked_add_days(GOOD_FOR);
    let until = until.ok_or_else(|| Error::internal("the calendar is at its end"))?;
    Ok(text(format!(
        "Contact: mailto:{}\nExpires: {until}T00:00:00Z\nPreferred-Languages: de, en\n\
         Canonical: {root}/.well-known/security.txt\n",
        site.email
    )))
}

pub async fn get_sitemaps(reader: Reader) -> Result<HttpResponse, Problem> {
    let root = reader.page("").root();
    let number = reader.view().measures.slots().div_ceil(SLOTS);
    let sitemaps = (0..=number).map(|number| format!("{root}/sitemaps/{number}.xml"));
    xml(&Sitemaps { sitemaps: sitemaps.collect() })
}

/// The first has the pages, the others have measures in order of registration.
pub async fn get_sitemap(reader: Reader, number: Path<u32>) -> Result<HttpResponse, Problem> {
    let (page, view) = (reader.page(""), reader.view());
    let urls = match number.checked_sub(1) {
        None => pages(&page, view),
        Some(part) if part < view.measures.slots().div_ceil(SLOTS) => measures(&page, view, part),
        Some(_) => return Err(Error::NotFound("file").into()),
    };
    xml(&Sitemap { urls })
}

fn pages(page: &Page, view: &View) -> Vec<Url> {
    let catalog = &view.catalog;
    let fields = catalog.handlungsfelder.iter();
    let fields =
        fields.filter(|field| Some(&field.concept) == catalog.current_concept().map(|c| &c.id));
    let fields = fields.map(|field| format!("/handlungsfelder/{}", field.number));
    let places =
        catalog.stadtteile.iter().map(|stadtteil| format!("/stadtteile/{}", stadtteil.key));
    let carriers = view.carriers().filter(|carrier| carrier.merged_into.is_none());
    let carriers = carriers.map(|carrier| format!("/traeger/{}", carrier.id));
    let all = PAGES.into_iter().map(str::to_owned).chain(fields).chain(places).chain(carriers);
    all.map(|path| Url::of(page, &path, None)).collect()
}

fn measures(page: &Page, view: &View, part: u32) -> Vec<Url> {
    let slots = part * SLOTS..(part + 1) * SLOTS;
    let entries = slots.filter_map(|slot| view.measures.entry(slot));
    let public = entries.filter(|entry| entry.public.is_some());
    let url = |entry: &Arc<Entry>| {
        let changed = page.day_of(&entry.updated_at(&Caller::Public)).to_string();
        Url::of(page, &path(&entry.measure), Some(changed))
    };
    public.map(url).collect()
}

impl Url {
    fn of(page: &Page, path: &str, changed: Option<String>) -> Self {
        let (de, en) = page.both(path);
        Self { de, en, changed }
    }
}

fn text(text: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("Cache-Control", "public, max-age=3600"))
        .body(text)
}

fn xml(document: &impl Template) -> Result<HttpResponse, Problem> {
    let text = document.render().map_err(Error::internal)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("application/xml; charset=utf-8");
    Ok(answer.insert_header(("Cache-Control", "public, max-age=3600")).body(text))
}
