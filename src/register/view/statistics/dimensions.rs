//! What measures are counted by, and a count with its keys.

use serde::Serialize;
use utoipa::ToSchema;

use super::explained::Omission;
use crate::domain::words::words;

words!(
    /// What measures are counted by.
    GroupBy {
        Handlungsfeld = "handlungsfeld",
        Guideline = "guideline",
        /// Beside the Stadtteile stand `citywide` and `beyond-city`, so that what
        /// reaches further is no gap.
        Stadtteil = "stadtteil",
        Status = "status",
        Reach = "reach",
        /// Kind of the lead carrier.
        CarrierKind = "carrierKind",
        /// Sector of that kind, as the catalog says.
        Sector = "sector",
        /// The lead carrier, by its id.
        Carrier = "carrier",
        /// What the measure itself names, not the groups above.
        TargetGroup = "targetGroup",
        /// In which the work takes place.
        Year = "year",
    }
);

words!(
    /// How a measure with several Handlungsfelder is counted.
    #[derive(Default)]
    Count {
        /// Once, by its primary Handlungsfeld.
        #[default]
        Measures = "measures",
        /// Once for each Handlungsfeld it is assigned to.
        Assignments = "assignments",
    }
);

/// One count, with those keys it is grouped by.
#[derive(Debug, Clone, PartialEq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountRow {
    /// Number of the Handlungsfeld.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10, examples("4"))]
    handlungsfeld: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10, examples("4.2"))]
    guideline: Option<String>,
    /// Key of the Stadtteil, or `citywide` or `beyond-city`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20, examples("06"))]
    stadtteil: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20, examples("running"))]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20, examples("citywide"))]
    reach: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, examples("association"))]
    carrier_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, examples("non-profit"))]
    sector: Option<String>,
    /// Id of the lead carrier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 36, examples("01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11"))]
    carrier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, examples("families"))]
    target_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4, examples("2021"))]
    year: Option<String>,
    #[schema(minimum = 1, examples(7))]
    pub measures: u64,
}

impl CountRow {
    pub fn new(keys: impl Iterator<Item = (GroupBy, String)>, measures: u64) -> Self {
        let mut row = Self { measures, ..Self::default() };
        for (by, code) in keys {
            *row.key_mut(by) = Some(code);
        }
        row
    }

    /// Its key of one dimension, if it is grouped by it.
    pub fn key(&self, by: GroupBy) -> Option<&str> {
        let key = match by {
            GroupBy::Handlungsfeld => &self.handlungsfeld,
            GroupBy::Guideline => &self.guideline,
            GroupBy::Stadtteil => &self.stadtteil,
            GroupBy::Status => &self.status,
            GroupBy::Reach => &self.reach,
            GroupBy::CarrierKind => &self.carrier_kind,
            GroupBy::Sector => &self.sector,
            GroupBy::Carrier => &self.carrier,
            GroupBy::TargetGroup => &self.target_group,
            GroupBy::Year => &self.year,
        };
        key.as_deref()
    }

    fn key_mut(&mut self, by: GroupBy) -> &mut Option<String> {
        match by {
            GroupBy::Handlungsfeld => &mut self.handlungsfeld,
            GroupBy::Guideline => &mut self.guideline,
            GroupBy::Stadtteil => &mut self.stadtteil,
            GroupBy::Status => &mut self.status,
            GroupBy::Reach => &mut self.reach,
            GroupBy::CarrierKind => &mut self.carrier_kind,
            GroupBy::Sector => &mut self.sector,
            GroupBy::Carrier => &mut self.carrier,
            GroupBy::TargetGroup => &mut self.target_group,
            GroupBy::Year => &mut self.year,
        }
    }
}

impl GroupBy {
    /// Whether each concept has values of its own.
    pub fn of_concept(self) -> bool {
        matches!(self, Self::Handlungsfeld | Self::Guideline)
    }

    /// Why a measure has no value; each has a carrier and a status.
    pub fn missing(self) -> Option<Omission> {
        Some(match self {
            Self::Handlungsfeld => Omission::NoHandlungsfeld,
            Self::Guideline => Omission::NoGuideline,
            Self::Stadtteil => Omission::NoStadtteil,
            Self::Reach => Omission::NoReach,
            Self::CarrierKind | Self::Sector => Omission::NoCarrierKind,
            Self::TargetGroup => Omission::NoTargetGroup,
            Self::Year => Omission::NoYear,
            Self::Carrier | Self::Status => return None,
        })
    }
}
