use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use diesel::prelude::*;

use super::on;
use super::row::{from_json, parse, parse_some};
use super::schema::changes;
use super::{AnyConnection, measures};
use crate::domain::measure::Content;
use crate::domain::{Actor, Change, Instant, Measure, Noun, Result};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
struct Row<'t> {
    seq: i64,
    at: chrono::NaiveDateTime,
    actor: String,
    standing: String,
    carrier_id: Option<String>,
    action: String,
    noun: String,
    noun_id: String,
    record: Option<Cow<'t, str>>,
    content: Option<Cow<'t, str>>,
}

/// A change as it is read back: for a measure with the version after it, unless
/// it was deleted.
pub struct Entry {
    pub change: Change,
    pub measure: Option<Measure>,
}

/// How many entries are read at a time: enough to be fast, few enough to be small.
pub const BATCH: i64 = 500;

/// Appends to the log; of a measure with the version after the change, and with its
/// content if that is `new`.
pub fn append(
    conn: &mut AnyConnection,
    change: &Change,
    measure: Option<&measures::Texts>,
    new: bool,
) -> Result<()> {
    let row = Row {
        seq: change.seq,
        at: change.at.naive(),
        actor: change.by.who.clone(),
        standing: change.by.standing.to_string(),
        carrier_id: change.by.carrier.map(|id| id.to_string()),
        action: change.deed.to_string(),
        noun: change.noun.to_string(),
        noun_id: change.noun_id.clone(),
        record: measure.map(|texts| texts.record.as_str().into()),
        content: measure.filter(|_| new).map(|texts| texts.content.as_str().into()),
    };
    let insert = diesel::insert_into(changes::table).values(&row);
    on!(conn, conn => insert.execute(conn))?;
    Ok(())
}

/// When the change `seq` was made, if the log goes so far.
pub fn made_at(conn: &mut AnyConnection, seq: i64) -> Result<Option<Instant>> {
    let at = changes::table.find(seq).select(changes::at).first::<chrono::NaiveDateTime>(conn);
    Ok(at.optional()?.map(Into::into))
}

/// Entries that are read but for the records of measures.
pub struct Batch(Vec<Raw>);

struct Raw {
    change: Change,
    record: Option<String>,
    content: Option<Arc<Content>>,
}

/// The next entries after `seq`, at most [`BATCH`], in order.
/// `codes` holds each code of the catalog once.
pub fn after(conn: &mut AnyConnection, seq: i64, codes: &mut HashSet<Arc<str>>) -> Result<Batch> {
    let rows: Vec<Row<'_>> = changes::table
        .filter(changes::seq.gt(seq))
        .order(changes::seq)
        .limit(BATCH)
        .select(Row::as_select())
        .load(conn)?;
    let read = rows.into_iter().map(|row| row.read(codes));
    read.collect::<Result<_>>().map(Batch)
}

impl Batch {
    /// The number of the last entry; `None` = there are no more.
    pub fn last(&self) -> Option<i64> {
        self.0.last().map(|raw| raw.change.seq)
    }

    /// Reads the rest. `content` tells what was written about a measure before, for
    /// entries that did not change it.
    pub fn read(self, mut content: impl FnMut(&str) -> Option<Arc<Content>>) -> Result<Vec<Entry>> {
        let mut fresh = HashMap::new();
        let entries = self.0.into_iter().map(|Raw { change, record, content: written }| {
            let Some(record) = record else { return Ok(Entry { change, measure: None }) };
            let id = &change.noun_id;
            let written = written.or_else(|| fresh.get(id).cloned()).or_else(|| content(id));
            let written = written.ok_or_else(|| missing(id, change.seq))?;
            fresh.insert(id.clone(), Arc::clone(&written));
            Ok(Entry { measure: Some(measures::from_record(&record, written)?), change })
        });
        entries.collect()
    }
}

fn content_of(text: &str, codes: &mut HashSet<Arc<str>>) -> Result<Content> {
    let mut content: Content = from_json(text)?;
    content.pack(codes);
    Ok(content)
}

fn missing(id: &str, seq: i64) -> crate::domain::Error {
    crate::domain::Error::internal(format!("the log has no content of {id} before {seq}"))
}

impl Row<'_> {
    fn read(self, codes: &mut HashSet<Arc<str>>) -> Result<Raw> {
        let content = self.content.map(|text| content_of(&text, codes).map(Arc::new));
        let change = Change {
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
        };
        Ok(Raw { change, record: self.record.map(Cow::into_owned), content: content.transpose()? })
    }
}
