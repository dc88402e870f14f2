//! Statistics explain themselves, and are what the register holds.

mod counts;
mod formats;
mod laws;
mod oracle;
mod time;
