//! Statistics explain themselves, and are what the register holds.

mod carriers;
mod completeness;
mod concepts;
mod counts;
mod coverage;
mod differences;
mod formats;
mod funding;
mod future;
mod laws;
mod life;
mod loops;
mod oracle;
mod private;
mod time;
mod words;
