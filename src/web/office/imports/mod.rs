//! Files of measures: first what they would do, then all of it or nothing, and undone if
//! wanted. For the planning office, and for carriers.

mod file;
mod list;
mod one;

use actix_web::web::ServiceConfig;

use crate::domain::Lang;
use crate::domain::import::{Counts, Import, ImportState, RowOutcome};
use crate::web::Page;
use crate::web::routes::{form, page};
use crate::web::session::Person;

pub fn routes(config: &mut ServiceConfig) {
    form(config, "/import", list::show, list::upload);
    page(config, "/import/massnahmen.{format}", file::download);
    page(config, "/import/{id}", one::show);
    form(config, "/import/{id}/{deed}", one::lead_back, one::send);
}

fn state_name(lang: Lang, state: ImportState) -> &'static str {
    let (de, en) = match state {
        ImportState::Preview => ("noch nicht übernommen", "not yet taken over"),
        ImportState::Confirmed => ("übernommen", "taken over"),
        ImportState::Undone => ("zurückgenommen", "undone"),
    };
    lang.pick(de, en)
}

fn outcome_name(lang: Lang, outcome: RowOutcome) -> &'static str {
    let (de, en) = match outcome {
        RowOutcome::Created => ("neu", "new"),
        RowOutcome::Updated => ("geändert", "changed"),
        RowOutcome::Unchanged => ("unverändert", "unchanged"),
        RowOutcome::Refused => ("abgelehnt", "refused"),
    };
    lang.pick(de, en)
}

fn count_of(counts: &Counts, outcome: RowOutcome) -> u64 {
    u64::from(match outcome {
        RowOutcome::Created => counts.created,
        RowOutcome::Updated => counts.updated,
        RowOutcome::Unchanged => counts.unchanged,
        RowOutcome::Refused => counts.refused,
    })
}

/// For whom a file was uploaded: carriers, or the planning office.
fn owner_of(person: &Person, import: &Import) -> String {
    let names = import.carriers.iter().map(|carrier| person.view.carrier_ref(*carrier).name);
    let names: Vec<String> = names.collect();
    match names.is_empty() {
        true => person.lang.pick("Planung", "planning office").to_owned(),
        false => names.join(", "),
    }
}

/// `3 neu, 1 abgelehnt`.
fn summary(page: &Page, counts: &Counts) -> String {
    let parts = RowOutcome::ALL.iter().filter_map(|outcome| {
        let count = count_of(counts, *outcome);
        let name = outcome_name(page.lang, *outcome);
        (count > 0).then(|| format!("{}\u{a0}{name}", page.number(&count)))
    });
    parts.collect::<Vec<_>>().join(", ")
}
