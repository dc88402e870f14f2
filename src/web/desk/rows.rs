//! What is asked of each line of a list.

use super::choices::{carriers, funding_sources, partner_roles};
use crate::web::forms::{Field, Kind, Words};

const NONE: Words = ("", "");

pub const MORE: Words = (
    "Nach dem Speichern gibt es eine weitere Zeile. Eine Zeile, die Sie leeren, fällt weg.",
    "After saving there is one more line. A line that you empty goes away.",
);

pub const MILESTONE: &[Field] = &[
    Field::new("title", ("Was", "What"), NONE, Kind::Line(200)),
    Field::new("dueOn", ("Fällig", "Due"), NONE, Kind::Date),
    Field::new("reachedOn", ("Erreicht", "Reached"), NONE, Kind::Date),
];

pub const PARTNER: &[Field] = &[
    Field::new(
        "carrier",
        ("Träger im Register", "Carrier of the register"),
        NONE,
        Kind::One(carriers),
    ),
    Field::new("name", ("oder Name", "or name"), NONE, Kind::Line(200)),
    Field::new("role", ("Rolle", "Role"), NONE, Kind::One(partner_roles)),
];

pub const FUNDING: &[Field] = &[
    Field::new("source", ("Von wem", "From whom"), NONE, Kind::One(funding_sources)),
    Field::new("programme", ("Programm", "Programme"), NONE, Kind::Line(200)),
    Field::new("year", ("Jahr", "Year"), NONE, Kind::Year),
    Field::new("plannedCents", ("Geplant, in Euro", "Planned, in euros"), NONE, Kind::Money),
    Field::new("actualCents", ("Tatsächlich, in Euro", "Actual, in euros"), NONE, Kind::Money),
];

pub const INDICATOR: &[Field] = &[
    Field::new("name", ("Was wird gezählt?", "What is counted?"), NONE, Kind::Line(200)),
    Field::new("unit", ("Einheit", "Unit"), NONE, Kind::Line(60)),
    Field::new("countsPersons", ("Zählt Menschen", "Counts people"), NONE, Kind::Check),
    Field::new("year", ("Jahr", "Year"), NONE, Kind::Year),
    Field::new("planned", ("Geplant", "Planned"), NONE, Kind::Number),
    Field::new("actual", ("Erreicht", "Reached"), NONE, Kind::Number),
];

pub const LINK: &[Field] = &[
    Field::new("url", ("Adresse", "Address"), NONE, Kind::Url),
    Field::new("title", ("Was dort steht", "What is there"), NONE, Kind::Line(200)),
];

pub const PAPER: &[Field] = &[
    Field::new("number", ("Nummer", "Number"), NONE, Kind::Line(60)),
    Field::new("date", ("Tag", "Day"), NONE, Kind::Date),
    Field::new("url", ("Adresse", "Address"), NONE, Kind::Url),
];
