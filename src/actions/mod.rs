//! What people do: one function per use case. Each takes the transaction, who
//! asks, and what they ask for; checks both; and saves what follows.

pub mod browser;
pub mod carriers;
pub mod catalog;
pub mod clients;
pub mod demo;
pub mod exports;
#[cfg(test)]
mod house;
pub mod imports;
pub mod measures;
pub mod password;
pub mod populations;
pub mod repetition;
mod secret;
pub mod sessions;
pub mod tokens;
#[cfg(test)]
mod trial;
pub mod users;
pub mod webhooks;

use serde_json::Value;

use crate::domain::input::Input;
use crate::domain::{Caller, Error, Faults, Kind, Result, Rule};

/// Refuses everyone but administrators.
fn administer(caller: &Caller) -> Result<()> {
    match caller {
        caller if caller.is_administrator() => Ok(()),
        Caller::Public => Err(Error::Unauthenticated),
        _ => Err(Error::Forbidden),
    }
}

/// Reads a small body, whole.
pub fn read<T>(body: &Value, read: impl FnOnce(&mut Input<'_>) -> Option<T>) -> Result<T> {
    let faults = Faults::default();
    let Some(mut input) = Input::new(body, "", &faults) else {
        return Err(Error::invalid("", Rule::Kind(Kind::Object)));
    };
    let value = read(&mut input);
    input.finish();
    match (value, faults.is_empty()) {
        (Some(value), true) => Ok(value),
        _ => Err(Error::Invalid(faults.into_vec())),
    }
}
