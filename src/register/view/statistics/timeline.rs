//! Where the measures stood, period by period.

use chrono::{Datelike, Months};
use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;

use super::explained::{Explained, Explanation, Omission};
use super::names::Names;
use super::question::Question;
use crate::domain::measure::Status;
use crate::domain::table::{Table, Tabular};
use crate::domain::words::words;
use crate::domain::{Day, Label};
use crate::register::view::{Dim, Index};

words!(
    /// How long a period is.
    #[derive(Default)]
    Step {
        Month = "month",
        #[default]
        Quarter = "quarter",
        Year = "year",
    }
);

words!(
    /// What a timeline is split by.
    TimelineBy {
        /// The primary Handlungsfeld.
        Handlungsfeld = "handlungsfeld",
    }
);

/// How many measures stood in each status at the end of each period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    pub step: Step,
    pub group_by: Option<TimelineBy>,
    /// The concept whose Handlungsfelder these are; null if it is not split by them.
    #[schema(max_length = 60, examples("integrationskonzept-2020-2023"))]
    pub concept: Option<String>,
    #[schema(value_type = String, format = Date, examples("2020-01-01"))]
    pub from: Day,
    #[schema(value_type = String, format = Date, examples("2023-12-31"))]
    pub to: Day,
    /// The last day that is answered: `to`, or `asOf` or today if that is earlier, for
    /// nobody knows what will be; null if that leaves no day.
    #[schema(value_type = Option<String>, format = Date, examples("2023-12-31"))]
    pub answered_until: Option<Day>,
    #[schema(max_items = 60000)]
    pub rows: Vec<TimelineRow>,
    /// What the keys of the rows are called.
    pub names: Names,
}

/// The end of one period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimelineRow {
    #[schema(max_length = 10, examples("2021-Q1"))]
    pub period: String,
    /// Its last day, or the last day that is answered.
    #[schema(value_type = String, format = Date, examples("2021-03-31"))]
    pub on: Day,
    /// Number of the Handlungsfeld, if grouped by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10, examples("4"))]
    pub handlungsfeld: Option<String>,
    pub planned: u64,
    pub running: u64,
    pub paused: u64,
    pub completed: u64,
    pub discontinued: u64,
    pub dropped: u64,
    /// All of these.
    pub measures: u64,
    /// Measures of which nothing was known on that day: they were registered later, and
    /// their first status entry holds from later.
    pub not_yet_known: u64,
}

impl Tabular for Timeline {
    fn table(&self) -> Table {
        let group = self.group_by.map(|by| by.as_str());
        let statuses = Status::ALL.iter().map(|status| status.as_str());
        let headings = ["period", "on"].into_iter().chain(group).chain(statuses);
        let headings = headings.chain(["measures", "notYetKnown"]).collect();
        self.names.beside(Table::of(headings, &self.rows))
    }
}

/// The period a timeline is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub step: Step,
    pub from: Day,
    pub to: Day,
}

impl Span {
    /// How many periods there are at most.
    pub fn periods(self) -> usize {
        let months = (self.to.year() - self.from.year() + 1) * 12;
        usize::try_from(months / self.step.months()).unwrap_or(0)
    }

    /// Name and last day of each period, none later than `until`.
    fn points(self, until: Day) -> Vec<(String, Day)> {
        let months = u32::try_from(self.step.months()).unwrap_or(1);
        let first = self.from.month0() / months * months + 1;
        let mut start = self.from.with_day(1).and_then(|day| day.with_month(first));
        let mut points = Vec::new();
        while let Some(begin) = start.filter(|begin| *begin <= until && self.from <= until) {
            start = begin.checked_add_months(Months::new(months));
            let last = start.and_then(|next| next.pred_opt()).unwrap_or(until);
            points.push((self.step.name(begin), last.min(until)));
        }
        points
    }
}

impl Step {
    fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    fn name(self, begin: Day) -> String {
        match self {
            Self::Month => begin.format("%Y-%m").to_string(),
            Self::Quarter => format!("{}-Q{}", begin.year(), begin.month0() / 3 + 1),
            Self::Year => begin.year().to_string(),
        }
    }
}

/// Counts at the end of each period of `span`.
pub fn timeline(
    question: &Question<'_>,
    span: Span,
    group_by: Option<TimelineBy>,
) -> Explained<Timeline> {
    let index = &*question.index(question.moment);
    let all = question.select(index);
    let until = span.to.min(question.day());
    let points = span.points(until);
    let groups = groups(index, &all, group_by);
    let grouped = groups.iter().fold(RoaringBitmap::new(), |grouped, (_, slots)| grouped | slots);
    let late = |slot: &u32| {
        let known = |on: Day| index.course(*slot).and_then(|course| course.status_on(on));
        points.last().and_then(|(_, on)| known(*on)).is_none()
    };
    let unknown: RoaringBitmap = grouped.iter().filter(late).collect();
    let left_out = [
        question.not_counted(index, Omission::NoHandlungsfeld, &(&all - &grouped)),
        question.not_counted(index, Omission::NotYetKnown, &unknown),
    ];
    let counts =
        groups.iter().map(|(code, slots)| (code, slots.len(), count(index, slots, &points)));
    let counts: Vec<_> = counts.collect();
    let rows = points.iter().enumerate().flat_map(|(place, point)| {
        counts.iter().map(move |(code, all, counts)| row(point, code, *all, counts[place]))
    });
    let mut names = Names::default();
    let fields = groups.iter().filter_map(|(code, _)| code.as_deref());
    names.add(question.view, question.concept(), "handlungsfeld", fields);
    names.add(question.view, None, "status", Status::ALL.iter().map(|status| status.as_str()));
    let body = Timeline {
        step: span.step,
        group_by,
        concept: group_by.and_then(|_| question.concept()).map(str::to_owned),
        from: span.from,
        to: span.to,
        answered_until: points.last().map(|(_, on)| *on),
        rows: rows.collect(),
        names,
    };
    let counted = grouped.len() - unknown.len();
    question.answer(body, explain(counted, left_out.into_iter().flatten().collect()))
}

/// The measures of each row of a day; with a name, if they are split.
fn groups(
    index: &Index,
    all: &RoaringBitmap,
    group_by: Option<TimelineBy>,
) -> Vec<(Option<String>, RoaringBitmap)> {
    match group_by {
        None => vec![(None, all.clone())],
        Some(TimelineBy::Handlungsfeld) => {
            let values = index.bitmaps.values(Dim::Primary);
            let groups = values.map(|(code, slots)| (Some(code.to_owned()), slots & all));
            groups.filter(|(_, slots)| !slots.is_empty()).collect()
        }
    }
}

type Counts = [u64; Status::ALL.len()];

/// How many of `slots` have which status at each point: each phase of a measure
/// counts from the first point it holds at until the first it holds no longer.
fn count(index: &Index, slots: &RoaringBitmap, points: &[(String, Day)]) -> Vec<Counts> {
    let place = |day: Day| points.partition_point(|(_, on)| *on < day);
    let mut changes = vec![[0_i64; Status::ALL.len()]; points.len() + 1];
    for course in slots.iter().filter_map(|slot| index.course(slot)) {
        for (status, since, until) in course.phases() {
            changes[place(since)][status as usize] += 1;
            changes[until.map_or(points.len(), place)][status as usize] -= 1;
        }
    }
    let mut now = [0_i64; Status::ALL.len()];
    let counts = changes.iter().take(points.len()).map(|change| {
        now.iter_mut().zip(change).for_each(|(now, change)| *now += change);
        now.map(i64::unsigned_abs)
    });
    counts.collect()
}

fn row(
    (period, on): &(String, Day),
    code: &Option<String>,
    all: u64,
    counts: Counts,
) -> TimelineRow {
    let [planned, running, paused, completed, discontinued, dropped] = counts;
    let measures = counts.iter().sum();
    TimelineRow {
        period: period.clone(),
        on: *on,
        handlungsfeld: code.clone(),
        planned,
        running,
        paused,
        completed,
        discontinued,
        dropped,
        measures,
        not_yet_known: all - measures,
    }
}

fn explain(counted: u64, not_counted: Vec<super::NotCounted>) -> Explanation {
    Explanation {
        formula: Label::new(
            "Zahl der Maßnahmen je Status am letzten Tag jedes Zeitabschnitts, nach dem, was über diesen Tag bekannt ist. Die Filter gelten für den Stand des Tages „asOf“. Nach „asOf“ und nach heute wird nichts beantwortet; der Abschnitt, in dem dieser Tag liegt, zeigt den Stand dieses Tages.",
            "Number of measures in each status on the last day of each period, by what is known of that day. The filters hold for the day “asOf”. Nothing after “asOf” or after today is answered; the period in which that day lies shows that day.",
        ),
        counted,
        not_counted,
        null_policy: Label::new(
            "Wovon an einem Tag noch nichts bekannt war, steht unter „notYetKnown“ und in keinem Status: was später verzeichnet wurde und dessen erster Statuseintrag erst seit später gilt. Dass es davor geplant war, sagt der Eintrag, aber nicht, seit wann.",
            "What nothing was known of on a day stands under “notYetKnown” and in no status: what was registered later and whose first status entry holds from later. That says that it was planned before, but not since when.",
        ),
        additive: false,
        sums: Label::new(
            "Die Status einer Zeile ergeben zusammen „measures“, und die Zeilen eines Tages alle Maßnahmen dieses Tages. Zeilen verschiedener Tage dürfen nicht zusammengezählt werden: dieselbe Maßnahme steht in jeder.",
            "The statuses of a row add up to “measures”, and the rows of one day to all measures of that day. Rows of different days must not be added up: the same measure is in each.",
        ),
    }
}
