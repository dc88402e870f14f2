use askama::Template;

use super::{pattern, percent};
use crate::domain::Lang;
use crate::domain::measure::Status;
use crate::web::format;

/// A bar for each row, as long as it has measures, in parts by status.
#[derive(Template)]
#[template(path = "chart/bars.html")]
pub struct StatusBars {
    /// The id of the element that says what one sees.
    pub caption: &'static str,
    height: usize,
    bars: Vec<Bar>,
    legend: Vec<Legend>,
}

/// What a bar is of.
pub struct Row {
    pub name: String,
    /// In the order of [`Status::ALL`].
    pub counts: Vec<u64>,
}

struct Bar {
    name: String,
    total: String,
    top: usize,
    parts: Vec<Part>,
}

struct Part {
    status: Status,
    pattern: Option<&'static str>,
    left: String,
    width: String,
    /// The number, where there is room for it, and the place of its middle.
    number: Option<(String, String)>,
}

struct Legend {
    status: Status,
    pattern: Option<&'static str>,
    name: String,
}

/// Pixels from one bar to the next.
const STEP: usize = 60;

impl StatusBars {
    pub fn new(lang: Lang, caption: &'static str, rows: &[Row]) -> Self {
        let longest = rows.iter().map(|row| row.counts.iter().sum()).max().unwrap_or(1);
        let bars = rows.iter().enumerate().map(|(place, row)| Bar {
            name: row.name.clone(),
            total: format::number(lang, row.counts.iter().sum()),
            top: place * STEP,
            parts: parts(lang, row, longest),
        });
        let legend = Status::ALL.iter().map(|status| Legend {
            status: *status,
            pattern: pattern(*status),
            name: status.label().in_lang(lang).to_owned(),
        });
        Self { caption, height: rows.len() * STEP, bars: bars.collect(), legend: legend.collect() }
    }
}

fn parts(lang: Lang, row: &Row, longest: u64) -> Vec<Part> {
    let mut left = 0;
    let parts = Status::ALL.iter().zip(&row.counts).filter(|(_, count)| **count > 0);
    let parts = parts.map(|(status, count)| {
        let middle = percent(left * 2 + count, longest * 2);
        let roomy = count * 100 >= longest * 4;
        let part = Part {
            status: *status,
            pattern: pattern(*status),
            left: percent(left, longest),
            width: percent(*count, longest),
            number: roomy.then(|| (format::number(lang, *count), middle)),
        };
        left += count;
        part
    });
    parts.collect()
}
