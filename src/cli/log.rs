use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts the log, on the standard error. Only the first start counts.
pub fn start(config: &Config) {
    let filter = EnvFilter::new(&config.log);
    let terminal = std::io::stderr().is_terminal();
    let text = match config.log_format {
        LogFormat::Text => true,
        LogFormat::Json => false,
        LogFormat::Auto => terminal,
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match text {
        true => log.with_ansi(terminal).try_init(),
        false => log.json().flatten_event(true).try_init(),
    };
    // A test may have started it before.
    drop(started);
}
