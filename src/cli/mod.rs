//! The command line: what to run. A subcommand is a file with its `Args`, whose
//! doc comment is its help, and a function `run`, which prints to what it is given;
//! here it takes a line for the module and a line in the list.

mod backup;
mod carrier;
mod catalog;
mod client;
mod config;
mod demo;
mod export;
mod failure;
mod flags;
mod health;
mod import;
mod log;
mod migrate;
mod openapi;
mod restore;
mod serve;
#[cfg(test)]
mod testing;
mod user;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Layers};
use crate::domain::{self, Clock};
use crate::register::{Register, Threads, Tx};
pub use failure::{Failure, Result};
use flags::Flags;

macro_rules! commands {
    ($($variant:ident = $module:ident,)+) => {
        #[derive(Subcommand)]
        enum Command {
            $($variant($module::Args)),+
        }

        impl Command {
            fn run(self, setup: &Setup, out: &mut dyn Write) -> Result<()> {
                match self {
                    $(Self::$variant(args) => $module::run(setup, args, out)),+
                }
            }
        }
    };
}

commands! {
    Serve = serve,
    Migrate = migrate,
    Config = config,
    Carrier = carrier,
    Catalog = catalog,
    Backup = backup,
    Restore = restore,
    Export = export,
    Import = import,
    Openapi = openapi,
    Health = health,
    Client = client,
    User = user,
}

/// The register in which a city sees whether its integration policy is being
/// carried out.
#[derive(Parser)]
#[command(name = "massnahmen", version, after_help = AFTER, after_long_help = AFTER_LONG)]
struct CommandLine {
    /// File of settings, in TOML [default: massnahmen.toml in the working
    /// directory, if there; environment: MASSNAHMEN_CONFIG]
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true)]
    config: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "`massnahmen --help` also lists every setting.";

const AFTER_LONG: &str = "\
Every setting may stand in the file, in the environment, or on the command line; the
command line wins over the environment, the environment over the file. An unknown or
bad setting is refused. `massnahmen config` shows what is in force, and why.

The command line speaks English; the service itself German and English.

Exit codes: 0 = done, 1 = failed, 2 = wrong usage, 78 = wrong configuration.";

/// What every command is given.
pub struct Setup {
    pub config: Config,
    pub layers: Layers,
}

impl Setup {
    /// Opens the register, also beside a running service.
    pub fn open(&self) -> Result<(Register, Threads)> {
        let clock = Clock::new(self.config.time_zone);
        Ok(Register::open(self.config.database_url.reveal(), clock)?)
    }

    /// Opens the register for one write.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (register, threads) = self.open()?;
        let result = register.write_blocking(work);
        drop(register);
        threads.join();
        Ok(result?)
    }
}

/// Runs what the command line of this process says.
pub fn main() -> ExitCode {
    match run(CommandLine::parse(), &mut std::io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("massnahmen: {failure}");
            failure.exit_code()
        }
    }
}

fn run(line: CommandLine, out: &mut dyn Write) -> Result<()> {
    let layers = Layers::of_process(line.config.as_deref(), line.flags.0);
    let config = layers.config()?;
    log::start(&config);
    line.command.run(&Setup { config, layers }, out)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_setting_is_an_option_anywhere() {
        let line = ["massnahmen", "migrate", "--demo", "--workers=3", "--trusted-proxies", "::1"];
        let line = CommandLine::try_parse_from(line).unwrap();
        let flags: Vec<_> = line.flags.0.iter().map(|(key, text)| (key.name, &**text)).collect();
        assert_eq!(flags, [("workers", "3"), ("trusted_proxies", "::1"), ("demo", "true")]);
    }
}
