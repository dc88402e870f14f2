use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::sync::{Arc, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::sync::{oneshot, watch};

use super::rebuild::follow;
use super::tx::Done;
use super::{Tx, View};
use crate::domain::{Clock, Error, Instant, Result};
use crate::store::{Store, Wakeup};

/// How many writes share one commit at most.
const BATCH: usize = 256;

/// How often a register that is not written to looks for the writes of others.
const PATROL: Duration = Duration::from_millis(200);

/// What the writer is asked to do.
pub(super) enum Job {
    Write(Box<dyn Work>),
    /// Somebody else committed.
    Follow,
}

impl Job {
    pub fn new<T: Send + 'static>(
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        answer: oneshot::Sender<Result<T>>,
    ) -> Self {
        Self::Write(Box::new(Queued { work: Some(work), result: None, answer }))
    }
}

/// A queued closure of any type.
pub(super) trait Work: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()>;
    /// Answers, when the transaction is committed, or with why it was not.
    fn answer(self: Box<Self>, committed: Result<(), Failed>);
}

/// That a commit failed; the cause is in the log, the caller may try again.
#[derive(Clone, Copy)]
pub(super) struct Failed;

struct Queued<F, T> {
    work: Option<F>,
    result: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnOnce(&mut Tx<'_>) -> Result<T> + Send> Work for Queued<F, T> {
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let Some(work) = self.work.take() else { return Ok(()) };
        let result = catch_unwind(AssertUnwindSafe(|| work(tx)));
        let result = result.unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        let failed = result.is_err();
        self.result = Some(result);
        // The cause stays here, to be answered; the savepoint only needs to know.
        if failed { Err(Error::Busy) } else { Ok(()) }
    }

    fn answer(self: Box<Self>, committed: Result<(), Failed>) {
        let result = match (self.result, committed) {
            (Some(Err(cause)), _) => Err(cause),
            (Some(result), Ok(())) => result,
            _ => Err(Error::Busy),
        };
        // Whoever asked may be gone; then nobody needs the answer.
        let _ = self.answer.send(result);
    }
}

/// The one who writes.
pub(super) struct Writer {
    url: String,
    store: Store,
    view: Arc<ArcSwap<View>>,
    clock: Clock,
    seq: watch::Sender<i64>,
}

impl Writer {
    pub fn new(
        url: &str,
        store: Store,
        view: Arc<ArcSwap<View>>,
        clock: Clock,
        seq: watch::Sender<i64>,
    ) -> Self {
        Self { url: url.to_owned(), store, view, clock, seq }
    }

    /// Works until everyone who could ask is gone.
    pub fn run(mut self, jobs: &Receiver<Job>) {
        loop {
            let first = match jobs.recv_timeout(PATROL) {
                Ok(Job::Write(work)) => work,
                Ok(Job::Follow) | Err(RecvTimeoutError::Timeout) => {
                    self.patrol();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let mut batch = vec![first];
            while batch.len() < BATCH {
                match jobs.try_recv() {
                    Ok(Job::Write(work)) => batch.push(work),
                    Ok(Job::Follow) => {}
                    Err(_) => break,
                }
            }
            let committed = self.write(&mut batch).map_err(|cause| {
                tracing::error!(%cause, detail = ?cause, "a batch of writes failed");
                self.reconnect();
                Failed
            });
            batch.into_iter().for_each(|work| work.answer(committed));
        }
    }

    /// Runs a batch in one transaction, each write in a savepoint.
    fn write(&mut self, batch: &mut [Box<dyn Work>]) -> Result<()> {
        let seq = self.store.begin()?;
        let next = self.write_begun(seq, batch);
        match next {
            Ok((next, unlogged)) if unlogged || next.seq > seq => {
                self.store.commit(next.seq)?;
                self.publish(next);
                Ok(())
            }
            Ok((next, _)) => {
                self.store.rollback();
                self.publish(next);
                Ok(())
            }
            Err(cause) => {
                self.store.rollback();
                Err(cause)
            }
        }
    }

    /// The next view, and whether anything was saved that the log does not tell.
    fn write_begun(&mut self, seq: i64, batch: &mut [Box<dyn Work>]) -> Result<(View, bool)> {
        let mut view = self.current(seq)?;
        let mut unlogged = false;
        let now = self.now(&view);
        for work in batch {
            let today = view.today;
            let mut done = Done::default();
            // A write that failed undid itself, and holds its cause.
            let _ = self.store.savepoint(|conn| {
                let mut tx = Tx::new(conn, &view, now, today);
                work.run(&mut tx)?;
                done = tx.into_done();
                Ok(())
            });
            unlogged |= done.unlogged;
            for (change, record) in done.changes {
                view.apply(&change, record);
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

    /// The time of a batch: never before the last change, whatever the clock says.
    fn now(&self, view: &View) -> Instant {
        self.clock.now().max(view.last_change_at)
    }

    fn publish(&mut self, view: View) {
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
            if seq > known || today != self.clock.today() {
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

    /// After a failure: a broken connection is replaced, a good one is kept.
    fn reconnect(&mut self) {
        if self.store.is_alive() {
            return;
        }
        match Store::connect(&self.url) {
            Ok(store) => self.store = store,
            Err(cause) => tracing::error!(%cause, detail = ?cause, "the database is away"),
        }
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
            }
        }
        std::thread::sleep(Wakeup::PAUSE);
    }
}
