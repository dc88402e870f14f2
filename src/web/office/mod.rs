//! The side of the planning office: what waits for review, many measures at a time,
//! carriers, people and programs, files, gaps, and a page for the council. It does what
//! the API does, through the same actions, asked by the same table of permissions.

mod bulk;
mod carriers;
mod compare;
mod council;
mod gaps;
mod home;
mod imports;
mod merge;
mod people;
mod preview;
mod programs;
mod queue;
mod remarks;
mod review;
mod sheet;
mod shelf;
mod ways;

use actix_web::web::ServiceConfig;

pub use home::show as home;

use super::routes::{form, page};

pub fn routes(config: &mut ServiceConfig) {
    page(config, "/pruefung", queue::show);
    form(config, "/pruefung/{id}", review::show, review::send);
    page(config, "/verwaltung/massnahmen", shelf::show);
    form(config, "/verwaltung/massnahmen/vorschau", shelf::lead_back, preview::send);
    form(config, "/verwaltung/massnahmen/ausfuehren", shelf::lead_back, bulk::send);
    page(config, "/verwaltung/traeger", carriers::list);
    form(config, "/verwaltung/traeger/neu", carriers::new, carriers::create);
    form(config, "/verwaltung/traeger/{id}", carriers::show, carriers::change);
    form(config, "/verwaltung/traeger/{id}/zusammenlegen", merge::show, merge::send);
    people::routes(config);
    programs::routes(config);
    page(config, "/luecken", gaps::show);
    page(config, "/sitzung", council::show);
    imports::routes(config);
}
