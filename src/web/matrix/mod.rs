//! What is done where, and where nothing is: Handlungsfeld by Stadtteil, and guideline
//! by Stadtteil.

mod cover;
mod field;
mod whole;

pub use field::show_field;
pub use whole::show;

use super::address::address;
use super::facets::{Facet, target_groups};
use super::{Page, Reader};
use crate::api::filter;
use crate::api::query::Query;
use crate::domain::{Day, Lang};
use crate::register::View;
use crate::register::view::statistics::{CellCounts, Cover, NotCounted};
use crate::register::view::{Dim, Filter};

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

/// What a page is narrowed by, as its form says it.
struct Narrowed {
    facets: Vec<Facet>,
    as_of: Option<Day>,
    /// The names of the target groups that are chosen; empty = all.
    groups: String,
}

impl Narrowed {
    fn of(
        reader: &Reader,
        page: &Page,
        (as_of, given): (Option<Day>, &[(String, String)]),
    ) -> Self {
        let facet = target_groups(reader, page, given);
        let chosen = facet.choices.iter().filter(|choice| choice.chosen);
        let groups: Vec<&str> = chosen.map(|choice| choice.name.as_str()).collect();
        Self { as_of, groups: groups.join(", "), facets: vec![facet] }
    }
}

/// The filter by target groups that an address asks for.
fn read_filter(query: &mut Query, view: &View) -> Filter {
    let groups = filter::target_groups(query, view);
    let dims = (!groups.is_empty()).then_some((Dim::TargetGroup, groups));
    Filter { dims: dims.into_iter().collect(), ..Filter::default() }
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
        Cover::Citywide => Some("p-rows"),
        Cover::Planned => Some("p-dots"),
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

/// Which measures are in no cell, and why.
pub fn left_out(page: &Page, not_counted: &[NotCounted]) -> Option<String> {
    let count: u64 = not_counted.iter().map(|reason| reason.count).sum();
    let reasons = not_counted.iter().map(|reason| {
        let text = reason.text.in_lang(page.lang);
        match not_counted.len() {
            1 => format!(" {text}."),
            _ => format!(" {text}:\u{a0}{}.", page.number(&reason.count)),
        }
    });
    let reasons: String = reasons.collect();
    let (all, one) = (page.measures(&count), count == 1);
    let said = page.lang.pick(
        format!("{all} {} in keinem Feld.{reasons}", if one { "steht" } else { "stehen" }),
        format!("{all} {} in no cell.{reasons}", if one { "is" } else { "are" }),
    );
    (count > 0).then_some(said)
}

/// A list of measures.
fn list(page: &Page, asked: &[(&str, &str)]) -> String {
    page.href(&address("/massnahmen", asked.iter().copied()))
}
