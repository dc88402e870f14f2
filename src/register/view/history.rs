//! What happened to one measure, as somebody may see it.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Entry, Version, View};
use crate::domain::measure::{Publication, Reason, Remark, Status};
use crate::domain::{Caller, CarrierId, Deed, Difference, Instant, Measure, Standing, differences};

/// One step in the history of a measure: what changed, when, by whom, and why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// Number of the entry in the register's log.
    #[schema(minimum = 1)]
    pub seq: i64,
    /// The version it made.
    #[schema(minimum = 1)]
    pub version: u32,
    pub at: Instant,
    pub action: Deed,
    /// What the one who did it was to the measure.
    pub standing: Standing,
    /// The carrier acted for; null for the planning office.
    pub carrier: Option<CarrierId>,
    pub publication: Publication,
    pub status: Status,
    /// Every place that differs from the entry before; empty in the first. What is
    /// computed is left out: flags, successors, allowed actions.
    #[schema(max_items = 10000)]
    pub changes: Vec<Difference>,
    /// Why the status was changed.
    pub reason: Option<Reason>,
    /// What was said about it; shown to those who see all of the measure.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// What the planning office said about it; shown to the same.
    #[schema(max_items = 100)]
    pub remarks: Vec<Remark>,
}

/// What is computed when it is read, or grows with every change.
const ASIDE: [&str; 6] =
    ["version", "updatedAt", "flags", "successors", "allowedActions", "missing"];

impl View {
    /// What happened to a measure after the version `after`, as far as `caller` sees it,
    /// oldest first; at most `limit` entries, and whether there are more.
    pub fn history(
        &self,
        now: &Entry,
        caller: &Caller,
        after: u32,
        limit: usize,
    ) -> (Vec<HistoryEntry>, bool) {
        let seen: Vec<&Version> = now.seen_by(caller).collect();
        let (told, rest) =
            seen.split_at(seen.partition_point(|version| version.measure.version <= after));
        let insider = now.standing(caller).sees_all();
        let with_record = |version| (version, self.comparable(now, version, caller));
        let mut before: Option<(&Version, Value)> = told.last().copied().map(with_record);
        let mut history = Vec::new();
        for version in rest.iter().copied().take(limit) {
            let record = self.comparable(now, version, caller);
            let changes = before.as_ref().map(|(_, before)| differences(before, &record));
            let earlier = before.as_ref().map(|(before, _)| &*before.measure);
            history.push(HistoryEntry::of(version, earlier, changes.unwrap_or_default(), insider));
            before = Some((version, record));
        }
        (history, rest.len() > limit)
    }

    /// What differs between two versions, as `caller` sees them.
    pub fn compare(
        &self,
        now: &Entry,
        (from, to): (&Version, &Version),
        caller: &Caller,
    ) -> Vec<Difference> {
        let record = |version| self.comparable(now, version, caller);
        differences(&record(from), &record(to))
    }

    fn comparable(&self, now: &Entry, version: &Version, caller: &Caller) -> Value {
        let record = self.record(&self.entry_of(now, version), caller);
        let mut record = serde_json::to_value(record).expect("a record is plain JSON");
        if let Some(members) = record.as_object_mut() {
            members.retain(|name, _| !ASIDE.contains(&name.as_str()));
        }
        record
    }
}

impl HistoryEntry {
    fn of(
        version: &Version,
        before: Option<&Measure>,
        changes: Vec<Difference>,
        insider: bool,
    ) -> Self {
        let measure = &version.measure;
        let why = Why::of(measure, before);
        Self {
            seq: version.seq,
            version: measure.version,
            at: version.at(),
            action: version.deed,
            standing: version.by.standing,
            carrier: version.by.carrier,
            publication: measure.state.publication,
            status: measure.state.status(),
            changes,
            reason: why.reason,
            note: why.note.filter(|_| insider),
            remarks: if insider { why.remarks } else { Vec::new() },
        }
    }
}

/// What was said when a version was made.
struct Why {
    reason: Option<Reason>,
    note: Option<String>,
    remarks: Vec<Remark>,
}

impl Why {
    fn of(measure: &Measure, before: Option<&Measure>) -> Self {
        let (state, known) = (&measure.state, before.map(|before| &before.state));
        let steps = known.map_or(0, |known| known.status_changes.len());
        let step = state.status_changes.get(steps..).and_then(<[_]>::last);
        let reviews = known.map_or(0, |known| known.reviews.len());
        let reviews = state.reviews.get(reviews..).unwrap_or_default();
        let confirmed = state.confirmation.as_ref();
        let confirmed =
            confirmed.filter(|_| known.is_none_or(|k| k.confirmation != state.confirmation));
        let confirmed = confirmed.and_then(|confirmation| confirmation.note.clone());
        Self {
            reason: step.and_then(|step| step.reason),
            note: step.and_then(|step| step.note.clone()).or(confirmed),
            remarks: reviews.iter().flat_map(|review| review.remarks.clone()).collect(),
        }
    }
}
