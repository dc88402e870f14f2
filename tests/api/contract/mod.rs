//! The contract with programs, driven by the descriptions: whatever is registered
//! is covered, and what is promised there must be so.

pub mod answers;
mod credentials;
mod description;
mod methods;
mod requests;
mod schema;
pub mod world;

pub use description::{Operation, operations};
pub use schema::faults;
pub use world::World;
