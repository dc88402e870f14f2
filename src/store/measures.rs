use std::borrow::Cow;
use std::sync::Arc;

use diesel::prelude::*;

use super::on;
use super::row::{count, from_json, to_json};
use super::schema::measures;
use super::{AnyConnection, OrTaken, one_row};
use crate::domain::measure::Content;
use crate::domain::{Measure, MeasureId, Result};

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = measures, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row<'t> {
    id: String,
    concept: String,
    carrier_id: String,
    reference: Option<String>,
    source: Option<String>,
    external_id: Option<String>,
    publication: String,
    status: String,
    version: i32,
    record: Cow<'t, str>,
    content: Cow<'t, str>,
}

impl<'t> Row<'t> {
    fn of(measure: &Measure, texts: &'t Texts) -> Self {
        let external = measure.external.as_ref();
        Self {
            id: measure.id.to_string(),
            concept: measure.concept.to_string(),
            carrier_id: measure.carrier.to_string(),
            reference: measure.state.reference.as_deref().map(str::to_owned),
            source: external.map(|external| external.source.clone()),
            external_id: external.map(|external| external.id.clone()),
            publication: measure.state.publication.to_string(),
            status: measure.state.status().to_string(),
            version: count(measure.version),
            record: texts.record.as_str().into(),
            content: texts.content.as_str().into(),
        }
    }
}

/// A measure as the log and the table keep it.
pub struct Texts {
    /// All but the content.
    pub(super) record: String,
    pub(super) content: String,
}

impl Texts {
    pub fn of(measure: &Measure) -> Result<Self> {
        Ok(Self { record: to_json(measure)?, content: to_json(&*measure.content)? })
    }
}

pub(super) fn from_record(record: &str, content: Arc<Content>) -> Result<Measure> {
    let measure: Measure = from_json(record)?;
    Ok(Measure { content, ..measure })
}

pub fn insert(conn: &mut AnyConnection, measure: &Measure, texts: &Texts) -> Result<()> {
    let row = Row::of(measure, texts);
    let insert = diesel::insert_into(measures::table).values(&row);
    on!(conn, conn => insert.execute(conn)).or_taken("externalId")?;
    Ok(())
}

/// Stores `measure` in place of the version before it.
pub fn update(conn: &mut AnyConnection, measure: &Measure, texts: &Texts) -> Result<()> {
    let row = Row::of(measure, texts);
    let update = diesel::update(measures::table.find(&row.id))
        .filter(measures::version.eq(row.version - 1))
        .set(&row);
    one_row(on!(conn, conn => update.execute(conn)).or_taken("externalId")?)
}

pub fn delete(conn: &mut AnyConnection, id: MeasureId) -> Result<()> {
    one_row(diesel::delete(measures::table.find(id.to_string())).execute(conn)?)
}

/// Every measure as the table has it, by id; to compare with the log.
pub fn all(conn: &mut AnyConnection) -> Result<Vec<Measure>> {
    let rows: Vec<Row<'_>> =
        measures::table.order(measures::id).select(Row::as_select()).load(conn)?;
    rows.iter().map(|row| from_record(&row.record, Arc::new(from_json(&row.content)?))).collect()
}
