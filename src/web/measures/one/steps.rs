//! What happened to a measure: to the work, and to what is written about it.

use crate::domain::measure::Status;
use crate::domain::measure::table::COLUMNS;
use crate::domain::{Caller, Day, Deed, Difference};
use crate::register::View;
use crate::register::view::{Entry, MeasureRecord};
use crate::web::Page;

/// How many entries of the history are shown.
const SHOWN: usize = 20;

/// One status.
pub struct Step {
    pub status: Status,
    pub name: String,
    pub since: Day,
    pub reason: Option<String>,
    pub recorded: Day,
}

/// One change of the record.
pub struct Past {
    pub day: Day,
    pub what: &'static str,
    /// The fields that are different since.
    pub fields: String,
    pub version: u32,
}

/// The status chain, the latest first.
pub fn steps(page: &Page, measure: &MeasureRecord) -> Vec<Step> {
    let steps = measure.status_changes.iter().rev().map(|entry| Step {
        status: entry.to,
        name: page.label(&entry.to.label()).to_owned(),
        since: entry.effective_on,
        reason: entry.reason.map(|reason| page.label(&reason.label()).to_owned()),
        recorded: page.day_of(&entry.recorded_at),
    });
    steps.collect()
}

/// The last changes that the public noticed, the latest first.
pub fn past(page: &Page, view: &View, entry: &Entry) -> Vec<Past> {
    let now = view.measures.find(entry.measure.id);
    let Some(now) = now else { return Vec::new() };
    let seen: Vec<u32> = now.seen_by(&Caller::Public).map(|v| v.measure.version).collect();
    let before = seen.len().checked_sub(SHOWN + 1).map_or(0, |place| seen[place]);
    let (mut entries, _) = view.history(now, &Caller::Public, before, SHOWN);
    entries.reverse();
    let past = entries.into_iter().map(|entry| Past {
        day: page.day_of(&entry.at),
        what: deed(page, entry.action),
        fields: fields(page, &entry.changes),
        version: entry.version,
    });
    past.collect()
}

/// The fields that differ, each once.
fn fields(page: &Page, changes: &[Difference]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for change in changes {
        let path = change.pointer.trim_start_matches('/').replace('/', ".");
        let first = path.split('.').next().unwrap_or_default();
        let column = COLUMNS.iter().map(|column| &column.column);
        let column =
            column.clone().find(|c| c.name == path).or(column.clone().find(|c| c.name == first));
        let name = column.map(|column| page.t(column.heading.0, column.heading.1));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names.join(", ")
}

fn deed(page: &Page, deed: Deed) -> &'static str {
    match deed {
        Deed::Publish => page.t("veröffentlicht", "published"),
        Deed::AcceptRevision => page.t("geändert nach Prüfung", "changed after review"),
        Deed::ChangeStatus | Deed::Reopen => page.t("Stand der Arbeit gemeldet", "status reported"),
        Deed::CorrectStatus => page.t("Stand der Arbeit berichtigt", "status corrected"),
        Deed::Confirm => page.t("bestätigt: stimmt noch", "confirmed: still true"),
        Deed::Move | Deed::Merge => {
            page.t("an einen anderen Träger übergegangen", "moved to another carrier")
        }
        Deed::Restore => page.t("wieder veröffentlicht", "published again"),
        _ => page.t("geändert", "changed"),
    }
}
