//! How a receiver knows that an event is the register's: the signature of Standard
//! Webhooks 1.0 (HMAC with SHA-256 over id, time and body).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::actions::webhooks::PREFIX;
use crate::domain::{Error, Hidden, Result};

/// The signatures by all `secrets`, separated by spaces.
pub fn sign<'s>(
    secrets: impl Iterator<Item = &'s Hidden>,
    id: &str,
    timestamp: i64,
    body: &[u8],
) -> Result<String> {
    let signatures = secrets.map(|secret| {
        let key = secret.0.strip_prefix(PREFIX).and_then(|key| STANDARD.decode(key).ok());
        let key = key.ok_or_else(|| Error::internal("a secret of a webhook is garbled"))?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(Error::internal)?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    });
    Ok(signatures.collect::<Result<Vec<_>>>()?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_signs_as_the_example_of_the_standard() {
        let secret = Hidden("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let sign = |secrets: &[&Hidden]| {
            let body = br#"{"test": 2432232314}"#;
            let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
            sign(secrets.iter().copied(), id, 1_614_265_330, body).unwrap()
        };
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(&[&secret]), expected);
        assert_eq!(sign(&[&secret, &secret]), format!("{expected} {expected}"));
    }
}
