//! How many measures there are of each kind.

use roaring::{MultiOps, RoaringBitmap};
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
        let dims: Vec<Dimension<'_>> =
            group_by.iter().map(|by| values(index, *by, count)).collect();
        let mut counted = all.clone();
        let mut not_counted = Vec::new();
        for (by, values) in group_by.iter().zip(&dims) {
            let within = values.iter().map(|(_, slots)| *slots).union();
            let missing = counted.len() - counted.intersection_len(&within);
            if missing > 0 {
                not_counted.push(NotCounted { reason: *by, measures: missing });
                counted &= within;
            }
        }
        let mut rows = Rows { group_by, dims: &dims, keys: Vec::new(), found: Vec::new() };
        rows.count(&all);
        let rows = rows.found;
        let counted = counted.len();
        let additive = rows.iter().map(|row| row.measures).sum::<u64>() == counted;
        Self { group_by: group_by.to_vec(), count, rows, counted, not_counted, additive }
    }
}

/// The values of a dimension, each with the slots that have it.
type Dimension<'a> = Vec<(&'a str, &'a RoaringBitmap)>;

/// The rows of a statistic, in the making.
struct Rows<'a> {
    group_by: &'a [GroupBy],
    dims: &'a [Dimension<'a>],
    /// Of the dimensions so far.
    keys: Vec<&'a str>,
    found: Vec<Row>,
}

impl Rows<'_> {
    /// Splits `slots` by the next dimension; at the last one counting is enough.
    fn count(&mut self, slots: &RoaringBitmap) {
        let dims = self.dims;
        let Some(values) = dims.get(self.keys.len()) else { return };
        let last = self.keys.len() + 1 == dims.len();
        for (code, bitmap) in values {
            self.keys.push(code);
            if last {
                self.add(slots.intersection_len(bitmap));
            } else {
                self.count(&(slots & *bitmap));
            }
            self.keys.pop();
        }
    }

    fn add(&mut self, measures: u64) {
        if measures == 0 {
            return;
        }
        let key = |by| {
            let mut keys = self.group_by.iter().zip(&self.keys);
            keys.find_map(|(known, code)| (*known == by).then(|| (*code).to_owned()))
        };
        let row = Row {
            handlungsfeld: key(GroupBy::Handlungsfeld),
            stadtteil: key(GroupBy::Stadtteil),
            status: key(GroupBy::Status),
            carrier_kind: key(GroupBy::CarrierKind),
            year: key(GroupBy::Year),
            measures,
        };
        self.found.push(row);
    }
}

/// The values a dimension is split into. The whole city and what reaches further
/// stand beside the Stadtteile: without them a matrix reports gaps that are none.
fn values(index: &Index, by: GroupBy, count: Count) -> Dimension<'_> {
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
