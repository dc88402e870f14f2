use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use diesel::prelude::*;

use super::row::{from_json, parse, parse_some, to_json};
use super::schema::changes;
use super::{AnyConnection, measures};
use crate::domain::measure::Content;
use crate::domain::{Actor, Change, Instant, Measure, Noun, Result};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = changes)]
struct Row {
    seq: i64,
    at: chrono::NaiveDateTime,
    actor: String,
    standing: String,
    carrier_id: Option<String>,
    action: String,
    noun: String,
    noun_id: String,
    record: Option<String>,
    content: Option<String>,
}

/// A change as it is read back: for a measure with the version after it, unless
/// it was deleted.
pub struct Entry {
    pub change: Change,
    pub measure: Option<Measure>,
}

/// How many entries are read at a time: enough to be fast, few enough to be small.
pub const BATCH: i64 = 2_000;

/// Appends to the log. `measure` is the version after the change, with `before`
/// to see whether its content changed.
pub fn append(
    conn: &mut AnyConnection,
    change: &Change,
    measure: Option<&Measure>,
    before: Option<&Measure>,
) -> Result<()> {
    let known = |new: &Measure| before.is_some_and(|old| Arc::ptr_eq(&old.content, &new.content));
    let content = measure.filter(|new| !known(new)).map(|new| to_json(&*new.content));
    let row = Row {
        seq: change.seq,
        at: change.at.naive(),
        actor: change.by.who.clone(),
        standing: change.by.standing.to_string(),
        carrier_id: change.by.carrier.map(|id| id.to_string()),
        action: change.deed.to_string(),
        noun: change.noun.to_string(),
        noun_id: change.noun_id.clone(),
        record: measure.map(measures::record).transpose()?,
        content: content.transpose()?,
    };
    diesel::insert_into(changes::table).values(&row).execute(conn)?;
    Ok(())
}

/// When the change `seq` was made, if the log goes so far.
pub fn made_at(conn: &mut AnyConnection, seq: i64) -> Result<Option<Instant>> {
    let at = changes::table.find(seq).select(changes::at).first::<chrono::NaiveDateTime>(conn);
    Ok(at.optional()?.map(Into::into))
}

/// The next entries after `seq`, at most [`BATCH`], in order.
///
/// `content` tells what was written about a measure before, for entries that did
/// not change it.
pub fn after(
    conn: &mut AnyConnection,
    seq: i64,
    mut content: impl FnMut(&str) -> Option<Arc<Content>>,
) -> Result<Vec<Entry>> {
    let rows: Vec<Row> = changes::table
        .filter(changes::seq.gt(seq))
        .order(changes::seq)
        .limit(BATCH)
        .select(Row::as_select())
        .load(conn)?;
    let mut fresh = HashMap::new();
    let mut codes = HashSet::new();
    let entries = rows.into_iter().map(|row| {
        let measure = match &row.record {
            Some(record) => {
                let written = match &row.content {
                    Some(text) => Some(Arc::new(content_of(text, &mut codes)?)),
                    None => fresh.get(&row.noun_id).cloned().or_else(|| content(&row.noun_id)),
                };
                let written = written.ok_or_else(|| missing(&row.noun_id, row.seq))?;
                fresh.insert(row.noun_id.clone(), Arc::clone(&written));
                Some(measures::from_record(record, written)?)
            }
            None => None,
        };
        Ok(Entry { change: row.into_change()?, measure })
    });
    entries.collect()
}

fn content_of(text: &str, codes: &mut HashSet<Arc<str>>) -> Result<Content> {
    let mut content: Content = from_json(text)?;
    content.pack(codes);
    Ok(content)
}

fn missing(id: &str, seq: i64) -> crate::domain::Error {
    crate::domain::Error::internal(format!("the log has no content of {id} before {seq}"))
}

impl Row {
    fn into_change(self) -> Result<Change> {
        Ok(Change {
            seq: self.seq,
            at: self.at.into(),
            by: Actor {
                who: self.actor,
                standing: parse("standing", &self.standing)?,
                carrier: parse_some("carrier_id", self.carrier_id.as_deref())?,
            },
            deed: parse("action", &self.action)?,
            noun: parse::<Noun>("noun", &self.noun)?,
            noun_id: self.noun_id,
        })
    }
}
