use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::AnyConnection;
use super::row::{from_json, to_json};
use super::schema::catalog_entries;
use crate::domain::{Catalog, Result};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = catalog_entries)]
struct Row {
    kind: String,
    code: String,
    position: i32,
    record: String,
}

/// Puts `catalog` in place of the one before.
pub fn save(conn: &mut AnyConnection, catalog: &Catalog) -> Result<()> {
    diesel::delete(catalog_entries::table).execute(conn)?;
    insert(conn, "concept", &catalog.concepts, |entry| entry.id.clone())?;
    insert(conn, "handlungsfeld", &catalog.handlungsfelder, |entry| {
        format!("{}/{}", entry.concept, entry.number)
    })?;
    insert(conn, "guideline", &catalog.guidelines, |entry| {
        format!("{}/{}", entry.concept, entry.code)
    })?;
    insert(conn, "stadtteil", &catalog.stadtteile, |entry| entry.key.clone())?;
    insert(conn, "target-group", &catalog.target_groups, |entry| entry.code.clone())?;
    insert(conn, "carrier-kind", &catalog.carrier_kinds, |entry| entry.code.clone())?;
    insert(conn, "geometry", catalog.geometry.as_slice(), |_| String::new())
}

fn insert<T: Serialize>(
    conn: &mut AnyConnection,
    kind: &str,
    entries: &[T],
    code: impl Fn(&T) -> String,
) -> Result<()> {
    for (position, entry) in (0..).zip(entries) {
        let record = to_json(entry)?;
        let row = Row { kind: kind.to_owned(), code: code(entry), position, record };
        diesel::insert_into(catalog_entries::table).values(&row).execute(conn)?;
    }
    Ok(())
}

pub fn load(conn: &mut AnyConnection) -> Result<Catalog> {
    let rows: Vec<Row> = catalog_entries::table
        .order((catalog_entries::kind, catalog_entries::position))
        .select(Row::as_select())
        .load(conn)?;
    Ok(Catalog {
        concepts: entries(&rows, "concept")?,
        handlungsfelder: entries(&rows, "handlungsfeld")?,
        guidelines: entries(&rows, "guideline")?,
        stadtteile: entries(&rows, "stadtteil")?,
        target_groups: entries(&rows, "target-group")?,
        carrier_kinds: entries(&rows, "carrier-kind")?,
        geometry: entries(&rows, "geometry")?.pop(),
    })
}

fn entries<T: DeserializeOwned>(rows: &[Row], kind: &str) -> Result<Vec<T>> {
    rows.iter().filter(|row| row.kind == kind).map(|row| from_json(&row.record)).collect()
}
