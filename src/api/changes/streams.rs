use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Those who listen. Clones share it.
#[derive(Clone, Default)]
pub struct Streams(Arc<Inner>);

#[derive(Default)]
struct Inner {
    open: AtomicUsize,
    closed: AtomicBool,
}

/// A place among those who listen; it is free again when it is dropped.
pub struct Seat(Streams);

impl Streams {
    /// A place, if fewer than `most` are taken.
    pub fn take(&self, most: usize) -> Option<Seat> {
        let next = |open: usize| (open < most).then_some(open + 1);
        let taken = self.0.open.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        taken.ok().map(|_| Seat(self.clone()))
    }

    /// Ends all streams: the service stops.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::Relaxed);
    }
}

impl Seat {
    pub fn is_closed(&self) -> bool {
        self.0.0.closed.load(Ordering::Relaxed)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}
