use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};
use std::sync::Arc;

use imbl::GenericHashMap;
use imbl::shared_ptr::DefaultSharedPtr;

/// The number of each of many names. Most are in one piece of memory that is never
/// changed, which is small and quick to look in; what came since is in a map that is
/// cheap to clone, until it is worth while to make one piece of both.
///
/// Nothing is ever taken out: whoever asks looks whether it is still there.
#[derive(Debug, Clone)]
pub struct Finder<K, S = RandomState> {
    old: Arc<HashMap<K, u32, S>>,
    new: GenericHashMap<K, u32, S, DefaultSharedPtr>,
}

/// How many new ones there are at least before they are put to the old ones.
const MANY: usize = 1_024;

impl<K: Hash + Eq + Clone, S: BuildHasher + Default + Clone> Finder<K, S> {
    pub fn get<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
    {
        self.old.get(name).or_else(|| self.new.get(name)).copied()
    }

    /// Gives a name its number, or another one.
    pub fn insert(&mut self, name: K, number: u32) {
        if self.get(&name) == Some(number) {
            return;
        }
        if self.old.contains_key(&name) {
            Arc::make_mut(&mut self.old).insert(name, number);
            return;
        }
        self.new.insert(name, number);
        if self.new.len() > MANY.max(self.old.len() / 8) {
            let old = self.old.iter().map(|(name, number)| (name.clone(), *number));
            let all = old.chain(std::mem::take(&mut self.new)).collect();
            self.old = Arc::new(all);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, u32)> {
        self.old.iter().chain(&self.new).map(|(name, number)| (name, *number))
    }

    pub fn len(&self) -> usize {
        self.old.len() + self.new.len()
    }
}

/// What has which number follows from what is numbered.
impl<K, S> PartialEq for Finder<K, S> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<K: Hash + Eq + Clone, S: BuildHasher + Default + Clone> Default for Finder<K, S> {
    fn default() -> Self {
        Self { old: Arc::default(), new: GenericHashMap::default() }
    }
}

impl<K: Hash + Eq + Clone, S: BuildHasher + Default + Clone> FromIterator<(K, u32)>
    for Finder<K, S>
{
    fn from_iter<I: IntoIterator<Item = (K, u32)>>(all: I) -> Self {
        let mut old: HashMap<K, u32, S> = all.into_iter().collect();
        old.shrink_to_fit();
        Self { old: Arc::new(old), ..Self::default() }
    }
}

/// For ids and numbers, which are made here and differ enough by themselves: nobody can
/// send us ones that collide.
pub type ById = BuildHasherDefault<IdHasher>;

#[derive(Debug, Clone, Copy, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    /// The last bytes of a UUID of version 7 are its random ones (RFC 9562 §5.7).
    fn write(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last_chunk() {
            self.0 ^= u64::from_be_bytes(*last);
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 ^= u64::from(number);
    }

    fn finish(&self) -> u64 {
        // Odd, with its bits spread: 2⁶⁴ divided by the golden ratio.
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}
