use std::collections::HashMap;

use super::postings::Postings;
use super::{Place, Search, each_use};

/// An index in the making, of many texts at once.
#[derive(Default)]
pub struct Draft(pub(super) HashMap<Box<str>, Slots>);

/// Where a word is used, ascending.
#[derive(Default)]
pub(super) struct Slots {
    pub(super) title: Vec<u32>,
    pub(super) body: Vec<u32>,
}

impl Draft {
    /// Adds the texts of a slot; slots must ascend.
    pub fn insert(&mut self, slot: u32, title: &str, body: &[&str]) {
        each_use(title, body, |place, word| self.add(word, place, slot));
    }

    fn add(&mut self, word: &str, place: Place, slot: u32) {
        let slots = match self.0.get_mut(word) {
            Some(slots) => slots,
            None => self.0.entry(word.into()).or_default(),
        };
        let slots = match place {
            Place::Title => &mut slots.title,
            Place::Body => &mut slots.body,
        };
        if slots.last() != Some(&slot) {
            slots.push(slot);
        }
    }
}

impl Search {
    /// The index of all that was drafted; the slots of each draft come after those of
    /// the one before.
    pub fn of(drafts: Vec<Draft>) -> Self {
        let mut drafts = drafts.into_iter();
        let mut all = drafts.next().unwrap_or_default();
        for draft in drafts {
            for (word, more) in draft.0 {
                let slots = all.0.entry(word).or_default();
                slots.title.extend(more.title);
                slots.body.extend(more.body);
            }
        }
        let all: Vec<_> = all.0.into_iter().collect();
        let vocabulary = all.iter().map(|(word, _)| &**word).collect();
        let postings = all.iter().map(|(_, slots)| Postings::of(&slots.title, &slots.body));
        Self { vocabulary, postings: postings.collect() }
    }
}

#[cfg(test)]
impl Search {
    /// Adds the texts of one slot.
    pub fn insert(&mut self, slot: u32, title: &str, body: &[&str]) {
        let mut draft = Draft::default();
        draft.insert(slot, title, body);
        self.add(draft);
    }
}
