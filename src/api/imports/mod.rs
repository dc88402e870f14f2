//! Files of measures that somebody sends: first what they would do, then all of it or
//! nothing, and undone if wanted.

pub(crate) mod multipart;
mod read;
mod upload;
mod write;

pub(crate) use upload::MAX;
pub(crate) use write::try_file;

use super::answer::to_bytes;
use super::routes::Routes;
use super::write as written;
use crate::domain::import::Import;
use crate::domain::{Answer, Caller, Error, ImportId, Result};
use crate::register::View;
use crate::register::view::Rendered;

pub fn routes(config: &mut Routes) {
    config
        .service(write::create_import)
        .service(read::list_imports)
        .service(read::find_import)
        .service(read::list_rows)
        .service(write::confirm_import)
        .service(write::undo_import)
        .service(write::delete_import);
}

fn id_of(text: &str) -> Result<ImportId> {
    text.parse().map_err(|()| Error::NotFound("import"))
}

fn rendered(import: &Import) -> Rendered {
    Rendered::new(import.version, &to_bytes(import))
}

/// An import after a write.
fn answer(_: &View, _: &Caller, import: Import) -> Result<Answer> {
    Ok(written::record(&rendered(&import)))
}
