#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod backup;
mod clocks;
mod command_line;
mod harness;
mod kill;
mod lists;
mod laws;
mod measures;
mod oauth;
mod openapi;
mod partner;
mod people;
mod past;
mod process;
mod review;
mod sessions;
mod random;
mod view;
mod walks;
