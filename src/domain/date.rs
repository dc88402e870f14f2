use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::input::Pointer;
use super::{Day, Faults, Rule};

/// A date as it was given: a year, a month, or a day.
///
/// `2021`, `2021-06` and `2021-06-15` are all that real records have to offer.
/// A start is compared by its [`first`](Self::first) day, an end by its
/// [`last`](Self::last).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    first: Day,
    precision: Precision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

/// [`Date`] where a schema is derived: the macro takes whatever is called "Date"
/// for a whole day.
pub type PartialDate = Date;

/// Years that a date of the register may have.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

impl Date {
    /// As people write it in Germany: `15.06.2021`, `06.2021`, `2021`.
    pub fn german(self) -> String {
        self.to_string().split('-').rev().collect::<Vec<_>>().join(".")
    }

    pub fn first(self) -> Day {
        self.first
    }

    pub fn last(self) -> Day {
        let months = match self.precision {
            Precision::Year => 12,
            Precision::Month => 1,
            Precision::Day => return self.first,
        };
        let next = self.first.checked_add_months(Months::new(months));
        next.and_then(|next| next.pred_opt()).unwrap_or(self.first)
    }
}

impl From<Day> for Date {
    fn from(first: Day) -> Self {
        Self { first, precision: Precision::Day }
    }
}

impl FromStr for Date {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let precision = match text.len() {
            4 => Precision::Year,
            7 => Precision::Month,
            10 => Precision::Day,
            _ => return Err(()),
        };
        let part = |range| text.get(range).map_or(Ok(1), |part: &str| part.parse().map_err(|_| ()));
        let year: i32 = text.get(0..4).ok_or(())?.parse().map_err(|_| ())?;
        if !digits || !YEARS.contains(&year) {
            return Err(());
        }
        let first = NaiveDate::from_ymd_opt(year, part(5..7)?, part(8..10)?).ok_or(())?;
        Ok(Self { first, precision })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Year => write!(f, "{year:04}"),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl PartialSchema for Date {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("A year, a month or a day, as precisely as it is known."))
            .pattern(Some("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))
            .min_length(Some(4))
            .max_length(Some(10))
            .examples(["2021-06"])
            .into()
    }
}

impl ToSchema for Date {
    fn name() -> std::borrow::Cow<'static, str> {
        "PartialDate".into()
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom("not a date"))
    }
}

/// A stretch of time whose ends may be unknown; an open end is known to be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Period {
    /// First day, month or year; null = unknown.
    pub start: Option<PartialDate>,
    /// Last day, month or year; null = unknown, or none if `openEnded`.
    pub end: Option<PartialDate>,
    /// It has no end; then `end` is null.
    pub open_ended: bool,
}

impl Period {
    /// First day; `None` = unknown.
    pub fn first(self) -> Option<Day> {
        self.start.map(Date::first)
    }

    /// Last day; `None` = unknown or open.
    pub fn last(self) -> Option<Day> {
        self.end.map(Date::last)
    }

    pub fn is_unknown(self) -> bool {
        self == Self::default()
    }

    /// Whether it may share a day with `from..=to`; an unknown end keeps it possible.
    pub fn touches(self, from: Day, to: Day) -> bool {
        self.first().is_none_or(|first| first <= to) && self.last().is_none_or(|last| last >= from)
    }

    /// Whether something of it is known to lie outside `from..=to`.
    pub fn leaves(self, from: Day, to: Day) -> bool {
        self.first().is_some_and(|first| first < from) || self.last().is_some_and(|last| last > to)
    }

    pub fn check(self, pointer: Pointer<'_>, faults: &Faults) {
        let ordered = match (self.first(), self.last()) {
            (Some(first), Some(last)) => first <= last,
            _ => true,
        };
        faults.require(ordered, Pointer::Member(&pointer, "end"), Rule::EndBeforeStart);
        let clear = self.end.is_none() || !self.open_ended;
        faults.require(clear, Pointer::Member(&pointer, "openEnded"), Rule::NotWith("end"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_kept_as_given() {
        let cases = [
            ("2021", "2021-01-01", "2021-12-31"),
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("2021-06-15", "2021-06-15", "2021-06-15"),
            ("2021-12", "2021-12-01", "2021-12-31"),
        ];
        for (text, first, last) in cases {
            let date: Date = text.parse().unwrap();
            let days = (date.first().to_string(), date.last().to_string());
            assert_eq!(days, (first.to_owned(), last.to_owned()), "{text}");
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        let cases = [
            "",
            "21",
            "2021-13",
            "2021-02-30",
            "2021-6",
            "+202",
            "0021",
            "2021-06-1ä",
            "9999",
            "2021/06",
            "2021-06-15T00",
        ];
        for text in cases {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_touches_what_it_may_reach() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (from, to) = (day("2020-01-01"), day("2023-12-31"));
        let cases = [
            (Some("2015"), None, true, true, "open-ended, begun before"),
            (Some("2019-01-16"), Some("2019-01-22"), false, false, "over before"),
            (Some("2024"), None, false, false, "begins after"),
            (None, Some("2019-09"), false, false, "unknown start, over before"),
            (None, None, false, true, "nothing known"),
            (Some("2019"), Some("2020"), false, true, "reaches in"),
        ];
        for (start, end, open_ended, touches, reason) in cases {
            let parse = |text: &str| text.parse::<Date>().unwrap();
            let period = Period { start: start.map(parse), end: end.map(parse), open_ended };
            assert_eq!(period.touches(from, to), touches, "{reason}");
        }
    }
}
