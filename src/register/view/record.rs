//! What is shown of a measure: to the public, and to those who see all of it.

use serde::Serialize;
use utoipa::ToSchema;

use super::View;
use super::bitmaps::Dim;
use super::entry::{Entry, Rendered};
use crate::domain::measure::{
    Confirmation, Content, Demonstration, External, Flag, Publication, Reason, Review, Status,
    StatusChange, allowed_actions, standing_entries,
};
use crate::domain::shape::Pointer;
use crate::domain::{Action, Caller, CarrierId, Day, Instant, Measure, MeasureId};

/// A measure as it is read.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeasureRecord {
    pub id: MeasureId,
    /// The human reference; null until it is published.
    #[schema(required, max_length = 30, examples("IK-4-0017"))]
    pub reference: Option<String>,
    /// Grows with every change; the public is shown the last that it can notice.
    #[schema(minimum = 1, maximum = 2147483647)]
    pub version: u32,
    #[schema(max_length = 60, examples("integrationskonzept-2020-2023"))]
    pub concept: String,
    pub lead_carrier: CarrierRef,
    #[schema(required)]
    pub external: Option<External>,
    #[serde(flatten)]
    pub content: Content,
    pub publication: Publication,
    #[schema(required)]
    pub published_at: Option<Instant>,
    pub status: Status,
    /// The day since which the status is so; null = planned from the start.
    #[schema(required, value_type = Option<String>, format = Date)]
    pub status_since: Option<Day>,
    /// The entries that stand, oldest first.
    #[schema(max_items = 10000)]
    pub status_changes: Vec<StatusEntry>,
    /// Computed: what is noticed about the measure.
    #[schema(max_items = 10)]
    pub flags: Vec<Flag>,
    #[schema(required)]
    pub confirmation: Option<Confirmation>,
    /// Set for demonstration data, which no carrier registered.
    #[schema(required)]
    pub demonstration: Option<Demonstration>,
    pub created_at: Instant,
    /// When that version was made.
    pub updated_at: Instant,
    /// The measures that carry this one on now, also of a past record: those the caller sees if it is its own, else
    /// the published ones.
    #[schema(max_items = 1000)]
    pub successors: Vec<MeasureId>,
    /// What the caller may do with it next.
    #[schema(max_items = 20, example = json!(["edit", "change-status", "confirm"]))]
    pub allowed_actions: Vec<Action>,
    /// Only for those who see all of the measure.
    #[serde(flatten)]
    pub insight: Option<Insight>,
}

/// The carrier that answers for a measure.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CarrierRef {
    pub id: CarrierId,
    #[schema(max_length = 200)]
    pub name: String,
    #[schema(max_length = 60)]
    pub kind: String,
}

/// One standing entry of the status chain.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusEntry {
    /// By which it can be corrected.
    #[schema(minimum = 1, maximum = 10000)]
    pub number: u32,
    pub from: Option<Status>,
    pub to: Status,
    #[schema(value_type = String, format = Date)]
    pub effective_on: Day,
    pub recorded_at: Instant,
    pub reason: Option<Reason>,
    /// Shown to those who see all of the measure.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// What only the carrier and the planning office see.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Insight {
    /// JSON pointers to what is still missing before it can be submitted.
    #[schema(max_items = 100, value_type = Vec<Pointer>)]
    pub missing: Vec<String>,
    pub submitted_at: Option<Instant>,
    /// What reviewers said, oldest first.
    #[schema(max_items = 1000)]
    pub reviews: Vec<Review>,
    /// The content as it will be if the pending revision is accepted.
    pub pending_revision: Option<Content>,
}

impl View {
    /// The public record of an entry, ready to be sent.
    pub(super) fn render_public(&self, entry: &Entry) -> Option<Rendered> {
        let public = entry.measure.state.publication == Publication::Published;
        public.then(|| self.render(entry, &Caller::Public))
    }

    /// The record of an entry as `caller` sees it. (Whether `caller` may see it at
    /// all was asked before.)
    pub fn render(&self, entry: &Entry, caller: &Caller) -> Rendered {
        let record = self.record(entry, caller);
        let mut json = Vec::with_capacity(4_096);
        serde_json::to_writer(&mut json, &record).expect("a record is plain JSON");
        Rendered::new(record.version, &json)
    }

    pub fn record(&self, entry: &Entry, caller: &Caller) -> MeasureRecord {
        let measure = &*entry.measure;
        let insider = entry.standing(caller).sees_all();
        let state = &measure.state;
        let (content, shown_since) = match insider {
            true => ((*measure.content).clone(), measure),
            false => (entry.public_content(), entry.public_since()),
        };
        let content = self.with_partner_names(content);
        let standing = standing_entries(&state.status_changes);
        let shown = standing.iter().filter(|entry_| entry_.effective_on <= entry.day);
        let shown: Vec<&&StatusChange> = shown.collect();
        let concept = self.catalog.concept(&measure.concept);
        MeasureRecord {
            id: measure.id,
            reference: state.reference.as_deref().map(str::to_owned),
            version: shown_since.version,
            concept: measure.concept.to_string(),
            lead_carrier: self.carrier_ref(measure.carrier),
            external: measure.external.as_deref().cloned(),
            content,
            publication: state.publication,
            published_at: state.published_at,
            status: entry.status,
            status_since: shown.last().map(|entry| entry.effective_on),
            status_changes: shown.iter().map(|e| StatusEntry::of(e, insider)).collect(),
            flags: entry.flags.clone(),
            confirmation: state.confirmation.clone().map(|confirmation| Confirmation {
                note: confirmation.note.filter(|_| insider),
                ..*confirmation
            }),
            demonstration: state.demonstration.as_deref().cloned(),
            created_at: measure.created_at,
            updated_at: shown_since.updated_at,
            // The same for everybody who reads what the public reads.
            successors: self.successors(measure, if insider { caller } else { &Caller::Public }),
            allowed_actions: concept
                .map(|concept| allowed_actions(caller, measure, concept))
                .unwrap_or_default(),
            insight: insider.then(|| self.insight(measure)),
        }
    }

    /// A carrier by its names, as it is now.
    pub fn carrier_ref(&self, id: CarrierId) -> CarrierRef {
        let content = self.carrier(id).map(|carrier| &carrier.content);
        CarrierRef {
            id,
            name: content.map(|content| content.name.clone()).unwrap_or_default(),
            kind: content.map(|content| content.kind.clone()).unwrap_or_default(),
        }
    }

    fn successors(&self, measure: &Measure, caller: &Caller) -> Vec<MeasureId> {
        let slots = self.measures.bitmaps.get(Dim::Predecessor, &measure.id.to_string());
        let entries = slots.into_iter().flatten().filter_map(|slot| self.measures.entry(slot));
        let seen = entries.filter(|entry| caller.sees(&entry.measure));
        seen.map(|entry| entry.measure.id).collect()
    }

    fn insight(&self, measure: &Measure) -> Insight {
        let concept = self.catalog.concept(&measure.concept);
        let missing = concept.map(|concept| measure.content.missing(concept).into_vec());
        let missing = missing.into_iter().flatten().map(|fault| fault.pointer).collect();
        let state = &measure.state;
        Insight {
            missing,
            submitted_at: state.submission.as_ref().map(|submission| submission.at),
            reviews: state.reviews.clone(),
            pending_revision: state.revision.as_ref().map(|_| measure.proposed()),
        }
    }

    pub(super) fn with_partner_names(&self, mut content: Content) -> Content {
        for partner in &mut content.partners {
            let carrier = partner.carrier.and_then(|id| self.carrier(id));
            if let Some(carrier) = carrier {
                partner.name = Some(carrier.content.name.clone());
            }
        }
        content
    }
}

impl StatusEntry {
    fn of(change: &StatusChange, insider: bool) -> Self {
        Self {
            number: change.corrects.unwrap_or(change.number),
            from: change.from,
            to: change.to,
            effective_on: change.effective_on,
            recorded_at: change.recorded_at,
            reason: change.reason,
            note: change.note.clone().filter(|_| insider),
        }
    }
}
