//! How many measures went from which status to which.

use serde::Serialize;
use utoipa::ToSchema;

use super::explained::{Explained, Explanation};
use super::question::Question;
use crate::domain::measure::Status;
use crate::domain::table::{Table, Tabular};
use crate::domain::{Day, Label};

/// How many measures went from which status to which between two days.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    #[schema(value_type = String, format = Date, examples("2020-12-31"))]
    pub from: Day,
    #[schema(value_type = String, format = Date, examples("2021-12-31"))]
    pub to: Day,
    /// How many stand elsewhere than before.
    #[schema(minimum = 0, examples(12))]
    pub changed: u64,
    /// Also of what stayed where it was, so that the rows add up.
    #[schema(max_items = 42)]
    pub rows: Vec<FlowRow>,
}

/// Measures that went the same way.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FlowRow {
    /// null = nothing was known of them on the first day.
    pub from: Option<Status>,
    pub to: Status,
    #[schema(minimum = 1, examples(7))]
    pub measures: u64,
}

impl Tabular for Flow {
    fn table(&self) -> Table {
        Table::of(vec!["from", "to", "measures"], &self.rows)
    }
}

/// Counts the ways from the day `from` to the day of the question.
pub fn flow(question: &Question<'_>, from: Day) -> Explained<Flow> {
    let index = &*question.index(question.moment);
    let (all, to) = (question.select(index), question.day());
    let place = |status: Option<Status>| status.map_or(0, |status| status as usize + 1);
    let mut counts = [[0_u64; Status::ALL.len() + 1]; Status::ALL.len() + 1];
    for course in all.iter().filter_map(|slot| index.course(slot)) {
        counts[place(course.status_on(from))][place(course.status_on(to))] += 1;
    }
    let before = std::iter::once(None).chain(Status::ALL.iter().copied().map(Some));
    let pairs = before.flat_map(|from| Status::ALL.iter().map(move |to| (from, *to)));
    let rows = pairs.map(|(from, to)| {
        let measures = counts[place(from)][place(Some(to))];
        FlowRow { from, to, measures }
    });
    let rows: Vec<FlowRow> = rows.filter(|row| row.measures > 0).collect();
    let changed = rows.iter().filter(|row| row.from != Some(row.to)).map(|row| row.measures);
    let body = Flow { from, to, changed: changed.sum(), rows };
    let explanation = Explanation {
        formula: Label::new(
            "Zahl der Maßnahmen nach ihrem Status am Tag „from“ und am Tag „to“; was dazwischen war, zählt nicht. Die Filter gelten für den Stand des Tages „to“.",
            "Number of measures by their status on the day “from” and on the day “to”; what was in between does not count. The filters hold for the day “to”.",
        ),
        counted: all.len(),
        not_counted: Vec::new(),
        null_policy: Label::new(
            "„from“ ist null, wo am ersten Tag noch nichts bekannt war: die Maßnahme wurde später verzeichnet, und auch ihr erster Statuseintrag gilt erst seit später; dass sie davor geplant war, sagt er, aber nicht, seit wann. Wer das weiß, meldet „planned“ mit seinem Tag. Wovon auch am Tag „to“ nichts bekannt ist, fehlt.",
            "“from” is null where nothing was known on the first day: the measure was registered later, and its first status entry holds from later, too; that says that it was planned before, but not since when. Who knows that reports “planned” with its day. What nothing is known of on the day “to” either is left out.",
        ),
        additive: true,
        sums: Label::new(
            "Die Zeilen ergeben zusammen „counted“, die mit verschiedenem Status „changed“.",
            "The rows add up to “counted”, those with different statuses to “changed”.",
        ),
    };
    question.answer(body, explanation)
}
