mod history;
mod life;
mod list;
mod read;
mod status;
mod write;

pub(super) use list::read_asked;

use crate::api::routes::Routes;

use super::answer::written;
use super::caller::Asker;
use super::problem::Problem;
use crate::domain::{Caller, Error, MeasureId};
use crate::register::view::Entry;
use crate::register::{Register, View};

pub fn routes(config: &mut Routes) {
    config
        .service(list::list_measures)
        .service(read::find_measure)
        .service(history::list_history)
        .service(history::find_version)
        .service(history::compare_versions)
        .service(write::create_measure)
        .service(write::edit_measure)
        .service(write::delete_measure)
        .service(write::upsert_measure)
        .service(status::change_status)
        .service(status::correct_status)
        .service(life::submit_measure)
        .service(life::take_back_measure)
        .service(life::return_measure)
        .service(life::publish_measure)
        .service(life::withdraw_measure)
        .service(life::archive_measure)
        .service(life::restore_measure)
        .service(life::confirm_measure)
        .service(life::accept_revision)
        .service(life::return_revision);
}

/// The measure a path names by its id or its reference.
pub fn find_entry<'v>(view: &'v View, name: &str) -> Option<&'v std::sync::Arc<Entry>> {
    match name.parse::<MeasureId>() {
        Ok(id) => view.measures.find(id),
        Err(()) => view.measures.find_by_reference(name),
    }
}

/// The id of a measure that is to be written.
fn id_of(register: &Register, name: &str) -> Result<MeasureId, Problem> {
    let id = name.parse().ok().or_else(|| Some(find_entry(&register.view(), name)?.measure.id));
    id.ok_or_else(|| Error::NotFound("measure").into())
}

/// The measure after a write, as the caller sees it now.
fn answer(
    register: &Register,
    caller: Caller,
    id: MeasureId,
    start: actix_web::HttpResponseBuilder,
) -> Result<actix_web::HttpResponse, Problem> {
    let view = register.view();
    let entry = view.measures.find(id).ok_or(Error::NotFound("measure"))?;
    let rendered = view.render(entry, &caller);
    Ok(written(start, &rendered.etag, rendered.json))
}

impl Asker {
    /// What `GET` answers of a measure.
    fn sees(&self, entry: &Entry) -> Result<(), Problem> {
        let own = || entry.standing(&self.caller).sees_all();
        match self.caller.sees(&entry.measure) || own() {
            true => Ok(()),
            false => Err(Error::NotFound("measure").into()),
        }
    }
}
