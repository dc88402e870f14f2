use serde_json::json;

use super::{create_measure, find};
use crate::domain::measure::Content;
use crate::domain::{Caller, Error, MeasureId, PartialDate, Period, Result};
use crate::register::Tx;

/// Registers a draft that carries a measure on: the same a year later, without what
/// happened in the meantime.
pub fn copy_measure(tx: &mut Tx<'_>, caller: &Caller, id: MeasureId) -> Result<MeasureId> {
    let before = find(tx, caller, id)?;
    caller.may_create(before.carrier)?;
    let content = a_year_later(before.proposed(), id);
    let mut body = serde_json::to_value(content).map_err(Error::internal)?;
    body["leadCarrier"] = json!(before.carrier);
    body["concept"] = json!(&*before.concept);
    create_measure(tx, caller, &body)
}

fn a_year_later(content: Content, of: MeasureId) -> Content {
    let Period { start, end, open_ended } = content.planned;
    let funding = content.funding.into_iter().map(|mut line| {
        line.year = line.year.map(|year| year.saturating_add(1));
        line.actual_cents = None;
        line
    });
    let indicators = content.indicators.into_iter().map(|mut indicator| {
        indicator.year = indicator.year.map(|year| year.saturating_add(1));
        indicator.actual = None;
        indicator
    });
    Content {
        planned: Period { start: start.map(next_year), end: end.map(next_year), open_ended },
        actual: Default::default(),
        funding: funding.collect(),
        milestones: Box::default(),
        indicators: indicators.collect(),
        council_papers: Box::default(),
        internal_note: None,
        predecessor: Some(of),
        ..content
    }
}

/// As precisely as before; the 29th of February is followed by the 28th.
fn next_year(date: PartialDate) -> PartialDate {
    let text = date.to_string();
    let year: i32 = text[..4].parse().unwrap_or_default();
    let later = |rest: &str| format!("{:04}{rest}", year + 1).parse().ok();
    later(&text[4..]).or_else(|| later("-02-28")).unwrap_or(date)
}
