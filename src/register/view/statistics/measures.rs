//! How many measures there are of each kind.

use std::borrow::Cow;

use roaring::{MultiOps, RoaringBitmap};
use serde::Serialize;
use utoipa::ToSchema;

use super::dimensions::{Count, CountRow, GroupBy};
use super::explained::{Explained, Explanation};
use super::names::Names;
use super::question::Question;
use super::words_of_counts as text;
use crate::domain::table::{Table, Tabular};
use crate::domain::{Catalog, Error, Fault, Result, Rule};
use crate::register::view::{Dim, Index};

/// A count per value, or per combination of values.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeasureCounts {
    #[schema(max_items = 3)]
    pub group_by: Vec<GroupBy>,
    pub count: Count,
    /// The concept whose Handlungsfelder or guidelines these are; null if it is not
    /// grouped by them.
    #[schema(max_length = 60, examples("integrationskonzept-2020-2023"))]
    pub concept: Option<String>,
    /// Rows with a count above 0, in the order of their keys.
    #[schema(max_items = 20000)]
    pub rows: Vec<CountRow>,
    /// What the keys of the rows are called.
    pub names: Names,
}

impl Tabular for MeasureCounts {
    fn table(&self) -> Table {
        let keys = self.group_by.iter().map(|by| by.as_str());
        self.names.beside(Table::of(keys.chain(["measures"]).collect(), &self.rows))
    }
}

/// For how many rows place is made at once.
const ROWS: usize = 256;

/// How many rows an answer may have.
const MOST: usize = 20_000;

/// Counts by one to three dimensions; refused if that makes too many rows.
pub fn count_measures(
    question: &Question<'_>,
    group_by: &[GroupBy],
    count: Count,
) -> Result<Explained<MeasureCounts>> {
    let index = &*question.index(question.moment);
    let all = question.select(index);
    let catalog = &question.view.catalog;
    let dims: Vec<Dimension<'_>> =
        group_by.iter().map(|by| values(index, catalog, *by, count)).collect();
    let mut counted = all.clone();
    let mut left_out = Vec::new();
    for (by, values) in group_by.iter().zip(&dims) {
        let within = values.iter().map(|(_, slots)| &**slots).union();
        if counted.is_subset(&within) {
            continue;
        }
        let missing = by.missing();
        let lacking = &counted - &within;
        left_out.extend(missing.and_then(|reason| question.not_counted(index, reason, &lacking)));
        counted &= within;
    }
    let most = dims.iter().map(Vec::len).product::<usize>().min(ROWS);
    let found = Vec::with_capacity(most);
    let mut rows = Rows { group_by, dims: &dims, keys: Vec::new(), found };
    rows.count(&all).ok_or_else(|| {
        let rule = Rule::TooManyRows { max: MOST };
        Error::Invalid(vec![Fault { pointer: "?groupBy".into(), rule }])
    })?;
    let by_concept = group_by.iter().any(|by| by.of_concept());
    let concept = question.concept().filter(|_| by_concept).map(str::to_owned);
    let rows = rows.found;
    let mut names = Names::default();
    for (by, values) in group_by.iter().zip(&dims) {
        let found = values.iter().filter(|(_, slots)| !slots.is_disjoint(&counted));
        let keys = found.map(|(code, _)| *code);
        names.add(question.view, concept.as_deref(), by.as_str(), keys);
    }
    let body = MeasureCounts { group_by: group_by.to_vec(), count, concept, rows, names };
    let explanation = Explanation {
        formula: text::formula(group_by, count),
        counted: counted.len(),
        not_counted: left_out,
        null_policy: text::null_policy(),
        additive: group_by.iter().all(|by| text::overlap(*by, count).is_none()),
        sums: text::sums(group_by, count),
    };
    Ok(question.answer(body, explanation))
}

/// The values of a dimension, each with the slots that have it.
type Dimension<'a> = Vec<(&'a str, Cow<'a, RoaringBitmap>)>;

/// The rows of a statistic, in the making.
struct Rows<'a> {
    group_by: &'a [GroupBy],
    dims: &'a [Dimension<'a>],
    /// Of the dimensions so far.
    keys: Vec<&'a str>,
    found: Vec<CountRow>,
}

impl Rows<'_> {
    /// Splits `slots` by the next dimension; at the last one counting is enough. `None`
    /// = there are too many rows.
    fn count(&mut self, slots: &RoaringBitmap) -> Option<()> {
        let dims = self.dims;
        let Some(values) = dims.get(self.keys.len()) else { return Some(()) };
        let last = self.keys.len() + 1 == dims.len();
        for (code, bitmap) in values {
            self.keys.push(code);
            if last {
                self.add(slots.intersection_len(bitmap))?;
            } else {
                let both = slots & &**bitmap;
                if !both.is_empty() {
                    self.count(&both)?;
                }
            }
            self.keys.pop();
        }
        Some(())
    }

    fn add(&mut self, measures: u64) -> Option<()> {
        if measures > 0 {
            if self.found.len() == MOST {
                return None;
            }
            let keys = self.keys.iter().map(|code| (*code).to_owned());
            self.found.push(CountRow::new(self.group_by.iter().copied().zip(keys), measures));
        }
        Some(())
    }
}

/// The values a dimension is split into. The whole city and what reaches further
/// stand beside the Stadtteile: without them a matrix reports gaps that are none.
fn values<'a>(index: &'a Index, catalog: &'a Catalog, by: GroupBy, count: Count) -> Dimension<'a> {
    let dim = match by {
        GroupBy::Handlungsfeld if count == Count::Measures => Dim::Primary,
        GroupBy::Handlungsfeld => Dim::Handlungsfeld,
        GroupBy::Guideline => Dim::Guideline,
        GroupBy::Stadtteil => Dim::Stadtteil,
        GroupBy::Status => Dim::Status,
        GroupBy::Reach => Dim::Reach,
        GroupBy::CarrierKind => Dim::CarrierKind,
        GroupBy::Sector => return sectors(index, catalog),
        GroupBy::Carrier => Dim::Carrier,
        GroupBy::TargetGroup => Dim::TargetGroup,
        GroupBy::Year => Dim::Year,
    };
    let mut values: Vec<_> = index.bitmaps.values(dim).collect();
    if by == GroupBy::Stadtteil {
        let beyond = index.bitmaps.values(Dim::Reach).filter(|(reach, _)| *reach != "stadtteile");
        values.extend(beyond);
    }
    values.into_iter().map(|(code, slots)| (code, Cow::Borrowed(slots))).collect()
}

/// The kinds of carriers, put together as the catalog says.
fn sectors<'a>(index: &Index, catalog: &'a Catalog) -> Dimension<'a> {
    let mut found: std::collections::BTreeMap<&str, RoaringBitmap> = Default::default();
    for kind in &catalog.carrier_kinds {
        if let Some(slots) = index.bitmaps.get(Dim::CarrierKind, &kind.code) {
            *found.entry(&kind.sector).or_default() |= slots;
        }
    }
    found.into_iter().map(|(sector, slots)| (sector, Cow::Owned(slots))).collect()
}
