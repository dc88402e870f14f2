//! Objects and lists inside an object.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::{CODE_MAX, Input, Pointer, text};
use crate::domain::{Faults, Kind, Rule};

impl<'a> Input<'a> {
    /// A nested object; its members are asked for in `read`.
    pub fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Input<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.get(name)?;
        let mut input = Input::new(value, self.pointer(name), self.faults)?;
        let value = read(&mut input);
        input.finish();
        value
    }

    /// A list of at most `max` items; absent = empty.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        max: usize,
        mut read: impl FnMut(&'a Value, Pointer<'_>, &'a Faults) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Value::Array(items) = value else {
            self.fail::<()>(name, Rule::Kind(Kind::List));
            return Vec::new();
        };
        if items.len() > max {
            self.fail::<()>(name, Rule::TooMany { max });
            return Vec::new();
        }
        let at = self.pointer(name);
        let items = items.iter().enumerate();
        let read = |(index, item)| read(item, Pointer::Item(&at, index), self.faults);
        items.filter_map(read).collect()
    }

    /// A list of objects.
    pub fn objects<T>(
        &mut self,
        name: &'static str,
        max: usize,
        mut read: impl FnMut(&mut Input<'_>) -> Option<T>,
    ) -> Vec<T> {
        self.list(name, max, |item, pointer, faults| {
            let mut input = Input::new(item, pointer, faults)?;
            let value = read(&mut input);
            input.finish();
            value
        })
    }

    /// A list in which nothing stands twice, sorted.
    pub fn set<T: Ord>(
        &mut self,
        name: &'static str,
        max: usize,
        mut read: impl FnMut(&'a Value, Pointer<'_>, &'a Faults) -> Option<T>,
    ) -> Vec<T> {
        let mut found = BTreeSet::new();
        self.list(name, max, |item, pointer, faults| {
            if !found.insert(read(item, pointer, faults)?) {
                faults.add(pointer, Rule::Repeated);
            }
            Some(())
        });
        found.into_iter().collect()
    }

    /// A list of codes; which of them exist is for the catalog to say.
    pub fn codes(&mut self, name: &'static str, max: usize) -> Vec<Arc<str>> {
        self.set(name, max, |item, pointer, faults| {
            text(item, pointer, CODE_MAX, false, faults).map(Arc::from)
        })
    }
}
