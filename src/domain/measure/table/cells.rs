//! What stands in the cells of a measure.

use std::borrow::Cow;

use super::Row;
use crate::domain::measure::{Contact, IndicatorFigure};
use crate::domain::table::{Cell, join, join_entries};

pub fn texts<T: AsRef<str>>(items: &[T]) -> Cell<'static> {
    Cell::made(join(items.iter().map(|item| Cow::Borrowed(item.as_ref()))))
}

pub fn numbers(items: &[u8]) -> Cell<'static> {
    Cell::made(join(items.iter().map(|number| number.to_string().into())))
}

/// A part of an entry.
fn part<T: ToString>(value: &Option<T>) -> Cow<'static, str> {
    value.as_ref().map(ToString::to_string).unwrap_or_default().into()
}

fn entries<T>(items: &[T], parts: impl Fn(&T) -> Vec<Cow<'_, str>>) -> Cell<'static> {
    Cell::made(join_entries(items.iter().map(|item| join(parts(item)))))
}

pub fn partners(row: &Row<'_>) -> Cell<'static> {
    entries(&row.content.partners, |partner| {
        vec![part(&partner.carrier), part(&partner.name), partner.role.as_str().into()]
    })
}

pub fn funding(row: &Row<'_>) -> Cell<'static> {
    entries(&row.content.funding, |line| {
        let amounts = [part(&line.planned_cents), part(&line.actual_cents)];
        let start = [line.source.as_str().into(), part(&line.programme), part(&line.year)];
        start.into_iter().chain(amounts).collect()
    })
}

pub fn links(row: &Row<'_>) -> Cell<'static> {
    entries(&row.content.links, |link| vec![link.url.as_str().into(), part(&link.title)])
}

pub fn milestones(row: &Row<'_>) -> Cell<'static> {
    entries(&row.content.milestones, |milestone| {
        let days = [part(&milestone.due_on), part(&milestone.reached_on)];
        [milestone.title.as_str().into()].into_iter().chain(days).collect()
    })
}

/// What is withheld is no number, so that no file takes it for one when it is read again.
pub fn indicators(row: &Row<'_>) -> Cell<'static> {
    entries(&row.content.indicators, |indicator| {
        let figure = |figure, number| match indicator.withheld.contains(&figure) {
            true => "withheld".into(),
            false => part(number),
        };
        vec![
            (&*indicator.name).into(),
            part(&indicator.unit),
            part(&Some(indicator.counts_persons)),
            part(&indicator.year),
            figure(IndicatorFigure::Planned, &indicator.planned),
            figure(IndicatorFigure::Actual, &indicator.actual),
        ]
    })
}

pub fn council_papers(row: &Row<'_>) -> Cell<'static> {
    entries(&row.content.council_papers, |paper| {
        vec![paper.number.as_str().into(), part(&paper.date), part(&paper.url)]
    })
}

/// Something of the contact, if one is shown.
pub fn contact<'r>(row: &'r Row<'_>, of: fn(&Contact) -> Option<&str>) -> Cell<'r> {
    Cell::text(row.content.contact.as_deref().and_then(of))
}
