use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::{count_of, outcome_name, owner_of, state_name};
use crate::actions::imports;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::import::{CellFault, Import, ImportState, Row, RowOutcome};
use crate::domain::{Conflict, Error, ImportId, Result};
use crate::web::desk::failure_of;
use crate::web::frame::Section;
use crate::web::office::ways::ways;
use crate::web::session::{Account, By, ImporterPage, Person, Posted};
use crate::web::{Page, answer, format};

/// How many rows a page shows.
const LIMIT: i64 = 100;

/// What a file would do, or did.
#[derive(Template)]
#[template(path = "office/imports/one.html")]
struct One {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    action: String,
    owner: String,
    state: &'static str,
    preview: bool,
    confirmed: bool,
    done: bool,
    version: u32,
    until: String,
    refused: u32,
    /// Whether anything would happen.
    works: bool,
    failures: Vec<String>,
    /// To see only rows of which this becomes.
    outcomes: Vec<Choice>,
    all: Option<String>,
    rows: Vec<Line>,
    next: Option<String>,
}

struct Choice {
    href: String,
    name: &'static str,
    count: u64,
    chosen: bool,
}

struct Line {
    number: u32,
    title: String,
    href: Option<String>,
    outcome: RowOutcome,
    outcome_name: &'static str,
    changes: Vec<(String, String, String)>,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
}

struct Fault {
    heading: String,
    value: String,
    message: String,
    meant: Vec<String>,
}

pub async fn show(
    By(ImporterPage(person)): By<ImporterPage>,
    id: Path<String>,
) -> std::result::Result<HttpResponse, Problem> {
    let page = One::of(&person, id_of(&id)?, Vec::new()).await?;
    answer::private(StatusCode::OK, person.lang, &page)
}

/// Where a button is, there is nothing to be read.
pub async fn lead_back(
    By(ImporterPage(person)): By<ImporterPage>,
    path: Path<(String, String)>,
) -> std::result::Result<HttpResponse, Problem> {
    Ok(person.to(&format!("/import/{}", id_of(&path.0)?)))
}

pub async fn send(
    Posted { by: ImporterPage(person), form }: Posted<ImporterPage>,
    path: Path<(String, String)>,
) -> std::result::Result<HttpResponse, Problem> {
    let (name, deed) = path.into_inner();
    let id = id_of(&name)?;
    if form.was_kept() {
        return Ok(person.to(&format!("/import/{id}")));
    }
    let wanted = match deed.as_str() {
        "uebernehmen" => Some(ImportState::Confirmed),
        "zuruecknehmen" => Some(ImportState::Undone),
        _ => None,
    };
    let (skip, read) = (form.has("skip"), form.text("version").parse().unwrap_or(0));
    let done = match deed.as_str() {
        "uebernehmen" => {
            let confirm = person.write(move |tx, by| imports::confirm_import(tx, by, id, skip));
            confirm.await.map(|_| format!("/import/{id}?getan=1"))
        }
        "zuruecknehmen" => {
            let undo = person.write(move |tx, by| imports::undo_import(tx, by, id));
            undo.await.map(|_| format!("/import/{id}?getan=1"))
        }
        "verwerfen" => {
            let delete = person.write(move |tx, by| imports::delete_import(tx, by, id, read));
            delete.await.map(|()| "/import?getan=verworfen".to_owned())
        }
        _ => return Err(Problem::Path),
    };
    let failures = match done {
        Ok(path) => return Ok(person.to(&path)),
        // Somebody pressed the button twice.
        Err(Error::Conflict(Conflict::Imported(state))) if Some(state) == wanted => {
            return Ok(person.to(&format!("/import/{id}?getan=1")));
        }
        Err(Error::Items(rows)) => rows
            .iter()
            .map(|(row, error)| {
                format!("{} {row}: {}", person.lang.pick("Zeile", "Row"), failure_of(error, &person))
            })
            .collect(),
        Err(Error::Conflict(Conflict::RefusedRows(_))) => vec![
            person
                .lang
                .pick(
                    "Einige Zeilen sind abgelehnt. Berichtigen Sie die Datei, oder kreuzen Sie an, dass diese Zeilen übergangen werden.",
                    "Some rows are refused. Correct the file, or tick that these rows are passed over.",
                )
                .to_owned(),
        ],
        Err(error @ (Error::Conflict(_) | Error::Stale | Error::Busy)) => {
            vec![failure_of(&error, &person)]
        }
        Err(error) => return Err(error.into()),
    };
    let page = One::of(&person, id, failures).await?;
    answer::private(StatusCode::CONFLICT, person.lang, &page)
}

fn id_of(text: &str) -> Result<ImportId> {
    text.parse().map_err(|()| Error::NotFound("import"))
}

impl One {
    async fn of(person: &Person, id: ImportId, failures: Vec<String>) -> Result<Self> {
        let mut query = Query::of(&person.request);
        let done = query.one("getan").is_some();
        let (outcome, after) =
            (query.word::<RowOutcome>("zeilen"), query.number("nach", 0, 10_000_000));
        query.finish()?;
        let after = after.and_then(|after| u32::try_from(after).ok()).unwrap_or(0);
        let read = person.write(move |tx, by| {
            let import = imports::find_import(tx, by, id)?;
            let rows = imports::list_rows(tx, by, id, outcome, (after, LIMIT + 1))?;
            Ok((import, rows))
        });
        let (import, mut rows) = read.await?;
        let more = rows.len() > LIMIT as usize;
        rows.truncate(LIMIT as usize);
        let last = rows.last().filter(|_| more).map(|row| row.number);
        Ok(Self { done, failures, ..Self::new(person, &import, outcome, &rows, last) })
    }

    fn new(
        person: &Person,
        import: &Import,
        outcome: Option<RowOutcome>,
        rows: &[Row],
        last: Option<u32>,
    ) -> Self {
        let lang = person.lang;
        let name = import.file.clone().unwrap_or_else(|| lang.pick("Datei", "File").to_owned());
        let page = person.page(&name);
        let own = page.href(&format!("/import/{}", import.id));
        let outcomes = RowOutcome::ALL.iter().map(|known| Choice {
            href: format!("{own}?zeilen={known}"),
            name: outcome_name(lang, *known),
            count: count_of(&import.counts, *known),
            chosen: outcome == Some(*known),
        });
        let only = outcome.map(|outcome| format!("&zeilen={outcome}")).unwrap_or_default();
        let counts = &import.counts;
        Self {
            account: person.account(),
            ways: ways(person, &page),
            owner: owner_of(person, import),
            state: state_name(lang, import.state),
            preview: import.state == ImportState::Preview,
            confirmed: import.state == ImportState::Confirmed,
            done: false,
            version: import.version,
            until: format::moment(lang, import.expires_at, person.register.clock.zone()),
            refused: counts.refused,
            works: counts.created + counts.updated > 0,
            failures: Vec::new(),
            outcomes: outcomes.filter(|choice| choice.count > 0).collect(),
            all: outcome.is_some().then(|| own.clone()),
            rows: rows.iter().map(|row| Line::of(person, &page, row)).collect(),
            next: last.map(|last| format!("{own}?nach={last}{only}")),
            action: own,
            page,
        }
    }
}

impl Line {
    fn of(person: &Person, page: &Page, row: &Row) -> Self {
        let faults = |faults: &[CellFault]| faults.iter().map(|f| Fault::of(page, f)).collect();
        let changes = row.changes.iter();
        let there = row.measure.filter(|id| person.view.measures.find(*id).is_some());
        Self {
            number: row.number,
            title: row.title.clone().unwrap_or_default(),
            href: there.map(|id| page.href(&format!("/erfassen/{id}"))),
            outcome: row.outcome,
            outcome_name: outcome_name(person.lang, row.outcome),
            changes: changes.map(|c| (c.heading.clone(), c.from.clone(), c.to.clone())).collect(),
            faults: faults(&row.faults),
            warnings: faults(&row.warnings),
        }
    }
}

impl Fault {
    fn of(page: &Page, fault: &CellFault) -> Self {
        let meant = fault.suggestions.iter().map(|meant| match &meant.name {
            Some(name) => format!("{} ({name})", meant.value),
            None => meant.value.clone(),
        });
        Self {
            heading: fault.heading.clone().unwrap_or_default(),
            value: fault.value.clone().unwrap_or_default(),
            message: page.label(&fault.message).to_owned(),
            meant: meant.collect(),
        }
    }
}
