use super::rebuild::read;
use crate::domain::{Day, Error, Result};
use crate::store::backup::Summary;
use crate::store::{AnyConnection, measures};

/// Whether a register can be read from what a backup brought, and is what it
/// brought: the log gives the same measures as their table.
pub fn check_restored(conn: &mut AnyConnection, summary: &Summary, today: Day) -> Result<()> {
    let view = read(conn, today)?;
    let count = |table: &str| summary.counts.get(table).copied().unwrap_or(0);
    let found = [
        ("carriers", view.carriers().count()),
        ("users", view.users().count()),
        ("clients", view.clients().count()),
        ("sessions", view.sessions().count()),
        ("webhooks", view.webhooks().count()),
        ("measures", view.measures.entries().count()),
    ];
    for (table, found) in found {
        require(found as u64 == count(table), &format!("{found} {table} can be read"))?;
    }
    require(view.seq == summary.header.seq, "the log does not end where it should")?;
    let tabled = measures::all(conn)?;
    let same = tabled.iter().all(|measure| {
        view.measures.find(measure.id).is_some_and(|entry| *entry.measure == *measure)
    });
    require(same, "the log and the table of measures differ")
}

fn require(holds: bool, what: &str) -> Result<()> {
    match holds {
        true => Ok(()),
        false => Err(Error::internal(format!("the backup does not fit together: {what}"))),
    }
}
