use std::sync::{Arc, OnceLock};

use roaring::RoaringBitmap;

/// So many slots are added to the bitmap at once.
const MANY: usize = 64;

/// The slots that have one value. To change a bitmap that others still read is to copy
/// it, so who writes only notes the slots that are new; who first reads it copies it, or
/// who adds many.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    known: Arc<RoaringBitmap>,
    new: Vec<u32>,
    /// Both, if there are new ones.
    all: OnceLock<Arc<RoaringBitmap>>,
}

impl Slots {
    pub fn all(&self) -> &RoaringBitmap {
        match self.new.is_empty() {
            true => &self.known,
            false => self.all.get_or_init(|| Arc::new(self.clone().into_all())),
        }
    }

    /// Copies nothing that nobody else has.
    fn into_all(self) -> RoaringBitmap {
        if let Some(all) = self.all.into_inner() {
            return Arc::unwrap_or_clone(all);
        }
        let mut all = Arc::unwrap_or_clone(self.known);
        all.extend(self.new);
        all
    }

    pub fn insert(&mut self, slot: u32) {
        if let Some(all) = self.all.take() {
            (self.known, self.new) = (all, Vec::new());
        }
        self.new.push(slot);
        if self.new.len() >= MANY {
            *self = std::mem::take(self).into_all().into();
        }
    }

    pub fn remove(&mut self, slot: u32) {
        let mut all = std::mem::take(self).into_all();
        all.remove(slot);
        *self = all.into();
    }
}

impl From<RoaringBitmap> for Slots {
    fn from(known: RoaringBitmap) -> Self {
        Self { known: Arc::new(known), ..Self::default() }
    }
}

impl PartialEq for Slots {
    fn eq(&self, other: &Self) -> bool {
        self.all() == other.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_stays_as_it_was_whatever_is_added_or_read() {
        let mut slots = Slots::default();
        let mut clones = Vec::new();
        for slot in 0..3 * MANY as u32 {
            clones.push(slots.clone());
            slots.insert(slot);
            if slot % 7 == 0 {
                assert_eq!(slots.all().len(), u64::from(slot) + 1);
            }
        }
        slots.remove(5);
        assert!(!slots.all().contains(5));
        for (length, clone) in (0..).zip(&clones) {
            assert_eq!(clone.all().iter().collect::<Vec<_>>(), Vec::from_iter(0..length));
        }
    }
}
