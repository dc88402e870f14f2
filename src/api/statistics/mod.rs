//! Statistics. Each explains itself, and comes as JSON or as CSV.

mod carriers;
mod completeness;
mod coverage;
mod funding;
mod measures;

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::answer;
use super::caller::Asker;
use super::problem::Problem;
use super::query::Query;
use super::table::Format;
use crate::domain::table::Tabular;
use crate::register::view::statistics::Question;
use crate::register::view::{Filter, Moment};

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(measures::count_measures)
        .service(coverage::get_coverage)
        .service(funding::sum_funding)
        .service(carriers::count_carriers)
        .service(completeness::find_gaps);
}

/// Answers with what `make` counts, if the query was right; an answer to everybody
/// is kept.
pub fn answer<T: Serialize + Tabular>(
    asker: &Asker,
    mut query: Query,
    (filter, moment): (Filter, Moment),
    make: impl FnOnce(&Question<'_>) -> T,
) -> Result<HttpResponse, Problem> {
    let format = Format::read(&mut query, asker);
    query.finish()?;
    let (view, caller) = (&*asker.view, &asker.caller);
    let question = Question { view, caller, filter: &filter, moment };
    Ok(answer::kept(asker, format, || make(&question)))
}
