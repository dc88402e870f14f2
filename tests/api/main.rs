#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod backup;
mod clocks;
mod command_line;
mod commits;
mod harness;
mod house;
mod kill;
mod laws;
mod lists;
mod measures;
mod migrations;
mod oauth;
mod openapi;
mod partner;
mod past;
mod people;
mod process;
mod random;
mod replicas;
mod review;
mod sessions;
mod view;
mod walks;
