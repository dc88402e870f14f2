//! Which words have three letters in a row: who has all such threes of a needle may have
//! the needle, and there are few of them.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use roaring::RoaringBitmap;

use crate::register::view::finder::IdHasher;

/// Three bytes in a row, as a number.
type Gram = u32;

/// Of the words of a vocabulary from its beginning, as many as it had when this was made.
#[derive(Debug, Default)]
pub(super) struct Grams {
    words: HashMap<Gram, RoaringBitmap, BuildHasherDefault<IdHasher>>,
    count: u32,
}

impl<'w> FromIterator<&'w str> for Grams {
    /// Of words by number from 0.
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut lists: HashMap<Gram, Vec<u32>, BuildHasherDefault<IdHasher>> = HashMap::default();
        let mut count = 0;
        for (number, word) in (0..).zip(words) {
            for gram in grams(&format!("\n{word}")) {
                let list = lists.entry(gram).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
            count = number + 1;
        }
        let ascend = "numbers ascend";
        let bitmap = |list: Vec<u32>| RoaringBitmap::from_sorted_iter(list).expect(ascend);
        let words = lists.into_iter().map(|(gram, list)| (gram, bitmap(list))).collect();
        Self { words, count }
    }
}

impl Grams {
    /// How many words it was made of.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// The words that may have the needle; `None` if it is too short to tell.
    pub(super) fn candidates(&self, needle: &str) -> Option<RoaringBitmap> {
        let mut lists = grams(needle).map(|gram| self.words.get(&gram)).collect::<Vec<_>>();
        lists.sort_unstable_by_key(|list| list.map_or(0, |list| list.len()));
        let mut lists = lists.into_iter();
        let Some(fewest) = lists.next()? else { return Some(RoaringBitmap::new()) };
        let next = lists.next().flatten();
        Some(next.map_or_else(|| fewest.clone(), |next| fewest & next))
    }
}

fn grams(text: &str) -> impl Iterator<Item = Gram> {
    text.as_bytes().windows(3).map(|three| u32::from_be_bytes([0, three[0], three[1], three[2]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_a_needle_is_among_the_candidates() {
        let words = ["sprachkurs", "kurs", "kursleiter", "sport", "ok", "übung"];
        let grams = Grams::from_iter(words);
        let cases = [
            ("kurs", Some(vec![0, 1, 2]), "in the middle, alone and before"),
            ("\nku", Some(vec![1, 2]), "short terms begin a word"),
            ("bung", Some(vec![5]), "behind a letter of two bytes"),
            ("\nok", Some(vec![4]), "a word of two letters"),
            ("kurt", Some(vec![]), "one three is nowhere"),
            ("ku", None, "too short to tell"),
        ];
        for (needle, expected, reason) in cases {
            let found = grams.candidates(needle).map(|found| found.iter().collect::<Vec<_>>());
            assert_eq!(found, expected, "{needle:?}: {reason}");
        }
        assert_eq!(grams.count(), 6);
    }
}
