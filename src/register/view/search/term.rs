//! One word of a query, and how close a word of a text comes to it.

use super::fold::{join_umlauts, spell, words};

/// Endings that German nouns, adjectives and verbs take, longest first. *Beratungen* becomes
/// *Beratung* by losing `en`, *Häuser* becomes *Haus* by losing `er`, after folding.
const ENDINGS: [&str; 10] = ["innen", "ern", "en", "er", "es", "em", "in", "e", "n", "s"];

/// What must precede the ending `in` (*Lehrerin*, *Migrantin*), so that *Berlin*, *Verein* and
/// *Termin* keep theirs.
const BEFORE_IN: [&str; 6] = ["er", "ant", "ent", "ist", "or", "og"];

/// What must not precede the ending `s` (*Prozess*, *Ausweis*, *Campus*).
const NOT_BEFORE_S: [&str; 3] = ["s", "i", "u"];

/// An ending is taken off only where this many letters remain.
const LEAST_STEM: usize = 4;

/// A term up to this length would be a part of almost anything, so it must begin a word.
const SHORT: usize = 2;

#[derive(Debug, PartialEq)]
pub(super) struct Term {
    folded: Form,
    /// As spelled, where that finds words that `folded` does not.
    spelled: Option<Form>,
}

/// How close a word comes to a term, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    /// It is the term, in any inflection.
    Word,
    /// It contains the term, or begins with its stem.
    Part,
    /// It contains the stem.
    Stem,
}

#[derive(Debug, PartialEq)]
struct Form {
    whole: String,
    /// The beginning of `whole` without its ending, or all of it.
    stem: String,
    short: bool,
}

impl Term {
    /// As many terms of a query count; the rest is ignored.
    pub(super) const MOST: usize = 8;

    /// The different terms of a query, in its order.
    pub(super) fn all_in(query: &str) -> Vec<Self> {
        let mut terms = Vec::new();
        for word in words(&spell(query)) {
            let term = Self::new(&word);
            if !terms.contains(&term) {
                terms.push(term);
            }
            if terms.len() == Self::MOST {
                break;
            }
        }
        terms
    }

    fn new(spelled: &str) -> Self {
        let stem = stem(spelled);
        let folded = Form::new(&join_umlauts(spelled), &join_umlauts(stem));
        // Inside a compound only a leading `e` can be lost to the letter before it.
        let differs = spelled.starts_with('e') && folded.whole != spelled;
        Self { folded, spelled: differs.then(|| Form::new(spelled, stem)) }
    }

    fn forms(&self) -> impl Iterator<Item = &Form> {
        std::iter::once(&self.folded).chain(&self.spelled)
    }

    /// Texts of which a word, with a line feed before it, contains at least one if it has any
    /// [`closeness`](Self::closeness) to this term.
    pub(super) fn needles(&self) -> impl Iterator<Item = String> {
        self.forms()
            .map(|form| if form.short { format!("\n{}", form.whole) } else { form.stem.clone() })
    }

    /// `word` is one that the index keeps.
    pub(super) fn closeness(&self, word: &str) -> Option<Closeness> {
        self.forms().filter_map(|form| form.closeness(word)).min()
    }
}

impl Form {
    fn new(whole: &str, stem: &str) -> Self {
        let short = whole.chars().count() <= SHORT;
        Self { whole: whole.to_owned(), stem: stem.to_owned(), short }
    }

    fn closeness(&self, word: &str) -> Option<Closeness> {
        if self.short {
            let rest = word.strip_prefix(&self.whole)?;
            return Some(if rest.is_empty() { Closeness::Word } else { Closeness::Part });
        }
        if is_inflected(&self.whole, word) || is_inflected(&self.stem, word) {
            Some(Closeness::Word)
        } else if word.starts_with(&self.stem) || word.contains(&self.whole) {
            Some(Closeness::Part)
        } else {
            word.contains(&self.stem).then_some(Closeness::Stem)
        }
    }
}

fn is_inflected(base: &str, word: &str) -> bool {
    word.strip_prefix(base).is_some_and(|ending| ending.is_empty() || ENDINGS.contains(&ending))
}

/// A spelled word without its longest ending that may go.
fn stem(spelled: &str) -> &str {
    ENDINGS
        .iter()
        .filter_map(|ending| Some((*ending, spelled.strip_suffix(ending)?)))
        .find(|(ending, stem)| may_lose(ending, stem))
        .map_or(spelled, |(_, stem)| stem)
}

fn may_lose(ending: &str, stem: &str) -> bool {
    let fits = match ending {
        "in" => BEFORE_IN.iter().any(|before| stem.ends_with(before)),
        "s" => !NOT_BEFORE_S.iter().any(|before| stem.ends_with(before)),
        _ => true,
    };
    fits && join_umlauts(stem).chars().count() >= LEAST_STEM
}
