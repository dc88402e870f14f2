//! The keys that sign tokens: Ed25519, kept in the database as PKCS#8.

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::password::random;
use crate::actions::secret;
use crate::domain::{Error, Result};
use crate::store::keys;

pub(super) struct Key {
    pub kid: String,
    pub signs: EncodingKey,
    pub verifies: DecodingKey,
    pub public: [u8; 32],
}

/// The public keys, after RFC 7517 and RFC 8037.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Jwks {
    #[schema(max_items = 100)]
    keys: Vec<Jwk>,
}

/// One public key.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Jwk {
    #[schema(max_length = 10, examples("OKP"))]
    kty: &'static str,
    #[schema(max_length = 10, examples("Ed25519"))]
    crv: &'static str,
    #[serde(rename = "use")]
    #[schema(max_length = 10, examples("sig"))]
    usage: &'static str,
    #[schema(max_length = 10, examples("EdDSA"))]
    alg: &'static str,
    #[schema(max_length = 60, examples("mQxZ3VYgN9cJ4aTe"))]
    kid: String,
    /// The key itself, base64url.
    #[schema(max_length = 60, examples("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))]
    x: String,
}

impl<'a> FromIterator<&'a Key> for Jwks {
    fn from_iter<I: IntoIterator<Item = &'a Key>>(keys: I) -> Self {
        Self { keys: keys.into_iter().map(Key::jwk).collect() }
    }
}

/// A new key.
pub(super) fn make() -> Result<keys::SigningKey> {
    let key = SigningKey::from_bytes(&random()?);
    let pem =
        key.to_pkcs8_pem(LineEnding::LF).map_err(|cause| Error::internal(cause.to_string()))?;
    let kid = kid(key.verifying_key().as_bytes());
    Ok(keys::SigningKey { kid, private_key: pem.to_string() })
}

/// The name of a key: the beginning of its hash.
fn kid(public: &[u8]) -> String {
    secret::hash(public).0.chars().take(16).collect()
}

impl Key {
    pub fn read(stored: &keys::SigningKey) -> Result<Self> {
        let broken = |cause: &dyn std::fmt::Display| Error::internal(format!("key: {cause}"));
        let key = SigningKey::from_pkcs8_pem(&stored.private_key).map_err(|c| broken(&c))?;
        let der = key.to_pkcs8_der().map_err(|cause| broken(&cause))?;
        let public = key.verifying_key().to_bytes();
        Ok(Self {
            kid: stored.kid.clone(),
            signs: EncodingKey::from_ed_der(der.as_bytes()),
            verifies: DecodingKey::from_ed_der(&public),
            public,
        })
    }

    fn jwk(&self) -> Jwk {
        Jwk {
            kty: "OKP",
            crv: "Ed25519",
            usage: "sig",
            alg: "EdDSA",
            kid: self.kid.clone(),
            x: secret::encode(&self.public),
        }
    }
}
