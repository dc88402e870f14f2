use crate::domain::measure::FundingLine;
use crate::web::{Page, format};

/// Where the money comes from. What is not known is said to be so.
pub struct Money {
    pub lines: Vec<MoneyLine>,
    /// Of what is known, if there is more than one line and anything is known.
    pub planned: Option<String>,
    pub actual: Option<String>,
}

pub struct MoneyLine {
    pub source: String,
    pub programme: String,
    pub year: String,
    pub planned: Option<String>,
    pub actual: Option<String>,
}

impl Money {
    pub fn of(page: &Page, funding: &[FundingLine]) -> Self {
        let euros = |cents: i64| format::euros(page.lang, cents);
        let sum = |of: fn(&FundingLine) -> Option<i64>| {
            let known: Vec<i64> = funding.iter().filter_map(of).collect();
            (funding.len() > 1 && !known.is_empty()).then(|| euros(known.iter().sum()))
        };
        let line = |line: &FundingLine| MoneyLine {
            source: page.label(&line.source.label()).to_owned(),
            programme: line.programme.clone().unwrap_or_default(),
            year: line.year.map(|year| year.to_string()).unwrap_or_default(),
            planned: line.planned_cents.map(euros),
            actual: line.actual_cents.map(euros),
        };
        Self {
            lines: funding.iter().map(line).collect(),
            planned: sum(|line| line.planned_cents),
            actual: sum(|line| line.actual_cents),
        }
    }
}
