use bytes::Bytes;
use diesel::prelude::*;

use super::AnyConnection;
use super::row::{from_json, to_json};
use super::schema::kept_answers;
use crate::domain::{Answer, Error, Instant, Repetition, Result};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = kept_answers)]
struct Row {
    caller: String,
    key: String,
    digest: String,
    status: i32,
    headers: String,
    body: String,
    kept_at: chrono::NaiveDateTime,
}

/// What was answered under the key of a request, with the digest of what was asked.
pub fn find(conn: &mut AnyConnection, asked: &Repetition) -> Result<Option<(String, Answer)>> {
    let found = kept_answers::table.find((&asked.caller, &asked.key));
    let row: Option<Row> = found.select(Row::as_select()).first(conn).optional()?;
    let Some(row) = row else { return Ok(None) };
    let answer = Answer {
        status: u16::try_from(row.status).map_err(Error::internal)?,
        headers: from_json(&row.headers)?,
        body: Bytes::from(row.body),
        told_once: None,
    };
    Ok(Some((row.digest, answer)))
}

pub fn insert(
    conn: &mut AnyConnection,
    asked: &Repetition,
    answer: &Answer,
    now: Instant,
) -> Result<()> {
    let row = Row {
        caller: asked.caller.clone(),
        key: asked.key.clone(),
        digest: asked.digest.clone(),
        status: answer.status.into(),
        headers: to_json(&answer.headers)?,
        body: std::str::from_utf8(&answer.body).map_err(Error::internal)?.to_owned(),
        kept_at: now.naive(),
    };
    diesel::insert_into(kept_answers::table).values(&row).execute(conn)?;
    Ok(())
}

/// Forgets what was kept up to `end`; gives how many there were.
pub fn forget(conn: &mut AnyConnection, end: Instant) -> Result<usize> {
    let old = kept_answers::table.filter(kept_answers::kept_at.le(end.naive()));
    Ok(diesel::delete(old).execute(conn)?)
}
