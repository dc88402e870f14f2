use std::io::Write;

use super::{Result, Setup};
use crate::store::Store;

/// Bring the database up to date
///
/// `serve` does so too when it starts. Run it by itself to see what is done, or
/// to do it before a new release takes over. Back up first: there is no way back
/// but a backup.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(setup: &Setup, _: Args, out: &mut dyn Write) -> Result<()> {
    let url = &setup.config.database_url;
    let done = Store::connect(url.reveal())?.migrate()?;
    for step in &done {
        writeln!(out, "{step}")?;
    }
    match done.len() {
        0 => writeln!(out, "{url} is up to date")?,
        steps => writeln!(out, "{url}: {steps} steps taken")?,
    }
    Ok(())
}
