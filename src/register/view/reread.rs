use std::borrow::Cow;
use std::sync::Arc;

use super::Index;
use super::entry::Entry;
use super::search::Search;

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

    pub fn read_into(&self, search: &mut Search) {
        if let Some(old) = &self.old {
            search.remove(self.slot, &old.measure.content.title, &old.body());
        }
        if let Some(new) = &self.new {
            search.insert(self.slot, &new.measure.content.title, &new.body());
        }
    }
}

impl Index {
    /// What finds measures by their texts.
    pub fn search(&self) -> Cow<'_, Search> {
        let mut search = Cow::Borrowed(&self.search);
        self.unread.iter().for_each(|measure| measure.read_into(search.to_mut()));
        search
    }

    /// Reads what was not yet read, once for everybody.
    pub fn reread(&mut self) {
        std::mem::take(&mut self.unread)
            .iter()
            .for_each(|measure| measure.read_into(&mut self.search));
    }

    /// How many texts wait to be read.
    pub fn unread(&self) -> usize {
        self.unread.len()
    }

    /// What somebody else is to read, and into what; to be given back to
    /// [`set_search`](Self::set_search).
    pub fn lend_search(&mut self) -> (Search, Vec<Reread>) {
        (self.search.clone(), std::mem::take(&mut self.unread))
    }

    pub fn set_search(&mut self, search: Search) {
        self.search = search;
    }
}
