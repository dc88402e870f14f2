//! Between a row's columns and the domain's types. What does not fit was not
//! written by this program.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::{Error, Instant, Result};

pub fn parse<T: FromStr>(column: &str, text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::internal(format!("{column} holds {text:?}")))
}

pub fn parse_some<T: FromStr>(column: &str, text: Option<&str>) -> Result<Option<T>> {
    text.map(|text| parse(column, text)).transpose()
}

pub fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// A counter as a column: both databases count in signed numbers.
pub fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub fn uncount(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

pub fn naive(at: Option<Instant>) -> Option<chrono::NaiveDateTime> {
    at.map(Instant::naive)
}
