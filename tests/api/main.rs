#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod harness;
mod kill;
mod measures;
mod partner;
mod process;
mod random;
mod view;
