//! Maßnahmenregister: the register in which a city sees whether its integration
//! policy is being carried out.

pub mod actions;
pub mod api;
pub mod cli;
pub mod config;
pub mod domain;
pub mod formats;
pub mod push;
pub mod register;
pub mod store;
pub mod web;
