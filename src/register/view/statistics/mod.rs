//! Statistics: each is a function of the view, and each explains itself in the same
//! way ([`Explained`]). One file per statistic.

mod explained;
mod measures;
mod question;
mod words_of_counts;

pub use explained::{Explained, Explanation, MeasureRef, NotCounted, Omission};
pub use measures::{Count, GroupBy, MeasureCounts, count_measures};
pub use question::Question;
