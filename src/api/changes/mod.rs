//! What changed, for those who keep a copy: as pages, and as a stream.

mod events;
mod list;
mod record;
mod streams;

use crate::api::routes::Routes;

pub use record::ChangeRecord;
pub use streams::Streams;

use super::problem::Problem;
use crate::register::View;

pub fn routes(config: &mut Routes) {
    config.service(list::list_changes).service(events::stream_events);
}

/// Refuses a number beyond the log: it was told by another process that is ahead, or
/// before the register was restored. Whoever went on from it would miss what comes.
fn must_be_seen(after: i64, view: &View) -> Result<(), Problem> {
    match after <= view.seq {
        true => Ok(()),
        false => Err(Problem::Behind { wanted: after, seen: view.seq }),
    }
}
