#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod harness;
mod measures;
mod oauth;
mod partner;
mod people;
mod sessions;
