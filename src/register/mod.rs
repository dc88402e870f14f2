//! The living register: one way to write, one way to read.
//!
//! A write is a closure that waits in a queue. One thread runs whatever waits in
//! one transaction, each in a savepoint, commits once, publishes the next view,
//! and answers. A read takes the view and never waits.

mod check;
mod checkpoints;
mod gather;
mod job;
mod rebuild;
mod replay;
mod texts;
mod tx;
pub mod view;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};
use tokio::sync::{oneshot, watch};

pub use check::check_restored;
pub use rebuild::rebuild;
pub use tx::Tx;
pub use view::View;

use crate::domain::{Clock, Error, Result};
use crate::store::Store;
use checkpoints::Checkpoints;
use job::Job;
use texts::Texts;
use writer::Writer;

/// How many writes may wait before more are refused.
const QUEUE: usize = 4_096;

/// The register. Clones share it.
#[derive(Clone)]
pub struct Register {
    view: Arc<ArcSwap<View>>,
    queue: SyncSender<Job>,
    seq: watch::Receiver<i64>,
    commits: Arc<AtomicU64>,
    pub clock: Clock,
}

/// The register's threads; they end when every [`Register`] is gone.
pub struct Threads(Vec<JoinHandle<()>>);

impl Threads {
    /// Waits until what was queued is written.
    pub fn join(self) {
        for thread in self.0 {
            if thread.join().is_err() {
                tracing::error!("a thread of the register ended badly");
            }
        }
    }
}

impl Register {
    /// Opens the database that `url` names, brings it up to date, and reads it.
    pub fn open(url: &str, clock: Clock) -> Result<(Self, Threads)> {
        let mut store = Store::connect(url)?;
        for step in store.migrate()? {
            tracing::info!(step, "migrated");
        }
        let view = rebuild(&mut store, clock.today())?;
        let (tell, seq) = watch::channel(view.seq);
        let view = Arc::new(ArcSwap::from_pointee(view));
        let (queue, jobs) = sync_channel(QUEUE);
        let postgres = store.is_postgres();
        let commits = Arc::<AtomicU64>::default();
        let (texts, reader) = Texts::start()?;
        let mut threads = vec![reader];
        let mut writer =
            Writer::new(url, store, Arc::clone(&view), clock.clone(), tell, commits.clone(), texts);
        if !postgres {
            let (checkpoints, thread) = Checkpoints::start(url)?;
            writer.leave_checkpoints_to(checkpoints)?;
            threads.push(thread);
        }
        threads.push(spawn("writer", move || writer.run(jobs))?);
        if postgres {
            let (url, wake) = (url.to_owned(), Arc::downgrade(&view));
            let queue = queue.clone();
            threads.push(spawn("listener", move || writer::listen(&url, &wake, &queue))?);
        }
        Ok((Self { view, queue, seq, commits, clock }, Threads(threads)))
    }

    /// What there is to read, as of now.
    pub fn view(&self) -> Guard<Arc<View>> {
        self.view.load()
    }

    /// How often this process has committed; many writes share one.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Waits until the view has seen the change `seq`, at most for `patience`.
    pub async fn wait_for(&self, seq: i64, patience: Duration) -> bool {
        let mut seen = self.seq.clone();
        let wait = seen.wait_for(|at| *at >= seq);
        tokio::time::timeout(patience, wait).await.is_ok_and(|seen| seen.is_ok())
    }

    /// Whether nothing will ever be written again.
    pub fn has_ended(&self) -> bool {
        self.seq.has_changed().is_err()
    }

    /// Runs `work` in a transaction, and answers when it is durable and can be read.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.enqueue(work)?.await.map_err(|_| Error::internal("the writer is gone"))?
    }

    /// [`write`](Self::write) for where there is no event loop.
    pub fn write_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let answer = self.enqueue(work)?.blocking_recv();
        answer.map_err(|_| Error::internal("the writer is gone"))?
    }

    fn enqueue<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T>>> {
        let (answer, answered) = oneshot::channel();
        let job = Job::new(work, answer);
        self.queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::internal("the writer is gone"),
        })?;
        Ok(answered)
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(work).map_err(Error::internal)
}
