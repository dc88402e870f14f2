//! Statistics: each is a function of the view, and each explains itself in the same
//! way ([`Explained`]). One file per statistic.

mod carriers;
mod completeness;
mod coverage;
mod diff;
mod dimensions;
mod explained;
mod flow;
mod funding;
mod measures;
mod names;
mod question;
mod timeline;
mod words_of_counts;

pub use carriers::{CarrierCounts, count_carriers};
pub use completeness::{Completeness, Gap, completeness};
pub use coverage::{
    Cell, CellCounts, Cover, Coverage, CoverageBy, CoverageQuery, CoverageRow, coverage,
};
pub use diff::{Diff, DiffRow, diff};
pub use dimensions::{Count, CountRow, GroupBy};
pub use explained::{Explained, Explanation, MeasureRef, NotCounted, Omission};
pub use flow::{Flow, FlowRow, flow};
pub use funding::{Funding, FundingBy, funding};
pub use measures::{MeasureCounts, count_measures};
pub use names::Names;
pub use question::Question;
pub use timeline::{Span, Step, Timeline, TimelineBy, TimelineRow, timeline};
