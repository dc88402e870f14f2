//! What people do: one function per use case. Each takes the transaction, who
//! asks, and what they ask for; checks both; and saves what follows.

pub mod carriers;
pub mod catalog;
pub mod clients;
pub mod measures;
pub mod password;
mod secret;
pub mod sessions;
#[cfg(test)]
mod testing;
pub mod tokens;
#[cfg(test)]
mod trial;
pub mod users;

use crate::domain::{Caller, Error, Result};

/// Refuses everyone but administrators.
fn administer(caller: &Caller) -> Result<()> {
    match caller {
        caller if caller.is_administrator() => Ok(()),
        Caller::Public => Err(Error::Unauthenticated),
        _ => Err(Error::Forbidden),
    }
}
