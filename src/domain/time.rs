use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

/// A calendar day.
pub type Day = NaiveDate;

/// A moment in UTC, cut to the microseconds both databases keep.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, ToSchema,
)]
#[serde(from = "DateTime<Utc>")]
#[schema(value_type = String, format = DateTime, max_length = 32,
         examples("2021-06-15T09:00:00.123456Z"))]
pub struct Instant(NaiveDateTime);

impl Instant {
    pub fn naive(self) -> NaiveDateTime {
        self.0
    }

    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc().into())
    }

    pub fn unix(self) -> i64 {
        self.0.and_utc().timestamp()
    }

    pub fn plus(self, by: TimeDelta) -> Self {
        Self(self.0 + by)
    }

    pub fn day_in(self, zone: Tz) -> Day {
        self.0.and_utc().with_timezone(&zone).date_naive()
    }
}

impl From<NaiveDateTime> for Instant {
    fn from(at: NaiveDateTime) -> Self {
        Self(at.trunc_subsecs(6))
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        at.naive_utc().into()
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.and_utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// What time it is; tests move it.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: Tz,
    /// Microseconds the clock is ahead of the real one.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    pub fn new(zone: Tz) -> Self {
        Self { zone, ahead: Arc::default() }
    }

    pub fn now(&self) -> Instant {
        #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
        let real = Utc::now();
        (real + TimeDelta::microseconds(self.ahead.load(Ordering::Relaxed))).into()
    }

    /// Today where the concept is.
    pub fn today(&self) -> Day {
        self.now().day_in(self.zone)
    }

    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Moves the clock, for everyone who holds it.
    pub fn advance(&self, by: TimeDelta) {
        let by = by.num_microseconds().unwrap_or(0);
        self.ahead.fetch_add(by, Ordering::Relaxed);
    }
}
