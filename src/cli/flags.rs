use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::config::{KEYS, Key, Shape};

/// The settings given on the command line.
pub struct Flags(pub Vec<(&'static Key, String)>);

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(KEYS.iter().map(option))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = KEYS.iter().filter_map(|key| {
            let values: Vec<String> = matches.get_many(key.name)?.cloned().collect();
            Some((key, values.join(",")))
        });
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn option(key: &'static Key) -> Arg {
    let option = Arg::new(key.name)
        .long(key.name.replace('_', "-"))
        .help(help(key))
        .help_heading("Settings")
        .value_name("VALUE")
        .hide_short_help(true)
        .global(true);
    match key.shape {
        Shape::One => option.action(ArgAction::Set),
        Shape::List => option.action(ArgAction::Append),
        Shape::Flag => option
            .action(ArgAction::Set)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
    }
}

fn help(key: &Key) -> String {
    let doc = key.doc.trim();
    let default = match key.default {
        "" => String::new(),
        default => format!("default: {default}; "),
    };
    let file = if key.secret { ", or a file named by …_FILE" } else { "" };
    format!("{doc} [{default}environment: {}{file}]", key.variable())
}
