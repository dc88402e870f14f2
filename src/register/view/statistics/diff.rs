//! What is different between two moments.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;

use super::explained::{Explained, Explanation, MeasureRef};
use super::names::label;
use super::question::{NAMED, Question};
use crate::domain::measure::Status;
use crate::domain::table::{Table, Tabular};
use crate::domain::words::words;
use crate::domain::{Day, Instant, Label};
use crate::register::View;
use crate::register::view::{Dim, Index, Moment};

/// What is different between two moments: of two days, of two states of knowledge,
/// or of both.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    #[schema(value_type = String, format = Date, examples("2020-12-31"))]
    pub from: Day,
    #[schema(value_type = String, format = Date, examples("2021-12-31"))]
    pub to: Day,
    /// What the register knew at this moment; null = now.
    pub known_from: Option<Instant>,
    /// What the register knew at this moment; null = now.
    pub known_to: Option<Instant>,
    /// Measures that are there after, and not before.
    pub new: Group,
    /// Measures that are there before, and not after.
    pub gone: Group,
    /// Measures that are there both times and whose work has ended in between.
    pub ended: Group,
    /// Measures that are there both times and have another status, also those that
    /// ended.
    pub changed_status: StatusGroup,
    #[schema(max_items = 200)]
    pub rows: Vec<DiffRow>,
}

/// Measures with something in common.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Group {
    /// How many there are.
    #[schema(minimum = 0, examples(3))]
    pub count: u64,
    /// The first of them in order of registration, at most 100, that the caller may
    /// see now.
    #[schema(max_items = 100)]
    pub measures: Vec<MeasureRef>,
}

/// Measures with another status.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StatusGroup {
    /// How many there are.
    #[schema(minimum = 0, examples(3))]
    pub count: u64,
    /// The first of them in order of registration, at most 100, that the caller may
    /// see now.
    #[schema(max_items = 100)]
    pub measures: Vec<StatusMove>,
}

/// A measure with its status before and after.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StatusMove {
    #[serde(flatten)]
    pub measure: MeasureRef,
    pub from: Status,
    pub to: Status,
}

words!(
    /// What is summed up.
    SumOf {
        /// All measures.
        Measures = "measures",
        /// Measures with the status `key`.
        Status = "status",
        /// Measures of `concept` with the primary Handlungsfeld `key`; null = none is
        /// given.
        Handlungsfeld = "handlungsfeld",
        /// Planned funding in euro cents, as far as it is known.
        PlannedCents = "plannedCents",
        /// Lines of funding whose planned amount is not known.
        PlannedUnknown = "plannedUnknown",
        /// Actual funding in euro cents, as far as it is known.
        ActualCents = "actualCents",
        /// Lines of funding whose actual amount is not known.
        ActualUnknown = "actualUnknown",
    }
);

/// One sum, before and after.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DiffRow {
    pub of: SumOf,
    /// Of Handlungsfelder, the concept that numbers them; else null.
    #[schema(max_length = 60, examples("integrationskonzept-2020-2023"))]
    pub concept: Option<String>,
    #[schema(max_length = 20, examples("running"))]
    pub key: Option<String>,
    /// What the key is called.
    pub name: Option<Label>,
    #[schema(minimum = 0, examples(21))]
    pub before: i64,
    #[schema(minimum = 0, examples(24))]
    pub after: i64,
    /// `after` without `before`.
    #[schema(minimum = -9007199254740991i64, examples(3))]
    pub change: i64,
}

impl Tabular for Diff {
    fn table(&self) -> Table {
        Table::of(vec!["of", "concept", "key", "name.de", "before", "after", "change"], &self.rows)
    }
}

/// Compares `before` with the moment of the question.
pub fn diff(question: &Question<'_>, before: Moment) -> Explained<Diff> {
    let today = question.view.today;
    let (old, new) = (Side::of(question, before), Side::of(question, question.moment));
    let both = &old.slots & &new.slots;
    let moves: Vec<(u32, Status, Status)> = both
        .iter()
        .filter_map(|slot| Some((slot, old.status(slot)?, new.status(slot)?)))
        .filter(|(_, from, to)| from != to)
        .collect();
    let ended = moves.iter().filter(|(_, from, to)| !from.is_final() && to.is_final());
    let ended: RoaringBitmap = ended.map(|(slot, ..)| *slot).collect();
    let named_moves = moves.iter().filter_map(|(slot, from, to)| {
        Some(StatusMove { measure: question.name(&new.index, *slot)?, from: *from, to: *to })
    });
    let (only_old, only_new) = (&old.slots - &new.slots, &new.slots - &old.slots);
    // What is known of a measure is the same on every day.
    let shared = new.money(&both);
    let same = before.known_at == question.moment.known_at;
    let old_money = plus(if same { shared } else { old.money(&both) }, old.money(&only_old));
    let new_money = plus(shared, new.money(&only_new));
    let body = Diff {
        from: before.as_of.unwrap_or(today),
        to: question.day(),
        known_from: before.known_at,
        known_to: question.moment.known_at,
        new: new.group(question, &only_new),
        gone: old.group(question, &only_old),
        ended: new.group(question, &ended),
        changed_status: StatusGroup {
            count: moves.len() as u64,
            measures: named_moves.take(NAMED).collect(),
        },
        rows: rows(question.view, &old.sums(old_money), &new.sums(new_money)),
    };
    question.answer(body, explain((&old.slots | &new.slots).len()))
}

/// The measures of one of the two moments.
struct Side<'a> {
    index: std::borrow::Cow<'a, Index>,
    slots: RoaringBitmap,
    day: Day,
}

/// By what is summed up, the concept and the key.
type Sums = BTreeMap<(SumOf, Option<String>, Option<String>), i64>;

/// Sums of funding, in the order of [`MONEY`].
type Money = [i64; 4];
const MONEY: [SumOf; 4] =
    [SumOf::PlannedCents, SumOf::ActualCents, SumOf::PlannedUnknown, SumOf::ActualUnknown];

impl<'a> Side<'a> {
    fn of(question: &Question<'a>, moment: Moment) -> Self {
        let index = question.index(moment);
        let slots = question.select(&index);
        Self { index, slots, day: moment.as_of.unwrap_or(question.view.today) }
    }

    fn status(&self, slot: u32) -> Option<Status> {
        self.index.course(slot)?.status_on(self.day)
    }

    fn group(&self, question: &Question<'_>, slots: &RoaringBitmap) -> Group {
        Group { count: slots.len(), measures: question.name_all(&self.index, slots, NAMED) }
    }

    fn sums(&self, money: Money) -> Sums {
        let count = |slots: &RoaringBitmap| to_signed(slots.intersection_len(&self.slots));
        let mut sums = Sums::new();
        sums.insert((SumOf::Measures, None, None), to_signed(self.slots.len()));
        for (status, slots) in self.index.bitmaps.values(Dim::Status) {
            sums.insert((SumOf::Status, None, Some(status.to_owned())), count(slots));
        }
        for (concept, own) in self.index.bitmaps.values(Dim::Concept) {
            let mut unplaced = count(own);
            let mut add = |field: Option<&str>, measures| {
                let key = (Some(concept.to_owned()), field.map(str::to_owned));
                sums.insert((SumOf::Handlungsfeld, key.0, key.1), measures);
            };
            for (field, slots) in self.index.bitmaps.values(Dim::Primary) {
                let measures = count(&(slots & own));
                unplaced -= measures;
                add(Some(field), measures);
            }
            add(None, unplaced);
        }
        sums.extend(MONEY.iter().zip(money).map(|(of, amount)| ((*of, None, None), amount)));
        sums.retain(|_, sum| *sum != 0);
        sums
    }

    fn money(&self, slots: &RoaringBitmap) -> Money {
        let mut sums = Money::default();
        for entry in slots.iter().filter_map(|slot| self.index.entry(slot)) {
            for line in &entry.measure.content.funding {
                for (of, cents) in [line.planned_cents, line.actual_cents].iter().enumerate() {
                    sums[of] += cents.unwrap_or(0);
                    sums[of + 2] += i64::from(cents.is_none());
                }
            }
        }
        sums
    }
}

fn plus(one: Money, other: Money) -> Money {
    std::array::from_fn(|of| one[of] + other[of])
}

fn to_signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A row for each sum that there is on one of the two sides.
fn rows(view: &View, before: &Sums, after: &Sums) -> Vec<DiffRow> {
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let rows = keys.into_iter().map(|key| {
        let sum = |sums: &Sums| sums.get(key).copied().unwrap_or(0);
        let (before, after) = (sum(before), sum(after));
        let (of, concept, key) = key.clone();
        let name = key.as_deref().and_then(|key| label(view, concept.as_deref(), of.as_str(), key));
        DiffRow { of, concept, key, name, before, after, change: after - before }
    });
    rows.collect()
}

fn explain(counted: u64) -> Explanation {
    Explanation {
        formula: Label::new(
            "Was am Tag „to“ nach dem Wissen von „knownTo“ anders ist als am Tag „from“ nach dem Wissen von „knownFrom“; die Filter gelten für jeden der beiden Stände. „counted“ sind die Maßnahmen, die es in einem von beiden gibt.",
            "What is different on the day “to”, as known at “knownTo”, from the day “from”, as known at “knownFrom”; the filters hold for each of the two. “counted” are the measures that are there in one of them.",
        ),
        counted,
        not_counted: Vec::new(),
        null_policy: Label::new(
            "Beträge, die nicht bekannt sind, zählen nicht als 0, sondern unter „plannedUnknown“ und „actualUnknown“. Summen, die vorher und nachher 0 sind, fehlen.",
            "Amounts that are not known do not count as 0 but under “plannedUnknown” and “actualUnknown”. Sums that are 0 before and after are left out.",
        ),
        additive: false,
        sums: Label::new(
            "Die Zeilen „status“ ergeben zusammen „measures“, ebenso die Zeilen „handlungsfeld“. Andere Zeilen sind verschiedene Größen und dürfen nicht zusammengezählt werden.",
            "The rows “status” add up to “measures”, and so do the rows “handlungsfeld”. Other rows are different quantities and must not be added up.",
        ),
    }
}
