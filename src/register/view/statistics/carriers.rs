//! What each carrier has, and how well it is kept.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;

use super::explained::{Explained, Explanation};
use super::question::Question;
use super::words_of_counts::CARRIER_OF_THEN;
use crate::domain::measure::{Flag, Publication, Status};
use crate::domain::table::{Table, Tabular};
use crate::domain::{CarrierId, Day, Instant, Label};
use crate::register::View;
use crate::register::view::{CarrierRef, Dim, Entry, Index, Version};

/// The carriers that have measures.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CarrierCounts {
    /// Whether the carriers below an umbrella are counted as a part of it.
    pub roll_up: bool,
    /// By name.
    #[schema(max_items = 100000)]
    pub rows: Vec<CarrierRow>,
}

/// The measures of one carrier.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CarrierRow {
    pub carrier: CarrierRef,
    #[schema(minimum = 1, examples(12))]
    pub measures: u64,
    pub status: StatusCounts,
    pub publication: PublicationCounts,
    /// Without a sign of life for longer than the concept allows.
    #[schema(minimum = 0, examples(1))]
    pub stale: u64,
    /// Planned to be over, and not over.
    #[schema(minimum = 0, examples(2))]
    pub overdue: u64,
    /// The last day one of them was confirmed as true; null = never.
    #[schema(value_type = Option<String>, format = Date)]
    pub last_confirmed_on: Option<Day>,
    /// When what the caller reads of one of them was last changed.
    pub last_updated_at: Option<Instant>,
}

macro_rules! counts {
    ($(#[$doc:meta])* $name:ident of $word:ident at $dim:ident { $($member:ident: $value:ident),+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
        pub struct $name {
            $(#[schema(minimum = 0)] pub $member: u64),+
        }

        impl $name {
            fn of(index: &Index, slots: &RoaringBitmap) -> Self {
                Self { $($member: count(index, slots, Dim::$dim, $word::$value.as_str())),+ }
            }
        }
    };
}

counts!(
    /// Numbers of measures by status.
    StatusCounts of Status at Status {
        planned: Planned, running: Running, paused: Paused,
        completed: Completed, discontinued: Discontinued, dropped: Dropped
    }
);

counts!(
    /// Numbers of measures by publication; the public sees published ones only.
    PublicationCounts of Publication at Publication {
        draft: Draft, submitted: Submitted, returned: Returned,
        published: Published, withdrawn: Withdrawn, archived: Archived
    }
);

impl Tabular for CarrierCounts {
    fn table(&self) -> Table {
        let headings = [
            "carrier.id",
            "carrier.name",
            "carrier.kind",
            "measures",
            "status.planned",
            "status.running",
            "status.paused",
            "status.completed",
            "status.discontinued",
            "status.dropped",
            "publication.draft",
            "publication.submitted",
            "publication.returned",
            "publication.published",
            "publication.withdrawn",
            "publication.archived",
            "stale",
            "overdue",
            "lastConfirmedOn",
            "lastUpdatedAt",
        ];
        Table::of(headings.into(), &self.rows)
    }
}

/// Counts by lead carrier; with `roll_up` those without a parent stand for all below.
pub fn count_carriers(question: &Question<'_>, roll_up: bool) -> Explained<CarrierCounts> {
    let index = &*question.index(question.moment);
    let all = question.select(index);
    let mut found: BTreeMap<CarrierId, RoaringBitmap> = BTreeMap::new();
    for (carrier, slots) in index.bitmaps.values(Dim::Carrier) {
        let Ok(carrier) = carrier.parse() else { continue };
        let slots = slots & &all;
        if !slots.is_empty() {
            let stands_for = if roll_up { top(question.view, carrier) } else { carrier };
            *found.entry(stands_for).or_default() |= slots;
        }
    }
    let rows = found.into_iter().map(|(carrier, slots)| row(question, index, carrier, &slots));
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_cached_key(|row| {
        (crate::register::view::spell(&row.carrier.name), row.carrier.id)
    });
    let explanation = Explanation {
        formula: formula(roll_up),
        counted: all.len(),
        not_counted: Vec::new(),
        null_policy: null_policy(),
        additive: true,
        sums: Label::new(
            "Die Zahlen der Zeilen ergeben zusammen „counted“; „stale“ und „overdue“ können beide auf eine Maßnahme zutreffen.",
            "The numbers of the rows add up to “counted”; “stale” and “overdue” may both hold for one measure.",
        ),
    };
    question.answer(CarrierCounts { roll_up, rows }, explanation)
}

fn row(
    question: &Question<'_>,
    index: &Index,
    carrier: CarrierId,
    slots: &RoaringBitmap,
) -> CarrierRow {
    let entries = || slots.iter().filter_map(|slot| index.entry(slot));
    CarrierRow {
        carrier: question.view.carrier_ref(carrier),
        measures: slots.len(),
        status: StatusCounts::of(index, slots),
        publication: PublicationCounts::of(index, slots),
        stale: count(index, slots, Dim::Flag, Flag::Stale.as_str()),
        overdue: count(index, slots, Dim::Flag, Flag::Overdue.as_str()),
        last_confirmed_on: entries().filter_map(|entry| confirmed_on(question, entry)).max(),
        last_updated_at: entries().map(|entry| entry.updated_at(question.caller)).max(),
    }
}

/// The last day, up to that of the question, on which the measure was confirmed, as far
/// as the caller sees and was known then. A later version may name another day.
fn confirmed_on(question: &Question<'_>, entry: &Entry) -> Option<Day> {
    // What was confirmed once stays so.
    entry.measure.state.confirmation.as_ref()?;
    let known = |version: &&Version| {
        let known = question.moment.known_at.is_none_or(|instant| version.at() <= instant);
        known && question.caller.sees(&version.measure)
    };
    let known = entry.versions.iter().filter(known);
    let days = known.filter_map(|version| Some(version.measure.state.confirmation.as_ref()?.on));
    days.filter(|on| *on <= question.day()).max()
}

fn count(index: &Index, slots: &RoaringBitmap, dim: Dim, code: &str) -> u64 {
    index.bitmaps.get(dim, code).map_or(0, |found| found.intersection_len(slots))
}

/// The carrier at the top of those that `carrier` lies below.
fn top(view: &View, carrier: CarrierId) -> CarrierId {
    let parent = |id: &CarrierId| view.carrier(*id)?.content.parent;
    std::iter::successors(Some(carrier), parent).last().unwrap_or(carrier)
}

fn formula(roll_up: bool) -> Label {
    let mut label = Label::new(
        "Je Träger, der eine Maßnahme verantwortet: die Maßnahmen, die sichtbar sind für den, der fragt, und die die Filter durchlassen, nach Status am Tag „asOf“ und nach Veröffentlichung. Träger und ihre Verbände sind die heutigen. „stale“: länger ohne Lebenszeichen, als das Konzept erlaubt; das ist eine Bestätigung, ein Statuseintrag oder eine Änderung des Trägers an dem, was man liest.",
        "By the carrier that answers for a measure: the measures that are visible to whoever asks and let through by the filters, by status on the day “asOf” and by publication. Carriers and their umbrellas are those of today. “stale”: without a sign of life for longer than the concept allows, which is a confirmation, a status entry, or a change by the carrier of what is read.",
    );
    label.add(Some(CARRIER_OF_THEN));
    if roll_up {
        label.de += " Träger unter einem Verband zählen bei ihm.";
        label.en += " Carriers below an umbrella count as a part of it.";
    }
    label
}

fn null_policy() -> Label {
    Label::new(
        "Träger ohne Maßnahme fehlen. „lastConfirmedOn“ ist null, wenn nie etwas bestätigt wurde.",
        "Carriers without a measure are left out. “lastConfirmedOn” is null if nothing was ever confirmed.",
    )
}
