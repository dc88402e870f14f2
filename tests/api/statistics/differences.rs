//! What differs between two moments, held against plain loops over both.

use std::collections::BTreeMap;

use massnahmenregister::domain::Caller;
use massnahmenregister::domain::measure::Status;
use massnahmenregister::register::View;
use massnahmenregister::register::view::statistics::{DiffRow, Question, diff};
use massnahmenregister::register::view::{Filter, Moment};

use super::oracle::{Seen, seen};

pub fn differences_are_right(view: &View, caller: &Caller, before: Moment, after: Moment) {
    let filter = Filter::default();
    let found = diff(&Question { view, caller, filter: &filter, moment: after }, before).body;
    let by_slot = |moment| {
        let all = seen(view, caller, moment).into_iter();
        all.map(|seen| (seen.slot, seen)).collect::<BTreeMap<_, _>>()
    };
    let (old, new) = (by_slot(before), by_slot(after));
    let count = |there: &dyn Fn(&Option<&Seen>, &Option<&Seen>) -> bool| {
        let slots = 0..view.measures.slots();
        slots.filter(|slot| there(&old.get(slot), &new.get(slot))).count() as u64
    };
    let both = |one: &Option<&Seen>, other: &Option<&Seen>| {
        one.as_ref().zip(other.as_ref()).map(|(a, b)| (a.status, b.status))
    };
    assert_eq!(found.new.count, count(&|old, new| old.is_none() && new.is_some()));
    assert_eq!(found.gone.count, count(&|old, new| old.is_some() && new.is_none()));
    let moved = count(&|old, new| both(old, new).is_some_and(|(old, new)| old != new));
    assert_eq!(found.changed_status.count, moved);
    let over =
        |status| matches!(status, Status::Completed | Status::Discontinued | Status::Dropped);
    let ended = count(&|old, new| both(old, new).is_some_and(|(old, new)| !over(old) && over(new)));
    assert_eq!(found.ended.count, ended);
    for row in &found.rows {
        let sum = |side: &BTreeMap<u32, Seen>| -> i64 {
            side.values().map(|seen| amount(seen, row)).sum()
        };
        assert_eq!((row.before, row.after), (sum(&old), sum(&new)), "{row:?}");
        assert_eq!(row.change, row.after - row.before);
    }
    let sums = |of: &str| -> (i64, i64) {
        let rows = found.rows.iter().filter(|row| row.of.as_str() == of);
        rows.fold((0, 0), |(before, after), row| (before + row.before, after + row.after))
    };
    let all = (old.len() as i64, new.len() as i64);
    assert_eq!([sums("measures"), sums("status"), sums("handlungsfeld")], [all; 3]);
    let unknown = |side: &BTreeMap<u32, Seen>| -> i64 {
        let lines = side.values().flat_map(|seen| &seen.measure.content.funding);
        lines.filter(|line| line.planned_cents.is_none()).count() as i64
    };
    assert_eq!(sums("plannedUnknown"), (unknown(&old), unknown(&new)), "no row is missing");
}

/// What one measure adds to a sum.
fn amount(seen: &Seen, row: &DiffRow) -> i64 {
    let (content, key) = (&seen.measure.content, row.key.as_deref());
    match row.of.as_str() {
        "measures" => 1,
        "status" => i64::from(Some(seen.status.as_str()) == key),
        "handlungsfeld" => {
            let field = content.handlungsfeld.map(|number| number.to_string());
            let concept = row.concept.as_deref() == Some(&*seen.measure.concept);
            i64::from(concept && field.as_deref() == key)
        }
        "plannedCents" => content.funding.iter().filter_map(|line| line.planned_cents).sum(),
        "actualCents" => content.funding.iter().filter_map(|line| line.actual_cents).sum(),
        "plannedUnknown" => {
            content.funding.iter().filter(|l| l.planned_cents.is_none()).count() as i64
        }
        "actualUnknown" => {
            content.funding.iter().filter(|l| l.actual_cents.is_none()).count() as i64
        }
        other => panic!("{other}"),
    }
}
