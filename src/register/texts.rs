//! A thread that puts texts that were written into the large index of the search, many at
//! once, while others go on: nobody waits for it.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::job::unpanicked;
use super::spawn;
use super::view::{Merged, Searches};
use crate::domain::Result;

/// So many times more than is worth while may be written before it is waited for.
const PATIENCE: usize = 16;

/// The way to the thread, which ends when this is dropped.
pub(super) struct Texts {
    pass: Sender<Searches>,
    back: Receiver<Option<Merged>>,
    under_way: bool,
}

impl Texts {
    pub fn start() -> Result<(Self, JoinHandle<()>)> {
        let (pass, passed) = channel::<Searches>();
        let (give_back, back) = channel();
        let thread = spawn("texts", move || {
            for searches in passed {
                let merged = unpanicked("the reading of texts", || Ok(searches.merged()));
                if give_back.send(merged.ok()).is_err() {
                    return;
                }
            }
        })?;
        Ok((Self { pass, back, under_way: false }, thread))
    }

    /// Whether something is being read, and will have to be taken over.
    pub fn are_under_way(&self) -> bool {
        self.under_way
    }

    /// Takes over what has been read, and has read what is worth while.
    pub fn tend(&mut self, searches: &mut Searches) {
        if self.under_way && searches.worth_merging() > PATIENCE {
            self.take(self.back.recv().ok(), searches);
        } else if self.under_way {
            self.take(self.back.try_recv().ok(), searches);
        }
        if !self.under_way && searches.worth_merging() > 0 {
            self.under_way = self.pass.send(searches.clone()).is_ok();
        }
    }

    fn take(&mut self, back: Option<Option<Merged>>, searches: &mut Searches) {
        let Some(merged) = back else { return };
        self.under_way = false;
        // What could not be read is still there, to be tried again.
        merged.into_iter().for_each(|merged| searches.take_over(merged));
    }

    /// Drops what is being read: it is of an index that is no more.
    pub fn forget(&mut self) {
        if std::mem::take(&mut self.under_way) {
            let _ = self.back.recv();
        }
    }
}
