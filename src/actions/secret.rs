//! Secrets that programs keep: random and long, so that a plain hash is enough.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::password::random;
use crate::domain::{Error, Hidden, Result};

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

/// Another secret that follows from `secret`, and does not give it away.
pub fn derive(secret: &str, purpose: &str) -> Result<String> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(Error::internal)?;
    Ok(encode(&mac.chain_update(purpose).finalize().into_bytes()))
}

/// Whether two secrets are the same; takes as long if they are not.
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
