//! The distinct words of the index, numbered from 0 in the order in which they came.

use std::cmp::Ordering;
use std::sync::Arc;

use imbl::Vector;
use memchr::memmem;

use super::grams::Grams;
use crate::register::view::finder::Finder;

/// A block takes no further word from here on. A clone that meets a new word copies the last block
/// only, not the whole vocabulary.
const FULL_BLOCK: usize = 32 * 1024;

#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    numbers: Finder<Arc<str>>,
    blocks: Vector<Arc<Block>>,
    /// Of all words but the last ones.
    grams: Arc<Grams>,
}

/// How many words may at least come before the threes of letters are made anew.
const MANY: u32 = 1_024;

/// Some words as one text, in which each stands between two line feeds.
#[derive(Clone, Debug)]
struct Block {
    text: String,
    /// Where each word starts in `text`.
    starts: Vec<usize>,
    /// The number of the first word.
    first: u32,
}

impl<'w> FromIterator<&'w str> for Vocabulary {
    /// Of different words.
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut vocabulary = Self::default();
        let words = (0..).zip(words);
        let numbers = words.map(|(number, word)| {
            vocabulary.write(number, word);
            (word.into(), number)
        });
        let numbers = numbers.collect();
        let mut vocabulary = Self { numbers, ..vocabulary };
        vocabulary.make_grams();
        vocabulary
    }
}

impl Vocabulary {
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word)
    }

    /// The number of a word, which is the count of words so far if it is new.
    pub(super) fn number_or_add(&mut self, word: &str) -> u32 {
        if let Some(number) = self.number(word) {
            return number;
        }
        let number = number_of(self.numbers.len());
        self.numbers.insert(word.into(), number);
        self.write(number, word);
        let known = self.grams.count();
        if number - known > MANY.max(known / 8) {
            self.make_grams();
        }
        number
    }

    fn make_grams(&mut self) {
        self.grams = Arc::new(self.blocks.iter().flat_map(|block| block.words()).collect());
    }

    fn write(&mut self, number: u32, word: &str) {
        match self.blocks.back_mut() {
            Some(block) if block.text.len() < FULL_BLOCK => Arc::make_mut(block).push(word),
            _ => {
                let mut block = Block { text: "\n".to_owned(), starts: Vec::new(), first: number };
                block.push(word);
                self.blocks.push_back(Arc::new(block));
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.numbers.iter().map(|(word, number)| (&**word, number))
    }

    /// Calls `each` with number and text of the words that contain the needle, where each word has
    /// a line feed before it.
    pub(super) fn words_with(&self, needle: &str, mut each: impl FnMut(u32, &str)) {
        let finder = memmem::Finder::new(needle);
        let candidates = self.grams.candidates(needle);
        let known = candidates.as_ref().map_or(0, |_| self.grams.count());
        for number in candidates.into_iter().flatten() {
            let line = self.blocks[self.block_of(number)].line(number);
            if finder.find(line.as_bytes()).is_some() {
                each(number, &line[1..]);
            }
        }
        for block in self.blocks.iter().skip(self.block_of(known)) {
            block.words_with(&finder, |number, word| {
                if number >= known {
                    each(number, word);
                }
            });
        }
    }

    /// The place of the block with a word; of one that is not there yet, the last.
    fn block_of(&self, number: u32) -> usize {
        let (Ok(next) | Err(next)) = self.blocks.binary_search_by(|block| {
            if block.first <= number { Ordering::Less } else { Ordering::Greater }
        });
        next.saturating_sub(1)
    }
}

fn number_of(count: usize) -> u32 {
    u32::try_from(count).expect("memory ends before 2³² words do")
}

impl Block {
    fn push(&mut self, word: &str) {
        self.starts.push(self.text.len());
        self.text.push_str(word);
        self.text.push('\n');
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split_terminator('\n').skip(1)
    }

    /// A word of this block, after a line feed.
    fn line(&self, number: u32) -> &str {
        let index = (number - self.first) as usize;
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| *next) - 1;
        &self.text[self.starts[index] - 1..end]
    }

    fn words_with(&self, finder: &memmem::Finder<'_>, mut each: impl FnMut(u32, &str)) {
        let (mut index, mut from) = (0, 0);
        while let Some(at) = finder.find(&self.text.as_bytes()[from..]) {
            let last = from + at + finder.needle().len();
            index += self.starts[index..].partition_point(|start| *start < last) - 1;
            let start = self.starts[index];
            let end = self.starts.get(index + 1).map_or(self.text.len(), |next| *next) - 1;
            each(self.first + number_of(index), &self.text[start..end]);
            // The line feed stays, for a needle that begins with it.
            from = end;
            index += 1;
        }
    }
}
