use std::io::Write;

use super::{Result, Setup, serve};
use crate::api;

/// Print the OpenAPI description of the interface
///
/// With the address and the contact of the configuration, as the service itself
/// gives it at /v1/openapi.json.
#[derive(clap::Args)]
pub struct Args {
    /// That of the service around the API instead: tokens, keys, health.
    #[arg(long)]
    service: bool,
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let (url, contact) = (&setup.config.public_url, serve::contact(&setup.config));
    let description = match args.service {
        false => api::openapi(url, &contact),
        true => api::service_openapi(url, &contact),
    };
    Ok(writeln!(out, "{description:#}")?)
}
