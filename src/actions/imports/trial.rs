//! Trying what rows ask for.

use super::faults::faults;
use super::{Planned, do_work};
use crate::domain::import::RowOutcome;
use crate::domain::{Caller, Error, Result};
use crate::register::Tx;

/// How many rows are tried at a time, so that other writes need not wait for all of them.
pub const AT_ONCE: usize = 200;

/// Tries some rows, undoes all of it, and notes what became of each.
pub fn try_rows(
    tx: &mut Tx<'_>,
    caller: &Caller,
    mut planned: Vec<Planned>,
) -> Result<Vec<Planned>> {
    tx.make_trial();
    for planned in &mut planned {
        let Some(work) = &mut planned.work else { continue };
        match tx.step(|tx| do_work(tx, caller, work)) {
            Ok(done) if work.read == Some(done) => {
                planned.row.outcome = RowOutcome::Unchanged;
                planned.row.changes.clear();
                planned.work = None;
            }
            // A new measure will have another id.
            Ok(done) => work.done = work.read.and(Some(done)),
            Err(ours @ (Error::Internal(_) | Error::Busy)) => return Err(ours),
            Err(error) => {
                let found = faults(&error, &planned.given, tx.view);
                planned.refuse(found);
            }
        }
    }
    Ok(planned)
}
