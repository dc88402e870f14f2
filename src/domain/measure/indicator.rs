use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::content::LIST_MAX;
use crate::domain::Rule;
use crate::domain::input::Input;
use crate::domain::words::words;

words!(
    /// One of the two figures of an indicator.
    IndicatorFigure {
        Planned = "planned",
        Actual = "actual",
    }
);

/// Something that is counted: how many were planned, how many there were. Null = not
/// reported, which is not 0. Nothing about any single person is ever stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "name": "Eltern im Sprachkurs", "unit": "Teilnehmende", "countsPersons": true,
    "year": 2021, "planned": 20, "actual": 17,
}))]
pub struct Indicator {
    /// What is counted; it stands once for each year.
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    pub name: Box<str>,
    #[schema(value_type = Option<String>, max_length = 60)]
    pub unit: Option<Box<str>>,
    /// Whether people are counted; false if not said. The public is told no small number
    /// of people.
    #[schema(required = false)]
    pub counts_persons: bool,
    /// Null = of no single year.
    #[schema(minimum = 1900, maximum = 2199)]
    pub year: Option<u16>,
    #[schema(minimum = 0, maximum = 1000000000000i64)]
    pub planned: Option<i64>,
    #[schema(minimum = 0, maximum = 1000000000000i64)]
    pub actual: Option<i64>,
    /// Figures that were reported and that the public is not told: null for it, and named
    /// here. They are from 1 to below the `suppressionThreshold` of the concept, or would
    /// give away one that is. Absent if there are none; refused if it is sent.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Vec<IndicatorFigure>, max_items = 2)]
    pub withheld: Box<[IndicatorFigure]>,
}

/// A million millions.
const COUNT_MAX: i64 = 1_000_000_000_000;

impl Indicator {
    /// All of a measure. What stands twice for one year might say what is withheld once.
    pub(super) fn read_all(input: &mut Input<'_>) -> Vec<Self> {
        let mut seen = HashSet::new();
        input.objects("indicators", LIST_MAX, |part| {
            let indicator = Self::read(part)?;
            let new = seen.insert((indicator.name.to_lowercase(), indicator.year));
            part.faults().require(new, part.pointer("name"), Rule::Repeated);
            Some(indicator)
        })
    }

    fn read(input: &mut Input<'_>) -> Option<Self> {
        let name = input.line("name", 200);
        let name = input.required("name", name);
        let unit = input.line("unit", 60);
        let counts_persons = input.boolean("countsPersons").unwrap_or(false);
        let year = input.integer("year", 1900..=2199).and_then(|year| year.try_into().ok());
        let planned = input.integer("planned", 0..=COUNT_MAX);
        let actual = input.integer("actual", 0..=COUNT_MAX);
        let (name, unit) = (name?.into(), unit.map(Into::into));
        Some(Self { name, unit, counts_persons, year, planned, actual, withheld: Box::default() })
    }

    pub fn has_the_name_of(&self, other: &Self) -> bool {
        fn folded(text: &str) -> impl Iterator<Item = char> {
            text.chars().flat_map(char::to_lowercase)
        }
        folded(&self.name).eq(folded(&other.name))
    }

    fn figure(&self, figure: IndicatorFigure) -> Option<i64> {
        match figure {
            IndicatorFigure::Planned => self.planned,
            IndicatorFigure::Actual => self.actual,
        }
    }

    fn without(self, withheld: Box<[IndicatorFigure]>) -> Self {
        let told = |figure| self.figure(figure).filter(|_| !withheld.contains(&figure));
        let (planned, actual) = (told(IndicatorFigure::Planned), told(IndicatorFigure::Actual));
        Self { planned, actual, withheld, ..self }
    }
}

/// The indicators of one of the `versions` of a measure, as the public reads them: without
/// numbers of people from 1 to below `threshold`. It is enough that one of the same name
/// counts people, here or in the last version.
///
/// What is of no single year may be the sum of the years of that name: it is withheld where
/// one of them is small, and wherever else the same number stands.
// `suppression` needs to know which numbers make up which totals; here nobody says so.
pub(super) fn told<'v>(
    then: &[Indicator],
    versions: impl Iterator<Item = &'v [Indicator]> + Clone,
    threshold: u16,
) -> Vec<Indicator> {
    let is_small = |number| (1..i64::from(threshold)).contains(&number);
    let is_hidden_sum = |sum: &Indicator, figure| {
        let beside = |of: &[Indicator], is: &dyn Fn(&Indicator) -> bool| {
            of.iter().any(|other| is(other) && other.has_the_name_of(sum))
        };
        let same =
            |other: &Indicator| other.year.is_none() && other.figure(figure) == sum.figure(figure);
        let small =
            |other: &Indicator| other.year.is_some() && other.figure(figure).is_some_and(is_small);
        sum.year.is_none() && versions.clone().any(|of| beside(of, &same) && beside(of, &small))
    };
    let now = versions.clone().last().unwrap_or_default();
    let told = then.iter().map(|indicator| {
        let people = |other: &Indicator| other.counts_persons && other.has_the_name_of(indicator);
        if !then.iter().chain(now).any(people) {
            return indicator.clone();
        }
        let withheld = |figure: &IndicatorFigure| {
            let number = indicator.figure(*figure);
            number.is_some_and(|number| is_small(number) || is_hidden_sum(indicator, *figure))
        };
        let figures = IndicatorFigure::ALL.iter().copied();
        indicator.clone().without(figures.filter(withheld).collect())
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use IndicatorFigure::{Actual, Planned};

    fn indicator(name: &str, year: Option<u16>, planned: i64, actual: i64) -> Indicator {
        Indicator {
            name: name.into(),
            unit: None,
            counts_persons: true,
            year,
            planned: Some(planned),
            actual: Some(actual),
            withheld: Box::default(),
        }
    }

    fn things(indicator: Indicator) -> Indicator {
        Indicator { counts_persons: false, ..indicator }
    }

    #[test]
    fn a_number_is_told_unless_it_is_a_small_one_of_people() {
        let person = |year, planned, actual| indicator("Eltern", year, planned, actual);
        let old = things(person(Some(2020), 9, 2));
        let now = [indicator("ELTERN", Some(2021), 9, 9)];
        type Case<'c> = (&'c str, Vec<Indicator>, &'c [Indicator], Vec<&'c [IndicatorFigure]>);
        let cases: [Case<'_>; 8] = [
            ("from 1 to below 3", vec![person(None, 2, 1)], &[], vec![&[Planned, Actual]]),
            ("0 and 3", vec![person(None, 0, 3)], &[], vec![&[]]),
            ("no people", vec![things(person(None, 1, 2))], &[], vec![&[]]),
            (
                "people in another year",
                vec![old.clone(), indicator("eltern", Some(2021), 3, 3)],
                &[],
                vec![&[Actual], &[]],
            ),
            ("people as it stands now", vec![old.clone()], &now, vec![&[Actual]]),
            ("another name", vec![old, indicator("Kinder", Some(2020), 9, 9)], &[], vec![&[], &[]]),
            (
                "a sum of what is withheld",
                vec![person(Some(2020), 9, 10), person(Some(2021), 9, 2), person(None, 18, 12)],
                &[],
                vec![&[], &[Actual], &[Actual]],
            ),
            (
                "a sum of nothing withheld",
                vec![person(Some(2020), 9, 10), person(None, 9, 10)],
                &[],
                vec![&[], &[]],
            ),
        ];
        for (reason, then, now, withheld) in cases {
            let told = told(&then, [&*then, now].into_iter(), 3);
            for ((told, reported), withheld) in told.iter().zip(&then).zip(withheld) {
                assert_eq!(&*told.withheld, withheld, "{reason}");
                for figure in [Planned, Actual] {
                    let expected = reported.figure(figure).filter(|_| !withheld.contains(&figure));
                    assert_eq!(told.figure(figure), expected, "{reason}");
                }
            }
        }
    }

    #[test]
    fn a_number_that_was_not_reported_is_not_withheld() {
        let small = indicator("Eltern", Some(2021), 1, 1);
        let silent = Indicator { planned: None, actual: None, year: None, ..small.clone() };
        let then = [small, silent.clone()];
        assert_eq!(told(&then, [&then[..]].into_iter(), 3)[1], silent);
    }

    /// 12 of all years less 10 of 2020 would be the 2 of 2021.
    #[test]
    fn a_sum_that_was_withheld_is_so_before_and_after() {
        let year = |year, actual| indicator("Eltern", Some(year), 9, actual);
        let sum = |actual| indicator("Eltern", None, 18, actual);
        let versions = [
            vec![year(2020, 10), sum(12)],
            vec![year(2020, 10), year(2021, 2), sum(12)],
            vec![year(2020, 10), sum(12)],
            vec![year(2020, 10), year(2021, 12), sum(22)],
        ];
        let shown = |version: &Vec<Indicator>| {
            let all = versions.iter().map(Vec::as_slice);
            told(version, all, 3).last().map(|sum| sum.actual)
        };
        assert_eq!(versions.each_ref().map(shown), [None, None, None, Some(22)].map(Some));
    }
}
