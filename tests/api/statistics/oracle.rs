//! The same statistics, slowly and obviously: plain loops over the measures, whose
//! states are walked to entry by entry.

use std::collections::BTreeMap;
use std::sync::Arc;

use massnahmenregister::domain::measure::{Flag, Publication, Reach, Status, StatusChange, flags};
use massnahmenregister::domain::{Caller, Day, Measure};
use massnahmenregister::register::View;
use massnahmenregister::register::view::statistics::{Count, GroupBy};
use massnahmenregister::register::view::{Entry, Moment};

/// A measure as somebody sees it at a moment.
#[derive(Clone)]
pub struct Seen {
    pub slot: u32,
    pub measure: Arc<Measure>,
    pub status: Status,
    pub flags: Vec<Flag>,
}

/// What the register knew of a measure at a moment.
pub fn version_at(entry: &Entry, moment: Moment) -> Option<Arc<Measure>> {
    let mut found = None;
    for version in entry.versions.iter() {
        if moment.known_at.is_none_or(|known_at| version.measure.updated_at <= known_at) {
            found = Some(Arc::clone(&version.measure));
        }
    }
    found
}

pub fn status_on(measure: &Measure, day: Day) -> Option<Status> {
    let registered = measure.created_at.naive().date() <= day;
    walk(&measure.state.status_changes, day).or(registered.then_some(Status::Planned))
}

/// Each entry of a chain is put in its place, or in that of the one it corrects.
pub fn walk(chain: &[StatusChange], day: Day) -> Option<Status> {
    let mut steps: BTreeMap<u32, Option<(Day, Status)>> = BTreeMap::new();
    for entry in chain {
        let step = (!entry.void).then_some((entry.effective_on, entry.to));
        steps.insert(entry.corrects.unwrap_or(entry.number), step);
    }
    let mut steps = steps.into_values().flatten();
    steps.rfind(|(on, _)| *on <= day).map(|(_, status)| status)
}

/// What `caller` sees at a moment.
pub fn seen(view: &View, caller: &Caller, moment: Moment) -> Vec<Seen> {
    let day = moment.as_of.unwrap_or(view.today);
    let mut found = Vec::new();
    for (slot, entry) in view.measures.entries() {
        let Some(measure) = version_at(entry, moment) else { continue };
        let Some(status) = status_on(&measure, day) else { continue };
        let published = measure.state.publication == Publication::Published;
        let own = caller.own_carriers().contains(&measure.carrier);
        if published || own || caller.sees_all() {
            let concept = view.catalog.concept(&measure.concept).unwrap();
            let life = sign_of_life(entry, &measure, concept.suppression_threshold);
            let flags = flags(&measure, life, status, concept, day);
            found.push(Seen { slot, measure, status, flags });
        }
    }
    found
}

/// The last day, up to a version, on which something was done that tells of life and that
/// the public notices.
fn sign_of_life(entry: &Entry, measure: &Measure, threshold: u16) -> Day {
    let mut last = entry.versions[0].measure.created_at.naive().date();
    for pair in entry.versions.windows(2) {
        let told = match pair[1].deed.as_str() {
            "archive" | "restore" | "move" | "withdraw" | "return" | "take-back" => false,
            "edit" => pair[1].by.standing.as_str() != "planner",
            _ => true,
        };
        let told = told && !pair[0].measure.reads_alike(&pair[1].measure, threshold);
        if told && pair[1].measure.version <= measure.version {
            last = pair[1].measure.updated_at.naive().date();
        }
    }
    last
}

/// What a measure is counted under.
fn keys(view: &View, seen: &Seen, by: GroupBy, count: Count) -> Vec<String> {
    let content = &seen.measure.content;
    let kind = &view.carrier(seen.measure.carrier).unwrap().content.kind;
    let texts = |codes: &[Arc<str>]| codes.iter().map(|code| code.to_string()).collect();
    match by {
        GroupBy::Handlungsfeld => match count {
            Count::Measures => content.handlungsfeld.iter().map(u8::to_string).collect(),
            Count::Assignments => content.handlungsfelder().iter().map(u8::to_string).collect(),
        },
        GroupBy::Guideline => texts(&content.guidelines),
        GroupBy::Stadtteil => match content.reach {
            Some(Reach::Citywide) => vec!["citywide".to_owned()],
            Some(Reach::BeyondCity) => vec!["beyond-city".to_owned()],
            _ => texts(&content.stadtteile),
        },
        GroupBy::Status => vec![seen.status.to_string()],
        GroupBy::Reach => content.reach.iter().map(Reach::to_string).collect(),
        GroupBy::CarrierKind => vec![kind.clone()],
        GroupBy::Sector => vec![view.catalog.carrier_kind(kind).unwrap().sector.clone()],
        GroupBy::Carrier => vec![seen.measure.carrier.to_string()],
        GroupBy::TargetGroup => texts(&content.target_groups),
        GroupBy::Year => {
            use chrono::Datelike;
            let period = seen.measure.period();
            let Some(first) = period.first() else { return Vec::new() };
            let last = period.last().map_or(first.year(), |last| last.year());
            (first.year()..=last).map(|year| year.to_string()).collect()
        }
    }
}

/// Rows by their keys, and how many measures are in at least one.
pub fn counts(
    view: &View,
    all: &[Seen],
    group_by: &[GroupBy],
    count: Count,
) -> (BTreeMap<Vec<String>, u64>, u64) {
    let mut rows = BTreeMap::new();
    let mut counted = 0;
    for seen in all {
        let mut combinations = vec![Vec::new()];
        for by in group_by {
            let keys = keys(view, seen, *by, count);
            let longer = combinations.iter().flat_map(|before: &Vec<String>| {
                let with = |key: &String| before.iter().cloned().chain([key.clone()]).collect();
                keys.iter().map(with).collect::<Vec<Vec<String>>>()
            });
            combinations = longer.collect();
        }
        counted += u64::from(!combinations.is_empty());
        for keys in combinations {
            *rows.entry(keys).or_insert(0) += 1;
        }
    }
    (rows, counted)
}
