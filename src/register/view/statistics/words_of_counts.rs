//! How counts of measures explain themselves to people.

use super::dimensions::{Count, GroupBy};
use crate::domain::Label;
use crate::register::view::bitmaps::YEARS;

impl GroupBy {
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Handlungsfeld => ("Handlungsfeld", "Handlungsfeld"),
            Self::Guideline => ("Leitlinie", "guideline"),
            Self::Stadtteil => ("Stadtteil", "Stadtteil"),
            Self::Status => ("Status", "status"),
            Self::Reach => ("Reichweite", "reach"),
            Self::CarrierKind => ("Art des Trägers", "kind of carrier"),
            Self::Sector => ("Sektor des Trägers", "sector of the carrier"),
            Self::Carrier => ("Träger", "carrier"),
            Self::TargetGroup => ("Zielgruppe", "target group"),
            Self::Year => ("Jahr", "year"),
        }
    }
}

/// What a row says.
pub fn formula(group_by: &[GroupBy], count: Count) -> Label {
    let (de, en): (Vec<_>, Vec<_>) = group_by.iter().map(|by| by.name()).unzip();
    let (de, en) = (de.join(", "), en.join(", "));
    let mut label = Label::new(
        format!(
            "Zahl der Maßnahmen je {de}: sichtbar für den, der fragt, und von den Filtern durchgelassen, im Stand des Tages „asOf“."
        ),
        format!(
            "Number of measures by {en}: visible to whoever asks and let through by the filters, as they stood on the day “asOf”."
        ),
    );
    if group_by.iter().any(|by| by.of_concept()) {
        label.de += " Gezählt werden die Maßnahmen eines Konzepts: „concept“.";
        label.en += " Counted are the measures of one concept: “concept”.";
    }
    let by_field = group_by.contains(&GroupBy::Handlungsfeld);
    label.add(by_field.then_some(match count {
        Count::Measures => (
            " Jede zählt einmal, unter ihrem ersten Handlungsfeld.",
            " Each counts once, under its primary Handlungsfeld.",
        ),
        Count::Assignments => (
            " Jede zählt unter jedem Handlungsfeld, dem sie zugeordnet ist.",
            " Each counts under every Handlungsfeld it is assigned to.",
        ),
    }));
    let of_carrier = [GroupBy::Carrier, GroupBy::CarrierKind, GroupBy::Sector];
    label.add(group_by.iter().any(|by| of_carrier.contains(by)).then_some(CARRIER_OF_THEN));
    if group_by.contains(&GroupBy::Year) {
        let (first, last) = (YEARS.start(), YEARS.end());
        label.de += &format!(
            " Eine Maßnahme zählt in jedem Jahr von {first} bis {last}, in dem die Arbeit stattfindet: wie sie wirklich begann und endete, sonst wie geplant. Ist kein Ende bekannt, zählt nur das Jahr des Beginns, ist es ausdrücklich offen, jedes Jahr danach."
        );
        label.en += &format!(
            " A measure counts in each year from {first} to {last} in which the work takes place: as it really began and ended, else as planned. If no end is known, only the year of the start counts; if it is said to be open, every year after it."
        );
    }
    label
}

/// Whose a measure is, at another state of knowledge.
pub const CARRIER_OF_THEN: (&str, &str) = (
    " Mit „knownAt“ zählt eine Maßnahme bei dem Träger, der damals für sie verantwortlich war, auch wenn er seither in einem anderen aufgegangen ist; Name und Art eines Trägers sind die heutigen.",
    " With “knownAt” a measure counts for the carrier that answered for it then, also if that was merged into another since; name and kind of a carrier are those of today.",
);

pub fn null_policy() -> Label {
    Label::new(
        "Was nicht angegeben ist, steht in keiner Zeile, sondern unter „notCounted“; Zeilen mit 0 fehlen.",
        "What is not given stands in no row but under “notCounted”; rows with 0 are left out.",
    )
}

/// Why one measure may stand in several rows of a dimension, if it may.
pub fn overlap(by: GroupBy, count: Count) -> Option<(&'static str, &'static str)> {
    match by {
        GroupBy::Handlungsfeld if count == Count::Assignments => Some((
            "mehreren Handlungsfeldern zugeordnet sein",
            "be assigned to several Handlungsfelder",
        )),
        GroupBy::Guideline => Some(("mehreren Leitlinien folgen", "follow several guidelines")),
        GroupBy::Stadtteil => {
            Some(("in mehreren Stadtteilen wirken", "work in several Stadtteile"))
        }
        GroupBy::TargetGroup => Some((
            "für mehrere Zielgruppen da sein, die sich überschneiden",
            "be for several target groups, which overlap",
        )),
        GroupBy::Year => Some(("mehrere Jahre dauern", "last several years")),
        _ => None,
    }
}

/// Which sums may be taken.
pub fn sums(group_by: &[GroupBy], count: Count) -> Label {
    let overlaps = group_by.iter().filter_map(|by| overlap(*by, count));
    let (de, en): (Vec<_>, Vec<_>) = overlaps.unzip();
    if de.is_empty() {
        return Label::new(
            "Die Zeilen ergeben zusammen „counted“.",
            "The rows add up to “counted”.",
        );
    }
    Label::new(
        format!(
            "Die Zeilen dürfen nicht zusammengezählt werden: eine Maßnahme kann {} und steht dann in mehreren Zeilen. Die Summe ist „counted“.",
            de.join(" und ")
        ),
        format!(
            "The rows must not be added up: a measure may {} and then stands in several rows. The total is “counted”.",
            en.join(" and ")
        ),
    )
}
