use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::Rendered;

/// Answers that were made of a view for everybody, by the address that was asked.
/// As the view never changes, they stay true as long as it is there; the next view
/// begins without.
#[derive(Debug, Default)]
pub struct Kept(RwLock<Answers>);

#[derive(Debug, Default)]
struct Answers {
    by_address: HashMap<Box<str>, Rendered>,
    bytes: usize,
}

/// How many bytes of answers are kept, and how many one may have.
const MOST: usize = 8 * 1024 * 1024;
const LONGEST: usize = MOST / 16;

impl Kept {
    pub fn get(&self, address: &str) -> Option<Rendered> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.by_address.get(address).cloned()
    }

    pub fn keep(&self, address: &str, answer: &Rendered) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let bytes = kept.bytes + address.len() + answer.json.len();
        if bytes <= MOST && answer.json.len() <= LONGEST {
            kept.bytes = bytes;
            kept.by_address.insert(address.into(), answer.clone());
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
