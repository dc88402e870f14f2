use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::Rendered;

/// Answers that were made of a view for everybody, by what was asked: the address,
/// and whatever else they depend on. As the view never changes, they stay true as
/// long as it is there; the next view begins without.
#[derive(Debug, Default)]
pub struct Kept(RwLock<Answers>);

#[derive(Debug, Default)]
struct Answers {
    by_question: HashMap<Box<str>, Rendered>,
    bytes: usize,
}

/// How many answers are kept, and how many bytes of them.
const MOST: usize = 256;
const MOST_BYTES: usize = 16 * 1024 * 1024;

impl Kept {
    pub fn get(&self, question: &str) -> Option<Rendered> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.by_question.get(question).cloned()
    }

    pub fn keep(&self, question: &str, answer: &Rendered) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let bytes = kept.bytes + answer.json.len();
        let known = kept.by_question.contains_key(question);
        if !known && kept.by_question.len() < MOST && bytes <= MOST_BYTES {
            kept.bytes = bytes;
            kept.by_question.insert(question.into(), answer.clone());
        }
    }
}

/// Another view answers otherwise.
impl Clone for Kept {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What was asked of a view makes no difference to it.
impl PartialEq for Kept {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
