use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Failure, Result, Setup};
use crate::actions;
use crate::domain::Caller;
use crate::domain::catalog::{Catalog, Difference};
use crate::formats::pack;

/// Look after the catalog: concepts, Handlungsfelder, Stadtteile and so on
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Put a pack in place of the catalog, and say what that changes
    ///
    /// A service that is running takes it over at once. Entries that measures or
    /// carriers still use cannot be taken away.
    Load {
        /// Folder of the pack [default: the pack that is built in]
        folder: Option<PathBuf>,
    },
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let Command::Load { folder } = args.command;
    let pack = match &folder {
        Some(folder) => read_folder(folder)?,
        None => pack::built_in().map_err(|error| Failure::other(error.to_string()))?,
    };
    let load = setup.write(|tx| actions::catalog::load_catalog(tx, &Caller::System, pack));
    report(&load?, out)
}

fn read_folder(folder: &Path) -> Result<Catalog> {
    let read = pack::read(|name| match std::fs::read_to_string(folder.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    });
    read.map_err(|error| Failure::other(format!("the pack {}: {error}", folder.display())))
}

fn report(difference: &Difference, out: &mut dyn Write) -> Result<()> {
    if difference.is_empty() {
        writeln!(out, "the catalog was so already; nothing was written")?;
    }
    let Difference { added, changed, removed } = difference;
    for (what, names) in [("added", added), ("changed", changed), ("removed", removed)] {
        for name in names {
            writeln!(out, "{what}: {name}")?;
        }
    }
    Ok(())
}
