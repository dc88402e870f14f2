use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use super::Claims;

/// How many tokens are remembered before all are forgotten.
const MOST: usize = 1_024;

/// What tokens with a good signature say, so that each is verified once: a
/// signature costs more than the rest of a request. Whether one still counts is
/// asked anew each time. Kept by hash; the tokens themselves stay nowhere.
#[derive(Default)]
pub struct Read(RwLock<HashMap<[u8; 32], Arc<Claims>>>);

impl Read {
    /// What `token` says, as `verify` finds out the first time.
    pub fn once(
        &self,
        token: &str,
        verify: impl FnOnce() -> Option<Claims>,
    ) -> Option<Arc<Claims>> {
        let hash = Sha256::digest(token).into();
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&hash).cloned();
        if known.is_some() {
            return known;
        }
        let claims = Arc::new(verify()?);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(hash, Arc::clone(&claims));
        Some(claims)
    }
}
