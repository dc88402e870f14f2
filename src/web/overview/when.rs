//! How the concept came along: its period as a row of small pictures.

use crate::domain::measure::Status;
use crate::domain::{Catalog, Day};
use crate::register::view::statistics::{Span, Step, Timeline, TimelineRow};
use crate::web::Page;
use crate::web::chart::{Multiple, Point};

/// The period of the concept, by quarter and Handlungsfeld.
pub struct When {
    pub sentence: String,
    pub fields: Vec<FieldTime>,
}

pub struct FieldTime {
    pub caption: String,
    pub name: String,
    pub chart: Multiple,
    pub rows: Vec<QuarterRow>,
}

pub struct QuarterRow {
    pub period: String,
    pub counts: Vec<u64>,
}

/// What is asked: the whole period, in quarters.
pub fn span(catalog: &Catalog, today: Day) -> Span {
    let period = catalog.current_concept().map(|concept| concept.period);
    let (from, to) = period.map_or((today, today), |period| (period.start, period.end));
    Span { step: Step::Quarter, from, to }
}

impl When {
    pub fn of(page: &Page, catalog: &Catalog, timeline: &Timeline) -> Self {
        let concept = timeline.concept.as_deref().unwrap_or_default();
        let fields = catalog.handlungsfelder.iter().filter(|field| field.concept == concept);
        let span = Span { step: timeline.step, from: timeline.from, to: timeline.to };
        let most = timeline.rows.iter().map(|row| row.measures).max().unwrap_or(0);
        let fields = fields.filter_map(|field| {
            let number = field.number.to_string();
            let own =
                timeline.rows.iter().filter(|row| row.handlungsfeld.as_ref() == Some(&number));
            let rows: Vec<QuarterRow> = own.map(|row| quarter(page, row)).collect();
            let caption = format!("zeit-{number}");
            let point =
                |row: &TimelineRow| Point { period: row.period.clone(), counts: counts(row) };
            let own =
                timeline.rows.iter().filter(|row| row.handlungsfeld.as_ref() == Some(&number));
            let points: Vec<Point> = own.map(point).collect();
            let chart = Multiple::new(page, caption.clone(), &points, (span.periods(), most));
            let name = format!("{number}\u{a0}{}", page.label(&field.short_title));
            (!rows.is_empty()).then_some(FieldTime { caption, name, chart, rows })
        });
        Self { sentence: sentence(page, timeline), fields: fields.collect() }
    }
}

fn counts(row: &TimelineRow) -> Vec<u64> {
    let TimelineRow { planned, running, paused, completed, discontinued, dropped, .. } = row;
    vec![*planned, *running, *paused, *completed, *discontinued, *dropped]
}

fn quarter(page: &Page, row: &TimelineRow) -> QuarterRow {
    let period = match row.period.split_once("-Q") {
        Some((year, number)) => page
            .lang
            .pick(format!("{number}.\u{a0}Quartal\u{a0}{year}"), format!("Q{number}\u{a0}{year}")),
        None => row.period.clone(),
    };
    QuarterRow { period, counts: counts(row) }
}

/// What one sees.
fn sentence(page: &Page, timeline: &Timeline) -> String {
    let (first, last) = (timeline.rows.first(), timeline.rows.last());
    let (Some(first), Some(last)) = (first.map(|row| row.on), last.map(|row| row.on)) else {
        return page
            .t("Der Zeitraum hat noch nicht begonnen", "The period has not begun yet")
            .to_owned();
    };
    let running = |on: Day| -> u64 {
        let of_day = timeline.rows.iter().filter(|row| row.on == on);
        of_day.map(|row| counts(row)[Status::Running as usize]).sum()
    };
    let (before, after) = (running(first), running(last));
    let (first, last) = (page.day(&first), page.day(&last));
    let ran = if before == 1 { "lief" } else { "liefen" };
    let were = if after == 1 { "war" } else { "waren" };
    let (before, after) = (page.measures(&before), page.number(&after));
    page.lang.pick(
        format!("Am {first} {ran} {before}, am {last} {were} es {after}"),
        format!("Running on {first}: {before}; on {last}: {after}"),
    )
}
