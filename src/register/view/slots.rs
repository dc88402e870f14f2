use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use imbl::GenericHashMap;
use imbl::shared_ptr::DefaultSharedPtr;

use crate::domain::MeasureId;

/// The slot of each measure, by its id. Most are in one piece of memory that is
/// never changed, which is quickest to look in; what came since is in a map that is
/// cheap to clone, until it is worth while to make one piece of both.
///
/// A measure keeps its slot for good, so nothing is ever taken out: whoever asks looks
/// whether it is still there.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    old: Arc<HashMap<MeasureId, u32, ById>>,
    new: GenericHashMap<MeasureId, u32, ById, DefaultSharedPtr>,
}

/// How many new ones there are at least before they are put to the old ones.
const MANY: usize = 1_024;

impl Slots {
    pub fn get(&self, id: MeasureId) -> Option<u32> {
        self.old.get(&id).or_else(|| self.new.get(&id)).copied()
    }

    pub fn insert(&mut self, id: MeasureId, slot: u32) {
        if self.old.get(&id) == Some(&slot) {
            return;
        }
        self.new.insert(id, slot);
        if self.new.len() > MANY.max(self.old.len() / 8) {
            let new = std::mem::take(&mut self.new);
            self.old =
                Arc::new(self.old.iter().map(|(id, slot)| (*id, *slot)).chain(new).collect());
        }
    }
}

impl FromIterator<(MeasureId, u32)> for Slots {
    fn from_iter<I: IntoIterator<Item = (MeasureId, u32)>>(all: I) -> Self {
        Self { old: Arc::new(all.into_iter().collect()), ..Self::default() }
    }
}

/// What is where follows from the entries.
impl PartialEq for Slots {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Ids are made here and are random enough by themselves: nobody can send us ones
/// that collide.
type ById = BuildHasherDefault<IdHasher>;

#[derive(Debug, Clone, Copy, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    /// The last bytes of a UUID of version 7 are its random ones (RFC 9562 §5.7).
    fn write(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last_chunk() {
            self.0 ^= u64::from_be_bytes(*last);
        }
    }

    fn finish(&self) -> u64 {
        // Odd, with its bits spread: 2⁶⁴ divided by the golden ratio.
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}
