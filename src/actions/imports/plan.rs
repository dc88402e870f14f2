//! What a file asks for, row by row, as the register stands.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::carriers::Carriers;
use super::cells::{Given, given, plain, text};
use super::faults::at;
use super::headings::{Heading, Headings};
use crate::domain::import::{CellChange, CellFault, Row, RowOutcome, Sheet, SheetRow, Work, brief};
use crate::domain::measure::External;
use crate::domain::measure::table::{self, COLUMNS, MeasureColumn};
use crate::domain::{Caller, CarrierId, Error, Kind, Label, Lang, MeasureId, Result, Rule};
use crate::formats::xlsx::TOO_LONG;
use crate::register::View;
use crate::register::view::Entry;

/// A row, what it asks for, and the cells that say so.
#[derive(Clone)]
pub struct Planned {
    pub row: Row,
    pub work: Option<Work>,
    pub given: Vec<Given>,
}

impl Planned {
    pub(super) fn refuse(&mut self, faults: impl IntoIterator<Item = CellFault>) {
        self.row.faults.extend(faults);
        self.row.outcome = RowOutcome::Refused;
        self.work = None;
    }
}

/// Members that are said of a new measure only.
const OF_NEW: [&str; 4] = ["concept", "leadCarrier", "external.source", "external.id"];

/// Columns that change by themselves, or are written in many ways: another value there is
/// worth a warning.
const PASSED_OVER: [&str; 5] =
    ["flags", "leadCarrier.name", "publishedAt", "createdAt", "updatedAt"];

/// What the rows of a file ask for; nothing was tried yet.
pub fn plan(view: &View, caller: &Caller, sheet: &Sheet) -> Result<Vec<Planned>> {
    let headings = Headings::read(&sheet.headings)?;
    let own = caller.own_carriers();
    let carrier = if let [only] = own[..] { Some(only) } else { None };
    let carriers = Carriers::of(view);
    let planner = Planner { view, caller, carrier, carriers, public: headings.public };
    let rows = sheet.rows.iter().map(|row| planner.row(&headings.columns, row));
    let mut planned: Vec<_> = rows.collect();
    planner.refuse_repeated(&mut planned);
    let refused = headings.refused.map(|row| Planned { row, work: None, given: Vec::new() });
    Ok(refused.into_iter().chain(planned).collect())
}

struct Planner<'v> {
    view: &'v View,
    caller: &'v Caller,
    /// For whom a measure is registered if nobody is named.
    carrier: Option<CarrierId>,
    carriers: Carriers<'v>,
    /// Whether the file may say what the public reads.
    public: bool,
}

impl Planner<'_> {
    fn row(&self, headings: &[Option<Heading>], row: &SheetRow) -> Planned {
        // What did not fit into the cell of an export stays as it is.
        let cells = headings.iter().zip(&row.cells).filter(|(_, text)| *text != TOO_LONG);
        let cells = cells.filter_map(|(heading, text)| Some(Given::new(heading.as_ref()?, text)));
        let given: Vec<_> = cells.collect();
        let title = Some(text(&given, "title")).filter(|title| !title.is_empty());
        let title = title.map(|title| brief(title, 200));
        let mut planned = Planned {
            row: Row {
                number: row.number,
                outcome: RowOutcome::Unchanged,
                measure: None,
                title,
                changes: Vec::new(),
                faults: Vec::new(),
                warnings: Vec::new(),
            },
            work: None,
            given,
        };
        if row.cells.iter().skip(headings.len()).any(|cell| !cell.trim().is_empty()) {
            planned.refuse([CellFault::new(
                "too-many-cells",
                Label::new(
                    "Die Zeile hat mehr Zellen als Überschriften.",
                    "The row has more cells than there are headings.",
                ),
            )]);
        }
        match self.meant(&planned.given) {
            Ok(Some(entry)) => self.edit(&mut planned, entry),
            Ok(None) => self.create(&mut planned),
            Err(fault) => planned.refuse([*fault]),
        }
        if !planned.row.faults.is_empty() {
            planned.refuse([]);
        }
        planned
    }

    /// The measure that a row means: by its id, its reference, or its name elsewhere.
    fn meant(&self, cells: &[Given]) -> Result<Option<&Arc<Entry>>, Box<CellFault>> {
        let measures = &self.view.measures;
        let refused = |name: &str, rule: Rule| {
            let column = table::find(name).expect("columns have names");
            Box::new(at(column, &rule, cells, self.view))
        };
        let seen = |entry: &&Arc<Entry>| self.caller.sees(&entry.measure);
        let (id, reference) = (text(cells, "id"), text(cells, "reference"));
        if !id.is_empty() {
            let id = id.parse::<MeasureId>().map_err(|()| refused("id", Rule::Kind(Kind::Id)))?;
            let found = measures.find(id).filter(seen);
            return found.map(Some).ok_or_else(|| refused("id", Rule::NoSuch("measure")));
        }
        if !reference.is_empty() {
            let found = measures.find_by_reference(reference).filter(seen);
            return found.map(Some).ok_or_else(|| refused("reference", Rule::NoSuch("measure")));
        }
        let Some((carrier, external)) = self.external(cells) else { return Ok(None) };
        Ok(measures.find_external(carrier, &external).filter(seen))
    }

    /// What a measure is called elsewhere.
    fn external(&self, cells: &[Given]) -> Option<(CarrierId, External)> {
        let [source, id] = ["external.source", "external.id"].map(|name| text(cells, name));
        let external = External { source: source.to_owned(), id: id.to_owned() };
        let carrier = self.carriers.named(cells).ok()?.or(self.carrier);
        (!source.is_empty() && !id.is_empty()).then_some((carrier?, external))
    }

    /// A new measure; what only the register says of one may be what it will say.
    fn create(&self, planned: &mut Planned) {
        let cells = planned.given.iter().filter(|cell| !cell.text.trim().is_empty());
        let (mut body, misread) =
            table::body(cells.clone().map(|cell| (cell.column, cell.text.as_str())));
        let changes = cells.clone().filter(|cell| cell.column.editable);
        let changes =
            changes.map(|cell| CellChange::new(&cell.heading, cell.name(), "", &cell.text));
        planned.row.changes = changes.collect();
        let fresh = |name: &str, text: &str| match name {
            "publication" => text == "draft",
            "status" => text == "planned",
            _ => PASSED_OVER.contains(&name),
        };
        let told = cells.filter(|cell| !cell.column.editable);
        let told = told.filter(|cell| !fresh(cell.name(), cell.text.trim()));
        let misread = misread.iter().filter_map(|wrong| {
            let column = table::find(wrong.column)?;
            Some(at(column, &wrong.rule, &planned.given, self.view))
        });
        let read_only =
            told.map(|cell| at(cell.column, &Rule::ReadOnly, &planned.given, self.view));
        let faults: Vec<_> = misread.chain(read_only).collect();
        planned.row.faults.extend(faults);
        let carrier = match self.carriers.named(&planned.given) {
            Ok(named) => named.or(self.carrier),
            Err(fault) => {
                planned.row.faults.push(*fault);
                None
            }
        };
        if let (Value::Object(body), Some(carrier)) = (&mut body, carrier) {
            body.insert("leadCarrier".to_owned(), carrier.to_string().into());
        }
        planned.row.outcome = RowOutcome::Created;
        planned.work = Some(Work { read: None, body, done: None });
    }

    /// Another version of a measure, of the cells that do not say what it says.
    fn edit(&self, planned: &mut Planned, entry: &Entry) {
        let shown = self.view.row(entry, self.caller);
        let now = |cell: &Given| plain(&(cell.column.cell)(&shown));
        // What the public is not shown, a file for the public does not speak of.
        let public = self.public.then(|| self.view.row(entry, &Caller::Public));
        let named = self.carriers.named(&planned.given);
        let own =
            |cell: &Given| cell.name() == "leadCarrier" && named == Ok(Some(entry.measure.carrier));
        let says = |cell: &Given| match &public {
            _ if own(cell) => Ok(true),
            Some(row) if cell.says(&plain(&(cell.column.cell)(row))) == Ok(true) => Ok(true),
            _ => cell.says(&now(cell)),
        };
        let row = &mut planned.row;
        row.measure = Some(entry.measure.id);
        row.title.get_or_insert_with(|| brief(&shown.content.title, 200));
        let version = text(&planned.given, "version");
        let old = given(&planned.given, "version")
            .is_some_and(|cell| !version.is_empty() && says(cell) != Ok(true));
        let mut changed = Vec::new();
        for cell in &planned.given {
            let (name, before) = (cell.name(), now(cell));
            let refused = |rule: &Rule| at(cell.column, rule, &planned.given, self.view);
            let editable = cell.column.editable && !OF_NEW.contains(&name);
            match says(cell) {
                Ok(true) => {}
                // What is not said of it is no wish.
                _ if !editable && cell.text.trim().is_empty() => {}
                // Whoever has read an old version has old values, and hears of it below.
                _ if !editable && (old || name == "version") => {}
                _ if PASSED_OVER.contains(&name) => row.warnings.push(refused(&Rule::ReadOnly)),
                _ if !editable => row.faults.push(refused(&Rule::ReadOnly)),
                Err(rule) => row.faults.push(refused(&rule)),
                Ok(false) => {
                    row.changes.push(CellChange::new(&cell.heading, name, &before, &cell.text));
                    changed.push(cell);
                }
            }
        }
        if changed.is_empty() {
            return;
        }
        if old {
            let message = Label::new(Error::Stale.detail(Lang::De), Error::Stale.detail(Lang::En));
            let fault = CellFault::new("stale", message);
            let heading = given(&planned.given, "version").map_or("", |cell| &*cell.heading);
            row.faults.push(fault.at(heading, "version", version));
        }
        let body = patch(&changed, |column| plain(&(column.cell)(&shown)));
        row.outcome = RowOutcome::Updated;
        let read = Some((entry.measure.id, entry.measure.version));
        planned.work = Some(Work { read, body, done: None });
    }

    /// Refuses rows that mean the same measure: nobody knows which is right.
    fn refuse_repeated(&self, planned: &mut [Planned]) {
        let mut first: HashMap<String, usize> = HashMap::new();
        for place in 0..planned.len() {
            let row = &planned[place];
            let external = self.external(&row.given).map(|(carrier, external)| {
                format!("{carrier} {} {}", external.source, external.id)
            });
            let Some(key) = row.row.measure.map(|id| id.to_string()).or(external) else { continue };
            if let Some(other) = first.get(&key).copied() {
                let (one, two) = (planned[other].row.number, planned[place].row.number);
                planned[other].refuse([twice(two)]);
                planned[place].refuse([twice(one)]);
            } else {
                first.insert(key, place);
            }
        }
    }
}

/// What changes the cells that are `changed`. A contact is cleared only if nothing at all
/// is left of it, so all of its parts are told; `now` gives those that stay.
fn patch(changed: &[&Given], now: impl Fn(&'static MeasureColumn) -> String) -> Value {
    let of_contact = |name: &str| name.starts_with("contact.");
    let contact = changed.iter().any(|cell| of_contact(cell.name()));
    let parts = COLUMNS.iter().filter(|known| contact && of_contact(known.column.name));
    let parts = parts.map(|known| {
        let told = changed.iter().find(|cell| cell.name() == known.column.name);
        (known, told.map_or_else(|| now(known), |cell| cell.text.clone()))
    });
    let rest = changed.iter().filter(|cell| !of_contact(cell.name()));
    let all: Vec<_> = rest.map(|cell| (cell.column, cell.text.clone())).chain(parts).collect();
    table::body(all.iter().map(|(column, text)| (*column, text.as_str()))).0
}

fn twice(number: u32) -> CellFault {
    CellFault::new(
        "repeated",
        Label::new(
            format!("Zeile {number} meint dieselbe Maßnahme."),
            format!("Row {number} means the same measure."),
        ),
    )
}
