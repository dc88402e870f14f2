use crate::domain::measure::{Indicator, IndicatorFigure};
use crate::web::Page;

/// How much was planned and reached of something. What is not reported is said to be so.
pub struct IndicatorLine {
    pub name: String,
    pub unit: String,
    pub year: String,
    pub planned: Option<String>,
    pub actual: Option<String>,
}

/// `all` of a measure, of a concept with this `threshold`.
pub fn lines(page: &Page, all: &[Indicator], threshold: u16) -> Vec<IndicatorLine> {
    let lines = all.iter().map(|indicator| {
        let figure = |figure, number: Option<i64>| match indicator.withheld.contains(&figure) {
            true => Some(withheld(page, all, indicator, threshold)),
            false => number.map(|number| page.number(&number.unsigned_abs())),
        };
        IndicatorLine {
            name: indicator.name.to_string(),
            unit: indicator.unit.as_deref().unwrap_or_default().to_owned(),
            year: indicator.year.map(|year| year.to_string()).unwrap_or_default(),
            planned: figure(IndicatorFigure::Planned, indicator.planned),
            actual: figure(IndicatorFigure::Actual, indicator.actual),
        }
    });
    lines.collect()
}

/// Of no single year it may be a sum, which need not be small.
fn withheld(page: &Page, all: &[Indicator], indicator: &Indicator, threshold: u16) -> String {
    let of_a_year = |other: &Indicator| other.year.is_some() && other.has_the_name_of(indicator);
    match indicator.year.is_none() && all.iter().any(of_a_year) {
        true => page.t("nicht veröffentlicht", "not published").to_owned(),
        false => format!("{} {threshold}", page.t("unter", "under")),
    }
}
