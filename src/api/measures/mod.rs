mod bulk;
mod history;
mod life;
mod list;
mod read;
mod status;
mod writing;

pub(crate) use list::read_asked;

use crate::api::routes::Routes;

use super::caller::Asker;
use super::problem::Problem;
use super::write;
pub use crate::actions::measures::find_entry;
use crate::domain::{Answer, Caller, Error, MeasureId, Result};
use crate::register::View;
use crate::register::view::{Entry, Rendered};

pub fn routes(config: &mut Routes) {
    config
        .service(bulk::create_measures)
        .no_other("/measures/bulk")
        .service(list::list_measures)
        .service(read::find_measure)
        .service(history::list_history)
        .service(history::find_version)
        .service(history::compare_versions)
        .service(bulk::change_statuses)
        .service(writing::create_measure)
        .service(writing::edit_measure)
        .service(writing::delete_measure)
        .service(writing::upsert_measure)
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

/// The id of a measure that is to be written.
fn id_of(view: &View, name: &str) -> Result<MeasureId> {
    let id = name.parse().ok().or_else(|| Some(find_entry(view, name)?.measure.id));
    id.ok_or(Error::NotFound("measure"))
}

/// The measure after a write, as the caller sees it now.
fn written(view: &View, caller: &Caller, id: MeasureId) -> Result<Answer> {
    Ok(write::record(&render(view, caller, id)?))
}

/// The same of one that is new.
fn created(view: &View, caller: &Caller, id: MeasureId) -> Result<Answer> {
    Ok(write::created(format!("/v1/measures/{id}"), &render(view, caller, id)?))
}

fn render(view: &View, caller: &Caller, id: MeasureId) -> Result<Rendered> {
    let entry = view.measures.find(id).ok_or(Error::NotFound("measure"))?;
    Ok(view.render(entry, caller))
}

impl Asker {
    /// What `GET` answers of a measure.
    pub(crate) fn sees(&self, entry: &Entry) -> Result<(), Problem> {
        let own = || entry.standing(&self.caller).sees_all();
        match self.caller.sees(&entry.measure) || own() {
            true => Ok(()),
            false => Err(Error::NotFound("measure").into()),
        }
    }
}
