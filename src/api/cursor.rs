//! Opaque cursors, bound to the query they belong to.

use std::hash::{DefaultHasher, Hash, Hasher};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::query::Query;
use crate::domain::Rule;
use crate::register::view::{Cursor, Value};

/// What a cursor holds: a hash of the query, the slot, and the sort value.
#[derive(Serialize, Deserialize)]
struct Inside(u64, u32, Option<i64>, Option<String>);

pub fn write(cursor: &Cursor, essence: &[(String, String)]) -> String {
    let (number, text) = match &cursor.value {
        Value::Number(number) => (Some(*number), None),
        Value::Text(text) => (None, Some(text.to_string())),
        Value::None => (None, None),
    };
    let inside = Inside(hash(essence), cursor.slot, number, text);
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&inside).expect("a cursor is plain JSON"))
}

/// The cursor of a query, if it has one; a fault if it is another query's.
pub fn read(query: &mut Query, essence: &[(String, String)]) -> Option<Cursor> {
    let text = query.one("cursor")?;
    let inside = URL_SAFE_NO_PAD.decode(&text).ok();
    let inside = inside.and_then(|json| serde_json::from_slice::<Inside>(&json).ok());
    match inside {
        Some(Inside(of, slot, number, text)) if of == hash(essence) => {
            let value = match (number, text) {
                (Some(number), _) => Value::Number(number),
                (None, Some(text)) => Value::Text(text.into()),
                (None, None) => Value::None,
            };
            Some(Cursor { value, slot })
        }
        _ => query.fail("cursor", Rule::Cursor),
    }
}

fn hash(essence: &[(String, String)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    essence.hash(&mut hasher);
    hasher.finish()
}
