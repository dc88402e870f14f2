//! What changed, for those who keep a copy: as pages, and as a stream.

mod events;
mod list;
mod record;
mod streams;

use crate::api::routes::Routes;

pub use streams::Streams;

pub fn routes(config: &mut Routes) {
    config.service(list::list_changes).service(events::stream_events);
}
