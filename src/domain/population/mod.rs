//! How many people live where: figures per Stadtteil and year, from an official
//! source. Figures of persons, so what the public is told of them is thinned out
//! (see [`suppression`](super::suppression)).

mod publish;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::input::{CODE_MAX, Input};
use super::words::words;
use super::{Catalog, Faults, Instant, Rule};
use publish::Told;

/// More people than any town has.
pub const PERSONS_MAX: i64 = 100_000_000;

/// The figures of one year. One value is one version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Population {
    pub year: u16,
    pub version: u32,
    pub content: PopulationContent,
    /// Taken away; all that is left is the version, and what the public was told.
    pub deleted: bool,
    /// What the public has been told, by key of the Stadtteil; without a key of all.
    told: BTreeMap<String, Told>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What an administrator uploads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PopulationContent {
    pub source: FigureSource,
    /// Under which terms the figures may be used.
    #[schema(
        min_length = 1,
        max_length = 500,
        examples("Datenlizenz Deutschland – Namensnennung – Version 2.0")
    )]
    pub licence: String,
    /// Stadtteile that are left out are unknown.
    #[schema(max_items = 1000)]
    pub items: Vec<Residents>,
}

/// Who counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureSource {
    #[schema(min_length = 1, max_length = 500, examples("Amt für Statistik, 31.12.2021"))]
    pub text: String,
    #[schema(max_length = 2000, format = "uri", examples("https://example.org/statistik"))]
    pub url: Option<String>,
}

/// Who lives in a Stadtteil. Null = unknown, which is not 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Residents {
    /// Key of the Stadtteil.
    #[schema(max_length = 60, examples("06"))]
    pub stadtteil: String,
    #[schema(minimum = 0, maximum = 100000000, examples(11250))]
    pub total: Option<u64>,
    /// Residents without German citizenship, a part of the total.
    #[schema(minimum = 0, maximum = 100000000, examples(2730))]
    pub foreign_residents: Option<u64>,
}

words!(
    /// A figure about a Stadtteil.
    Figure {
        Total = "total",
        ForeignResidents = "foreignResidents",
    }
);

/// What a reader learns of a Stadtteil, or of all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    pub total: Option<u64>,
    pub foreign_residents: Option<u64>,
    /// What is not published because it is small, or would give away what is.
    pub withheld: Vec<Figure>,
}

impl PopulationContent {
    /// Reads what an administrator sent. Every Stadtteil of the catalog gets a line.
    pub fn read(value: &Value, catalog: &Catalog, faults: &Faults) -> Option<Self> {
        let mut input = Input::new(value, "", faults)?;
        let source = input.object("source", |source| {
            let text = source.line("text", 500);
            let text = source.required("text", text);
            let url = source.url("url");
            Some(FigureSource { text: text?, url })
        });
        let source = input.required("source", source);
        let licence = input.line("licence", 500);
        let licence = input.required("licence", licence);
        let mut seen = HashSet::new();
        let items = input.list("items", 1000, |item, pointer, faults| {
            let mut input = Input::new(item, pointer, faults)?;
            let residents = Residents::read(&mut input, catalog);
            input.finish();
            let residents = residents?;
            let new = seen.insert(residents.stadtteil.clone());
            faults.require(new, format!("{pointer}/stadtteil"), Rule::Repeated);
            Some(residents)
        });
        input.required("items", items.first());
        input.finish();
        let line = |key: &String| {
            let given = items.iter().find(|item| item.stadtteil == *key).cloned();
            given.unwrap_or_else(|| Residents::unknown(key))
        };
        let items = catalog.stadtteile.iter().map(|stadtteil| line(&stadtteil.key)).collect();
        Some(Self { source: source?, licence: licence?, items })
    }
}

impl Residents {
    fn read(input: &mut Input<'_>, catalog: &Catalog) -> Option<Self> {
        let key = input.line("stadtteil", CODE_MAX);
        let key = input.required("stadtteil", key);
        if key.as_ref().is_some_and(|key| catalog.stadtteil(key).is_none()) {
            input.faults().add(input.pointer("stadtteil"), Rule::NoSuch("Stadtteil"));
        }
        let total = input.integer("total", 0..=PERSONS_MAX);
        let most = total.unwrap_or(PERSONS_MAX);
        let foreign = input.integer("foreignResidents", 0..=most);
        let persons = |number: Option<i64>| number.and_then(|number| number.try_into().ok());
        let (total, foreign_residents) = (persons(total), persons(foreign));
        Some(Self { stadtteil: key?, total, foreign_residents })
    }

    fn unknown(key: &str) -> Self {
        Self { stadtteil: key.to_owned(), total: None, foreign_residents: None }
    }
}
