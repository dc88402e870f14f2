use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::place;
use crate::api::measures::find_entry;
use crate::api::problem::Problem;
use crate::domain::Error;
use crate::register::view::MeasureRecord;
use crate::web::{Page, Reader, answer};

#[derive(Template)]
#[template(path = "measures/one.html")]
struct One {
    page: Page,
    measure: MeasureRecord,
    status: String,
    place: String,
    fields: Vec<String>,
    period: Option<String>,
}

pub async fn find(reader: Reader, name: Path<String>) -> Result<HttpResponse, Problem> {
    let view = reader.view();
    let mut query = reader.query();
    let moment = query.moment(view);
    query.finish()?;
    let now = find_entry(view, &named(name)).ok_or(Error::NotFound("measure"))?;
    reader.asker.sees(now)?;
    let entry = view.entry_at(now, moment).ok_or(Error::NotFound("measure"))?;
    reader.asker.sees(&entry)?;
    let measure = view.record(&entry, &reader.asker.caller);
    let mut page = reader.page(&*measure.content.title);
    page.json = Some(format!("/v1/measures/{}", measure.id));
    let content = &measure.content;
    let fields = content.handlungsfeld.iter().chain(&content.further_handlungsfelder);
    let fields = fields.filter_map(|number| view.catalog.handlungsfeld(&measure.concept, *number));
    let one = One {
        status: measure.status.label().in_lang(reader.lang).to_owned(),
        place: place(reader.lang, view, content.reach, &content.stadtteile),
        fields: fields.map(|f| format!("{} {}", f.number, page.label(&f.title))).collect(),
        period: page.period(&entry.measure.period()),
        measure,
        page,
    };
    answer::public(&reader, &one)
}

fn named(name: Path<String>) -> String {
    name.into_inner()
}
