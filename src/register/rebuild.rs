use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::view::{Record, Version, View};
use crate::domain::{Actor, Day, Measure, MeasureId, Noun, Result};
use crate::store::{
    AnyConnection, Store, carriers, catalog, changes, clients, populations, sessions, users,
};

/// The view of everything the database holds: one pass over the tables, and one
/// over the log; of one moment, since others may be writing.
pub fn rebuild(store: &mut Store, today: Day) -> Result<View> {
    store.snapshot(|conn| read(conn, today))
}

/// The same in a transaction that has begun.
pub(super) fn read(conn: &mut AnyConnection, today: Day) -> Result<View> {
    let mut view = View::new(today);
    view.put_record(Record::Catalog(Arc::new(catalog::load(conn)?)));
    for carrier in carriers::all(conn)? {
        view.put_record(Record::Carrier(Arc::new(carrier)));
    }
    for figures in populations::all(conn)? {
        view.put_record(Record::Population(Arc::new(figures)));
    }
    for user in users::all(conn)? {
        view.put_record(Record::User(Arc::new(user)));
    }
    for client in clients::all(conn)? {
        view.put_record(Record::Client(Arc::new(client)));
    }
    for session in sessions::all(conn)? {
        view.put_record(Record::Session(Arc::new(session)));
    }
    replay_measures(conn, &mut view)?;
    Ok(view)
}

/// Gathers all versions of each measure first, so that each is made ready once.
fn replay_measures(conn: &mut AnyConnection, view: &mut View) -> Result<()> {
    let mut order: Vec<Option<MeasureId>> = Vec::new();
    let mut known: HashMap<MeasureId, (usize, Vec<Version>)> = HashMap::new();
    let mut common = Common::default();
    loop {
        let latest = |id: &str| {
            let (_, versions) = known.get(&id.parse().ok()?)?;
            Some(Arc::clone(&versions.last()?.measure.content))
        };
        let entries = changes::after(conn, view.seq, latest)?;
        if entries.is_empty() {
            break;
        }
        for changes::Entry { change, measure } in entries {
            view.note(&change);
            match measure {
                Some(mut measure) => {
                    let id = measure.id;
                    let (_, versions) = known.entry(id).or_insert_with(|| {
                        order.push(Some(id));
                        (order.len() - 1, Vec::new())
                    });
                    if let Some(before) = versions.last() {
                        measure.share_with(&before.measure);
                    }
                    let (measure, deed) = (common.measure(measure), change.deed);
                    let by = common.actor(change.by.into());
                    versions.push(Version { seq: change.seq, deed, by, measure });
                }
                None if change.noun == Noun::Measure => {
                    let id = change.noun_id.parse().ok();
                    if let Some((slot, _)) = id.and_then(|id: MeasureId| known.remove(&id)) {
                        order[slot] = None;
                    }
                }
                None => {}
            }
        }
    }
    for id in order {
        match id.and_then(|id| known.remove(&id)) {
            Some((_, mut versions)) => {
                versions.shrink_to_fit();
                view.put_versions(versions);
            }
            None => view.skip_slot(),
        }
    }
    Ok(())
}

/// What many versions have in common, so that it is in memory once.
#[derive(Default)]
struct Common {
    actors: HashSet<Arc<Actor>>,
    concepts: HashSet<Arc<str>>,
}

impl Common {
    fn actor(&mut self, actor: Arc<Actor>) -> Arc<Actor> {
        if let Some(known) = self.actors.get(&actor) {
            return Arc::clone(known);
        }
        self.actors.insert(Arc::clone(&actor));
        actor
    }

    fn measure(&mut self, mut measure: Measure) -> Arc<Measure> {
        let state = &mut measure.state;
        if let Some(submission) = state.submission.as_mut().and_then(Arc::get_mut) {
            submission.by = self.actor(Arc::clone(&submission.by));
        }
        for change in Arc::get_mut(&mut state.status_changes).into_iter().flatten() {
            change.by = self.actor(Arc::clone(&change.by));
        }
        match self.concepts.get(&measure.concept) {
            Some(known) => measure.concept = Arc::clone(known),
            None => drop(self.concepts.insert(Arc::clone(&measure.concept))),
        }
        Arc::new(measure)
    }
}

/// The records behind changes that other processes made; loaded as they are now,
/// which is at least as new.
pub(super) fn follow(conn: &mut AnyConnection, view: &mut View) -> Result<()> {
    loop {
        let latest = |id: &str| {
            let entry = view.measures.find(id.parse().ok()?)?;
            Some(Arc::clone(&entry.versions.last()?.measure.content))
        };
        let entries = changes::after(conn, view.seq, latest)?;
        if entries.is_empty() {
            return Ok(());
        }
        for changes::Entry { change, measure } in entries {
            let id = change.noun_id.as_str();
            let record = match (change.noun, measure) {
                (_, Some(measure)) => Some(Record::Measure(Arc::new(measure))),
                (Noun::Measure, None) => id.parse().ok().map(Record::NoMeasure),
                (Noun::Carrier, _) => Some(Record::Carrier(Arc::new(carriers::find(conn, id)?))),
                (Noun::User, _) => Some(Record::User(Arc::new(users::find(conn, id)?))),
                (Noun::Client, _) => Some(Record::Client(Arc::new(clients::find(conn, id)?))),
                (Noun::Catalog, _) => Some(Record::Catalog(Arc::new(catalog::load(conn)?))),
                (Noun::Population, _) => {
                    Some(Record::Population(Arc::new(populations::find(conn, id)?)))
                }
                (Noun::Session, _) => match sessions::find(conn, id)? {
                    Some(session) => Some(Record::Session(Arc::new(session))),
                    None => id.parse().ok().map(Record::NoSession),
                },
            };
            match record {
                Some(record) => view.apply(&change, record),
                None => view.note(&change),
            }
        }
    }
}
