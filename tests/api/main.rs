#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod clocks;
mod backup;
mod command_line;
mod harness;
mod lists;
mod kill;
mod measures;
mod oauth;
mod partner;
mod people;
mod review;
mod sessions;
mod process;
