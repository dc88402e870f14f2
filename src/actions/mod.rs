//! What people do: one function per use case. Each takes the transaction, who
//! asks, and what they ask for; checks both; and saves what follows.

pub mod measures;
pub mod tokens;
