//! What the law asks of the pages of a public body; filled in by the operator.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::{Page, Reader, Site, answer};
use crate::api::problem::Problem;
use crate::domain::Day;

#[derive(Template)]
#[template(path = "legal/imprint.html")]
struct Imprint {
    page: Page,
    site: Data<Site>,
}

#[derive(Template)]
#[template(path = "legal/privacy.html")]
struct Privacy {
    page: Page,
    site: Data<Site>,
}

/// The statement that § 12b BGG and its likes in the Länder ask for, as far as the
/// program and its operator know.
#[derive(Template)]
#[template(path = "legal/accessibility.html")]
struct Accessibility {
    page: Page,
    site: Data<Site>,
    checked_on: Option<Day>,
    address: String,
}

pub async fn show_imprint(reader: Reader, site: Data<Site>) -> Result<HttpResponse, Problem> {
    let page = named(&reader, "Impressum", "Imprint")?;
    answer::public(&reader, &Imprint { page, site })
}

pub async fn show_privacy(reader: Reader, site: Data<Site>) -> Result<HttpResponse, Problem> {
    let page = named(&reader, "Datenschutz", "Privacy")?;
    answer::public(&reader, &Privacy { page, site })
}

pub async fn show_accessibility(reader: Reader, site: Data<Site>) -> Result<HttpResponse, Problem> {
    let page = named(&reader, "Barrierefreiheit", "Accessibility")?;
    let (checked_on, address) = (site.checked_on, page.absolute("/"));
    answer::public(&reader, &Accessibility { page, site, checked_on, address })
}

fn named(reader: &Reader, de: &'static str, en: &'static str) -> Result<Page, Problem> {
    reader.query().finish()?;
    Ok(reader.page(reader.lang.pick(de, en)))
}
