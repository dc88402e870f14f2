//! A thread that reads the texts of what was written, while the database makes sure of
//! it: to read them is a good part of a write, and needs another core, not another
//! moment.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::job::unpanicked;
use super::spawn;
use super::view::{Index, Reread, Search};
use crate::domain::Result;

/// From so many texts on it is worth waking somebody.
const MANY: usize = 4;

/// The texts of one batch, and who waits for them.
struct Batch {
    search: Search,
    texts: Vec<Reread>,
    done: Sender<Search>,
}

/// The way to the thread, which ends when this is dropped.
pub(super) struct Texts(Sender<Batch>);

/// What is being read.
pub(super) struct Reading(Option<Receiver<Search>>);

impl Texts {
    pub fn start() -> Result<(Self, JoinHandle<()>)> {
        let (pass, batches) = channel::<Batch>();
        let thread = spawn("texts", move || {
            for Batch { search, texts, done } in batches {
                // Whoever waits learns of a failure by not being answered.
                let _ = unpanicked("the reading of texts", || {
                    let mut search = search;
                    texts.iter().for_each(|text| text.read_into(&mut search));
                    let _ = done.send(search);
                    Ok(())
                });
            }
        })?;
        Ok((Self(pass), thread))
    }

    /// Begins to read what `index` has not read yet.
    pub fn begin(&self, index: &mut Index) -> Reading {
        if index.unread() < MANY {
            index.reread();
            return Reading(None);
        }
        let (done, read) = channel();
        let (search, texts) = index.lend_search();
        // A thread that is gone does not answer, which is noticed below.
        let _ = self.0.send(Batch { search, texts, done });
        Reading(Some(read))
    }
}

impl Reading {
    /// Waits for the end, and puts what was read into `index`.
    pub fn finish(self, index: &mut Index) {
        match self.0.map(|read| read.recv()) {
            Some(Ok(search)) => index.set_search(search),
            // It is durable all the same, and only a search must wait for a new start.
            Some(Err(_)) => tracing::error!("the texts of what was written were not read"),
            None => {}
        }
    }
}
