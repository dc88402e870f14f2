//! The full-text index of the view: German words to the measures that use them.
//!
//! A search term is looked for inside words, because German hides what people look for in the
//! middle of compounds (*kurs* in *Sprachkurs*). The distinct words of a whole register are a small
//! text, so this is one pass over that text, and a union of the postings of the words it finds.
//!
//! Each batch of writes clones the view and changes the clone. Everything here is therefore shared
//! between clones and copied in small pieces, only where it changes.

mod draft;
mod fold;
mod grams;
mod layers;
mod postings;
mod recent;
mod term;
#[cfg(test)]
mod tests;
mod vocabulary;

use roaring::{MultiOps, RoaringBitmap};

pub use draft::Draft;
use fold::each_indexed_word;
pub use fold::{fold, spell};
use layers::Layers;
use postings::{Place, Postings, Uses};
pub use recent::{Merged, Searches};
use term::{Closeness, Term};
use vocabulary::Vocabulary;

/// An index over slots, the small numbers by which the view knows its measures.
///
/// `clone` costs next to nothing; a change to a clone leaves the original as it was. Words stay in
/// the vocabulary after their last measure has gone, until the index is built anew.
#[derive(Clone, Debug, Default)]
pub struct Search {
    vocabulary: Vocabulary,
    /// By word number.
    postings: Layers<Postings>,
}

/// The slots a query found, in [`Hits::TIERS`] disjoint sets, best first.
///
/// A term is *a word* of a text that has it in any inflection, and *a part* of a text with a word
/// that contains the term, or begins with what is left of it without its ending.
///
/// | tier | holds the slots where |
/// |---|---|
/// | 0 | every term is a word of the title |
/// | 1 | every term is a part of the title |
/// | 2 | every term is a part of title or body, at least one of the title |
/// | 3 | every term is a word of the body |
/// | 4 | every term is a part of the body |
/// | 5 | some term is found only without its ending, inside a word (*Träger* in *Vertrag*) |
#[derive(Clone, Debug, PartialEq)]
pub struct Hits {
    pub tiers: Vec<RoaringBitmap>,
}

impl Search {
    /// Adds texts. Doing it twice is the same as doing it once.
    ///
    /// Slots should be counted from 0: a search takes memory in proportion to the highest.
    pub fn add(&mut self, texts: Draft) {
        for (word, slots) in texts.0 {
            let number = self.vocabulary.number_or_add(&word);
            self.postings.get_mut(number).add(&slots.title, &slots.body);
        }
    }

    /// Takes a slot out again. The texts must be those it was inserted with: words that are not
    /// named here keep the slot.
    pub fn remove(&mut self, slot: u32, title: &str, body: &[&str]) {
        each_use(title, body, |place, word| {
            if let Some(number) = self.vocabulary.number(word) {
                self.postings.get_mut(number).remove(place, slot);
            }
        });
    }

    /// The slots in which every term of the query is found, or `None` for a query without a letter
    /// or digit, which asks for nothing in particular.
    ///
    /// Only the first eight different terms count.
    pub fn find(&self, query: &str) -> Option<Hits> {
        let terms = Term::all_in(query);
        let found: Vec<Found> = terms.iter().map(|term| self.find_term(term)).collect();
        let titles: Vec<_> = found.iter().map(|term| &term.title_part).collect();
        let one_in_title = (titles.len() > 1).then(|| titles.union());
        Found::in_all(found).map(|all| Hits::rank(all, one_in_title))
    }

    fn find_term(&self, term: &Term) -> Found {
        let (mut words, mut parts, mut stems) = <(Vec<_>, Vec<_>, Vec<_>)>::default();
        for needle in term.needles() {
            self.vocabulary.words_with(&needle, |number, word| match term.closeness(word) {
                Some(Closeness::Word) => words.push(number),
                Some(Closeness::Part) => parts.push(number),
                Some(Closeness::Stem) => stems.push(number),
                None => {}
            });
        }
        let [words, parts, stems] = [words, parts, stems].map(|numbers| self.uses(&numbers));
        let title_word = words.title;
        let title_part = parts.title | &title_word;
        let word = words.body | &title_word;
        let part = parts.body | &word | &title_part;
        let any = stems.title | stems.body | &part;
        Found { title_word, title_part, word, part, any }
    }

    fn uses(&self, numbers: &[u32]) -> Uses {
        numbers.iter().filter_map(|number| self.postings.get(*number)).collect()
    }

    fn used_words(&self) -> impl Iterator<Item = (&str, &Postings)> {
        self.vocabulary
            .iter()
            .filter_map(|(word, number)| Some((word, self.postings.get(number)?)))
            .filter(|(_, postings)| !postings.is_empty())
    }
}

/// Where which words are used, each as often as it is.
fn each_use(title: &str, body: &[&str], mut each: impl FnMut(Place, &str)) {
    each_indexed_word(title, |word| each(Place::Title, word));
    for text in body {
        each_indexed_word(text, |word| each(Place::Body, word));
    }
}

/// Equal when the same words lead to the same slots, in whatever order they came and whatever was
/// there before.
impl PartialEq for Search {
    fn eq(&self, other: &Self) -> bool {
        self.used_words().count() == other.used_words().count()
            && self.used_words().all(|(word, postings)| {
                let number = other.vocabulary.number(word);
                number.and_then(|number| other.postings.get(number)) == Some(postings)
            })
    }
}

/// Where one term was found, or all of them. Each set holds the narrower ones.
struct Found {
    title_word: RoaringBitmap,
    title_part: RoaringBitmap,
    /// Words of title or body.
    word: RoaringBitmap,
    /// Parts of title or body.
    part: RoaringBitmap,
    any: RoaringBitmap,
}

impl Found {
    fn in_all(terms: Vec<Self>) -> Option<Self> {
        terms.into_iter().reduce(|mut all, term| {
            all.title_word &= term.title_word;
            all.title_part &= term.title_part;
            all.word &= term.word;
            all.part &= term.part;
            all.any &= term.any;
            all
        })
    }
}

impl Hits {
    pub const TIERS: usize = 6;

    /// `one_in_title`: where at least one of several terms is a part of the title.
    fn rank(all: Found, one_in_title: Option<RoaringBitmap>) -> Self {
        let Found { title_word, title_part, word, part, any } = all;
        let mut left = any;
        let some_in_title = one_in_title.map(|titles| titles & &part).unwrap_or_default();
        let tiers = [title_word, title_part, some_in_title, word, part];
        let mut tiers: Vec<_> = tiers
            .into_iter()
            .map(|mut tier| {
                tier &= &left;
                left -= &tier;
                tier
            })
            .collect();
        tiers.push(left);
        Self { tiers }
    }

    /// All slots found, without their rank.
    pub fn all(&self) -> RoaringBitmap {
        self.tiers.iter().union()
    }
}
