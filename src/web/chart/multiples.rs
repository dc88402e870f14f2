use askama::Template;

use super::{pattern, percent};
use crate::domain::measure::Status;
use crate::web::Page;

/// A small picture of a stretch of time: a column for each period, in parts by status.
#[derive(Template)]
#[template(path = "chart/multiples.html")]
pub struct Multiple {
    /// The id of the element that names it.
    pub caption: String,
    columns: Vec<Column>,
    ticks: Vec<(String, String)>,
    /// Where the last column ends.
    end: String,
    most: (String, String),
}

struct Column {
    parts: Vec<Part>,
}

struct Part {
    status: Status,
    pattern: Option<&'static str>,
    left: String,
    width: String,
    top: String,
    height: String,
}

/// The end of a period.
pub struct Point {
    pub period: String,
    /// In the order of [`Status::ALL`].
    pub counts: Vec<u64>,
}

/// How high the columns can be, in pixels.
const HEIGHT: u64 = 80;

impl Multiple {
    /// Of as many periods as the whole stretch has, and drawn on the scale of `most`.
    pub fn new(
        page: &Page,
        caption: String,
        points: &[Point],
        (periods, most): (usize, u64),
    ) -> Self {
        let columns =
            points.iter().enumerate().map(|(place, point)| column(place, point, periods, most));
        let first_of_year = |(_, point): &(usize, &Point)| point.period.ends_with("Q1");
        let ticks = points.iter().enumerate().filter(first_of_year).map(|(place, point)| {
            let year = point.period.split('-').next().unwrap_or_default();
            (percent(place as u64, periods as u64), year.to_owned())
        });
        let highest =
            points.iter().map(|point| point.counts.iter().sum::<u64>()).max().unwrap_or(0);
        let top = HEIGHT - highest * HEIGHT / most.max(1);
        Self {
            caption,
            columns: columns.collect(),
            ticks: ticks.collect(),
            end: percent(points.len() as u64, periods as u64),
            most: (page.number(&highest), (top + 12).to_string()),
        }
    }
}

fn column(place: usize, point: &Point, periods: usize, most: u64) -> Column {
    // In tenths of a period: one tenth is left free.
    let (place, periods) = (place as u64, periods as u64);
    let mut below = 0;
    let parts = Status::ALL.iter().zip(&point.counts).filter(|(_, count)| **count > 0);
    let parts = parts.map(|(status, count)| {
        below += count;
        let tenths = |count: u64| count * HEIGHT * 10 / most.max(1);
        let pixels = |tenths: u64| format!("{}.{}", tenths / 10, tenths % 10);
        Part {
            status: *status,
            pattern: pattern(*status),
            left: percent(place * 10, periods * 10),
            width: percent(9, periods * 10),
            top: pixels(16 * 10 + HEIGHT * 10 - tenths(below)),
            height: pixels(tenths(*count)),
        }
    });
    Column { parts: parts.collect() }
}
