//! Which slots use a word, for tens of thousands of words that most slots do not use.

use std::sync::Arc;

use roaring::{MultiOps, RoaringBitmap};

/// Up to so many uses are kept as plain numbers, in one piece of memory that is faster to reach, to
/// read and to copy than bitmaps. Most words never have more.
const FEW: usize = 256;

/// The slots that use one word. Equal uses are kept alike, whatever came before them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Postings {
    /// First the slots with the word in the title, then those with it in the body, each ascending.
    Few {
        titles: usize,
        slots: Arc<[u32]>,
    },
    Many(Arc<Bitmaps>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bitmaps {
    title: RoaringBitmap,
    body: RoaringBitmap,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    Title,
    Body,
}

impl Default for Postings {
    fn default() -> Self {
        Self::Few { titles: 0, slots: Arc::default() }
    }
}

impl Postings {
    /// Of slots that ascend.
    pub(super) fn of(title: &[u32], body: &[u32]) -> Self {
        match title.len() + body.len() {
            0..=FEW => Self::Few { titles: title.len(), slots: [title, body].concat().into() },
            _ => Self::Many(Arc::new(Bitmaps::new((title, body)))),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Few { slots, .. } if slots.is_empty())
    }

    /// Adds slots that ascend.
    pub(super) fn add(&mut self, title: &[u32], body: &[u32]) {
        match self {
            Self::Few { titles, slots } => {
                let (old_title, old_body) = slots.split_at(*titles);
                *self = Self::of(&merged(old_title, title), &merged(old_body, body));
            }
            Self::Many(bitmaps) => {
                let bitmaps = Arc::make_mut(bitmaps);
                bitmaps.title.extend(title);
                bitmaps.body.extend(body);
            }
        }
    }

    pub(super) fn remove(&mut self, place: Place, slot: u32) {
        match self {
            Self::Few { titles, slots } => {
                let Some(at) = position(place, slot, *titles, slots) else { return };
                *slots = slots[..at].iter().chain(&slots[at + 1..]).copied().collect();
                *titles -= usize::from(place == Place::Title);
            }
            Self::Many(bitmaps) => {
                let bitmaps = Arc::make_mut(bitmaps);
                if bitmaps.of(place).remove(slot) && bitmaps.len() <= FEW as u64 {
                    *self = bitmaps.to_few();
                }
            }
        }
    }
}

/// Both, ascending, each once.
fn merged(some: &[u32], more: &[u32]) -> Vec<u32> {
    let mut all = [some, more].concat();
    all.sort();
    all.dedup();
    all
}

/// Where the use is among few, if it is.
fn position(place: Place, slot: u32, titles: usize, slots: &[u32]) -> Option<usize> {
    match place {
        Place::Title => slots[..titles].binary_search(&slot).ok(),
        Place::Body => slots[titles..].binary_search(&slot).ok().map(|at| at + titles),
    }
}

impl Bitmaps {
    fn new((title, body): (&[u32], &[u32])) -> Self {
        Self { title: title.iter().collect(), body: body.iter().collect() }
    }

    fn of(&mut self, place: Place) -> &mut RoaringBitmap {
        match place {
            Place::Title => &mut self.title,
            Place::Body => &mut self.body,
        }
    }

    fn len(&self) -> u64 {
        self.title.len() + self.body.len()
    }

    fn to_few(&self) -> Postings {
        let titles = self.title.iter().count();
        Postings::Few { titles, slots: self.title.iter().chain(&self.body).collect() }
    }
}

/// The slots that use any of several words.
#[derive(Default)]
pub(super) struct Uses {
    pub(super) title: RoaringBitmap,
    pub(super) body: RoaringBitmap,
}

impl<'a> FromIterator<&'a Postings> for Uses {
    fn from_iter<I: IntoIterator<Item = &'a Postings>>(all: I) -> Self {
        let (mut title, mut body) = <(Union, Union)>::default();
        for postings in all {
            match postings {
                Postings::Few { titles, slots } => {
                    title.add_few(&slots[..*titles]);
                    body.add_few(&slots[*titles..]);
                }
                Postings::Many(bitmaps) => {
                    title.many.push(&bitmaps.title);
                    body.many.push(&bitmaps.body);
                }
            }
        }
        Self { title: title.into_set(), body: body.into_set() }
    }
}

#[derive(Default)]
struct Union<'a> {
    /// One bit for each slot from 0: for thousands of short lists nothing is faster.
    few: Vec<u8>,
    many: Vec<&'a RoaringBitmap>,
}

impl Union<'_> {
    /// `slots` ascend.
    fn add_few(&mut self, slots: &[u32]) {
        let Some(last) = slots.last() else { return };
        let length = *last as usize / 8 + 1;
        if self.few.len() < length {
            self.few.resize(length, 0);
        }
        for slot in slots {
            self.few[*slot as usize / 8] |= 1 << (slot % 8);
        }
    }

    fn into_set(self) -> RoaringBitmap {
        // Most sets are of one kind only; to unite is to make them anew.
        let few = match self.few.is_empty() {
            true => RoaringBitmap::new(),
            false => RoaringBitmap::from_lsb0_bytes(0, &self.few),
        };
        match self.many[..] {
            [] => few,
            [one] if few.is_empty() => one.clone(),
            _ => self.many.into_iter().chain([&few]).union(),
        }
    }
}
