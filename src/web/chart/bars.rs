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
    height: isize,
    bars: Vec<Bar>,
    legend: Vec<Legend>,
}

/// What a bar is of.
pub struct Row {
    /// Empty = what it is of stands above already.
    pub name: String,
    /// In the order of [`Status::ALL`].
    pub counts: Vec<u64>,
}

struct Bar {
    name: String,
    total: String,
    top: isize,
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

/// Pixels from one bar to the next, and those of them for its name.
const STEP: isize = 60;
const NAME: isize = 24;

impl StatusBars {
    pub fn new(lang: Lang, caption: &'static str, rows: &[Row]) -> Self {
        let longest = rows.iter().map(|row| row.counts.iter().sum()).max().unwrap_or(1);
        let nameless = rows.iter().all(|row| row.name.is_empty());
        let above = if nameless { NAME } else { 0 };
        let bars = (0..).zip(rows).map(|(place, row)| Bar {
            name: row.name.clone(),
            total: format::number(lang, row.counts.iter().sum()),
            top: place * STEP - above,
            parts: parts(lang, row, longest),
        });
        let legend = Status::ALL.iter().map(|status| Legend {
            status: *status,
            pattern: pattern(*status),
            name: status.label().in_lang(lang).to_owned(),
        });
        let bars: Vec<Bar> = bars.collect();
        let height = bars.last().map_or(0, |bar| bar.top + STEP);
        Self { caption, height, bars, legend: legend.collect() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_count_and_its_parts_lie_side_by_side() {
        let row = |counts: [u64; 6]| Row { name: "4".to_owned(), counts: counts.into() };
        let rows = [row([0, 30, 0, 10, 0, 0]), row([1, 0, 0, 0, 0, 19])];
        let chart = StatusBars::new(Lang::De, "id", &rows);
        let places = |bar: &Bar| -> Vec<(String, String)> {
            bar.parts.iter().map(|part| (part.left.clone(), part.width.clone())).collect()
        };
        let pair = |left: &str, width: &str| (left.to_owned(), width.to_owned());
        assert_eq!(places(&chart.bars[0]), [pair("0.00%", "75.00%"), pair("75.00%", "25.00%")]);
        assert_eq!(places(&chart.bars[1]), [pair("0.00%", "2.50%"), pair("2.50%", "47.50%")]);
        assert_eq!(chart.bars[1].parts[0].number, None, "there is no room for it");
        assert_eq!(chart.bars[1].parts[1].number, Some(pair("19", "26.25%")));
        assert_eq!((chart.height, chart.bars[1].total.as_str()), (120, "20"));
        assert!(StatusBars::new(Lang::De, "id", &[row([0; 6])]).bars[0].parts.is_empty());
    }
}
