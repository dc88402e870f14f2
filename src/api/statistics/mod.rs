//! Statistics. Each explains itself, and comes as JSON or as CSV.

mod carriers;
mod completeness;
mod coverage;
mod diff;
mod flow;
mod funding;
mod measures;
mod timeline;

use std::sync::Arc;

use crate::api::routes::Routes;
use actix_web::HttpResponse;
use actix_web::web::Data;
use bytes::Bytes;
use chrono::Months;
use serde::Serialize;

use super::accept::Format;
use super::answer;
use super::caller::Asker;
use super::etag;
use super::heavy::Heavy;
use super::problem::Problem;
use super::query::Query;
use super::table::Sent;
use crate::domain::table::Tabular;
use crate::domain::{Day, Rule};
use crate::register::View;
use crate::register::view::statistics::Question;
use crate::register::view::{Dim, Filter, Moment};

pub fn routes(config: &mut Routes) {
    config
        .service(measures::count_measures)
        .service(coverage::get_coverage)
        .service(funding::sum_funding)
        .service(carriers::count_carriers)
        .service(completeness::find_gaps)
        .service(timeline::get_timeline)
        .service(flow::get_flow)
        .service(diff::get_diff);
}

/// Answers with what `make` counts, if the query was right; an answer to everybody
/// is kept.
async fn answer<T: Serialize + Tabular + Send + 'static>(
    asker: &Asker,
    query: Query,
    asked: (Filter, Moment),
    make: impl FnOnce(&Question<'_>) -> T + Send + 'static,
) -> Result<HttpResponse, Problem> {
    answer_if(asker, query, asked, |question| Ok(make(question))).await
}

/// The same for what may turn out to be too much.
async fn answer_if<T: Serialize + Tabular + Send + 'static>(
    asker: &Asker,
    mut query: Query,
    (filter, moment): (Filter, Moment),
    make: impl FnOnce(&Question<'_>) -> crate::domain::Result<T> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let sent = Sent::read(&mut query, asker, Format::TABLE)?;
    query.finish()?;
    let etag = sent.tag(asker);
    if etag::holds(asker.request.headers(), &etag) {
        return Ok(answer::tagged(asker, &etag, Bytes::new));
    }
    let made = work_out(asker, (filter, moment), make).await??;
    Ok(answer::kept_table(asker, sent, || made))
}

/// What `make` counts.
pub(crate) async fn work_out<T: Send + 'static>(
    asker: &Asker,
    (filter, moment): (Filter, Moment),
    make: impl FnOnce(&Question<'_>) -> T + Send + 'static,
) -> Result<T, Problem> {
    let (view, caller) = (Arc::clone(&asker.view), asker.caller.clone());
    let make = move || make(&Question { view: &view, caller: &caller, filter: &filter, moment });
    if moment.is_now() {
        return Ok(make());
    }
    // Another moment has to be worked out first.
    let heavy: &Data<Heavy> = asker.request.app_data().expect("heavy work is app data");
    heavy.run(make).await
}

/// The days `from` and `to` that are compared. Nothing is known of the future; `to`
/// is today if not said, and `from` a month before, or with `same` the same day.
fn compared_days(query: &mut Query, view: &View, same: bool) -> (Day, Day) {
    let (from, to) = (query.day("from"), query.past_day("to", view.today));
    let to = to.unwrap_or(view.today);
    let before = if same { Some(to) } else { to.checked_sub_months(Months::new(1)) };
    let from = from.or(before).unwrap_or(to);
    if from > to {
        query.fail::<()>("to", Rule::EndBeforeStart);
    }
    (from, to)
}

/// Narrows a question to [one concept](concept_of).
pub(crate) fn ask_one_concept(query: &Query, filter: &mut Filter, view: &View) {
    let concept = concept_of(query, filter, view);
    filter.dims.retain(|(dim, _)| *dim != Dim::Concept);
    filter.dims.push((Dim::Concept, vec![concept]));
}

/// The concept asked for, or the current one; Handlungsfelder and guidelines are unique
/// within one only.
pub(crate) fn concept_of(query: &Query, filter: &Filter, view: &View) -> String {
    let asked = filter.dims.iter().find(|(dim, _)| *dim == Dim::Concept).map(|(_, ids)| ids);
    if asked.is_some_and(|ids| ids.len() > 1) {
        query.fail::<()>("concept", Rule::TooMany { max: 1 });
    }
    let current = || view.catalog.current_concept().map(|concept| concept.id.clone());
    asked.and_then(|ids| ids.first().cloned()).or_else(current).unwrap_or_default()
}
