//! The catalog: what a concept consists of. It comes from a pack of data files
//! and is the same for everyone; nothing in the code knows a city.

mod check;
mod difference;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shape::Code;
use super::words::words;
use super::{Day, Label, PartialDate};
pub use difference::{Difference, name};

/// A plan with a period, a council resolution and Handlungsfelder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Concept {
    #[schema(max_length = 60, examples("integrationskonzept-2020-2023"))]
    pub id: String,
    /// Version of the pack it came with.
    #[schema(max_length = 30, examples("2026-11"))]
    pub pack_version: String,
    pub title: Label,
    pub municipality: Municipality,
    pub period: ConceptPeriod,
    /// Time zone of the concept, in which "today" is a day.
    #[schema(max_length = 60, examples("Europe/Berlin"))]
    pub time_zone: String,
    /// What references begin with, as in `IK-4-0017`.
    #[schema(max_length = 10, examples("IK"))]
    pub reference_prefix: String,
    /// After how many days without a sign of life a measure is stale.
    #[schema(minimum = 1, maximum = 3650, examples(180))]
    pub stale_after_days: u16,
    /// Numbers of persons from 1 to below this are not published.
    #[serde(default = "default_threshold")]
    #[schema(minimum = 1, maximum = 100, examples(3))]
    pub suppression_threshold: u16,
    pub guidelines: Source,
    pub resolution: Resolution,
}

fn default_threshold() -> u16 {
    3
}

/// The municipality that resolved a concept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Municipality {
    /// Official municipality key (Amtlicher Gemeindeschlüssel).
    #[schema(min_length = 8, max_length = 8, examples("15003000"))]
    pub ags: String,
    #[schema(max_length = 200, examples("Landeshauptstadt Magdeburg"))]
    pub name: String,
}

/// The days a concept runs from and to, both included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConceptPeriod {
    #[schema(value_type = String, format = Date, examples("2020-01-01"))]
    pub start: Day,
    #[schema(value_type = String, format = Date, examples("2023-12-31"))]
    pub end: Day,
}

/// Where the guidelines are printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    #[schema(max_length = 300)]
    pub title: String,
    #[schema(max_length = 300)]
    pub series: String,
    pub published: PartialDate,
    #[schema(max_length = 300)]
    pub publisher: String,
}

/// The council resolution behind a concept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    #[schema(max_length = 60, examples("2386-065(VI)/19"))]
    pub number: String,
    #[schema(value_type = String, format = Date, examples("2019-02-21"))]
    pub date: Day,
    #[schema(max_length = 200)]
    pub body: String,
}

/// A field of action of a concept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Handlungsfeld {
    #[schema(max_length = 60)]
    pub concept: String,
    #[schema(minimum = 1, maximum = 99, examples(4))]
    pub number: u8,
    #[schema(max_length = 60, examples("stadtteile"))]
    pub slug: String,
    pub title: Label,
    pub short_title: Label,
}

/// One principle of a Handlungsfeld; the label is a short own one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Guideline {
    #[schema(max_length = 60)]
    pub concept: String,
    #[schema(max_length = 10, examples("4.2"))]
    pub code: String,
    #[schema(minimum = 1, maximum = 99, examples(4))]
    pub handlungsfeld: u8,
    pub label: Label,
}

/// An official district.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stadtteil {
    /// Official two-digit key.
    #[schema(max_length = 10, examples("06"))]
    pub key: String,
    #[schema(max_length = 200, examples("Neue Neustadt"))]
    pub name: String,
    /// Which side of the river it lies on, where the town has one.
    #[schema(max_length = 30, examples("west"))]
    pub river_side: Option<String>,
    /// Its place in a schematic grid of tiles, north up.
    pub grid: Option<Tile>,
}

/// A place in the tile grid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tile {
    #[schema(minimum = 0, maximum = 99)]
    pub col: u8,
    #[schema(minimum = 0, maximum = 99)]
    pub row: u8,
}

words!(
    /// What a target group is told by.
    Dimension {
        ResidenceStatus = "residence-status",
        Audience = "audience",
    }
);

/// Whom a measure is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetGroup {
    #[schema(max_length = 60, examples("refugees"))]
    pub code: String,
    pub dimension: Dimension,
    /// Codes of the groups it belongs to; there may be two.
    #[schema(max_items = 10, value_type = Vec<Code>)]
    pub parents: Vec<String>,
    pub label: Label,
}

/// What kind of organisation a carrier is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CarrierKind {
    #[schema(max_length = 60, examples("association"))]
    pub code: String,
    #[schema(max_length = 60, examples("non-profit"))]
    pub sector: String,
    pub label: Label,
}

/// All of it, in the order of the pack.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    pub concepts: Vec<Concept>,
    pub handlungsfelder: Vec<Handlungsfeld>,
    pub guidelines: Vec<Guideline>,
    pub stadtteile: Vec<Stadtteil>,
    pub target_groups: Vec<TargetGroup>,
    pub carrier_kinds: Vec<CarrierKind>,
    /// Polygons of the Stadtteile as one GeoJSON FeatureCollection, with its
    /// licence and attribution; kept as it came.
    pub geometry: Option<serde_json::Value>,
}

impl Catalog {
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.id == id)
    }

    /// The concept of whoever names none: the one that began last.
    pub fn current_concept(&self) -> Option<&Concept> {
        self.concepts.iter().max_by_key(|concept| concept.period.start)
    }

    /// The strictest threshold below which numbers of persons are not published.
    pub fn suppression_threshold(&self) -> u64 {
        let all = self.concepts.iter().map(|concept| concept.suppression_threshold);
        all.max().unwrap_or_else(default_threshold).into()
    }

    /// The threshold of a concept; the default for one that is not there.
    pub fn threshold_of(&self, concept: &str) -> u16 {
        self.concept(concept).map_or_else(default_threshold, |found| found.suppression_threshold)
    }

    pub fn handlungsfeld(&self, concept: &str, number: u8) -> Option<&Handlungsfeld> {
        self.handlungsfelder.iter().find(|hf| hf.concept == concept && hf.number == number)
    }

    pub fn guideline(&self, concept: &str, code: &str) -> Option<&Guideline> {
        self.guidelines.iter().find(|guide| guide.concept == concept && guide.code == code)
    }

    pub fn stadtteil(&self, key: &str) -> Option<&Stadtteil> {
        self.stadtteile.iter().find(|stadtteil| stadtteil.key == key)
    }

    pub fn target_group(&self, code: &str) -> Option<&TargetGroup> {
        self.target_groups.iter().find(|group| group.code == code)
    }

    pub fn carrier_kind(&self, code: &str) -> Option<&CarrierKind> {
        self.carrier_kinds.iter().find(|kind| kind.code == code)
    }

    /// A target group and all below it.
    pub fn with_descendants(&self, code: &str) -> Vec<String> {
        let mut found = vec![code.to_owned()];
        let mut at = 0;
        while let Some(parent) = found.get(at).cloned() {
            let children = self.target_groups.iter().filter(|g| g.parents.contains(&parent));
            for child in children {
                if !found.contains(&child.code) {
                    found.push(child.code.clone());
                }
            }
            at += 1;
        }
        found
    }
}
