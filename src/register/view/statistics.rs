//! How many measures there are of each kind.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;

use super::bitmaps::Dim;
use super::{Filter, Index};
use crate::domain::Caller;
use crate::domain::words::words;

words!(
    /// What measures are counted by.
    GroupBy {
        Handlungsfeld = "handlungsfeld",
        Stadtteil = "stadtteil",
        Status = "status",
        CarrierKind = "carrierKind",
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

/// A count per value, or per pair of values.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    #[schema(max_items = 2)]
    pub group_by: Vec<GroupBy>,
    pub count: Count,
    /// Rows with a count above 0, in the order of their keys.
    #[schema(max_items = 10000)]
    pub rows: Vec<Row>,
    /// Measures in at least one row, each once.
    #[schema(minimum = 0, examples(38))]
    pub counted: u64,
    /// Measures that match the filters but are in no row.
    #[schema(max_items = 10)]
    pub not_counted: Vec<NotCounted>,
    /// Whether the rows add up to `counted`; they do not where a measure stands in
    /// several rows.
    pub additive: bool,
}

/// One count.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Number of the Handlungsfeld, if grouped by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10, examples("4"))]
    pub handlungsfeld: Option<String>,
    /// Key of the Stadtteil, or `citywide` or `beyond-city`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20, examples("06"))]
    pub stadtteil: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20, examples("running"))]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, examples("association"))]
    pub carrier_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4, examples("2021"))]
    pub year: Option<String>,
    #[schema(minimum = 1, examples(7))]
    pub measures: u64,
}

/// Measures that a statistic leaves out, and why.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NotCounted {
    pub reason: GroupBy,
    #[schema(minimum = 1, examples(3))]
    pub measures: u64,
}

impl Statistics {
    /// Counts what `caller` may see and `filter` lets through, by one or two
    /// dimensions.
    pub fn compute(
        index: &Index,
        caller: &Caller,
        filter: &Filter,
        group_by: &[GroupBy],
        count: Count,
    ) -> Self {
        let all = filter.select_all(index, caller);
        let mut counted = RoaringBitmap::new();
        let mut groups: Vec<(BTreeMap<GroupBy, &str>, RoaringBitmap)> =
            vec![(BTreeMap::new(), all.clone())];
        let mut not_counted = Vec::new();
        for by in group_by {
            let values = values(index, *by, count);
            let mut within = RoaringBitmap::new();
            let mut finer = Vec::with_capacity(groups.len() * values.len());
            for (keys, slots) in &groups {
                for (code, bitmap) in &values {
                    let both = slots & *bitmap;
                    if !both.is_empty() {
                        within |= &both;
                        let mut keys = keys.clone();
                        keys.insert(*by, *code);
                        finer.push((keys, both));
                    }
                }
            }
            let before = groups.iter().fold(RoaringBitmap::new(), |all, (_, slots)| all | slots);
            let missing = (before - &within).len();
            if missing > 0 {
                not_counted.push(NotCounted { reason: *by, measures: missing });
            }
            groups = finer;
        }
        let rows: Vec<Row> = groups
            .iter()
            .map(|(keys, slots)| {
                counted |= slots;
                let key = |by| keys.get(&by).map(|code| (*code).to_owned());
                Row {
                    handlungsfeld: key(GroupBy::Handlungsfeld),
                    stadtteil: key(GroupBy::Stadtteil),
                    status: key(GroupBy::Status),
                    carrier_kind: key(GroupBy::CarrierKind),
                    year: key(GroupBy::Year),
                    measures: slots.len(),
                }
            })
            .collect();
        let additive = rows.iter().map(|row| row.measures).sum::<u64>() == counted.len();
        let counted = counted.len();
        Self { group_by: group_by.to_vec(), count, rows, counted, not_counted, additive }
    }
}

/// The values a dimension is split into. The whole city and what reaches further
/// stand beside the Stadtteile: without them a matrix reports gaps that are none.
fn values(index: &Index, by: GroupBy, count: Count) -> Vec<(&str, &RoaringBitmap)> {
    let dim = match by {
        GroupBy::Handlungsfeld if count == Count::Measures => Dim::Primary,
        GroupBy::Handlungsfeld => Dim::Handlungsfeld,
        GroupBy::Stadtteil => Dim::Stadtteil,
        GroupBy::Status => Dim::Status,
        GroupBy::CarrierKind => Dim::CarrierKind,
        GroupBy::Year => Dim::Year,
    };
    let mut values: Vec<_> = index.bitmaps.values(dim).collect();
    if by == GroupBy::Stadtteil {
        let beyond = index.bitmaps.values(Dim::Reach).filter(|(reach, _)| *reach != "stadtteile");
        values.extend(beyond);
    }
    values
}
