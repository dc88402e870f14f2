use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::Rendered;

/// Answers that were made for everybody, by what was asked: the address, and whatever
/// else they depend on. They stay true until something changes that the public reads;
/// the views until then share them.
#[derive(Debug, Default, Clone)]
pub struct Kept(Arc<RwLock<Answers>>);

#[derive(Debug, Default)]
struct Answers {
    by_question: HashMap<Box<str>, Rendered>,
    bytes: usize,
}

/// How many bytes of answers are kept before all are forgotten, and how many one may
/// have.
const MOST: usize = 4 * 1024 * 1024;
const LONGEST: usize = MOST / 8;

impl Kept {
    pub fn get(&self, question: &str) -> Option<Rendered> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.by_question.get(question).cloned()
    }

    pub fn keep(&self, question: &str, answer: Rendered) {
        let bytes = question.len() + answer.json.len();
        if bytes > LONGEST {
            return;
        }
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + bytes > MOST {
            *kept = Answers::default();
        }
        if kept.by_question.insert(question.into(), answer).is_none() {
            kept.bytes += bytes;
        }
    }

    /// The public reads otherwise from now on.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

/// What was asked of a view makes no difference to it.
impl PartialEq for Kept {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
