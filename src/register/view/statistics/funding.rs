//! Where the money comes from, as far as it is known.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::explained::{Explained, Explanation, Omission};
use super::names::Names;
use super::question::Question;
use crate::domain::measure::{FundingLine, FundingSource};
use crate::domain::table::{Table, Tabular};
use crate::domain::words::words;
use crate::domain::{Label, Measure};

words!(
    /// What funding lines are put together by.
    FundingBy {
        Source = "source",
        /// Of the line.
        Year = "year",
        /// The primary one of the measure.
        Handlungsfeld = "handlungsfeld",
    }
);

/// Sums of funding lines.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Funding {
    #[schema(max_items = 3)]
    pub group_by: Vec<FundingBy>,
    /// The concept whose Handlungsfelder these are; null if it is not grouped by them.
    #[schema(max_length = 60, examples("integrationskonzept-2020-2023"))]
    pub concept: Option<String>,
    /// In the order of their keys, `unknown` last.
    #[schema(max_items = 100000)]
    pub rows: Vec<FundingRow>,
    /// What the keys of the rows are called.
    pub names: Names,
    /// All lines together.
    pub total: FundingRow,
}

/// Lines that have the same keys. The sums are of the known amounts alone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FundingRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<FundingSource>,
    /// The year, or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 7, examples("2021"))]
    pub year: Option<String>,
    /// Number of the Handlungsfeld, or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 7, examples("2"))]
    pub handlungsfeld: Option<String>,
    /// Measures with such a line, each once.
    #[schema(minimum = 0, examples(4))]
    pub measures: u64,
    #[schema(minimum = 0, examples(5))]
    pub lines: u64,
    pub planned: Amount,
    pub actual: Amount,
}

/// A sum of amounts, some of which may not be known.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, ToSchema)]
pub struct Amount {
    /// Euro cents; null if no amount is known.
    #[schema(minimum = 0, examples(1250000))]
    pub cents: Option<i64>,
    /// Lines whose amount is known.
    #[schema(minimum = 0, examples(3))]
    pub known: u64,
    /// Lines whose amount is not known: it is missing in the sum.
    #[schema(minimum = 0, examples(2))]
    pub unknown: u64,
}

impl Amount {
    fn add(&mut self, cents: Option<i64>) {
        match cents {
            Some(more) => {
                self.cents = Some(self.cents.unwrap_or(0).saturating_add(more));
                self.known += 1;
            }
            None => self.unknown += 1,
        }
    }
}

impl Tabular for Funding {
    fn table(&self) -> Table {
        let keys = self.group_by.iter().map(|by| by.as_str());
        let amounts = ["planned.cents", "planned.known", "planned.unknown"];
        let actual = ["actual.cents", "actual.known", "actual.unknown"];
        let values = ["measures", "lines"].into_iter().chain(amounts).chain(actual);
        self.names.beside(Table::of(keys.chain(values).collect(), &self.rows))
    }
}

/// The keys of a row. What is not known comes last.
type Keys = [Option<Key>; 3];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Source(FundingSource),
    Number(u16),
    Unknown,
}

/// Sums the funding lines of measures by one to three dimensions.
pub fn funding(question: &Question<'_>, group_by: &[FundingBy]) -> Explained<Funding> {
    let index = &*question.index(question.moment);
    let all = question.select(index);
    let mut rows: BTreeMap<Keys, FundingRow> = BTreeMap::new();
    let mut total = FundingRow::default();
    let mut without = all.clone();
    for slot in &all {
        let Some(entry) = index.entry(slot) else { continue };
        let measure = &entry.measure;
        let mut seen: Vec<Keys> = Vec::new();
        for line in &measure.content.funding {
            let keys = keys(group_by, line, measure);
            let row = rows.entry(keys).or_insert_with(|| FundingRow::of(keys, group_by));
            row.take(line, !seen.contains(&keys));
            total.take(line, seen.is_empty());
            seen.push(keys);
        }
        if !seen.is_empty() {
            without.remove(slot);
        }
    }
    let by_field = group_by.contains(&FundingBy::Handlungsfeld);
    let explanation = Explanation {
        formula: formula(by_field),
        counted: total.measures,
        not_counted: question
            .not_counted(index, Omission::NoFunding, &without)
            .into_iter()
            .collect(),
        null_policy: null_policy(),
        additive: true,
        sums: sums(),
    };
    let rows: Vec<FundingRow> = rows.into_values().collect();
    let concept = question.concept().filter(|_| by_field).map(str::to_owned);
    let mut names = Names::default();
    let (fields, sources) = (rows.iter().map(|r| &r.handlungsfeld), rows.iter().map(|r| r.source));
    let fields = fields.filter_map(|field| field.as_deref());
    names.add(question.view, concept.as_deref(), "handlungsfeld", fields);
    names.add(question.view, None, "source", sources.flatten().map(FundingSource::as_str));
    let body = Funding { group_by: group_by.to_vec(), concept, rows, names, total };
    question.answer(body, explanation)
}

fn keys(group_by: &[FundingBy], line: &FundingLine, measure: &Measure) -> Keys {
    let number = |number: Option<u16>| number.map_or(Key::Unknown, Key::Number);
    let key = |at: usize| {
        group_by.get(at).map(|by| match by {
            FundingBy::Source => Key::Source(line.source),
            FundingBy::Year => number(line.year),
            FundingBy::Handlungsfeld => number(measure.content.handlungsfeld.map(u16::from)),
        })
    };
    [key(0), key(1), key(2)]
}

impl FundingRow {
    fn of(keys: Keys, group_by: &[FundingBy]) -> Self {
        let mut row = Self::default();
        for (by, key) in group_by.iter().zip(keys.into_iter().flatten()) {
            let text = match key {
                Key::Source(source) => {
                    row.source = Some(source);
                    continue;
                }
                Key::Number(number) => number.to_string(),
                Key::Unknown => "unknown".to_owned(),
            };
            match by {
                FundingBy::Year => row.year = Some(text),
                _ => row.handlungsfeld = Some(text),
            }
        }
        row
    }

    /// `first`: the measure has no such line yet.
    fn take(&mut self, line: &FundingLine, first: bool) {
        self.measures += u64::from(first);
        self.lines += 1;
        self.planned.add(line.planned_cents);
        self.actual.add(line.actual_cents);
    }
}

fn formula(by_field: bool) -> Label {
    let mut label = Label::new(
        "Summen der Beträge in Cent über die Finanzierungszeilen der Maßnahmen, die sichtbar sind für den, der fragt, und die die Filter durchlassen, im Stand des Tages „asOf“. Die Filter wählen Maßnahmen, nicht Zeilen: „source“ ist das System eines Partners, aus dem Maßnahmen kommen, „groupBy=source“ die Quelle einer Zeile.",
        "Sums of the amounts in cents over the funding lines of the measures that are visible to whoever asks and let through by the filters, as they stood on the day “asOf”. Filters choose measures, not lines: “source” is the partner system that measures come from, “groupBy=source” the source of a line.",
    );
    if by_field {
        label.de += " Eine Maßnahme zählt unter ihrem ersten Handlungsfeld; gezählt werden die Maßnahmen eines Konzepts: „concept“.";
        label.en += " A measure counts under its primary Handlungsfeld; counted are the measures of one concept: “concept”.";
    }
    label
}

fn null_policy() -> Label {
    Label::new(
        "Unbekannte Beträge sind nicht 0: sie fehlen in der Summe und werden unter „unknown“ gezählt. Ist kein Betrag bekannt, ist die Summe null. Jahr und Handlungsfeld heißen „unknown“, wenn sie nicht angegeben sind.",
        "Unknown amounts are not 0: they are missing in the sum and counted under “unknown”. If no amount is known, the sum is null. Year and Handlungsfeld are “unknown” if they are not given.",
    )
}

fn sums() -> Label {
    Label::new(
        "Beträge und Zeilen ergeben zusammen „total“. Die Zahlen der Maßnahmen dürfen nicht zusammengezählt werden: eine Maßnahme kann mehrere Zeilen haben. Ihre Summe ist „counted“.",
        "Amounts and lines add up to “total”. Numbers of measures must not be added up: a measure may have several lines. Their total is “counted”.",
    )
}
