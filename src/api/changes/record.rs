use serde::Serialize;
use utoipa::ToSchema;

use crate::api::carriers::CarrierRecord;
use crate::domain::words::words;
use crate::domain::{Caller, Instant};
use crate::register::View;
use crate::register::view::{MeasureRecord, Seen};

words!(
    /// What a change was about.
    Subject {
        Measure = "measure",
        Carrier = "carrier",
        /// Concepts, Handlungsfelder, Stadtteile …: to be read anew.
        Catalog = "catalog",
        /// Figures of the population: to be read anew.
        Population = "population",
    }
);

/// One change, with the record after it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeRecord {
    /// Its number in the register's log.
    #[schema(minimum = 1)]
    seq: i64,
    at: Instant,
    subject: Subject,
    /// Id of the measure or carrier; null for the others.
    #[schema(max_length = 36, format = Uuid)]
    id: Option<String>,
    /// The year of population figures; only for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1900, maximum = 2199, examples(2021))]
    year: Option<u16>,
    /// The caller sees it no longer: it was deleted, archived or withdrawn, moved to
    /// another carrier, or the caller's rights to it were lost.
    deleted: bool,
    /// The measure after the change; only for one, and if it is still to be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<Box<MeasureRecord>>,
    /// The carrier as it is now; only for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<CarrierRecord>,
}

impl ChangeRecord {
    pub fn of(seen: &Seen<'_>, view: &View, caller: &Caller) -> Self {
        match seen {
            Seen::Measure { seq, entry } => Self {
                id: Some(entry.measure.id.to_string()),
                measure: Some(view.record(entry, caller).into()),
                ..Self::new(*seq, entry.measure.updated_at, Subject::Measure)
            },
            Seen::NoMeasure { seq, id, at } => Self {
                id: Some(id.to_string()),
                deleted: true,
                ..Self::new(*seq, *at, Subject::Measure)
            },
            Seen::Carrier { seq, carrier, at } => Self {
                id: Some(carrier.id.to_string()),
                carrier: Some(CarrierRecord::of(carrier)),
                ..Self::new(*seq, *at, Subject::Carrier)
            },
            Seen::Catalog { seq, at } => Self::new(*seq, *at, Subject::Catalog),
            Seen::Population { seq, year, deleted, at } => Self {
                year: Some(*year),
                deleted: *deleted,
                ..Self::new(*seq, *at, Subject::Population)
            },
        }
    }

    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn new(seq: i64, at: Instant, subject: Subject) -> Self {
        Self {
            seq,
            at,
            subject,
            id: None,
            year: None,
            deleted: false,
            measure: None,
            carrier: None,
        }
    }
}
