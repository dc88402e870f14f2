//! How it is written elsewhere: readers and writers of files. Pure: whoever calls
//! opens and closes.

pub mod atom;
pub mod csv;
pub mod dcat;
pub mod geojson;
pub mod ical;
pub mod import;
pub mod json_ld;
pub mod open_data;
pub mod pack;
pub mod run;
pub mod table;
pub mod turtle;
pub mod xlsx;
