//! Pictures of numbers, as SVG that is part of the page. Widths are shares of the width
//! there is, so that text keeps its size on every screen; colours are classes. A table
//! with the same numbers belongs beside each.

mod bars;
mod course;
mod multiples;

pub use bars::{Row, StatusBars};
pub use course::{Course, CourseWords};
pub use multiples::{Multiple, Point};

use crate::domain::measure::Status;

/// A share of a whole, for an attribute.
pub fn percent(part: u64, whole: u64) -> String {
    // Counts are far below the point where this rounds.
    #[expect(clippy::cast_precision_loss, reason = "a picture shows no more than that")]
    let share = part as f64 / whole.max(1) as f64;
    format!("{:.2}%", share * 100.0)
}

/// The pattern over the colour of a status, so that it is not told by colour alone.
fn pattern(status: Status) -> Option<&'static str> {
    match status {
        Status::Planned => Some("p-dots"),
        Status::Paused => Some("p-bars"),
        Status::Discontinued => Some("p-cross"),
        Status::Dropped => Some("p-lines"),
        Status::Running | Status::Completed => None,
    }
}
