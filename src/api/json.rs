//! JSON as it came, but without names that stand twice in an object: readers
//! disagree which one counts (RFC 8259 §4).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

pub fn read(bytes: &[u8]) -> serde_json::Result<Value> {
    let mut text = serde_json::Deserializer::from_slice(bytes);
    let value = Strict.deserialize(&mut text)?;
    text.end()?;
    Ok(value)
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, text: D) -> Result<Value, D::Error> {
        text.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom("a name stands twice"));
            }
            object.insert(name, members.next_value_seed(Strict)?);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_as_it_came() {
        let text = r#"{"b": [1, -2, 2.5, "ä\n", null, true], "a": {"b": {}}}"#;
        assert_eq!(read(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        let cases = [
            ("{\"a\": 1,\n \"a\": 2}", true, (2, 4), "twice"),
            ("{\"a\": {\"b\": 1, \"b\": 1}}", true, (1, 18), "twice, deeper"),
            ("{\"a\": 1", false, (1, 7), "cut off"),
            ("{} {}", false, (1, 4), "two of them"),
            ("[1e999]", false, (1, 6), "a number nobody can hold"),
        ];
        for (text, twice, place, reason) in cases {
            let error = read(text.as_bytes()).unwrap_err();
            assert_eq!(error.is_data(), twice, "{reason}: {error}");
            assert_eq!((error.line(), error.column()), place, "{reason}: {error}");
        }
    }
}
