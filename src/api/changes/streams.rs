use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Those who listen. Clones share it.
#[derive(Clone, Default)]
pub struct Streams(Arc<Inner>);

#[derive(Default)]
struct Inner {
    taken: Mutex<Taken>,
    closed: AtomicBool,
}

#[derive(Default)]
struct Taken {
    all: usize,
    /// Of those, the ones without a token, by their network.
    strangers: HashMap<IpAddr, usize>,
}

/// A place among those who listen; it is free again when it is dropped.
pub struct Seat {
    streams: Streams,
    stranger: Option<IpAddr>,
}

impl Streams {
    /// A place, if fewer than `most` are taken. Who has no token, and comes from
    /// `stranger`, shares a quarter of all with the network; the last quarter is kept
    /// for those who have one.
    pub fn take(&self, most: usize, stranger: Option<IpAddr>) -> Option<Seat> {
        let mut taken = self.taken();
        let quarter = most / 4;
        if let Some(network) = stranger {
            let strangers: usize = taken.strangers.values().sum();
            let own = taken.strangers.get(&network).copied().unwrap_or(0);
            if strangers >= most - quarter || own >= quarter.max(1) {
                return None;
            }
        }
        if taken.all >= most {
            return None;
        }
        taken.all += 1;
        if let Some(network) = stranger {
            *taken.strangers.entry(network).or_default() += 1;
        }
        Some(Seat { streams: self.clone(), stranger })
    }

    /// Ends all streams: the service stops.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::Relaxed);
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    pub fn is_closed(&self) -> bool {
        self.streams.0.closed.load(Ordering::Relaxed)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.streams.taken();
        taken.all -= 1;
        let Some(network) = self.stranger else { return };
        if let Some(own) = taken.strangers.get_mut(&network) {
            *own -= 1;
            if *own == 0 {
                taken.strangers.remove(&network);
            }
        }
    }
}
