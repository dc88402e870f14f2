//! How writes come together that share one commit.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::job::{Job, Work};

/// How many share one commit at most.
const MOST: usize = 256;

/// How often a register that is not written to looks for the writes of others.
pub(super) const PATROL: Duration = Duration::from_millis(200);

/// How long a batch waits at most for more.
const PATIENCE: Duration = Duration::from_micros(500);

/// That nobody is left who could ask.
pub(super) struct Disconnected;

/// Puts writes together to batches. Who writes alone never waits. Of many who write at
/// the same time one half is written while the other half is answered and asks again;
/// but where a commit is dear, all share it.
pub(super) struct Gather {
    jobs: Receiver<Job>,
    waiting: VecDeque<Box<dyn Work>>,
    /// How many the next batch should have, after what was seen of the last one.
    wanted: usize,
    /// How many this batch should have.
    enough: usize,
    /// What is left of it for this batch.
    patience: Duration,
    began: Instant,
    /// When the last of this batch was written, and only the commit was left to do.
    written: Instant,
}

impl Gather {
    pub fn of(jobs: Receiver<Job>) -> Self {
        let (waiting, now) = (VecDeque::new(), Instant::now());
        let patience = Duration::ZERO;
        Self { jobs, waiting, wanted: 1, enough: 1, patience, began: now, written: now }
    }

    /// The first of a batch; `None`, if it is time to look for others' writes.
    pub fn first(&mut self) -> Result<Option<Box<dyn Work>>, Disconnected> {
        if self.waiting.is_empty() {
            match self.jobs.recv_timeout(PATROL) {
                Ok(Job::Write(work)) => self.waiting.push_back(work),
                Ok(Job::Follow) | Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => return Err(Disconnected),
            }
        }
        self.take_in();
        self.enough = self.waiting.len().max(self.wanted).min(MOST);
        self.patience = PATIENCE;
        self.began = Instant::now();
        Ok(self.waiting.pop_front())
    }

    /// The next of a batch that has so many already; `None`, if it should be committed.
    pub fn next(&mut self, so_far: usize) -> Option<Box<dyn Work>> {
        let next = if so_far < self.enough { self.take() } else { None };
        self.written = Instant::now();
        next
    }

    fn take(&mut self) -> Option<Box<dyn Work>> {
        while self.waiting.is_empty() {
            let began = Instant::now();
            if let Job::Write(work) = self.jobs.recv_timeout(self.patience).ok()? {
                self.waiting.push_back(work);
            }
            self.patience = self.patience.saturating_sub(began.elapsed());
        }
        self.waiting.pop_front()
    }

    /// Learns from a batch of so many that is committed and not yet answered.
    pub fn learn(&mut self, size: usize) {
        self.take_in();
        let together = size + self.waiting.len();
        let dear = self.written.elapsed() > self.written - self.began;
        self.wanted = if dear { together } else { together / 2 };
    }

    fn take_in(&mut self) {
        let room = MOST.saturating_sub(self.waiting.len());
        let writes = self.jobs.try_iter().take(room).filter_map(|job| match job {
            Job::Write(work) => Some(work),
            Job::Follow => None,
        });
        self.waiting.extend(writes);
    }
}
