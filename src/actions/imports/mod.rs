//! Importing files: what a file would do is worked out on the very actions that will do
//! it, tried and undone; then it is done as a whole, and can be taken back for a day.

mod carriers;
mod cells;
mod faults;
mod headings;
mod plan;
mod trial;

pub use plan::{Planned, plan};
pub use trial::{AT_ONCE, try_rows};

use super::measures;
use crate::domain::import::{Import, ImportState, KEPT, Row, RowOutcome, Sheet, Work};
use crate::domain::{Caller, Conflict, Error, ImportId, MeasureId, Result};
use crate::register::Tx;

/// How many imports of somebody are kept at a time.
const MOST: i64 = 100;

/// Keeps what was planned and tried.
pub fn create_import(
    tx: &mut Tx<'_>,
    caller: &Caller,
    sheet: &Sheet,
    file: Option<String>,
    planned: Vec<Planned>,
) -> Result<Import> {
    caller.may_import()?;
    let planned = planned.into_iter().map(|planned| (planned.row, planned.work));
    let (rows, works): (Vec<_>, Vec<_>) = planned.unzip();
    let import = Import::new(caller, sheet, file, &rows, tx.now);
    if tx.count_imports(&import.uploaded_by)? >= MOST {
        return Err(Error::Conflict(Conflict::ManyImports));
    }
    let rows: Vec<_> = rows.into_iter().zip(works).collect();
    tx.save_import(&import, &rows)?;
    Ok(import)
}

/// What the caller may not look at is not there.
pub fn find_import(tx: &mut Tx<'_>, caller: &Caller, id: ImportId) -> Result<Import> {
    let import = tx.import(id)?.filter(|import| caller.sees_import(import));
    import.ok_or(Error::NotFound("import"))
}

/// Those that the caller may look at, the newest first.
pub fn list_imports(tx: &mut Tx<'_>, caller: &Caller) -> Result<Vec<Import>> {
    let all = tx.imports()?.into_iter();
    Ok(all.filter(|import| caller.sees_import(import)).collect())
}

/// One that the caller may do something with: whoever imports files themselves.
fn find_to_change(tx: &mut Tx<'_>, caller: &Caller, id: ImportId) -> Result<Import> {
    let import = find_import(tx, caller, id)?;
    caller.may_import()?;
    Ok(import)
}

/// At most `limit` rows after the number `after`, if wanted of one outcome.
pub fn list_rows(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: ImportId,
    outcome: Option<RowOutcome>,
    (after, limit): (u32, i64),
) -> Result<Vec<Row>> {
    find_import(tx, caller, id)?;
    tx.import_page(id, outcome, after, limit)
}

/// Forgets an import that did nothing, or was taken back.
pub fn delete_import(tx: &mut Tx<'_>, caller: &Caller, id: ImportId, read: u32) -> Result<()> {
    let import = find_to_change(tx, caller, id)?;
    if import.version != read {
        return Err(Error::Stale);
    }
    match import.state {
        ImportState::Confirmed => Err(Error::Conflict(Conflict::Imported(import.state))),
        ImportState::Preview | ImportState::Undone => tx.delete_import(id),
    }
}

/// Does what the rows ask for, all of it or nothing. Rows that were refused stand against
/// it, unless they are to be `skip`ped.
pub fn confirm_import(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: ImportId,
    skip: bool,
) -> Result<Import> {
    let mut import = in_state(tx, caller, id, ImportState::Preview)?;
    if import.counts.refused > 0 && !skip {
        return Err(Error::Conflict(Conflict::RefusedRows(import.counts.refused)));
    }
    let mut rows = tx.import_work(id)?;
    let expected: Vec<_> = rows.iter().map(|(_, work)| done(work.as_ref())).collect();
    each(tx, &mut rows, |tx, work| {
        work.done = Some(do_work(tx, caller, work)?);
        Ok(())
    })?;
    for (row, work) in &mut rows {
        row.measure = done(work.as_ref()).map(|(measure, _)| measure);
    }
    // Most came out as they were tried.
    let others = rows.into_iter().zip(expected);
    let others = others.filter(|((_, work), expected)| done(work.as_ref()) != *expected);
    let others: Vec<_> = others.map(|(row, _)| row).collect();
    import.version += 1;
    import.state = ImportState::Confirmed;
    import.confirmed_at = Some(tx.now);
    import.expires_at = tx.now.plus(KEPT);
    tx.update_import(&import, &others)?;
    Ok(import)
}

/// Takes back what an import did, all of it or nothing: each measure is again as it was,
/// and new ones are gone. What was changed since stands against it.
pub fn undo_import(tx: &mut Tx<'_>, caller: &Caller, id: ImportId) -> Result<Import> {
    let mut import = in_state(tx, caller, id, ImportState::Confirmed)?;
    let mut rows = tx.import_work(id)?;
    rows.reverse();
    each(tx, &mut rows, |tx, work| undo_work(tx, caller, work))?;
    import.version += 1;
    import.state = ImportState::Undone;
    import.undone_at = Some(tx.now);
    tx.update_import(&import, &[])?;
    Ok(import)
}

fn in_state(tx: &mut Tx<'_>, caller: &Caller, id: ImportId, state: ImportState) -> Result<Import> {
    let import = find_to_change(tx, caller, id)?;
    match import.state == state {
        true => Ok(import),
        false => Err(Error::Conflict(Conflict::Imported(import.state))),
    }
}

fn done(work: Option<&Work>) -> Option<(MeasureId, u32)> {
    work.and_then(|work| work.done)
}

/// Does `work` for each row as a step of its own; all are tried, so that every fault is
/// told. Their numbers are those in the file.
fn each(
    tx: &mut Tx<'_>,
    rows: &mut [(Row, Option<Work>)],
    act: impl Fn(&mut Tx<'_>, &mut Work) -> Result<()>,
) -> Result<()> {
    let mut refused = Vec::new();
    for (row, work) in rows {
        let Some(work) = work else { continue };
        match tx.step(|tx| act(tx, work)) {
            Ok(()) => {}
            Err(ours @ (Error::Internal(_) | Error::Busy)) => return Err(ours),
            Err(error) => refused.push((usize::try_from(row.number).unwrap_or(0), error)),
        }
    }
    refused.sort_by_key(|(number, _)| *number);
    if refused.is_empty() { Ok(()) } else { Err(Error::Items(refused)) }
}

/// Does what a row asks for; gives the measure and its version after that.
fn do_work(tx: &mut Tx<'_>, caller: &Caller, work: &Work) -> Result<(MeasureId, u32)> {
    let Some((id, read)) = work.read else {
        return Ok((measures::create_measure(tx, caller, &work.body)?, 1));
    };
    let changed = measures::edit_measure(tx, caller, id, read, work.body.clone())?;
    Ok((id, read + u32::from(changed)))
}

fn undo_work(tx: &mut Tx<'_>, caller: &Caller, work: &Work) -> Result<()> {
    match (work.done, work.read) {
        (Some((id, version)), None) => measures::delete_measure(tx, caller, id, version),
        (Some((id, version)), Some((_, before))) if version > before => {
            measures::revert_measure(tx, caller, id, version, before)
        }
        _ => Ok(()),
    }
}
