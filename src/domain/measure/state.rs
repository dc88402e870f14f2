use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::status::standing_entries;
use super::{Content, Publication, Status, StatusChange};
use crate::domain::shape::Text;
use crate::domain::words::words;
use crate::domain::{Actor, Day, Instant};

/// Where a measure stands, and how it came there. Versions share what does not
/// change between them: the view holds them all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    pub publication: Publication,
    /// The human reference, given at the first publication.
    pub reference: Option<Arc<str>>,
    /// The last submission.
    pub submission: Option<Arc<Submission>>,
    pub published_at: Option<Instant>,
    /// Every entry there ever was, oldest first.
    pub status_changes: Arc<[StatusChange]>,
    /// What reviewers said, oldest first.
    pub reviews: Vec<Review>,
    pub revision: Option<Box<Revision>>,
    pub confirmation: Option<Box<Confirmation>>,
    /// Demonstration data, with its sources; not registered by the carrier.
    pub demonstration: Option<Box<Demonstration>>,
}

/// That a measure was handed in for review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    pub by: Arc<Actor>,
    pub at: Instant,
}

words!(
    /// What a review was about.
    ReviewOf {
        Submission = "submission",
        Revision = "revision",
        Archiving = "archiving",
        Restoring = "restoring",
    }
);

/// What a reviewer answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    pub at: Instant,
    pub of: ReviewOf,
    #[schema(max_items = 100)]
    pub remarks: Vec<Remark>,
}

/// One thing a reviewer wants changed, or a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Remark {
    #[schema(min_length = 1, max_length = 2000, examples("Bitte das Ende ergänzen."))]
    pub text: String,
    /// The field it is about, as a JSON pointer.
    #[schema(max_length = 200, examples("/planned/end"))]
    pub pointer: Option<String>,
}

/// A material edit of a published measure that waits for review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    pub content: Content,
    #[schema(ignore)]
    pub by: Actor,
    pub at: Instant,
}

/// "Unchanged, checked on …"
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Confirmation {
    #[schema(value_type = String, format = Date)]
    pub on: Day,
    /// Shown to those who see all of the measure.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// Where demonstration data comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Demonstration {
    #[schema(max_items = 100, value_type = Vec<Text>)]
    pub sources: Vec<String>,
}

impl State {
    pub fn was_submitted_by(&self, actor: &Actor) -> bool {
        self.submission.as_ref().is_some_and(|submission| submission.by.who == actor.who)
    }

    pub fn status(&self) -> Status {
        self.last_entry().map_or(Status::Planned, |entry| entry.to)
    }

    /// The entry that gives the present status; `None` = planned from the start.
    pub fn last_entry(&self) -> Option<&StatusChange> {
        standing_entries(&self.status_changes).last().copied()
    }

    /// The day work began, if it did.
    pub fn began_on(&self) -> Option<Day> {
        let entries = standing_entries(&self.status_changes);
        entries.iter().find(|entry| entry.to == Status::Running).map(|entry| entry.effective_on)
    }

    /// The day work ended, if it has.
    pub fn ended_on(&self) -> Option<Day> {
        self.last_entry().filter(|entry| entry.to.is_final()).map(|entry| entry.effective_on)
    }
}
