use std::sync::Arc;

use super::view::{Record, View};
use crate::domain::{
    Actor, Carrier, Catalog, Change, Client, Conflict, Day, Deed, Error, Instant, Measure, Noun,
    Population, Result, Session, SessionId, User,
};
use crate::store::{
    AnyConnection, carriers, catalog, changes, clients, keys, measures, populations, sessions,
    users,
};

mod imports;
mod steps;
mod webhooks;

/// One write: what it may read, and what it may save. Every save is one entry of
/// the log, in the same transaction.
pub struct Tx<'a> {
    conn: &'a mut AnyConnection,
    /// The register with everything that was written before, also in this batch.
    pub view: &'a View,
    pub now: Instant,
    pub today: Day,
    done: Vec<(Change, Record)>,
    /// Something was saved that the log does not tell.
    unlogged: bool,
    /// The view with what was done so far, if anybody wanted to see it.
    ahead: Option<Box<View>>,
    trial: bool,
}

/// What a write leaves behind when it has succeeded.
pub(super) struct Done {
    pub changes: Vec<(Change, Record)>,
    pub unlogged: bool,
    /// The view after them, if it was made.
    pub ahead: Option<Box<View>>,
}

impl Done {
    /// The view with what was done.
    pub fn onto(self, mut view: View) -> View {
        if let Some(ahead) = self.ahead {
            return *ahead;
        }
        self.changes.into_iter().for_each(|(change, record)| view.apply(&change, record));
        view
    }
}

impl<'a> Tx<'a> {
    pub(super) fn new(
        conn: &'a mut AnyConnection,
        view: &'a View,
        now: Instant,
        today: Day,
    ) -> Self {
        Self {
            conn,
            view,
            now,
            today,
            done: Vec::new(),
            unlogged: false,
            ahead: None,
            trial: false,
        }
    }

    pub(super) fn into_done(mut self) -> Done {
        if self.ahead.is_some() {
            self.ahead();
        }
        Done { changes: self.done, unlogged: self.unlogged, ahead: self.ahead }
    }

    /// Saves a new measure, or the next version of one.
    pub fn save_measure(&mut self, deed: Deed, by: Actor, measure: Measure) -> Result<()> {
        let before = self.measure_before(&measure);
        let texts = measures::Texts::of(&measure)?;
        match measure.version {
            1 => measures::insert(self.conn, &measure, &texts)?,
            _ => measures::update(self.conn, &measure, &texts)?,
        }
        let change = self.change(deed, by, Noun::Measure, measure.id.to_string());
        let new = before.is_none_or(|old| !Arc::ptr_eq(&old.content, &measure.content));
        changes::append(self.conn, &change, Some(&texts), new)?;
        self.done.push((change, Record::Measure(Arc::new(measure))));
        Ok(())
    }

    /// The version before, which may be of this very write.
    fn measure_before(&self, measure: &Measure) -> Option<Arc<Measure>> {
        let mine = self.done.iter().rev().find_map(|(_, record)| match record {
            Record::Measure(mine) if mine.id == measure.id => Some(Arc::clone(mine)),
            _ => None,
        });
        mine.or_else(|| Some(Arc::clone(&self.view.measures.find(measure.id)?.measure)))
    }

    pub fn delete_measure(&mut self, by: Actor, measure: &Measure) -> Result<()> {
        measures::delete(self.conn, measure.id)?;
        let change = self.change(Deed::Delete, by, Noun::Measure, measure.id.to_string());
        self.log(change, Record::NoMeasure(measure.id))
    }

    pub fn save_carrier(&mut self, deed: Deed, by: Actor, carrier: Carrier) -> Result<()> {
        let taken = self
            .view
            .carriers()
            .any(|other| other.id != carrier.id && other.content.name == carrier.content.name);
        if taken {
            return Err(Error::Conflict(Conflict::Taken("name")));
        }
        carriers::save(self.conn, &carrier)?;
        let change = self.change(deed, by, Noun::Carrier, carrier.id.to_string());
        self.log(change, Record::Carrier(Arc::new(carrier)))
    }

    pub fn save_user(&mut self, deed: Deed, by: Actor, user: User) -> Result<()> {
        users::save(self.conn, &user)?;
        let change = self.change(deed, by, Noun::User, user.id.to_string());
        self.log(change, Record::User(Arc::new(user)))
    }

    pub fn save_client(&mut self, deed: Deed, by: Actor, client: Client) -> Result<()> {
        clients::save(self.conn, &client)?;
        let change = self.change(deed, by, Noun::Client, client.id.to_string());
        self.log(change, Record::Client(Arc::new(client)))
    }

    /// Saves a session; a new one if it was not known.
    pub fn save_session(&mut self, deed: Deed, by: Actor, session: Session) -> Result<()> {
        match self.view.session(session.id) {
            None => sessions::insert(self.conn, &session)?,
            Some(_) => sessions::update(self.conn, &session)?,
        }
        let change = self.change(deed, by, Noun::Session, session.id.to_string());
        self.log(change, Record::Session(Arc::new(session)))
    }

    /// Forgets a session that is over.
    pub fn delete_session(&mut self, by: Actor, id: SessionId) -> Result<()> {
        sessions::delete(self.conn, id)?;
        let change = self.change(Deed::Delete, by, Noun::Session, id.to_string());
        self.log(change, Record::NoSession(id))
    }

    pub fn save_population(&mut self, deed: Deed, by: Actor, figures: Population) -> Result<()> {
        populations::save(self.conn, &figures)?;
        let change = self.change(deed, by, Noun::Population, figures.year.to_string());
        self.log(change, Record::Population(Arc::new(figures)))
    }

    pub fn save_catalog(&mut self, by: Actor, catalog: Catalog) -> Result<()> {
        catalog::save(self.conn, &catalog)?;
        let change = self.change(Deed::Load, by, Noun::Catalog, String::new());
        self.log(change, Record::Catalog(Arc::new(catalog)))
    }

    /// The keys that sign tokens, the newest first; `make` makes the first one.
    pub fn signing_keys(
        &mut self,
        make: impl FnOnce() -> Result<keys::SigningKey>,
    ) -> Result<Vec<keys::SigningKey>> {
        let known = keys::all(self.conn)?;
        if known.is_empty() {
            keys::insert(self.conn, &make()?, self.now)?;
            self.unlogged = true;
            return keys::all(self.conn);
        }
        Ok(known)
    }

    fn change(&self, deed: Deed, by: Actor, noun: Noun, noun_id: String) -> Change {
        let seq = self.view.seq + 1 + i64::try_from(self.done.len()).unwrap_or(0);
        Change { seq, at: self.now, by, deed, noun, noun_id }
    }

    fn log(&mut self, change: Change, record: Record) -> Result<()> {
        changes::append(self.conn, &change, None, false)?;
        self.done.push((change, record));
        Ok(())
    }
}
