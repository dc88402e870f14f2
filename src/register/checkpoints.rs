//! A thread that copies what was committed into the file of an SQLite database, and
//! waits for the disk where nobody else has to: who commits has written to the log
//! beside that file, which is as safe.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::spawn;
use crate::domain::Result;
use crate::store::Store;

/// After so many changes: a megabyte or less.
const EACH: i64 = 128;

/// The way to the thread, which ends when this is dropped.
pub(super) struct Checkpoints {
    call: SyncSender<()>,
    /// The change after which it was called last.
    called_at: i64,
}

impl Checkpoints {
    pub fn start(url: &str) -> Result<(Self, JoinHandle<()>)> {
        let mut store = Store::connect(url)?;
        let (call, calls) = sync_channel::<()>(1);
        let thread = spawn("checkpoints", move || {
            for () in calls {
                // Whoever commits does it, too, when the log has grown long.
                if let Err(cause) = store.checkpoint() {
                    tracing::warn!(%cause, "could not copy the log into the database");
                }
            }
        })?;
        Ok((Self { call, called_at: 0 }, thread))
    }

    /// Calls the thread, if so much was written up to `seq` that it is worth while.
    pub fn note(&mut self, seq: i64) {
        if seq - self.called_at >= EACH {
            self.called_at = seq;
            // If it was called already, it will find this as well.
            let _ = self.call.try_send(());
        }
    }
}
