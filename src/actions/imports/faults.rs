//! What a refusal means for the cells of a row.

use super::cells::{Given, given};
use crate::domain::import::{CellFault, Suggestion, brief, nearest};
use crate::domain::measure::Reach;
use crate::domain::measure::table::{COLUMNS, MeasureColumn};
use crate::domain::table::{CellKind, split};
use crate::domain::{Conflict, Error, Fault, Label, Lang, Rule};
use crate::register::View;

/// Every cell that a refusal is about, or the row itself.
pub fn faults(error: &Error, cells: &[Given], view: &View) -> Vec<CellFault> {
    let (Error::Invalid(found) | Error::Conflict(Conflict::Incomplete(found))) = error else {
        let message = Label::new(error.detail(Lang::De), error.detail(Lang::En));
        return vec![CellFault::new(code(error), message)];
    };
    let mut faults: Vec<CellFault> = Vec::new();
    for fault in found.iter().map(|fault| of_cell(fault, cells, view)) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    faults
}

fn of_cell(fault: &Fault, cells: &[Given], view: &View) -> CellFault {
    match column(&fault.pointer) {
        Some(column) => at(column, &fault.rule, cells, view),
        None => CellFault::of_rule(&fault.rule),
    }
}

/// That a rule is broken in a column, and what may have been meant.
pub fn at(column: &'static MeasureColumn, rule: &Rule, cells: &[Given], view: &View) -> CellFault {
    let (name, fault) = (column.column.name, CellFault::of_rule(rule));
    let Some(cell) = given(cells, name) else {
        let heading = Some(column.column.heading.0.to_owned());
        return CellFault { heading, column: Some(name.to_owned()), ..fault };
    };
    let mut fault = fault.at(&cell.heading, name, &cell.text);
    if matches!(rule, Rule::NoSuch(_) | Rule::UnknownValue { .. } | Rule::Kind(_)) {
        fault.suggestions = suggestions(column, &cell.text, view);
    }
    fault
}

/// The column that a pointer leads to: the member itself, or what it lies in, or its first
/// part.
fn column(pointer: &str) -> Option<&'static MeasureColumn> {
    let mut parts = pointer.strip_prefix('/')?.split('/');
    let (first, second) = (parts.next()?, parts.next().unwrap_or_default());
    let named = |name: &str| COLUMNS.iter().find(|known| known.column.name == name);
    let inside = || {
        let prefix = format!("{first}.");
        COLUMNS.iter().find(|known| known.column.name.starts_with(&prefix))
    };
    named(&format!("{first}.{second}")).or_else(|| named(first)).or_else(inside)
}

fn code(error: &Error) -> &'static str {
    match error {
        Error::Forbidden | Error::Unauthenticated => "forbidden",
        Error::NotFound(_) => "not-found",
        Error::Stale => "stale",
        Error::Conflict(Conflict::Publication { .. }) => "publication",
        Error::Conflict(Conflict::Taken(_)) => "taken",
        _ => "conflict",
    }
}

/// For each item of a cell that nobody knows what may have been meant.
fn suggestions(column: &MeasureColumn, text: &str, view: &View) -> Vec<Suggestion> {
    let known = codes(column.column.name, view);
    let items = match column.column.kind {
        CellKind::Texts | CellKind::Numbers => split(text),
        _ => vec![text.to_owned()],
    };
    let unknown = items.into_iter().filter(|item| {
        let item = item.trim();
        !item.is_empty() && known.iter().all(|(code, _)| code != item)
    });
    let suggested = unknown.flat_map(|item| {
        let names = known.iter().enumerate().flat_map(|(place, (code, names))| {
            let names = names.iter().map(String::as_str);
            names.chain([code.as_str()]).map(move |name| (place, name))
        });
        let instead_of = brief(item.trim(), 1_000);
        let suggestion = |place: usize| {
            let (code, names) = &known[place];
            let (instead_of, name) = (instead_of.clone(), names.first().cloned());
            Suggestion { instead_of, value: code.clone(), name }
        };
        nearest(&item, names).into_iter().map(suggestion).collect::<Vec<_>>()
    });
    suggested.take(100).collect()
}

/// The codes that a column takes, and what they are called.
fn codes(column: &str, view: &View) -> Vec<(String, Vec<String>)> {
    let catalog = &view.catalog;
    let both = |label: &Label| vec![label.de.clone(), label.en.clone()];
    let coded = |code: &str, names: Vec<String>| (code.to_owned(), names);
    match column {
        "stadtteile" => {
            catalog.stadtteile.iter().map(|it| coded(&it.key, vec![it.name.clone()])).collect()
        }
        "guidelines" => {
            catalog.guidelines.iter().map(|it| coded(&it.code, both(&it.label))).collect()
        }
        "targetGroups" => {
            catalog.target_groups.iter().map(|it| coded(&it.code, both(&it.label))).collect()
        }
        "handlungsfeld" | "furtherHandlungsfelder" => {
            let names = catalog.handlungsfelder.iter().map(|it| {
                let names = [both(&it.short_title), both(&it.title)].concat();
                (it.number.to_string(), names)
            });
            names.collect()
        }
        "reach" => Reach::ALL.iter().map(|reach| coded(reach.as_str(), Vec::new())).collect(),
        "concept" => catalog.concepts.iter().map(|it| coded(&it.id, both(&it.title))).collect(),
        "leadCarrier" | "leadCarrier.name" => {
            let there = view.carriers().filter(|carrier| carrier.merged_into.is_none());
            let carriers = there.map(|carrier| {
                let names =
                    [Some(carrier.content.name.clone()), carrier.content.short_name.clone()];
                (carrier.id.to_string(), names.into_iter().flatten().collect())
            });
            carriers.collect()
        }
        _ => Vec::new(),
    }
}
