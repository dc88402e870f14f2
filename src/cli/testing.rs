//! Command lines, run on a register of their own.

use clap::Parser;

use super::{CommandLine, Result, Setup};
use crate::config::Layers;

pub struct TestSetup {
    setup: Setup,
    _folder: tempfile::TempDir,
}

pub fn setup() -> TestSetup {
    let folder = tempfile::tempdir().unwrap();
    let mut layers = Layers::default();
    let url = format!("sqlite://{}/register.db", folder.path().display());
    let key = crate::config::Key::find("database_url").unwrap();
    layers.flags(vec![(key, url)]);
    let config = layers.config().unwrap();
    TestSetup { setup: Setup { config, layers }, _folder: folder }
}

/// What a command prints.
pub fn run_line(on: &TestSetup, line: &[&str]) -> Result<String> {
    let line = CommandLine::try_parse_from([&["massnahmen"], line].concat()).unwrap();
    let mut out = Vec::new();
    line.command.run(&on.setup, &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}
