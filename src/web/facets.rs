//! What a reader may choose from.

use chrono::Datelike;

use crate::domain::measure::{Flag, Reach, Status};
use crate::domain::{Caller, CarrierId};
use crate::register::view::statistics::{Count, GroupBy, Question, count_measures};
use crate::register::view::{Filter, Moment, spell};
use crate::web::{Page, Reader};

/// Something to choose from: a filter of the API.
pub struct Facet {
    pub name: &'static str,
    pub title: &'static str,
    pub choices: Vec<Choice>,
    /// More than one is chosen, which only an address can say.
    pub several: bool,
}

pub struct Choice {
    pub value: String,
    pub name: String,
    pub chosen: bool,
}

/// More carriers than that are found by their names, not chosen.
const CARRIERS: usize = 300;

/// What is asked most, and the rest.
pub fn facets(
    reader: &Reader,
    page: &Page,
    given: &[(String, String)],
) -> (Vec<Facet>, Vec<Facet>) {
    let catalog = &reader.view().catalog;
    let concept = catalog.current_concept();
    let of_concept = |id: &str| concept.is_some_and(|concept| concept.id == id);
    let named = |value: &str, name: &str| (value.to_owned(), name.to_owned());
    let numbered = |code: &str, name: &str| (code.to_owned(), format!("{code} {name}"));
    let fields = catalog.handlungsfelder.iter().filter(|field| of_concept(&field.concept));
    let fields = fields.map(|f| numbered(&f.number.to_string(), page.label(&f.short_title)));
    let guidelines = catalog.guidelines.iter().filter(|guideline| of_concept(&guideline.concept));
    let guidelines = guidelines.map(|g| numbered(&g.code, page.label(&g.label)));
    let statuses = Status::ALL.iter().map(|s| named(s.as_str(), page.label(&s.label())));
    let reaches = Reach::ALL.iter().map(|r| named(r.as_str(), page.label(&r.label())));
    let flags = Flag::ALL.iter().filter(|flag| **flag != Flag::Incomplete);
    let flags = flags.map(|flag| named(flag.as_str(), page.label(&flag.label())));
    let places = sorted(catalog.stadtteile.iter().map(|s| named(&s.key, &s.name)));
    let kinds = sorted(catalog.carrier_kinds.iter().map(|k| named(&k.code, page.label(&k.label))));
    let years = concept.map(|concept| concept.period.start.year()..=concept.period.end.year());
    let years = years.into_iter().flatten().map(|year| named(&year.to_string(), &year.to_string()));
    let facet =
        |name, de, en, values: Vec<(String, String)>| facet(name, page.t(de, en), values, given);
    let first = vec![
        facet("handlungsfeld", "Handlungsfeld", "Handlungsfeld", fields.collect()),
        facet("status", "Stand der Arbeit", "Where the work stands", statuses.collect()),
        facet("stadtteil", "Stadtteil", "Stadtteil", places),
    ];
    let mut more = vec![
        facet("reach", "Reichweite", "Reach", reaches.collect()),
        facet("guideline", "Leitlinie", "Guideline", guidelines.collect()),
        target_groups(reader, page, given),
        facet("carrierKind", "Art des Trägers", "Kind of carrier", kinds),
        facet("year", "Findet statt im Jahr", "Takes place in", years.collect()),
        facet("flag", "Auffällig", "Notable", flags.collect()),
    ];
    let carriers = carriers(reader);
    if carriers.len() <= CARRIERS {
        more.insert(0, facet("carrier", "Träger", "Carrier", carriers));
    }
    (first, more)
}

pub fn target_groups(reader: &Reader, page: &Page, given: &[(String, String)]) -> Facet {
    let groups = reader.view().catalog.target_groups.iter();
    let groups = groups.map(|group| (group.code.clone(), page.label(&group.label).to_owned()));
    facet("targetGroup", page.t("Zielgruppe", "Target group"), sorted(groups), given)
}

fn facet(
    name: &'static str,
    title: &'static str,
    values: Vec<(String, String)>,
    given: &[(String, String)],
) -> Facet {
    let chosen = |value: &str| given.iter().any(|(other, its)| other == name && its == value);
    let choice = |(value, name): (String, String)| Choice { chosen: chosen(&value), value, name };
    let choices: Vec<Choice> = values.into_iter().map(choice).collect();
    let several = choices.iter().filter(|choice| choice.chosen).count() > 1;
    Facet { name, title, choices, several }
}

/// By name, after DIN 5007.
fn sorted(values: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut values: Vec<_> = values.collect();
    values.sort_by_cached_key(|(_, name)| spell(name));
    values
}

/// Those that have public measures.
fn carriers(reader: &Reader) -> Vec<(String, String)> {
    let (filter, view) = (Filter::default(), reader.view());
    let question =
        Question { view, caller: &Caller::Public, filter: &filter, moment: Moment::default() };
    let counts = count_measures(&question, &[GroupBy::Carrier], Count::Measures);
    let rows = counts.map(|counts| counts.body.rows).unwrap_or_default();
    let named = rows.iter().filter_map(|row| {
        let id: CarrierId = row.key(GroupBy::Carrier)?.parse().ok()?;
        Some((id.to_string(), view.carrier(id)?.content.name.clone()))
    });
    sorted(named)
}

/// The orders of a list.
pub fn sorts(page: &Page, given: &[(String, String)]) -> Vec<Choice> {
    let searched = given.iter().any(|(name, _)| name == "q");
    let usual = match searched {
        true => page.t("wie gut sie passen", "how well they fit"),
        false => page.t("Eintragung", "registration"),
    };
    let sorts = [
        ("", usual),
        ("title", page.t("Titel", "title")),
        ("-updatedAt", page.t("zuletzt geändert", "last changed")),
        ("start", page.t("Beginn", "start")),
        ("end", page.t("Ende", "end")),
        ("reference", page.t("Kennung", "reference")),
    ];
    let values = sorts.iter().map(|(value, name)| ((*value).to_owned(), (*name).to_owned()));
    facet("sort", "", values.collect(), given).choices
}

/// What a filter is called.
pub fn name(page: &Page, facet: Option<&Facet>, name: &str, value: &str) -> String {
    let choice = facet.and_then(|facet| facet.choices.iter().find(|choice| choice.value == value));
    match (facet, choice, name) {
        (Some(facet), Some(choice), _) => format!("{}: {}", facet.title, choice.name),
        (_, _, "q") => page.lang.pick(format!("„{value}“"), format!("“{value}”")),
        (_, _, "asOf") => {
            let day = value.parse().map_or_else(|_| value.to_owned(), |day| page.day(&day));
            format!("{} {day}", page.t("Stand", "as of"))
        }
        _ => format!("{name}: {value}"),
    }
}
