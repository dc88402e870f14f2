use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::Months;

use super::ways::ways;
use crate::api::problem::Problem;
use crate::api::statistics::ask_one_concept;
use crate::domain::measure::{Flag, Status};
use crate::domain::{Day, Lang, Rule};
use crate::register::view::statistics::{
    Count, Diff, GroupBy, MeasureRef, Question, count_measures, diff,
};
use crate::register::view::{Dim, Filter, Moment};
use crate::web::chart::{Row, StatusBars};
use crate::web::frame::Section;
use crate::web::overview::{Line, counts, line, sentence};
use crate::web::session::{Account, By, PlannerPage};
use crate::web::{Page, Reader, answer};

/// How many months are looked back at, if nobody says since when.
const MONTHS: u32 = 3;

/// Where the concept stands, for a session of the council: to be printed. All numbers are
/// those that everybody reads.
#[derive(Template)]
#[template(path = "office/council.html")]
struct Council {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    day: Day,
    from: Day,
    total: u64,
    sentence: String,
    chart: StatusBars,
    statuses: Vec<String>,
    fields: Vec<Line>,
    all: Line,
    parts: Vec<Part>,
}

/// What happened in a Handlungsfeld.
struct Part {
    name: String,
    total: u64,
    new: Vec<Named>,
    moved: Vec<(Named, String)>,
    overdue: Vec<Named>,
}

/// A measure by its names.
struct Named {
    title: String,
    reference: String,
}

/// The same of the register, before it is put into words.
struct Found {
    number: u8,
    total: u64,
    diff: Diff,
    overdue: Vec<MeasureRef>,
}

pub async fn show(
    By(PlannerPage(person)): By<PlannerPage>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let view = reader.view();
    let mut query = reader.query();
    let day = query.past_day("asOf", view.today).unwrap_or(view.today);
    let from = query.day("from").or(day.checked_sub_months(Months::new(MONTHS))).unwrap_or(day);
    if from > day {
        query.fail::<()>("from", Rule::InTheFuture);
    }
    let mut filter = Filter::default();
    ask_one_concept(&query, &mut filter, view);
    query.finish()?;
    let concept = filter.dims.iter().find(|(dim, _)| *dim == Dim::Concept);
    let concept = concept.and_then(|(_, ids)| ids.first().cloned()).unwrap_or_default();
    let fields = view.catalog.handlungsfelder.iter().filter(|field| field.concept == concept);
    let numbers: Vec<u8> = fields.map(|field| field.number).collect();
    let moment = Moment { as_of: Some(day), known_at: None };
    let made = reader.count((filter, moment), move |question| {
        let by_field = [GroupBy::Handlungsfeld, GroupBy::Status];
        let by_field = count_measures(question, &by_field, Count::Assignments)?.body;
        let each_once = count_measures(question, &[GroupBy::Status], Count::Measures)?.body;
        let found: Vec<Found> = numbers.iter().map(|n| Found::of(question, *n, from)).collect();
        Ok::<_, Problem>((by_field, each_once, found))
    });
    let (by_field, each_once, found) = made.await??;
    let (lang, catalog) = (person.lang, &view.catalog);
    let page = person.page(lang.pick("Sachstand für den Rat", "State of affairs for the council"));
    let given = [("asOf".to_owned(), day.to_string())];
    let named = |number: u8| {
        let field = catalog.handlungsfeld(&concept, number);
        format!("{number}\u{a0}{}", field.map_or("", |field| page.label(&field.short_title)))
    };
    let fields = found.iter().map(|field| {
        let number = field.number.to_string();
        let counts = counts(&by_field, Some(&number));
        let asked = [("handlungsfeld", number.as_str())];
        line(&page, catalog, named(field.number), &asked, &given, &counts)
    });
    let fields: Vec<Line> = fields.collect();
    let once = counts(&each_once, None);
    let all = page.t("Alle, jede einmal", "All, each once").to_owned();
    let rows: Vec<Row> = fields.iter().map(Line::row).collect();
    let council = Council {
        account: person.account(),
        ways: ways(&person, &page),
        day,
        from,
        total: once.iter().sum(),
        sentence: sentence(&page, &once, day < page.today),
        chart: StatusBars::new(lang, "was", &rows),
        statuses: Status::ALL.iter().map(|s| s.label().in_lang(lang).to_owned()).collect(),
        all: line(&page, catalog, all, &[], &given, &once),
        parts: found.into_iter().map(|f| Part::of(lang, named(f.number), f)).collect(),
        fields,
        page,
    };
    answer::private(StatusCode::OK, lang, &council)
}

impl Found {
    fn of(question: &Question<'_>, number: u8, from: Day) -> Self {
        let mut filter = question.filter.clone();
        filter.dims.push((Dim::Handlungsfeld, vec![number.to_string()]));
        let own = Question { filter: &filter, ..*question };
        let index = own.index(own.moment);
        let all = own.select(&index);
        let overdue = index.bitmaps.get(Dim::Flag, Flag::Overdue.as_str()).cloned();
        let overdue = overdue.unwrap_or_default() & &all;
        Self {
            number,
            total: all.len(),
            diff: diff(&own, Moment { as_of: Some(from), known_at: None }).body,
            overdue: own.name_all(&index, &overdue, usize::MAX),
        }
    }
}

impl Part {
    fn of(lang: Lang, name: String, found: Found) -> Self {
        let Found { total, diff, overdue, .. } = found;
        let moved = diff.changed_status.measures.into_iter().map(|moved| {
            let (from, to) = (moved.from.label(), moved.to.label());
            (Named::of(moved.measure), format!("{} → {}", from.in_lang(lang), to.in_lang(lang)))
        });
        Self {
            name,
            total,
            new: diff.new.measures.into_iter().map(Named::of).collect(),
            moved: moved.collect(),
            overdue: overdue.into_iter().map(Named::of).collect(),
        }
    }

    fn is_quiet(&self) -> bool {
        self.new.is_empty() && self.moved.is_empty() && self.overdue.is_empty()
    }
}

impl Named {
    fn of(measure: MeasureRef) -> Self {
        Self { title: measure.title, reference: measure.reference.unwrap_or_default() }
    }
}
