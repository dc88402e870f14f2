use diesel::prelude::*;

use super::row::{count, from_json, to_json};
use super::schema::populations;
use super::{AnyConnection, one_row};
use crate::domain::{Population, Result};

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = populations)]
struct Row {
    year: i32,
    version: i32,
    record: String,
}

/// Stores figures: version 1 as a new row, any other in place of the one before.
pub fn save(conn: &mut AnyConnection, figures: &Population) -> Result<()> {
    let version = count(figures.version);
    let row = Row { year: figures.year.into(), version, record: to_json(figures)? };
    if version == 1 {
        diesel::insert_into(populations::table).values(&row).execute(conn)?;
        return Ok(());
    }
    let changed = diesel::update(populations::table.find(row.year))
        .filter(populations::version.eq(version - 1))
        .set(&row)
        .execute(conn)?;
    one_row(changed)
}

pub fn all(conn: &mut AnyConnection) -> Result<Vec<Population>> {
    let records: Vec<String> =
        populations::table.order(populations::year).select(populations::record).load(conn)?;
    records.iter().map(|record| from_json(record)).collect()
}

/// Those of the year `id`.
pub fn find(conn: &mut AnyConnection, id: &str) -> Result<Population> {
    let year: i32 = super::row::parse("noun_id", id)?;
    let record = populations::table.find(year).select(populations::record);
    from_json(&record.first::<String>(conn)?)
}
