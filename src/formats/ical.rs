//! Days of measures as iCalendar (RFC 5545).

use chrono::{DateTime, Utc};
use icalendar::{Component, Event, EventLike};

use crate::domain::words::words;
use crate::domain::{Date, Day, Instant, Lang, MeasureId};

pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

words!(
    /// What there is to be noted in a calendar.
    Occasion {
        Start = "start",
        End = "end",
        /// The last day on which no sign of life is missed yet.
        ConfirmationDue = "confirmation-due",
    }
);

/// A day of a measure.
pub struct Happening<'a> {
    pub measure: MeasureId,
    pub occasion: Occasion,
    pub on: Day,
    /// As precisely as it is known.
    pub known: Date,
    pub title: &'a str,
    pub carrier: &'a str,
    /// Where the measure is read.
    pub url: String,
    pub updated_at: Instant,
}

impl Occasion {
    fn says(self, lang: Lang) -> &'static str {
        let (de, en) = match self {
            Self::Start => ("Beginn", "Start"),
            Self::End => ("Ende", "End"),
            Self::ConfirmationDue => ("Bestätigung fällig", "Confirmation due"),
        };
        lang.pick(de, en)
    }
}

pub fn begin(out: &mut Vec<u8>) {
    let head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
                PRODID:-//Maßnahmenregister//Massnahmen//DE\r\nCALSCALE:GREGORIAN\r\n\
                METHOD:PUBLISH\r\nX-WR-CALNAME:Maßnahmenregister\r\n";
    out.extend(head.as_bytes());
}

/// A whole day. Its name stays the same, so that a calendar moves it.
pub fn event(out: &mut Vec<u8>, happening: &Happening<'_>, lang: Lang) {
    let Happening { measure, occasion, on, known, title, carrier, url, updated_at } = happening;
    let says = occasion.says(lang);
    let updated: DateTime<Utc> = updated_at.naive().and_utc();
    let mut event = Event::new();
    event
        .uid(&format!("{measure}-{occasion}@massnahmenregister"))
        .timestamp(updated)
        .last_modified(updated)
        .summary(&format!("{says}: {title}"))
        // Without an end it is that day; one on the same day would not be valid.
        .starts(*on)
        .add_property("URL", url)
        .add_property("TRANSP", "TRANSPARENT");
    let day = lang.pick(known.german(), known.to_string());
    let mut about = format!("{says}: {day}\n{carrier}");
    if known.first() != known.last() {
        about += lang.pick("\nDer Tag ist nicht genauer bekannt.", "\nThe day is not known.");
    }
    event.description(&about);
    let written: Result<String, _> = event.done().try_into();
    out.extend(written.expect("a text takes whatever is written").as_bytes());
}

pub fn end(out: &mut Vec<u8>) {
    out.extend(b"END:VCALENDAR\r\n");
}
