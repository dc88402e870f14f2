use std::fs::{File, OpenOptions};
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Result, Setup};
use crate::domain::Clock;
use crate::store::Store;
use crate::store::backup::{self, Summary};

/// Write everything into one file, also while the service runs
///
/// The file holds all there was at one moment, with a checksum, and can be restored
/// on SQLite as well as on PostgreSQL. It also holds the keys that sign tokens and
/// the hashes of passwords: nobody else may read it, so keep it safe. An older file
/// of that name is replaced, once the new one is whole.
#[derive(clap::Args)]
pub struct Args {
    /// File to write
    file: PathBuf,
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let mut store = Store::connect(setup.config.database_url.reveal())?;
    same_release(&mut store)?;
    let now = Clock::new(setup.config.time_zone).now();
    let unfinished = Unfinished::create(&args.file)?;
    let mut file = BufWriter::new(&unfinished.file);
    let summary = backup::write(&mut store, now, &mut file, &mut show_progress())?;
    file.flush()?;
    drop(file);
    unfinished.finish(&args.file)?;
    writeln!(out, "{}: {}", args.file.display(), describe(&summary))?;
    Ok(())
}

/// Refuses a database whose tables this release does not know.
pub fn same_release(store: &mut Store) -> Result<()> {
    match store.migration()? {
        Some(step) if step == Store::newest() => Ok(()),
        Some(step) if step > Store::newest() => Err(Failure::other(
            "the database is of a newer release; use the program of that release",
        )),
        Some(_) => Err(Failure::other(
            "the database is of an older release; back it up with the program of that \
             release, then run `massnahmen migrate` with this one",
        )),
        None => Err(Failure::other(
            "there is no register in this database yet; check --database-url, or start one \
             with `massnahmen migrate`",
        )),
    }
}

/// What a backup holds, in one line.
pub fn describe(summary: &Summary) -> String {
    let count = |table: &str| summary.counts.get(table).copied().unwrap_or(0);
    format!(
        "{} measures, {} carriers, {} users, {} changes; as of {}",
        count("measures"),
        count("carriers"),
        count("users"),
        count("changes"),
        summary.header.created_at,
    )
}

/// Shows on a terminal how far it is.
pub fn show_progress() -> impl FnMut(&str, u64) {
    let terminal = std::io::stderr().is_terminal();
    move |table, count| {
        if terminal {
            eprint!("\r\x1b[K{table} {count}\r");
        }
    }
}

/// A file under a name of its own, which is gone again unless it is finished.
pub struct Unfinished {
    path: PathBuf,
    file: File,
}

impl Unfinished {
    pub fn create(target: &Path) -> Result<Self> {
        let name = target.file_name().ok_or_else(|| Failure::other("a file must be named"))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}", std::process::id()));
        let path = target.with_file_name(hidden);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => Ok(Self { path, file }),
            Err(error) => Err(Failure::other(format!("{}: {error}", path.display()))),
        }
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    /// Gives it its name, when all of it is on the disk.
    pub fn finish(self, target: &Path) -> Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.path, target)?;
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After it was renamed there is nothing to remove.
        let _ = std::fs::remove_file(&self.path);
    }
}
