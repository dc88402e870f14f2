//! Measures: the list, and the page of each.

mod list;
mod one;

pub use list::list;
pub use one::find;

use super::{Page, format};
use crate::domain::measure::{Reach, Status};
use crate::domain::{Lang, Measure};
use crate::register::View;
use crate::register::view::Entry;

/// A measure in a list.
pub struct Item {
    pub href: String,
    pub title: String,
    pub reference: String,
    pub status: Status,
    pub status_name: String,
    pub carrier: String,
    pub field: String,
    pub place: String,
    pub period: Option<String>,
}

impl Item {
    pub fn of(page: &Page, view: &View, entry: &Entry) -> Self {
        let (measure, content) = (&entry.measure, &entry.measure.content);
        let field =
            content.handlungsfeld.and_then(|n| view.catalog.handlungsfeld(&measure.concept, n));
        Self {
            href: page.href(&path(measure)),
            title: format::together(&content.title),
            reference: measure.state.reference.as_deref().unwrap_or_default().to_owned(),
            status: entry.status,
            status_name: entry.status.label().in_lang(page.lang).to_owned(),
            carrier: entry
                .carrier
                .as_ref()
                .map(|carrier| format::together(&carrier.content.name))
                .unwrap_or_default(),
            field: field
                .map(|f| format!("Handlungsfeld\u{a0}{}: {}", f.number, page.label(&f.short_title)))
                .unwrap_or_default(),
            place: place(page.lang, view, content.reach, &content.stadtteile),
            period: format::period(page.lang, measure.period()),
        }
    }
}

/// The address of its page.
pub fn path(measure: &Measure) -> String {
    match &measure.state.reference {
        Some(reference) => format!("/massnahmen/{reference}"),
        None => format!("/massnahmen/{}", measure.id),
    }
}

/// Of more Stadtteile, only so many are named.
const NAMED: usize = 4;

/// Where it takes place, in words.
fn place(
    lang: Lang,
    view: &View,
    reach: Option<Reach>,
    stadtteile: &[std::sync::Arc<str>],
) -> String {
    let names = stadtteile.iter().filter_map(|key| view.catalog.stadtteil(key));
    let names: Vec<&str> = names.map(|stadtteil| stadtteil.name.as_str()).collect();
    match reach {
        Some(Reach::Stadtteile) if names.len() > NAMED + 1 => {
            let (first, more) = (names[..NAMED].join(", "), names.len() - NAMED);
            lang.pick(
                format!("{first} und\u{a0}{more}\u{a0}weitere Stadtteile"),
                format!("{first} and\u{a0}{more}\u{a0}more Stadtteile"),
            )
        }
        Some(Reach::Stadtteile) if !names.is_empty() => names.join(", "),
        Some(reach) => reach.label().in_lang(lang).to_owned(),
        None => String::new(),
    }
}
