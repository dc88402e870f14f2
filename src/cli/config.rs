use std::io::Write;

use super::{Result, Setup};
use crate::config::KEYS;

/// Show the settings in force, and where each comes from
///
/// What is shown is a valid file of settings, except that passwords are left out.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(setup: &Setup, _: Args, out: &mut dyn Write) -> Result<()> {
    for key in KEYS {
        let (value, origin) = (key.show(&setup.config), setup.layers.origin(key));
        writeln!(out, "# {}\n# from: {origin}\n{} = {value}\n", key.doc.trim(), key.name)?;
    }
    Ok(())
}
