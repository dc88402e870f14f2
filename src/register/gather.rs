//! How writes come together that share one commit.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::job::{Job, Work};

/// How many share one commit at most.
const MOST: usize = 256;

/// How often a register that is not written to looks for the writes of others.
pub(super) const PATROL: Duration = Duration::from_millis(200);

/// How long the first waits at most for others.
const PATIENCE: Duration = Duration::from_micros(500);

/// That nobody is left who could ask.
pub(super) struct Disconnected;

/// Remembers of how many the last two batches were. Those who were answered together
/// come back one after the other, and the first of them should not have a commit of its
/// own; but who writes alone never waits.
#[derive(Default)]
pub(super) struct Gather([usize; 2]);

impl Gather {
    /// What is to be written next; nothing, if it is time to look for others' writes.
    pub fn next(&mut self, jobs: &Receiver<Job>) -> Result<Vec<Box<dyn Work>>, Disconnected> {
        let mut batch = match jobs.recv_timeout(PATROL) {
            Ok(Job::Write(work)) => vec![work],
            Ok(Job::Follow) | Err(RecvTimeoutError::Timeout) => return Ok(Vec::new()),
            Err(RecvTimeoutError::Disconnected) => return Err(Disconnected),
        };
        let end = Instant::now() + PATIENCE;
        let enough = self.0.iter().sum::<usize>() / 2;
        while batch.len() < MOST {
            let job = match batch.len() < enough {
                true => jobs.recv_timeout(end.saturating_duration_since(Instant::now())).ok(),
                false => jobs.try_recv().ok(),
            };
            match job {
                Some(Job::Write(work)) => batch.push(work),
                Some(Job::Follow) => {}
                None => break,
            }
        }
        self.0 = [self.0[1], batch.len()];
        Ok(batch)
    }
}
