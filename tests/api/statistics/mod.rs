//! Statistics explain themselves, and are what the register holds.

mod counts;
mod differences;
mod formats;
mod laws;
mod oracle;
mod time;
