//! Small pages that pages elsewhere embed, if the operator names them.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::chart::{Row, StatusBars};
use super::map::{Drawing, Lines, sentence};
use super::measures::Item;
use super::{Page, Reader, answer, subject};
use crate::api::measures::find_entry;
use crate::api::problem::Problem;
use crate::domain::Error;
use crate::domain::measure::Status;
use crate::register::view::statistics::{Count, GroupBy, MeasureCounts, count_measures};
use crate::register::view::{Dim, Filter, Moment};

/// A heading, a picture or a few words, and the page that has all of it.
#[derive(Template)]
#[template(path = "widget/frame.html")]
struct Widget {
    page: Page,
    heading: String,
    /// Made by a template of its own.
    picture: String,
    items: Vec<Item>,
    href: String,
}

pub async fn show_map(reader: Reader) -> Result<HttpResponse, Problem> {
    reader.query().finish()?;
    let counts = count(&reader, Filter::default(), GroupBy::Stadtteil).await?;
    let page = reader.page(reader.lang.pick("Karte", "Map"));
    let lines = Lines::of(&page, &reader.view().catalog, &[], &counts);
    let (_, picture) = lines.draw(&page, "was", Drawing::Map);
    let heading = sentence(&page, &lines);
    send(&reader, (page, heading), Some(&picture), Vec::new(), "/karte")
}

pub async fn show_field(reader: Reader, number: Path<String>) -> Result<HttpResponse, Problem> {
    reader.query().finish()?;
    let field = reader.field(&number)?;
    let number = field.number.to_string();
    let dims = vec![
        (Dim::Handlungsfeld, vec![number.clone()]),
        (Dim::Concept, vec![field.concept.clone()]),
    ];
    let found = count(&reader, Filter { dims, ..Filter::default() }, GroupBy::Status).await?;
    let of = |status: &Status| {
        let row = found.rows.iter().find(|row| row.key(GroupBy::Status) == Some(status.as_str()));
        row.map_or(0, |row| row.measures)
    };
    let counts: Vec<u64> = Status::ALL.iter().map(of).collect();
    let page = reader.page("");
    let said = subject::sentence(&page, &counts, false);
    let heading = format!("{number} {}. {said}", page.label(&field.title));
    let row = Row { name: String::new(), counts };
    let picture = StatusBars::new(reader.lang, "was", &[row]);
    let path = format!("/handlungsfelder/{number}");
    send(&reader, (page, heading), Some(&picture), Vec::new(), &path)
}

pub async fn show_measure(reader: Reader, name: Path<String>) -> Result<HttpResponse, Problem> {
    reader.query().finish()?;
    let entry = find_entry(reader.view(), &name).ok_or(Error::NotFound("measure"))?;
    reader.asker.sees(entry)?;
    let page = reader.page("");
    let item = Item::of(&page, reader.view(), entry);
    let path = super::measures::path(&entry.measure);
    let heading = item.title.clone();
    send(&reader, (page, heading), None::<&StatusBars>, vec![item], &path)
}

async fn count(reader: &Reader, filter: Filter, by: GroupBy) -> Result<MeasureCounts, Problem> {
    let asked = (filter, Moment::default());
    let counts =
        reader.count(asked, move |question| count_measures(question, &[by], Count::Measures));
    Ok(counts.await??.body)
}

fn send(
    reader: &Reader,
    (mut page, heading): (Page, String),
    picture: Option<&impl Template>,
    items: Vec<Item>,
    path: &str,
) -> Result<HttpResponse, Problem> {
    page.title.clone_from(&heading);
    let picture = picture.map(Template::render).transpose().map_err(Error::internal)?;
    let href = page.absolute(path);
    let widget = Widget { page, heading, picture: picture.unwrap_or_default(), items, href };
    answer::embedded(reader, &widget)
}
