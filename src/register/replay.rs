//! The log, read from its beginning.

use std::collections::{HashMap, HashSet};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use super::view::{Version, View};
use crate::domain::{Actor, Change, Measure, MeasureId, Noun, Result};
use crate::store::{AnyConnection, changes};

/// How many batches may wait to be read while the next one is fetched.
const AHEAD: usize = 1;

/// Puts all versions of all measures into a view that has none. One thread fetches
/// the log, another makes sense of it.
pub(super) fn replay(conn: &mut AnyConnection, view: &mut View) -> Result<()> {
    let (fetched, batches) = sync_channel(AHEAD);
    let replay = std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut replay = Replay::default();
            batches.into_iter().try_for_each(|batch| replay.read(batch, view))?;
            Ok(replay)
        });
        let fetching = fetch(conn, &fetched);
        drop(fetched);
        let replay = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        fetching.and(replay)
    })?;
    replay.put_into(view);
    Ok(())
}

fn fetch(conn: &mut AnyConnection, fetched: &SyncSender<changes::Batch>) -> Result<()> {
    let (mut seq, mut codes) = (0, HashSet::new());
    loop {
        let batch = changes::after(conn, seq, &mut codes)?;
        let Some(last) = batch.last() else { return Ok(()) };
        seq = last;
        if fetched.send(batch).is_err() {
            // The reader gave up, and says why.
            return Ok(());
        }
    }
}

/// Gathers all versions of each measure first, so that each is made ready once.
#[derive(Default)]
struct Replay {
    /// In order of registration; `None` where a measure is gone.
    order: Vec<Option<MeasureId>>,
    known: HashMap<MeasureId, (usize, Vec<Version>)>,
    common: Common,
}

impl Replay {
    fn read(&mut self, batch: changes::Batch, view: &mut View) -> Result<()> {
        let entries = batch.read(|id| {
            let (_, versions) = self.known.get(&id.parse().ok()?)?;
            Some(Arc::clone(&versions.last()?.measure.content))
        })?;
        for changes::Entry { change, measure } in entries {
            view.note(&change);
            match measure {
                Some(measure) => self.add(change, measure, view),
                None if change.noun == Noun::Measure => self.remove(&change, view),
                None => view.feed.other(&change),
            }
        }
        Ok(())
    }

    fn add(&mut self, change: Change, mut measure: Measure, view: &mut View) {
        let id = measure.id;
        let (slot, versions) = self.known.entry(id).or_insert_with(|| {
            self.order.push(Some(id));
            (self.order.len() - 1, Vec::new())
        });
        view.feed.measure(change.seq, *slot);
        if let Some(before) = versions.last() {
            measure.share_with(&before.measure);
        }
        let (measure, deed) = (self.common.measure(measure), change.deed);
        let by = self.common.actor(change.by.into());
        versions.push(Version { seq: change.seq, deed, by, measure });
    }

    fn remove(&mut self, change: &Change, view: &mut View) {
        let Ok(id) = change.noun_id.parse::<MeasureId>() else { return };
        let Some((slot, versions)) = self.known.remove(&id) else { return };
        self.order[slot] = None;
        if let Some(last) = versions.last() {
            view.feed.gone(change.seq, id, last.measure.carrier);
        }
    }

    fn put_into(mut self, view: &mut View) {
        let slots = self.order.into_iter().map(|id| {
            let (_, mut versions) = self.known.remove(&id?)?;
            versions.shrink_to_fit();
            Some(versions)
        });
        view.put_all(slots.collect());
    }
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
