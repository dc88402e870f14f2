//! Secrets that programs keep: random and long, so that a plain hash is enough.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::password::random;
use crate::domain::{Hidden, Result};

/// 256 random bits as text.
pub fn make() -> Result<String> {
    Ok(encode(&random::<32>()?))
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a secret.
pub fn hash(secret: &[u8]) -> Hidden {
    Hidden(encode(&Sha256::digest(secret)))
}

/// Whether `secret` is the one that was hashed; takes as long if it is not.
pub fn fits(secret: &str, expected: &Hidden) -> bool {
    hash(secret.as_bytes()).0.as_bytes().ct_eq(expected.0.as_bytes()).into()
}
