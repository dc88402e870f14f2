use askama::Template;

use super::{COVERS, cover_name, cover_pattern};
use crate::domain::Lang;
use crate::register::view::statistics::{Cover, Coverage};

/// The whole coverage as a picture: a line for each guideline, a square for each
/// Stadtteil.
#[derive(Template)]
#[template(path = "matrix/cover.html")]
pub struct CoverPicture {
    caption: &'static str,
    height: usize,
    lines: Vec<PictureLine>,
    /// Between one Stadtteil and the next.
    gaps: Vec<String>,
    legend: Vec<(Cover, Option<&'static str>, &'static str)>,
}

struct PictureLine {
    name: String,
    top: usize,
    squares: Vec<Square>,
}

struct Square {
    left: String,
    width: String,
    cover: Cover,
    pattern: Option<&'static str>,
}

/// Pixels from one line to the next.
const STEP: usize = 18;

impl CoverPicture {
    pub fn new(lang: Lang, caption: &'static str, coverage: &Coverage) -> Self {
        let columns = coverage.stadtteile.len().max(1);
        let lines = coverage.rows.chunks(columns).enumerate().map(|(place, row)| PictureLine {
            name: row.first().map(|cell| cell.cell.guideline.clone()).unwrap_or_default(),
            top: place * STEP,
            squares: squares(row.iter().map(|cell| cell.state), columns),
        });
        let legend = COVERS.map(|cover| (cover, cover_pattern(cover), cover_name(lang, cover)));
        let lines: Vec<PictureLine> = lines.collect();
        let gaps = (1..columns).map(|place| share(place, columns)).collect();
        Self { caption, height: lines.len() * STEP, lines, gaps, legend: legend.into() }
    }
}

/// What is alike side by side is one square.
fn squares(states: impl Iterator<Item = Cover>, columns: usize) -> Vec<Square> {
    let mut runs: Vec<(usize, usize, Cover)> = Vec::new();
    for (place, state) in states.enumerate() {
        match runs.last_mut() {
            Some((_, length, last)) if *last == state => *length += 1,
            _ => runs.push((place, 1, state)),
        }
    }
    let square = |(place, length, cover)| Square {
        left: share(place, columns),
        width: share(length, columns),
        cover,
        pattern: cover_pattern(cover),
    };
    runs.into_iter().map(square).collect()
}

fn share(part: usize, columns: usize) -> String {
    crate::web::chart::percent(part as u64, columns as u64)
}
