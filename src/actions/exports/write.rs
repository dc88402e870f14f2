//! Measures in the formats that are written as they come.

use std::sync::Arc;

use super::{Form, Reader};
use crate::domain::measure::Deadlines;
use crate::domain::table::Column;
use crate::domain::{Caller, Date, Lang};
use crate::formats::csv::{self, Dialect};
use crate::formats::geojson::{self, Polygons};
use crate::formats::ical::{self, Happening, Occasion};
use crate::register::View;
use crate::register::view::Entry;

pub enum Writer {
    Ndjson,
    Csv(Dialect),
    GeoJson { polygons: Polygons, any: bool },
    Ical,
}

impl Writer {
    /// Of any form but a workbook, which is not written as it comes.
    pub fn new(form: Form, view: &View) -> Self {
        match form {
            Form::Csv(dialect) => Self::Csv(dialect),
            Form::GeoJson => {
                let polygons = view.catalog.geometry.as_ref().map(Polygons::of);
                Self::GeoJson { polygons: polygons.unwrap_or_default(), any: false }
            }
            Form::Ical => Self::Ical,
            Form::Ndjson | Form::Xlsx => Self::Ndjson,
        }
    }

    pub fn begin(&mut self, out: &mut Vec<u8>, view: &View, reader: &Reader) {
        match self {
            Self::Ndjson => {}
            Self::Csv(dialect) => {
                let columns: Vec<Column> = reader.columns().map(|known| known.column).collect();
                csv::headings(out, &columns, *dialect, reader.lang);
            }
            Self::GeoJson { .. } => {
                geojson::begin(out, view.catalog.geometry.as_ref(), reader.publisher.as_ref());
            }
            Self::Ical => ical::begin(out),
        }
    }

    pub fn measure(&mut self, out: &mut Vec<u8>, view: &View, entry: &Arc<Entry>, reader: &Reader) {
        match self {
            Self::Ndjson => {
                out.extend_from_slice(&view.shown(entry, &reader.caller));
                out.push(b'\n');
            }
            Self::Csv(dialect) => {
                let row = view.row(entry, &reader.caller);
                let cells: Vec<_> = reader.columns().map(|column| (column.cell)(&row)).collect();
                csv::rows(out, *dialect, [cells]);
            }
            Self::GeoJson { polygons, any } => {
                if std::mem::replace(any, true) {
                    out.push(b',');
                }
                let stadtteile = entry.measure.content.stadtteile.iter().map(|key| &**key);
                let id = entry.measure.id.to_string();
                let record = view.shown(entry, &reader.caller);
                geojson::feature(out, &id, polygons, stadtteile, &record);
            }
            Self::Ical => {
                for (occasion, known) in occasions(view, entry, &reader.caller) {
                    event(out, view, entry, reader, (occasion, known));
                }
            }
        }
    }

    pub fn end(&mut self, out: &mut Vec<u8>) {
        match self {
            Self::Ndjson | Self::Csv(_) => {}
            Self::GeoJson { .. } => geojson::end(out),
            Self::Ical => ical::end(out),
        }
    }
}

/// The days of a measure that belong in a calendar. By when it must be confirmed tells
/// when it was last touched, also by what the public does not notice; so that is for
/// those who see all of it.
fn occasions(view: &View, entry: &Entry, caller: &Caller) -> Vec<(Occasion, Date)> {
    let (measure, period) = (&entry.measure, entry.measure.period());
    let concept = view.catalog.concept(&measure.concept);
    let insider = entry.standing(caller).sees_all();
    let due = concept.filter(|_| insider).and_then(|concept| {
        Deadlines::of(measure, entry.sign_of_life(), concept).confirmation_due(entry.status)
    });
    let all = [
        (Occasion::Start, period.start),
        (Occasion::End, period.end),
        (Occasion::ConfirmationDue, due.map(Date::from)),
    ];
    all.into_iter().filter_map(|(occasion, on)| Some((occasion, on?))).collect()
}

fn event(
    out: &mut Vec<u8>,
    view: &View,
    entry: &Entry,
    reader: &Reader,
    (occasion, known): (Occasion, Date),
) {
    let measure = &entry.measure;
    let carrier = view.carrier(measure.carrier).map(|carrier| carrier.content.name.as_str());
    let happening = Happening {
        measure: measure.id,
        occasion,
        on: if occasion == Occasion::End { known.last() } else { known.first() },
        known,
        title: &measure.content.title,
        carrier: carrier.unwrap_or_default(),
        url: format!("{}/v1/measures/{}", reader.url, measure.id),
        updated_at: entry.updated_at(&reader.caller),
    };
    let lang: Lang = reader.lang;
    ical::event(out, &happening, lang);
}
