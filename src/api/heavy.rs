//! Work that takes long, such as to work out what was known at a moment long ago: on
//! threads of its own, so that whoever asks for little does not wait for it, and so much
//! at a time that the cores are not lost to it.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::caller::Asker;
use super::problem::Problem;
use crate::domain::Error;
use crate::register::view::{Index, Moment};

/// How many may wait for each that is worked for.
const LINE: usize = 16;

/// How long somebody waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where heavy work is taken in; whoever finds the line full, or waits too long, is told
/// to come back.
pub struct Heavy {
    line: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Heavy {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::of(cores, PATIENCE)
    }
}

impl Heavy {
    fn of(turns: usize, patience: Duration) -> Self {
        let line = Arc::new(Semaphore::new(turns * (1 + LINE)));
        Self { line, turns: Arc::new(Semaphore::new(turns)), patience }
    }

    /// Does `work` when it is its turn. Who gives up waiting leaves the line; what has
    /// begun keeps its turn until it is done.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || Problem::from(Error::Busy);
        let place = Arc::clone(&self.line).try_acquire_owned().map_err(|_| busy())?;
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = tokio::time::timeout(self.patience, turn).await.map_err(|_| busy())?;
        let held = (place, turn.map_err(|_| busy())?);
        let done = web::block(move || {
            let done = work();
            drop(held);
            done
        });
        done.await.map_err(|gone| Error::internal(gone).into())
    }

    /// The measures of another moment; `None` if it is now, where they are at hand.
    pub async fn measures_at(
        &self,
        asker: &Asker,
        moment: Moment,
    ) -> Result<Option<Index>, Problem> {
        if moment.is_now() {
            return Ok(None);
        }
        let view = Arc::clone(&asker.view);
        self.run(move || view.measures_at(moment)).await.map(Some)
    }
}

/// How many may be under way at a time of what takes much room: a workbook of all
/// measures takes seconds, and a temporary file; an upload memory.
pub struct Places(Arc<Semaphore>);

impl Places {
    pub fn of(number: usize) -> Self {
        Self(Arc::new(Semaphore::new(number)))
    }

    /// One of them, if any is free.
    pub fn take(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use actix_web::rt::System;
    use futures_util::future::join_all;

    use super::*;

    #[test]
    fn so_much_is_done_at_a_time_and_whoever_finds_the_line_full_is_told() {
        System::new().block_on(async {
            let heavy = Heavy::of(1, Duration::from_secs(60));
            let (go, gone) = channel::<()>();
            let first = heavy.run(move || gone.recv().is_ok());
            let waiting: Vec<_> = (0..LINE).map(|number| heavy.run(move || number)).collect();
            let refused = async {
                // The others were asked before, and have their places.
                let refused = heavy.run(|| ()).await;
                assert!(matches!(refused, Err(Problem::Domain(Error::Busy))), "{refused:?}");
                go.send(()).unwrap();
            };
            let (first, waiting, ()) =
                futures_util::future::join3(first, join_all(waiting), refused).await;
            assert!(first.unwrap());
            let done: Vec<_> = waiting.into_iter().map(Result::unwrap).collect();
            assert_eq!(done, (0..LINE).collect::<Vec<_>>());
            heavy.run(|| ()).await.unwrap();
        });
    }

    #[test]
    fn nobody_waits_for_ever_and_who_gives_up_takes_nobodys_turn() {
        System::new().block_on(async {
            let heavy = Heavy::of(1, Duration::from_millis(20));
            let (go, gone) = channel::<()>();
            let mut first = Box::pin(heavy.run(move || gone.recv().is_ok()));
            let second = tokio::time::timeout(Duration::from_millis(1), &mut first).await;
            assert!(second.is_err(), "it has begun");
            let late = heavy.run(|| ()).await;
            assert!(matches!(late, Err(Problem::Domain(Error::Busy))), "{late:?}");
            drop(first);
            let still = heavy.run(|| ()).await;
            assert!(matches!(still, Err(Problem::Domain(Error::Busy))), "it goes on all the same");
            go.send(()).unwrap();
            let heavy = Heavy { patience: Duration::from_secs(60), ..heavy };
            heavy.run(|| ()).await.unwrap();
        });
    }
}
