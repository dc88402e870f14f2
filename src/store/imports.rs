use diesel::prelude::*;

use super::row::{count, from_json, to_json};
use super::schema::{import_rows, imports};
use super::{AnyConnection, one_row};
use crate::domain::import::{Import, Row, RowOutcome, Work};
use crate::domain::{ImportId, Instant, Result};

/// How many rows are written at a time.
const BATCH: usize = 1_000;

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = imports)]
struct Head {
    id: String,
    owner: String,
    version: i32,
    expires_at: chrono::NaiveDateTime,
    record: String,
}

impl Head {
    fn of(import: &Import) -> Result<Self> {
        Ok(Self {
            id: import.id.to_string(),
            owner: import.uploaded_by.clone(),
            version: count(import.version),
            expires_at: import.expires_at.naive(),
            record: to_json(import)?,
        })
    }
}

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = import_rows, treat_none_as_null = true)]
struct Line {
    import_id: String,
    number: i32,
    outcome: String,
    record: String,
    work: Option<String>,
}

impl Line {
    fn of(import: ImportId, row: &Row, work: Option<&Work>) -> Result<Self> {
        Ok(Self {
            import_id: import.to_string(),
            number: count(row.number),
            outcome: row.outcome.to_string(),
            record: to_json(row)?,
            work: work.map(to_json).transpose()?,
        })
    }
}

/// A row, and what it asks for.
pub type Worked = (Row, Option<Work>);

pub fn insert(conn: &mut AnyConnection, import: &Import, rows: &[Worked]) -> Result<()> {
    diesel::insert_into(imports::table).values(&Head::of(import)?).execute(conn)?;
    for rows in rows.chunks(BATCH) {
        let lines = rows.iter().map(|(row, work)| Line::of(import.id, row, work.as_ref()));
        let lines = lines.collect::<Result<Vec<_>>>()?;
        let insert = diesel::insert_into(import_rows::table).values(&lines);
        match conn {
            AnyConnection::Sqlite(conn) => insert.execute(conn)?,
            AnyConnection::Postgres(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Stores the next step of an import.
pub fn update(conn: &mut AnyConnection, import: &Import) -> Result<()> {
    let head = Head::of(import)?;
    let changed = diesel::update(imports::table.find(&head.id))
        .filter(imports::version.eq(head.version - 1))
        .set(&head)
        .execute(conn)?;
    one_row(changed)
}

pub fn update_row(conn: &mut AnyConnection, import: ImportId, (row, work): &Worked) -> Result<()> {
    let line = Line::of(import, row, work.as_ref())?;
    let found = import_rows::table.find((&line.import_id, line.number));
    one_row(diesel::update(found).set(&line).execute(conn)?)
}

/// An import, unless it has expired.
pub fn find(conn: &mut AnyConnection, id: ImportId, now: Instant) -> Result<Option<Import>> {
    let found = imports::table.find(id.to_string());
    let found = found.filter(imports::expires_at.gt(now.naive())).select(imports::record);
    let record: Option<String> = found.first(conn).optional()?;
    record.map(|record| from_json(&record)).transpose()
}

/// All that have not expired, the newest first.
pub fn all(conn: &mut AnyConnection, now: Instant) -> Result<Vec<Import>> {
    let found = imports::table.filter(imports::expires_at.gt(now.naive()));
    let found = found.order(imports::id.desc());
    let records: Vec<String> = found.select(imports::record).load(conn)?;
    records.iter().map(|record| from_json(record)).collect()
}

/// How many an owner has that have not expired.
pub fn count_of(conn: &mut AnyConnection, owner: &str, now: Instant) -> Result<i64> {
    let found = imports::table.filter(imports::owner.eq(owner));
    Ok(found.filter(imports::expires_at.gt(now.naive())).count().get_result(conn)?)
}

/// At most `limit` rows after the number `after`, if wanted of one outcome.
pub fn page(
    conn: &mut AnyConnection,
    import: ImportId,
    outcome: Option<RowOutcome>,
    after: u32,
    limit: i64,
) -> Result<Vec<Row>> {
    let found = import_rows::table.filter(import_rows::import_id.eq(import.to_string()));
    let mut found = found.filter(import_rows::number.gt(count(after))).into_boxed();
    if let Some(outcome) = outcome {
        found = found.filter(import_rows::outcome.eq(outcome.as_str()));
    }
    let found = found.order(import_rows::number).limit(limit).select(import_rows::record);
    let records: Vec<String> = found.load(conn)?;
    records.iter().map(|record| from_json(record)).collect()
}

/// The rows that ask for something.
pub fn worked(conn: &mut AnyConnection, import: ImportId) -> Result<Vec<Worked>> {
    let found = import_rows::table.filter(import_rows::import_id.eq(import.to_string()));
    let found = found.filter(import_rows::work.is_not_null()).order(import_rows::number);
    let lines: Vec<Line> = found.select(Line::as_select()).load(conn)?;
    let read = |line: Line| {
        let work = line.work.map(|work| from_json(&work)).transpose()?;
        Ok((from_json(&line.record)?, work))
    };
    lines.into_iter().map(read).collect()
}

/// Forgets an import, with its rows.
pub fn delete(conn: &mut AnyConnection, id: ImportId) -> Result<()> {
    one_row(diesel::delete(imports::table.find(id.to_string())).execute(conn)?)
}

/// Forgets those that have expired.
pub fn forget(conn: &mut AnyConnection, now: Instant) -> Result<()> {
    let old = imports::table.filter(imports::expires_at.le(now.naive()));
    diesel::delete(old).execute(conn)?;
    Ok(())
}
