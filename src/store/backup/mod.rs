//! A backup: one file for both databases. A line of JSON for the header, one for
//! each row, and one with the counts and the SHA-256 of all lines before it.
//!
//! It is written from one snapshot, so that the service may go on writing, and
//! read twice: once to be checked, before anything is touched, and once to be
//! taken over, in one transaction.

mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::row::{from_json, to_json};
use super::schema::register;
use super::{AnyConnection, Store, demonstration};
use crate::domain::{Error, Instant, Result};
use tables::{BATCH, TABLES, Table};

const FORMAT: u32 = 1;

/// What the first line says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    massnahmenregister_backup: u32,
    /// The release that wrote it.
    pub program: String,
    /// The latest migration of its database.
    pub migration: String,
    pub created_at: Instant,
    pub database: String,
    /// Where the log stands.
    pub seq: i64,
}

#[derive(Serialize, Deserialize)]
struct Trailer {
    counts: Counts,
    sha256: String,
}

/// Number of rows by table.
pub type Counts = BTreeMap<String, u64>;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    pub header: Header,
    pub counts: Counts,
}

/// Is told the table and how many rows of it are done, now and then.
pub type Progress<'a> = &'a mut dyn FnMut(&str, u64);

/// Writes all there is, as of one moment.
pub fn write(
    store: &mut Store,
    now: Instant,
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> Result<Summary> {
    let database = if store.is_postgres() { "postgres" } else { "sqlite" };
    store.snapshot(|conn| {
        let header = Header {
            massnahmenregister_backup: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            migration: Store::newest(),
            created_at: now,
            database: database.to_owned(),
            seq: register::table.select(register::seq).first(conn)?,
        };
        write_rows(conn, header, out, progress)
    })
}

fn write_rows(
    conn: &mut AnyConnection,
    header: Header,
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> Result<Summary> {
    let mut hash = Sha256::new();
    let mut line = |text: String| {
        hash.update(&text);
        hash.update("\n");
        writeln!(out, "{text}").map_err(Error::internal)
    };
    line(to_json(&header)?)?;
    let mut counts = Counts::new();
    for table in TABLES {
        let mut count = 0;
        (table.dump)(conn, &mut |row| {
            count += 1;
            report(progress, table.name, count);
            line(format!("[\"{}\",{row}]", table.name))
        })?;
        counts.insert(table.name.to_owned(), count);
    }
    let sha256 = hex(&hash.finalize());
    let trailer = to_json(&Trailer { counts: counts.clone(), sha256 })?;
    writeln!(out, "{trailer}").map_err(Error::internal)?;
    Ok(Summary { header, counts })
}

/// Reads a backup to its end, and refuses one that is not whole, not as it was
/// written, or not of this release's tables.
pub fn verify(file: &mut dyn BufRead, progress: Progress<'_>) -> Result<Summary> {
    read(file, progress, &mut |table, row| (table.check)(&row))
}

/// Puts what the verified `file` holds in place of what `store` holds; all or
/// nothing. `force` allows that `store` holds something. `check` may still refuse.
pub fn restore(
    store: &mut Store,
    file: &mut dyn BufRead,
    force: bool,
    progress: Progress<'_>,
    check: impl FnOnce(&mut AnyConnection, &Summary) -> Result<()>,
) -> Result<Summary> {
    store.begin()?;
    let taken = replace(store, file, force, progress).and_then(|summary| {
        check(store.conn(), &summary)?;
        Ok(summary)
    });
    match taken {
        Ok(summary) => store.commit(summary.header.seq).map(|()| summary),
        Err(error) => {
            store.rollback();
            Err(error)
        }
    }
}

fn replace(
    store: &mut Store,
    file: &mut dyn BufRead,
    force: bool,
    progress: Progress<'_>,
) -> Result<Summary> {
    store.defer_references()?;
    let removed = clear(store.conn())?;
    // What is restored is somebody's register.
    demonstration::mark(store.conn(), false)?;
    if removed > 0 && !force {
        return Err(bad("the database is not empty; add --force to replace what it holds"));
    }
    let conn = store.conn();
    let mut waiting: Vec<Box<RawValue>> = Vec::new();
    let mut last: Option<&Table> = None;
    let summary = read(file, progress, &mut |table, row| {
        let full = waiting.len() == BATCH;
        if let Some(before) = last.filter(|before| full || before.name != table.name) {
            (before.insert)(conn, &waiting)?;
            waiting.clear();
        }
        waiting.push(row);
        last = Some(table);
        Ok(())
    })?;
    if let Some(table) = last {
        (table.insert)(conn, &waiting)?;
    }
    for table in TABLES {
        same_count(conn, table, &summary)?;
    }
    Ok(summary)
}

/// Whether no table holds a row.
pub fn is_empty(conn: &mut AnyConnection) -> Result<bool> {
    let counts: Result<Vec<i64>> = TABLES.iter().map(|table| (table.count)(conn)).collect();
    Ok(counts?.iter().all(|count| *count == 0))
}

/// Removes every row, and says how many there were.
pub fn clear(conn: &mut AnyConnection) -> Result<usize> {
    TABLES.iter().rev().map(|table| (table.clear)(conn)).sum()
}

fn same_count(conn: &mut AnyConnection, table: &Table, summary: &Summary) -> Result<()> {
    let found = u64::try_from((table.count)(conn)?).unwrap_or_default();
    match summary.counts.get(table.name) {
        Some(expected) if *expected == found => Ok(()),
        _ => Err(bad(format!("{found} rows arrived in the table {}", table.name))),
    }
}

/// Reads a backup row by row.
fn read(
    file: &mut dyn BufRead,
    progress: Progress<'_>,
    each: &mut dyn FnMut(&'static Table, Box<RawValue>) -> Result<()>,
) -> Result<Summary> {
    let mut hash = Sha256::new();
    let mut line = String::new();
    next_line(file, &mut line)?;
    let header = read_header(&line)?;
    let mut counts: Counts = TABLES.iter().map(|table| (table.name.to_owned(), 0)).collect();
    loop {
        hash.update(&line);
        next_line(file, &mut line)?;
        if !line.starts_with('[') {
            break;
        }
        let row: Result<(String, Box<RawValue>)> = from_json(&line);
        let (name, row) = row.map_err(|_| damaged())?;
        let table = Table::find(&name).ok_or_else(damaged)?;
        let count = counts.entry(name).or_default();
        *count += 1;
        report(progress, table.name, *count);
        each(table, row)?;
    }
    let trailer: Trailer = from_json(&line).map_err(|_| damaged())?;
    let whole = trailer.sha256 == hex(&hash.finalize()) && trailer.counts == counts;
    let ended = file.fill_buf().map_err(Error::internal)?.is_empty();
    if whole && ended { Ok(Summary { header, counts }) } else { Err(damaged()) }
}

fn read_header(line: &str) -> Result<Header> {
    let header: Header = from_json(line).map_err(|_| bad("this file is no backup"))?;
    if header.massnahmenregister_backup != FORMAT {
        return Err(bad("the backup is of a format that this release does not know"));
    }
    if header.migration != Store::newest() {
        return Err(bad(format!(
            "the backup is of release {}, whose tables differ; restore it with that release, \
             then run `massnahmen migrate` with this one",
            header.program
        )));
    }
    Ok(header)
}

/// The next line with its end; there must be one.
fn next_line(file: &mut dyn BufRead, line: &mut String) -> Result<()> {
    line.clear();
    file.read_line(line).map_err(|_| damaged())?;
    if line.ends_with('\n') {
        Ok(())
    } else {
        Err(bad("the backup is not whole: its end is missing"))
    }
}

fn report(progress: Progress<'_>, table: &str, count: u64) {
    if count.is_multiple_of(BATCH as u64) {
        progress(table, count);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn damaged() -> Error {
    bad("the backup is damaged: it is not as it was written")
}

fn bad(what: impl Into<String>) -> Error {
    Error::internal(what.into())
}
