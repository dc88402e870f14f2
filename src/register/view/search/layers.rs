//! Values by number from 0, cheap to clone and to change one by one.

use std::sync::Arc;

use imbl::GenericHashMap;
use imbl::shared_ptr::DefaultSharedPtr;

use crate::register::view::finder::ById;

/// Most values are in one piece of memory that is never changed; what was added or
/// changed since is in a map above it, until it is worth while to make one of both.
///
/// A balanced tree of values would be changed by copying nodes of many values each,
/// which is to reach for all of them.
#[derive(Clone, Debug)]
pub(super) struct Layers<T> {
    below: Arc<[T]>,
    above: GenericHashMap<u32, T, ById, DefaultSharedPtr>,
    length: u32,
}

/// How many values are above at least before they are put to the others.
const MANY: usize = 1_024;

impl<T: Clone + Default> Layers<T> {
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        let above = if self.above.is_empty() { None } else { self.above.get(&number) };
        above.or_else(|| self.below.get(number as usize))
    }

    /// The value to be changed; an empty one if there is none of that number.
    pub(super) fn get_mut(&mut self, number: u32) -> &mut T {
        if self.above.len() > MANY.max(self.below.len() / 8) {
            self.flatten();
        }
        self.length = self.length.max(number + 1);
        let below = &self.below;
        let from_below = || below.get(number as usize).cloned().unwrap_or_default();
        self.above.entry(number).or_insert_with(from_below)
    }

    fn flatten(&mut self) {
        let value = |number| self.get(number).cloned().unwrap_or_default();
        self.below = (0..self.length).map(value).collect();
        self.above = GenericHashMap::default();
    }
}

impl<T> Default for Layers<T> {
    fn default() -> Self {
        Self { below: Arc::default(), above: GenericHashMap::default(), length: 0 }
    }
}

impl<T> FromIterator<T> for Layers<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let below: Arc<[T]> = values.into_iter().collect();
        let length = u32::try_from(below.len()).expect("memory ends before 2³² values do");
        Self { below, length, ..Self::default() }
    }
}
