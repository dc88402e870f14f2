use diesel::prelude::*;

use super::AnyConnection;
use super::schema::signing_keys;
use crate::domain::{Instant, Result};

/// A key that signs tokens, in PKCS#8 PEM.
pub struct SigningKey {
    pub kid: String,
    pub private_key: String,
}

pub fn insert(conn: &mut AnyConnection, key: &SigningKey, now: Instant) -> Result<()> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::kid.eq(&key.kid),
            signing_keys::private_key.eq(&key.private_key),
            signing_keys::created_at.eq(now.naive()),
        ))
        .execute(conn)?;
    Ok(())
}

/// All keys, the newest first.
pub fn all(conn: &mut AnyConnection) -> Result<Vec<SigningKey>> {
    let rows: Vec<(String, String)> = signing_keys::table
        .order((signing_keys::created_at.desc(), signing_keys::kid))
        .select((signing_keys::kid, signing_keys::private_key))
        .load(conn)?;
    Ok(rows.into_iter().map(|(kid, private_key)| SigningKey { kid, private_key }).collect())
}
