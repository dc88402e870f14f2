//! What changed, for those who keep a copy: as pages, and as a stream.

mod events;
mod list;
mod record;
mod streams;

use utoipa_actix_web::service_config::ServiceConfig;

pub use streams::Streams;

pub fn routes(config: &mut ServiceConfig) {
    config.service(list::list_changes).service(events::stream_events);
}
