//! The page of a measure: all that the public knows of it.

mod facts;
mod indicators;
mod money;
mod steps;

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use crate::api::measures::find_entry;
use crate::api::problem::Problem;
use crate::domain::measure::Status;
use crate::domain::{Day, Error};
use crate::register::view::{Entry, MeasureRecord};
use crate::web::chart::{Course, CourseWords};
use crate::web::{Page, Reader, answer};
use facts::Facts;
use indicators::IndicatorLine;
use money::Money;
use steps::{Past, Step};

#[derive(Template)]
#[template(path = "measures/one/page.html")]
struct One {
    page: Page,
    measure: MeasureRecord,
    /// Where it is found for good.
    address: String,
    status: String,
    flags: Vec<String>,
    as_of: Option<Day>,
    facts: Facts,
    course: Option<Course>,
    course_title: String,
    steps: Vec<Step>,
    indicators: Vec<IndicatorLine>,
    money: Money,
    past: Vec<Past>,
    citation: Citation,
    data: String,
    /// Where pages elsewhere find it.
    embed: String,
}

pub async fn find(reader: Reader, name: Path<String>) -> Result<HttpResponse, Problem> {
    let view = reader.view();
    let mut query = reader.query();
    let moment = query.moment(view);
    query.finish()?;
    let now = find_entry(view, &name).ok_or(Error::NotFound("measure"))?;
    reader.asker.sees(now)?;
    let entry = view.entry_at(now, moment).ok_or(Error::NotFound("measure"))?;
    reader.asker.sees(&entry)?;
    answer::public(&reader, &one(&reader, &entry, moment.as_of))
}

fn one(reader: &Reader, entry: &Entry, as_of: Option<Day>) -> One {
    let view = reader.view();
    let measure = view.record(entry, &reader.asker.caller);
    let mut page = reader.page(&*measure.content.title);
    let data = format!("/v1/measures/{}", measure.id);
    page.json = Some(data.clone());
    page.description = measure.content.summary.as_deref().map(str::to_owned);
    let status = page.label(&measure.status.label()).to_owned();
    let flags = measure.flags.iter().map(|flag| page.label(&flag.label()).to_owned());
    let path = super::path(&entry.measure);
    let chain: Vec<_> = measure.status_changes.iter().map(|s| (s.effective_on, s.to)).collect();
    let threshold = view.catalog.threshold_of(&measure.concept);
    let words = CourseWords {
        rows: (page.t("Geplant", "Planned"), page.t("Stand der Arbeit", "The work")),
        today: as_of.map_or_else(|| page.t("heute", "today").to_owned(), |day| page.day(&day)),
    };
    One {
        embed: page.absolute(&format!("/einbetten{path}")),
        address: page.absolute(&path),
        flags: flags.collect(),
        as_of,
        facts: Facts::of(&page, view, &measure, entry),
        course: Course::new("verlauf", words, measure.content.planned, &chain, entry.day),
        course_title: course_title(&page, &measure, &status),
        steps: steps::steps(&page, &measure),
        indicators: indicators::lines(&page, &measure.content.indicators, threshold),
        money: Money::of(&page, &measure.content.funding),
        past: steps::past(&page, view, entry),
        citation: citation(&page, &measure),
        status,
        data: page.raw(&data),
        measure,
        page,
    }
}

/// What one sees of its course.
fn course_title(page: &Page, measure: &MeasureRecord, status: &str) -> String {
    let planned = page.period(&measure.content.planned);
    if measure.status == Status::Planned {
        let planned = planned.map(|planned| format!(": {planned}")).unwrap_or_default();
        return format!(
            "{}{planned}",
            page.t("Geplant, noch nicht begonnen", "Planned, not begun yet")
        );
    }
    let since = measure.status_since.map(|since| page.day(&since));
    let state = match since {
        Some(since) => format!("{status} {}\u{a0}{since}", page.t("seit", "since")),
        None => status.to_owned(),
    };
    let planned = planned.map(|planned| format!("; {} {planned}", page.t("geplant:", "planned:")));
    let mut text = format!("{state}{}", planned.unwrap_or_default());
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text
}

/// How it is named elsewhere.
struct Citation {
    before: String,
    /// Its reference.
    name: String,
    version: String,
}

fn citation(page: &Page, measure: &MeasureRecord) -> Citation {
    let (carrier, title) = (&measure.lead_carrier.name, &measure.content.title);
    let name = measure.reference.clone().unwrap_or_else(|| measure.id.to_string());
    let (version, day) = (measure.version, page.day(&page.day_of(&measure.updated_at)));
    let register = page.t("Maßnahmenregister", "Register of measures");
    Citation {
        before: format!("{carrier}: {title}. In: {register}, {},", page.municipality),
        name,
        version: page
            .lang
            .pick(format!("Version {version} vom {day}."), format!("version {version} of {day}.")),
    }
}
