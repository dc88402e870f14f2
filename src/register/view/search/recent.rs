//! An index of everything, and a small one of what was written since.
//!
//! The words that most texts use have long lists. To put one text into the large index is
//! to copy those lists, as others still read them; so that is done for many texts at once.
//! Until then they are in an index of their own, made when somebody first searches it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use roaring::RoaringBitmap;

use super::{Draft, Hits, Search};
use crate::register::view::reread::Reread;

/// So many texts are put into the large index at once.
const MANY: usize = 256;

/// Finds measures by their texts. `clone` costs next to nothing.
#[derive(Clone, Debug, Default)]
pub struct Searches {
    /// Of the slots that were written since it may have the texts of before.
    large: Search,
    /// How they came to be so, from the texts that `large` has.
    since: Vec<Reread>,
    /// The texts of the first of `since`.
    early: Recent,
    /// The texts of all of `since`.
    recent: OnceLock<Recent>,
}

/// An index of the texts that were written last.
#[derive(Clone, Debug, Default)]
struct Recent {
    search: Search,
    /// The slots that were written, whose texts `search` has, if they have any.
    slots: RoaringBitmap,
    /// How many writes it has read.
    read: usize,
}

/// A large index that has read the first so many writes since another one.
pub struct Merged {
    large: Search,
    read: usize,
}

impl From<Search> for Searches {
    fn from(large: Search) -> Self {
        Self { large, ..Self::default() }
    }
}

impl Searches {
    /// Takes over what was written; it is read by who first searches it.
    pub fn note(&mut self, text: Reread) {
        if let Some(recent) = self.recent.take() {
            self.early = recent;
        }
        self.since.push(text);
    }

    /// How often it is worth while by now to put all into the large index.
    pub fn worth_merging(&self) -> usize {
        self.since.len() / MANY
    }

    /// A large index of everything.
    pub fn merged(&self) -> Merged {
        let mut large = self.large.clone();
        self.since.iter().for_each(|text| text.take_from(&mut large));
        large.add(drafted(&self.since));
        Merged { large, read: self.since.len() }
    }

    /// Takes over the large index that was made of an earlier clone of this.
    pub fn take_over(&mut self, merged: Merged) {
        self.since.drain(..merged.read);
        *self =
            Self { large: merged.large, since: std::mem::take(&mut self.since), ..Self::default() };
    }

    /// The slots in which a query is found, in all of them.
    pub fn find(&self, query: &str) -> Option<Hits> {
        let mut hits = self.large.find(query)?;
        let recent = self.recent.get_or_init(|| self.early.clone().with(&self.since));
        if !recent.slots.is_empty()
            && let Some(found) = recent.search.find(query)
        {
            for (tier, recent_tier) in hits.tiers.iter_mut().zip(found.tiers) {
                *tier -= &recent.slots;
                *tier |= recent_tier;
            }
        }
        Some(hits)
    }
}

impl Recent {
    /// All the texts, of which this has read the first already.
    fn with(mut self, texts: &[Reread]) -> Self {
        let new = &texts[self.read..];
        let known = new.iter().filter(|text| !self.slots.insert(text.slot()));
        known.for_each(|text| text.take_from(&mut self.search));
        self.search.add(drafted(new));
        self.read = texts.len();
        self
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
        self.merged().large == other.merged().large
    }
}
