use diesel::prelude::*;

use super::row::{count, from_json, to_json};
use super::schema::carriers;
use super::{AnyConnection, OrTaken, one_row};
use crate::domain::{Carrier, Result};

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = carriers, treat_none_as_null = true)]
struct Row {
    id: String,
    name: String,
    kind: String,
    parent_id: Option<String>,
    merged_into_id: Option<String>,
    version: i32,
    record: String,
}

impl Row {
    fn of(carrier: &Carrier) -> Result<Self> {
        Ok(Self {
            id: carrier.id.to_string(),
            name: carrier.content.name.clone(),
            kind: carrier.content.kind.clone(),
            parent_id: carrier.content.parent.map(|id| id.to_string()),
            merged_into_id: carrier.merged_into.map(|id| id.to_string()),
            version: count(carrier.version),
            record: to_json(carrier)?,
        })
    }
}

/// Stores a carrier: version 1 as a new row, any other in place of the one before.
pub fn save(conn: &mut AnyConnection, carrier: &Carrier) -> Result<()> {
    let row = Row::of(carrier)?;
    if carrier.version == 1 {
        diesel::insert_into(carriers::table).values(&row).execute(conn).or_taken("name")?;
        return Ok(());
    }
    let changed = diesel::update(carriers::table.find(&row.id))
        .filter(carriers::version.eq(row.version - 1))
        .set(&row)
        .execute(conn)
        .or_taken("name")?;
    one_row(changed)
}

pub fn all(conn: &mut AnyConnection) -> Result<Vec<Carrier>> {
    let records: Vec<String> =
        carriers::table.order(carriers::id).select(carriers::record).load(conn)?;
    records.iter().map(|record| from_json(record)).collect()
}

pub fn find(conn: &mut AnyConnection, id: &str) -> Result<Carrier> {
    from_json(&carriers::table.find(id).select(carriers::record).first::<String>(conn)?)
}
