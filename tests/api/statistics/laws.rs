//! Whatever was written, late or corrected: every statistic is what plain loops over
//! the measures give, for everybody, of every day, at every state of knowledge.

use std::collections::BTreeMap;

use chrono::Days;
use massnahmenregister::domain::measure::{Flag, Status};
use massnahmenregister::domain::table::{Cell, Tabular};
use massnahmenregister::domain::{Caller, Clock, Day, Instant};
use massnahmenregister::register::view::statistics::{
    Count, GroupBy, Question, Span, Step, TimelineBy, count_measures, flow, timeline,
};
use massnahmenregister::register::view::{Dim, Filter, Moment};
use massnahmenregister::register::{Register, View};
use proptest::collection::vec;
use proptest::prelude::*;

use super::differences::differences_are_right;
use super::oracle::{Seen, counts, seen, status_on, version_at};
use crate::harness::Database;
use crate::random::{officer, planner, record_write};
use crate::view::{cases, load_catalog, write_together};

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn statistics_are_what_plain_loops_over_the_measures_give(
        batches in vec(vec(record_write(), 1..4), 30..60),
        picks in vec((0..10usize, 0..10usize, 0..10usize, any::<bool>()), 12)
    ) {
        let database = Database::new();
        let clock = Clock::new(chrono_tz::Europe::Berlin);
        let (register, _threads) = Register::open(&database.url, clock).unwrap();
        load_catalog(&register);
        let mut instants = Vec::new();
        for (number, batch) in batches.iter().enumerate() {
            write_together(&register, batch);
            if number % 15 == 7 {
                instants.push(register.view().last_change_at);
            }
        }
        let view = register.view();
        let moments = moments(&view, &instants);
        for caller in callers(&view) {
            for (place, moment) in moments.iter().enumerate() {
                another_day_needs_no_other_entries(&view, &caller, *moment);
                let pick = picks[place % picks.len()];
                counts_are_right(&view, &caller, *moment, pick);
                timelines_are_right(&view, &caller, *moment, pick);
                flows_are_right(&view, &caller, *moment);
                differences_are_right(&view, &caller, moments[pick.0 % moments.len()], *moment);
            }
        }
    }
}

fn callers(view: &View) -> Vec<Caller> {
    let own = view.carriers().next().map(|carrier| officer(carrier.id));
    [Caller::Public, planner(0)].into_iter().chain(own).collect()
}

fn moments(view: &View, instants: &[Instant]) -> Vec<Moment> {
    let days = [view.today, view.today - Days::new(45), day("2020-07-01"), day("2022-02-28")];
    let days = days.map(Some).into_iter().chain([None]);
    let knowledge = instants.iter().copied().map(Some).chain([None]);
    let knowledge: Vec<_> = knowledge.collect();
    let moments = days.flat_map(|as_of| {
        knowledge.clone().into_iter().map(move |known_at| Moment { as_of, known_at })
    });
    moments.collect()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The index that is made for counting has the same measures under every value as
/// the one whose entries are made anew.
fn another_day_needs_no_other_entries(view: &View, caller: &Caller, moment: Moment) {
    let (fast, slow) = (view.counted_at(moment), view.measures_at(moment));
    assert_eq!(fast.all(), slow.all(), "{moment:?}");
    assert_eq!(fast.visible(caller), slow.visible(caller), "{moment:?}");
    for dim in Dim::ALL {
        let fast = fast.bitmaps.values(*dim).map(|(code, slots)| (code, slots & fast.all()));
        let fast: Vec<_> = fast.filter(|(_, slots)| !slots.is_empty()).collect();
        let slow: Vec<_> = slow.bitmaps.values(*dim).map(|(code, s)| (code, s.clone())).collect();
        assert_eq!(fast, slow, "{dim} {moment:?}");
    }
}

type Pick = (usize, usize, usize, bool);

fn filtered(view: &View, caller: &Caller, moment: Moment, pick: Pick) -> (Filter, Vec<Seen>) {
    let mut all = seen(view, caller, moment);
    let mut filter = Filter::default();
    match pick.2 {
        0 => {
            filter.dims.push((Dim::Status, vec!["running".into(), "planned".into()]));
            all.retain(|seen| matches!(seen.status, Status::Running | Status::Planned));
        }
        1 => {
            filter.dims.push((Dim::Flag, vec!["overdue".into(), "stale".into()]));
            let flags = [Flag::Overdue, Flag::Stale];
            all.retain(|seen| flags.iter().any(|flag| seen.flags.contains(flag)));
        }
        2 => {
            filter.dims.push((Dim::Handlungsfeld, vec!["2".into()]));
            all.retain(|seen| seen.measure.content.handlungsfelder().contains(&2));
        }
        3 => {
            (filter.from, filter.to) = (Some(day("2021-01-01")), Some(day("2021-12-31")));
            let (from, to) = (day("2021-01-01"), day("2021-12-31"));
            all.retain(|seen| seen.measure.period().touches(from, to));
        }
        _ => {}
    }
    (filter, all)
}

fn counts_are_right(view: &View, caller: &Caller, moment: Moment, pick: Pick) {
    let (filter, all) = filtered(view, caller, moment, pick);
    let mut group_by: Vec<GroupBy> =
        [pick.0, pick.1, pick.2].map(|at| GroupBy::ALL[at % GroupBy::ALL.len()]).into();
    group_by.truncate(1 + pick.1 % 3);
    group_by.dedup();
    if group_by.first() == group_by.get(2) {
        group_by.truncate(2);
    }
    let count = if pick.3 { Count::Measures } else { Count::Assignments };
    let question = Question { view, caller, filter: &filter, moment };
    let found = count_measures(&question, &group_by, count).unwrap();
    let table = found.table();
    let rows = table.rows.iter().map(|row| {
        let keys = table
            .headings
            .iter()
            .zip(row)
            .filter(|(heading, _)| **heading != "measures" && !heading.ends_with("Name"));
        let keys = keys.map(|(_, cell)| text(cell)).collect::<Vec<_>>();
        (keys, number(row.last().unwrap()))
    });
    let rows: Vec<_> = rows.collect();
    let (expected, counted) = counts(view, &all, &group_by, count);
    let context = format!("{group_by:?} {count} {moment:?} {pick:?}");
    assert_eq!(rows, expected.into_iter().collect::<Vec<_>>(), "{context}");
    assert_eq!(found.explanation.counted, counted, "{context}");
    let left_out = found.explanation.not_counted.iter().map(|left_out| left_out.count);
    assert_eq!(left_out.sum::<u64>() + counted, all.len() as u64, "{context}");
    let sum: u64 = rows.iter().map(|(_, measures)| measures).sum();
    assert!(sum >= counted, "{context}");
    if found.explanation.additive {
        assert_eq!(sum, counted, "{context}");
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.to_string(),
        other => panic!("{other:?} is no key"),
    }
}

fn number(cell: &Cell) -> u64 {
    match cell {
        Cell::Number(number) => number.as_u64().unwrap(),
        other => panic!("{other:?} is no number"),
    }
}

fn timelines_are_right(view: &View, caller: &Caller, moment: Moment, pick: Pick) {
    let (filter, all) = filtered(view, caller, moment, pick);
    let step = Step::ALL[pick.0 % 3];
    let span = Span { step, from: day("2020-02-15"), to: day("2027-03-31") };
    let group_by = pick.3.then_some(TimelineBy::Handlungsfeld);
    let question = Question { view, caller, filter: &filter, moment };
    let found = timeline(&question, span, group_by);
    assert!(found.body.rows.iter().all(|row| row.on <= question.day()), "nothing of the future");
    let last = question.day().min(span.to);
    assert_eq!(found.body.answered_until, (last >= span.from).then_some(last));
    let mut counted = std::collections::BTreeSet::new();
    for row in &found.body.rows {
        let field = row.handlungsfeld.as_ref().map(|text| text.parse::<u8>().unwrap());
        let of = all.iter().filter(|seen| {
            group_by.is_none() || seen.measure.content.handlungsfeld == field && field.is_some()
        });
        let (mut statuses, mut unknown) = (BTreeMap::<Status, u64>::new(), 0);
        for seen in of {
            match status_on(&seen.measure, row.on) {
                Some(status) => {
                    *statuses.entry(status).or_default() += 1;
                    counted.insert(seen.slot);
                }
                None => unknown += 1,
            }
        }
        let json = serde_json::to_value(row).unwrap();
        for status in Status::ALL {
            let expected = statuses.get(status).copied().unwrap_or(0);
            assert_eq!(json[status.as_str()], expected, "{status} on {} {moment:?}", row.on);
        }
        let sum: u64 = statuses.values().sum();
        assert_eq!((row.measures, row.not_yet_known), (sum, unknown));
    }
    assert_eq!(found.explanation.counted, counted.len() as u64);
    let left_out: u64 = found.explanation.not_counted.iter().map(|left_out| left_out.count).sum();
    assert_eq!(left_out + found.explanation.counted, all.len() as u64);
}

fn flows_are_right(view: &View, caller: &Caller, moment: Moment) {
    let to = moment.as_of.unwrap_or(view.today);
    for from in [day("2020-07-01").min(to), to - Days::new(100), to] {
        let filter = Filter::default();
        let question = Question { view, caller, filter: &filter, moment };
        let found = flow(&question, from);
        let mut expected: BTreeMap<(Option<Status>, Status), u64> = BTreeMap::new();
        for seen in seen(view, caller, moment) {
            *expected.entry((status_on(&seen.measure, from), seen.status)).or_default() += 1;
        }
        let rows = found.body.rows.iter().map(|row| ((row.from, row.to), row.measures));
        assert!(rows.eq(expected.clone()), "{from} {moment:?}: {:?}", found.body.rows);
        let sum: u64 = expected.values().sum();
        assert_eq!((found.explanation.additive, found.explanation.counted), (true, sum));
        let stayed = expected.iter().filter(|((from, to), _)| *from == Some(*to));
        let stayed: u64 = stayed.map(|(_, measures)| measures).sum();
        assert_eq!(found.body.changed, sum - stayed);
    }
}

/// Else the law above would hold of nothing.
#[test]
fn the_oracle_sees_late_entries_and_corrections() {
    use crate::harness::{TestApi, path_of};
    use serde_json::json;
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let who = api.officer(carrier);
    let steps = format!("{}/status-changes", path_of(&api.draft(&who, carrier)));
    api.post(&who, &steps, json!({"to": "running", "effectiveOn": "2021-03-01"})).expect(200);
    let known_at = Some(api.register.view().last_change_at);
    let fix = json!({"to": "running", "effectiveOn": "2021-05-01"});
    api.post(&who, &format!("{steps}/1/corrections"), fix).expect(200);
    let view = api.register.view();
    let (_, entry) = view.measures.entries().next().unwrap();
    let at = |known_at| {
        let moment = Moment { as_of: None, known_at };
        status_on(&version_at(entry, moment).unwrap(), day("2021-04-01"))
    };
    assert_eq!((at(known_at), at(None)), (Some(Status::Running), None));
}
