//! The side of the planning office: what waits for review, many measures at a time,
//! carriers, people and programs, files, gaps, and a page for the council. It does what
//! the API does, through the same actions, asked by the same table of permissions.

mod bulk;
mod compare;

mod home;
mod preview;
mod queue;
mod remarks;
mod review;
mod shelf;
mod ways;

use actix_web::web::ServiceConfig;

pub use home::show as home;

use super::routes::{button, form, page};

pub fn routes(config: &mut ServiceConfig) {
    page(config, "/pruefung", queue::show);
    form(config, "/pruefung/{id}", review::show, review::send);
    page(config, "/verwaltung/massnahmen", shelf::show);
    button(config, "/verwaltung/massnahmen/vorschau", preview::send);
    button(config, "/verwaltung/massnahmen/ausfuehren", bulk::send);
}
