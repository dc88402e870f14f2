use askama::Template;
use chrono::{Datelike, TimeDelta};

use super::percent;
use crate::domain::measure::Status;
use crate::domain::{Day, Period};

/// A measure in time: what was planned, and what became of it.
#[derive(Template)]
#[template(path = "chart/course.html")]
pub struct Course {
    /// The id of the element that says what one sees.
    pub caption: &'static str,
    words: CourseWords,
    years: Vec<(String, String)>,
    planned: Option<Stretch>,
    /// The plan has no end.
    open: bool,
    stretches: Vec<Stretch>,
    today: String,
    /// On which side of it there is room for its name.
    today_anchor: &'static str,
}

/// What stands in the picture.
pub struct CourseWords {
    /// What the two rows are called.
    pub rows: (&'static str, &'static str),
    pub today: String,
}

struct Stretch {
    status: Status,
    pattern: Option<&'static str>,
    left: String,
    width: String,
}

/// Days from one to another, on one line.
struct Span {
    from: Day,
    to: Day,
}

impl Span {
    fn days(&self, day: Day) -> u64 {
        let days = (day.clamp(self.from, self.to) - self.from).num_days();
        u64::try_from(days).unwrap_or(0)
    }

    fn at(&self, day: Day) -> String {
        percent(self.days(day), self.days(self.to))
    }

    fn stretch(&self, status: Status, (from, to): (Day, Day)) -> Stretch {
        let (from, to) = (self.days(from), self.days(to));
        // A day is seen, too.
        let width = to.saturating_sub(from).max(self.days(self.to) / 200);
        Stretch {
            status,
            pattern: super::pattern(status),
            left: percent(from, self.days(self.to)),
            width: percent(width, self.days(self.to)),
        }
    }
}

impl Course {
    /// Until `today`; `None` = no day is known.
    pub fn new(
        caption: &'static str,
        words: CourseWords,
        planned: Period,
        steps: &[(Day, Status)],
        today: Day,
    ) -> Option<Self> {
        let first_step = steps.first().map(|(on, _)| *on);
        let from = planned.first().into_iter().chain(first_step).min()?;
        // The arrow of a plan without end has room past today.
        let beyond = today + (today - from).max(TimeDelta::zero()) / 10;
        let end = if planned.open_ended { beyond } else { today };
        let to = planned.last().into_iter().chain([end]).max()?.max(from);
        let span = Span { from: first_of_year(from), to: last_of_year(to) };
        let ends = steps.iter().skip(1).map(|(on, _)| *on).chain([today]);
        let stretches = steps.iter().zip(ends).map(|((on, status), end)| {
            // What is over is shown as the day it ended.
            let end = if status.is_final() { *on } else { end };
            span.stretch(*status, (*on, end))
        });
        let plan = planned.first().or(planned.last());
        let plan = plan.map(|first| {
            (first, planned.last().unwrap_or(if planned.open_ended { span.to } else { first }))
        });
        Some(Self {
            caption,
            words,
            years: years(&span),
            planned: plan.map(|plan| span.stretch(Status::Planned, plan)),
            open: planned.open_ended,
            stretches: stretches.collect(),
            today: span.at(today),
            today_anchor: if span.days(today) * 2 > span.days(span.to) { "end" } else { "start" },
        })
    }
}

/// The places of the years; not all of them where they are many.
fn years(span: &Span) -> Vec<(String, String)> {
    let (first, last) = (span.from.year(), span.to.year());
    let every = usize::try_from((last - first) / 6 + 1).unwrap_or(1);
    let years = (first..=last).step_by(every);
    years
        .filter_map(|year| Some((span.at(Day::from_ymd_opt(year, 1, 1)?), year.to_string())))
        .collect()
}

fn first_of_year(day: Day) -> Day {
    Day::from_ymd_opt(day.year(), 1, 1).unwrap_or(day)
}

fn last_of_year(day: Day) -> Day {
    Day::from_ymd_opt(day.year(), 12, 31).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> CourseWords {
        CourseWords { rows: ("", ""), today: String::new() }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_status_reaches_until_the_next_and_an_end_is_a_day() {
        let planned =
            Period { start: "2021".parse().ok(), end: "2022-12".parse().ok(), open_ended: false };
        let steps = [(day("2021-07-02"), Status::Running), (day("2023-01-01"), Status::Completed)];
        let course = Course::new("id", words(), planned, &steps, day("2024-12-31")).unwrap();
        // Four years are 1,460 days from the first to the last of them.
        let plan = course.planned.as_ref().map(|plan| (plan.left.as_str(), plan.width.as_str()));
        assert_eq!(plan, Some(("0.00%", "49.93%")));
        let places: Vec<_> = course
            .stretches
            .iter()
            .map(|s| (s.status, s.left.as_str(), s.width.as_str()))
            .collect();
        let expected =
            [(Status::Running, "12.47%", "37.53%"), (Status::Completed, "50.00%", "0.48%")];
        assert_eq!(places, expected);
        let years: Vec<&str> = course.years.iter().map(|(_, year)| year.as_str()).collect();
        assert_eq!(years, ["2021", "2022", "2023", "2024"]);
        assert_eq!(course.today, "100.00%");
    }

    #[test]
    fn what_has_no_day_is_not_drawn() {
        let unknown = Period::default();
        assert!(Course::new("id", words(), unknown, &[], day("2024-01-01")).is_none());
        let since = Period { start: "2020-05".parse().ok(), open_ended: true, ..unknown };
        let course = Course::new("id", words(), since, &[], day("2021-03-01")).unwrap();
        assert!(course.open && course.stretches.is_empty());
    }
}
