//! An index of everything, and a small one of what was written last.
//!
//! The words that most texts use have long lists. To put one text into the large index is
//! to copy those lists, as others still read them; so that is done for many texts at once,
//! and until then they are in an index of their own.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::{Draft, Hits, Search};
use crate::register::view::Reread;

/// So many texts are put into the large index at once.
const MANY: usize = 64;

/// Finds measures by their texts. `clone` costs next to nothing.
#[derive(Clone, Debug, Default)]
pub struct Searches {
    /// Of the slots that were read again lately it may have the texts of before.
    large: Search,
    recent: Search,
    /// The slots that were read again, whose texts `recent` has, if they have any.
    slots: RoaringBitmap,
    /// How they came to be so, from the texts that `large` has.
    reread: Vec<Reread>,
}

impl From<Search> for Searches {
    fn from(large: Search) -> Self {
        Self { large, ..Self::default() }
    }
}

impl Searches {
    /// Takes over texts that were written, in the order in which they were.
    pub fn read(&mut self, texts: Vec<Reread>) {
        let full = self.is_full_with(texts.len());
        if !full {
            let known = texts.iter().filter(|text| !self.slots.insert(text.slot()));
            known.for_each(|text| text.take_from(&mut self.recent));
            self.recent.add(drafted(&texts));
        }
        self.reread.extend(texts);
        if full {
            self.large = self.merged();
            self.recent = Search::default();
            self.slots.clear();
            self.reread.clear();
        }
    }

    /// Whether so many more texts make it worth while to put all into the large index.
    pub fn is_full_with(&self, more: usize) -> bool {
        self.reread.len() + more >= MANY
    }

    /// The slots in which a query is found, in all of them.
    pub fn find(&self, query: &str) -> Option<Hits> {
        let mut hits = self.large.find(query)?;
        if !self.slots.is_empty()
            && let Some(recent) = self.recent.find(query)
        {
            for (tier, recent) in hits.tiers.iter_mut().zip(recent.tiers) {
                *tier -= &self.slots;
                *tier |= recent;
            }
        }
        Some(hits)
    }

    fn merged(&self) -> Search {
        let mut search = self.large.clone();
        self.reread.iter().for_each(|text| text.take_from(&mut search));
        search.add(drafted(&self.reread));
        search
    }
}

/// The texts as they were written last.
fn drafted(texts: &[Reread]) -> Draft {
    let latest: BTreeMap<u32, &Reread> = texts.iter().map(|text| (text.slot(), text)).collect();
    let mut draft = Draft::default();
    latest.values().for_each(|text| text.read_into(&mut draft));
    draft
}

/// Equal when they find the same, wherever they have it.
impl PartialEq for Searches {
    fn eq(&self, other: &Self) -> bool {
        self.merged() == other.merged()
    }
}
