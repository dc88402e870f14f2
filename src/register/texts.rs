//! A thread that reads the texts of what was written, while the database makes sure of
//! it: to read them is a good part of a write, and needs another core, not another
//! moment.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::job::unpanicked;
use super::spawn;
use super::view::{Index, Reread, Searches};
use crate::domain::Result;

/// The texts of one batch, and who waits for them.
struct Batch {
    searches: Searches,
    texts: Vec<Reread>,
    done: Sender<Searches>,
}

/// The way to the thread, which ends when this is dropped.
pub(super) struct Texts(Sender<Batch>);

/// What is being read.
pub(super) struct Reading(Option<Receiver<Searches>>);

impl Texts {
    pub fn start() -> Result<(Self, JoinHandle<()>)> {
        let (pass, batches) = channel::<Batch>();
        let thread = spawn("texts", move || {
            for Batch { mut searches, texts, done } in batches {
                // Whoever waits learns of a failure by not being answered.
                let _ = unpanicked("the reading of texts", || {
                    searches.read(texts);
                    let _ = done.send(searches);
                    Ok(())
                });
            }
        })?;
        Ok((Self(pass), thread))
    }

    /// Begins to read what `index` has not read yet.
    pub fn begin(&self, index: &mut Index) -> Reading {
        if index.is_quickly_reread() {
            index.reread();
            return Reading(None);
        }
        let (done, read) = channel();
        let (searches, texts) = index.lend_searches();
        // A thread that is gone does not answer, which is noticed below.
        let _ = self.0.send(Batch { searches, texts, done });
        Reading(Some(read))
    }
}

impl Reading {
    /// Waits for the end, and puts what was read into `index`.
    pub fn finish(self, index: &mut Index) {
        match self.0.map(|read| read.recv()) {
            Some(Ok(searches)) => index.set_searches(searches),
            // It is durable all the same, and only a search must wait for a new start.
            Some(Err(_)) => tracing::error!("the texts of what was written were not read"),
            None => {}
        }
    }
}
