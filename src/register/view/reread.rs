use std::sync::Arc;

use super::Index;
use super::entry::Entry;
use super::search::{Draft, Hits, Search, Searches};

/// It is not worth while to wake somebody to read so few texts.
const FEW: usize = 4;

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

impl Index {
    /// The measures whose texts a query finds, best first.
    pub fn find_texts(&self, query: &str) -> Option<Hits> {
        match self.unread.is_empty() {
            true => self.searches.find(query),
            false => {
                let mut searches = self.searches.clone();
                searches.read(self.unread.clone());
                searches.find(query)
            }
        }
    }

    /// What finds measures by their texts; of a view that is published it has read all.
    pub fn searches(&self) -> &Searches {
        &self.searches
    }

    /// Reads what was not yet read, once for everybody.
    pub fn reread(&mut self) {
        self.searches.read(std::mem::take(&mut self.unread));
    }

    /// Whether to read what is unread takes next to no time.
    pub fn is_quickly_reread(&self) -> bool {
        self.unread.len() < FEW && !self.searches.is_full_with(self.unread.len())
    }

    /// What somebody else is to read, and into what; to be given back to
    /// [`set_searches`](Self::set_searches).
    pub fn lend_searches(&mut self) -> (Searches, Vec<Reread>) {
        (self.searches.clone(), std::mem::take(&mut self.unread))
    }

    pub fn set_searches(&mut self, searches: Searches) {
        self.searches = searches;
    }
}
