use std::io::Write;

use super::{Result, Setup};
use crate::api;
use crate::domain::Error;

/// Print the OpenAPI description of the interface
///
/// The same that a running service gives at /v1/openapi.json.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_: &Setup, _: Args, out: &mut dyn Write) -> Result<()> {
    let json = api::openapi().to_pretty_json().map_err(Error::internal)?;
    writeln!(out, "{json}")?;
    Ok(())
}
