//! What is done where, and where nothing is: Handlungsfeld by Stadtteil, and guideline
//! by Stadtteil.

mod cover;
mod field;
mod whole;

pub use field::show_field;
pub use whole::show;

use super::Page;
use super::address::address;
use crate::domain::Lang;
use crate::register::view::statistics::{CellCounts, Cover};

/// A cell of a table: what stands in it, and the list behind it.
struct Cell {
    text: String,
    class: String,
    /// `None` = the list would be empty.
    href: Option<String>,
}

/// A row of a table.
struct Row {
    name: String,
    href: String,
    cells: Vec<Cell>,
}

/// What is done, in the order in which the first that holds counts.
const COVERS: [Cover; 5] =
    [Cover::Covered, Cover::Citywide, Cover::Planned, Cover::Ended, Cover::Empty];

fn cover_name(lang: Lang, cover: Cover) -> &'static str {
    match cover {
        Cover::Covered => lang.pick("im Stadtteil", "in the Stadtteil"),
        Cover::Citywide => lang.pick("nur stadtweit", "citywide only"),
        Cover::Planned => lang.pick("nur geplant", "planned only"),
        Cover::Ended => lang.pick("beendet", "ended"),
        Cover::Empty => lang.pick("nichts", "nothing"),
    }
}

/// The pattern over the colour of a state.
fn cover_pattern(cover: Cover) -> Option<&'static str> {
    match cover {
        Cover::Covered => None,
        Cover::Citywide => Some("p-dots"),
        Cover::Planned => Some("p-bars"),
        Cover::Ended => Some("p-cross"),
        Cover::Empty => Some("p-lines"),
    }
}

fn of(cells: &CellCounts, cover: Cover) -> u64 {
    match cover {
        Cover::Covered => cells.covered,
        Cover::Citywide => cells.citywide,
        Cover::Planned => cells.planned,
        Cover::Ended => cells.ended,
        Cover::Empty => cells.empty,
    }
}

/// A list of measures.
fn list(page: &Page, asked: &[(&str, &str)]) -> String {
    page.href(&address("/massnahmen", asked.iter().copied()))
}
