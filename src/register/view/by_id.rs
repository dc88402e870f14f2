use std::hash::{BuildHasherDefault, Hasher};

use imbl::GenericHashMap;
use imbl::shared_ptr::DefaultSharedPtr;

/// A map by id, which is cheap to clone. Ids are made here and are random enough by
/// themselves: nobody can send us ones that collide.
pub type ById<K, V> = GenericHashMap<K, V, BuildHasherDefault<IdHasher>, DefaultSharedPtr>;

#[derive(Debug, Clone, Copy, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    /// The last bytes of a UUID of version 7 are its random ones (RFC 9562 §5.7).
    fn write(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last_chunk() {
            self.0 ^= u64::from_be_bytes(*last);
        }
    }

    fn finish(&self) -> u64 {
        // Odd, with its bits spread: 2⁶⁴ divided by the golden ratio.
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}
