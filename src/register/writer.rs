use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Weak};

use arc_swap::ArcSwap;
use chrono::TimeDelta;
use tokio::sync::watch;

use super::checkpoints::Checkpoints;
use super::gather::{Disconnected, Gather, PATROL};
use super::job::{Failed, Job, Work, unpanicked};
use super::rebuild::{follow, rebuild};
use super::texts::Texts;
use super::{Tx, View};
use crate::domain::{Clock, Instant, Repetition, Result};
use crate::store::{Store, Wakeup, changes, imports, kept_answers};

/// The one who writes.
pub(super) struct Writer {
    url: String,
    store: Store,
    view: Arc<ArcSwap<View>>,
    clock: Clock,
    seq: watch::Sender<i64>,
    commits: Arc<AtomicU64>,
    texts: Texts,
    checkpoints: Option<Checkpoints>,
}

impl Writer {
    pub fn new(
        url: &str,
        store: Store,
        view: Arc<ArcSwap<View>>,
        clock: Clock,
        seq: watch::Sender<i64>,
        commits: Arc<AtomicU64>,
        texts: Texts,
    ) -> Self {
        let (url, checkpoints) = (url.to_owned(), None);
        Self { url, store, view, clock, seq, commits, texts, checkpoints }
    }

    pub fn leave_checkpoints_to(&mut self, checkpoints: Checkpoints) -> Result<()> {
        self.checkpoints = Some(checkpoints);
        self.store.put_off_checkpoints()
    }

    /// Works until everyone who could ask is gone.
    pub fn run(mut self, jobs: Receiver<Job>) {
        let mut gather = Gather::of(jobs);
        loop {
            let mut batch = match gather.first() {
                Ok(Some(first)) => vec![first],
                Ok(None) => {
                    self.patrol();
                    continue;
                }
                Err(Disconnected) => return,
            };
            let old = self.view.load_full();
            let committed = self.write(&mut batch, &mut gather).map_err(|cause| {
                tracing::error!(%cause, detail = ?cause, "a batch of writes failed");
                self.reconnect();
                Failed
            });
            gather.learn(batch.len());
            batch.into_iter().for_each(|work| work.answer(committed));
            // Nobody need wait until what it alone had is cleared away.
            drop(old);
        }
    }

    /// Runs a batch in one transaction, each write in a savepoint, and whatever comes to it
    /// meanwhile.
    fn write(&mut self, batch: &mut Vec<Box<dyn Work>>, gather: &mut Gather) -> Result<()> {
        // Nothing has run yet, so a connection that broke meanwhile harms nobody.
        let seq = self.store.begin().or_else(|cause| {
            tracing::warn!(%cause, detail = ?cause, "could not begin; connecting anew");
            self.reconnect();
            self.store.begin()
        })?;
        let next = unpanicked("a batch", || self.run_all(seq, batch, gather));
        let (next, unlogged) = next?;
        if unlogged || next.seq > seq {
            self.store.commit(next.seq)?;
            self.commits.fetch_add(1, Ordering::Relaxed);
            self.checkpoints.iter_mut().for_each(|checkpoints| checkpoints.note(next.seq));
        } else {
            self.store.rollback();
        }
        self.publish(next);
        Ok(())
    }

    /// Runs each write in a savepoint; gives the view with what they did, and whether
    /// anything was saved that the log does not tell.
    fn run_all(
        &mut self,
        seq: i64,
        batch: &mut Vec<Box<dyn Work>>,
        gather: &mut Gather,
    ) -> Result<(View, bool)> {
        let (mut view, mut unlogged) = (self.current(seq)?, false);
        let (now, today) = (self.now(&view), view.today);
        let mut ran = 0;
        while let Some(work) = batch.get_mut(ran) {
            let done = self.store.savepoint(|conn| {
                let mut tx = Tx::new(conn, &view, now, today);
                (work.run(&mut tx) && !tx.is_trial()).then(|| tx.into_done())
            })?;
            if let Some(done) = done {
                unlogged |= done.unlogged;
                view = done.onto(view);
            }
            ran += 1;
            if ran == batch.len() {
                batch.extend(gather.next(ran));
            }
        }
        Ok((view, unlogged))
    }

    /// The view with everything up to `seq`, on today.
    fn current(&mut self, seq: i64) -> Result<View> {
        let mut view = View::clone(&self.view.load());
        if view.seq < seq {
            follow(self.store.conn(), &mut view)?;
        }
        view.turn_to(self.clock.today());
        Ok(view)
    }

    /// The time of a batch: after the last change, whatever the clock says, so that
    /// what was known at an instant never grows.
    fn now(&self, view: &View) -> Instant {
        let tick = TimeDelta::microseconds(1);
        self.clock.now().max(view.last_change_at.plus(tick))
    }

    fn publish(&mut self, mut view: View) {
        self.texts.tend(&mut view.measures.searches);
        let seq = view.seq;
        self.view.store(Arc::new(view));
        self.seq.send_replace(seq);
    }

    /// Takes over what others wrote, and the new day.
    fn patrol(&mut self) {
        let (known, today) = {
            let view = self.view.load();
            (view.seq, view.today)
        };
        let news = self.store.seq().and_then(|seq| {
            if today != self.clock.today() {
                let end = self.clock.now().plus(-Repetition::KEPT);
                kept_answers::forget(self.store.conn(), end)?;
                imports::forget(self.store.conn(), self.clock.now())?;
            }
            if seq > known || today != self.clock.today() || self.texts.are_under_way() {
                let view = self.current(seq)?;
                self.publish(view);
            }
            Ok(())
        });
        if let Err(cause) = news {
            tracing::warn!(%cause, detail = ?cause, "could not read the log");
            self.reconnect();
        }
    }

    /// After a failure: with another connection nothing of it is left, neither a
    /// transaction nor a lock.
    fn reconnect(&mut self) {
        self.store.rollback();
        let back = Store::connect(&self.url).and_then(|store| {
            self.store = store;
            if self.checkpoints.is_some() {
                self.store.put_off_checkpoints()?;
            }
            self.recognise()
        });
        if let Err(cause) = back {
            tracing::error!(%cause, detail = ?cause, "the database is away");
        }
    }

    /// Reads everything anew if the log does not go on from where the view stands:
    /// a stand-by that took over may lack the end of it.
    fn recognise(&mut self) -> Result<()> {
        let (seq, at) = {
            let view = self.view.load();
            (view.seq, view.last_change_at)
        };
        if seq == 0 || changes::made_at(self.store.conn(), seq)? == Some(at) {
            return Ok(());
        }
        tracing::error!(seq, "the log of the database is another one: reading everything anew");
        let view = rebuild(&mut self.store, self.clock.today())?;
        self.texts.forget();
        self.publish(view);
        Ok(())
    }
}

/// Passes on that other processes committed, until the register is gone. When the
/// connection breaks the writer's patrol goes on, and a new one is made.
pub(super) fn listen(url: &str, alive: &Weak<ArcSwap<View>>, queue: &SyncSender<Job>) {
    let mut wakeup = None;
    while alive.strong_count() > 1 {
        let called = match &mut wakeup {
            Some(wakeup) => Wakeup::was_called(wakeup),
            None => Wakeup::listen(url).map(|listening| {
                wakeup = Some(listening);
                true
            }),
        };
        match called {
            Ok(true) => match queue.try_send(Job::Follow) {
                // A full queue will look at the log anyway.
                Ok(()) | Err(TrySendError::Full(_)) => {}
                Err(TrySendError::Disconnected(_)) => return,
            },
            Ok(false) => {}
            Err(cause) => {
                tracing::warn!(%cause, "the listening connection broke");
                wakeup = None;
                std::thread::sleep(PATROL);
            }
        }
        std::thread::sleep(Wakeup::PAUSE);
    }
}
