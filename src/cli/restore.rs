use std::fs::File;
use std::io::{BufReader, Seek, Write};
use std::path::PathBuf;

use super::backup::{describe, same_release, show_progress};
use super::{Failure, Result, Setup};
use crate::domain::Clock;
use crate::register::check_restored;
use crate::store::{Store, backup};

/// Take over everything from a file that `backup` wrote
///
/// The file is checked to its end before anything is touched, and what it brings
/// is read back before it counts: all of it is taken over, or nothing. The service
/// must be stopped.
#[derive(clap::Args)]
pub struct Args {
    /// File to read
    file: PathBuf,
    /// Replace what the database holds
    #[arg(long)]
    force: bool,
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let name = args.file.display();
    let file = File::open(&args.file);
    let file = file.map_err(|error| Failure::other(format!("{name}: {error}")))?;
    let mut file = BufReader::new(file);
    backup::verify(&mut file, &mut show_progress())?;
    file.rewind()?;

    let url = &setup.config.database_url;
    let mut store = Store::connect(url.reveal())?;
    if !store.be_alone()? {
        return Err(Failure::other(format!("{url} is in use; stop the service first")));
    }
    if store.migration()?.is_none() {
        store.migrate()?;
    }
    same_release(&mut store)?;
    let today = Clock::new(setup.config.time_zone).today();
    let check = |conn: &mut _, summary: &_| check_restored(conn, summary, today);
    let summary = backup::restore(&mut store, &mut file, args.force, &mut show_progress(), check)?;
    writeln!(out, "{url}: {}", describe(&summary))?;
    Ok(())
}
