//! The side of the carriers: what is owed now, and everything about the measures of
//! one's own. It does what the API does, through the same actions, asked by the same
//! table of permissions.

mod check;
mod choices;
mod deeds;
mod edit;
mod new;
mod own;
mod rows;
mod start;
mod status;
mod steps;

use actix_web::web::ServiceConfig;

pub use choices::carriers;
pub use edit::failure_of;
pub use own::Own;
pub use steps::STEPS;

use super::routes::{form, page};

pub fn routes(config: &mut ServiceConfig) {
    page(config, "/start", start::show);
    form(config, "/erfassen", new::show, new::send);
    page(config, "/erfassen/{id}", check::show);
    form(config, "/erfassen/{id}/schritt/{number}", edit::show, edit::send);
    form(config, "/erfassen/{id}/status", status::show, status::send);
    form(config, "/erfassen/{id}/status/{number}", status::show_entry, status::send_entry);
    form(config, "/erfassen/{id}/{deed}", deeds::lead_back, deeds::send);
}
