//! How it is written elsewhere: readers and writers of files. Pure: whoever calls
//! opens and closes.

pub mod csv;
pub mod pack;
