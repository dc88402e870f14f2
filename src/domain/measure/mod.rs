//! A measure: what is written about it, where its record stands, where the work
//! stands. The rules that change it each want a [`Permit`](super::Permit).

mod allowed;
mod content;
mod course;
mod flags;
mod indicator;
mod labels;
mod life;
mod parts;
mod public;
mod publication;
mod state;
mod status;
mod statuses;
pub mod table;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use allowed::allowed_actions;
pub use content::{
    ActualPeriod, Content, Known, LIST_MAX, Reach, SUMMARY_MAX, TEXT_MAX, TITLE_MAX,
};
pub use course::Course;
pub use flags::{Deadlines, Flag, flags};
pub use indicator::{Indicator, IndicatorFigure};
pub use parts::{
    Contact, CouncilPaper, FundingLine, FundingSource, Link, Milestone, Partner, PartnerRole,
};
pub use publication::Publication;
pub use state::{
    Confirmation, Demonstration, Remark, Review, ReviewOf, Revision, State, Submission,
};
pub use status::{Reason, Status, StatusChange, Step, check_chain, standing_entries};
pub use statuses::Correction;

use super::{CarrierId, Concept, Day, Instant, MeasureId, Period};

/// What a carrier does. One value is one version; a change makes the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub id: MeasureId,
    /// Id of the concept it serves.
    pub concept: Arc<str>,
    /// The lead carrier.
    pub carrier: CarrierId,
    /// Its name in the carrier's own system.
    pub external: Option<Box<External>>,
    /// Grows by one with every change.
    pub version: u32,
    /// Shared between versions that differ only in state; kept beside the rest.
    #[serde(skip)]
    pub content: Arc<Content>,
    pub state: State,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// The partner's own name for a measure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct External {
    /// The system it comes from.
    #[schema(min_length = 1, max_length = 60, examples("fundus"))]
    pub source: String,
    /// Its id there.
    #[schema(min_length = 1, max_length = 200, examples("4711"))]
    pub id: String,
}

impl Measure {
    /// A new draft.
    pub fn new(concept: &Concept, carrier: CarrierId, content: Content, now: Instant) -> Self {
        Self {
            id: MeasureId::new(),
            concept: concept.id.as_str().into(),
            carrier,
            external: None,
            version: 1,
            content: Arc::new(content),
            state: State::default(),
            created_at: now,
            updated_at: now,
        }
    }

    /// The next version, to be changed.
    pub fn next(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// Holds only once in memory what is the same as in the version before; for
    /// versions that do not come from each other, but from the database.
    pub fn share_with(&mut self, before: &Self) {
        share(&mut self.concept, &before.concept);
        share(&mut self.state.status_changes, &before.state.status_changes);
        share_some(&mut self.state.reference, &before.state.reference);
        share_some(&mut self.state.submission, &before.state.submission);
    }

    /// The day it was registered, in UTC.
    pub fn registered_on(&self) -> Day {
        self.created_at.naive().date()
    }

    /// The status on a day; `None` = nothing is known of that day.
    pub fn status_on(&self, day: Day) -> Option<Status> {
        course::status_on(&course::steps(self), day)
    }

    /// When the work takes place: as it really was where that is known, else as
    /// the status chain tells, else as planned.
    pub fn period(&self) -> Period {
        let content = &self.content;
        let start = content.actual.start.or(self.state.began_on().map(Into::into));
        let end = content.actual.end.or(self.state.ended_on().map(Into::into));
        Period {
            start: start.or(content.planned.start),
            end: end.or(content.planned.end),
            open_ended: end.is_none() && content.planned.open_ended,
        }
    }

    /// The content as its carrier last wrote it: with what is pending.
    pub fn proposed(&self) -> Content {
        match &self.state.revision {
            Some(revision) => revision.content.with_operational(&self.content),
            None => (*self.content).clone(),
        }
    }
}

fn share_some<T: PartialEq + ?Sized>(own: &mut Option<Arc<T>>, other: &Option<Arc<T>>) {
    if let (Some(own), Some(other)) = (own, other) {
        share(own, other);
    }
}

fn share<T: PartialEq + ?Sized>(own: &mut Arc<T>, other: &Arc<T>) {
    if own == other {
        *own = Arc::clone(other);
    }
}
