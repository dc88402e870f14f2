use std::sync::Arc;

use super::entry::Entry;
use super::search::{Draft, Search};

/// A measure whose texts the search index does not yet have as they are. To read them
/// is a good part of a write, and nothing else of it needs the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Reread {
    slot: u32,
    old: Option<Arc<Entry>>,
    new: Option<Arc<Entry>>,
}

impl Reread {
    /// `None` if a search cannot tell the two apart.
    pub fn of(slot: u32, old: Option<&Arc<Entry>>, new: Option<&Arc<Entry>>) -> Option<Self> {
        let alike = old.zip(new).is_some_and(|(old, new)| old.reads_like(new));
        (!alike).then(|| Self { slot, old: old.cloned(), new: new.cloned() })
    }

    pub fn slot(&self) -> u32 {
        self.slot
    }

    /// Takes the texts of before out of an index.
    pub fn take_from(&self, search: &mut Search) {
        if let Some(old) = &self.old {
            search.remove(self.slot, &old.measure.content.title, &old.body());
        }
    }

    pub fn read_into(&self, draft: &mut Draft) {
        if let Some(new) = &self.new {
            draft.insert(self.slot, &new.measure.content.title, &new.body());
        }
    }
}
