use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::compared_days;
use crate::api::filter;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{Csv, FormatQuery, TableAsker};
use crate::register::view::Moment;
use crate::register::view::statistics::{self, Explained, Flow};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct FlowQuery {
    /// A month before `to` if not said.
    #[param(max_length = 10, format = Date, example = "2020-12-31")]
    from: Option<String>,
    /// Today if not said; not later.
    #[param(max_length = 10, format = Date, example = "2021-12-31")]
    to: Option<String>,
}

/// Show what changed its status
///
/// How many measures went from which status to which between two days:
/// `from=2020-12-31&to=2021-12-31` tells what the year brought. What was entered
/// late counts on the day it is of, unless `knownAt` asks for what was known then.
#[utoipa::path(
    tag = "statistics",
    params(FlowQuery, filter::WithoutDays, FormatQuery),
    responses(
        (status = OK, description = "A row for each way from a status to a status", content(
            (Explained<Flow> = "application/json"),
            (Csv = "text/csv", example = "from,to,measures\r\n,planned,4\r\nplanned,running,7\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/statistics/flow")]
pub async fn get_flow(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let filter = filter::read_without_period(&mut query, &asker.view);
    let (from, to) = compared_days(&mut query, &asker.view, false);
    let moment = Moment { as_of: Some(to), known_at: query.instant("knownAt") };
    super::answer(&asker, query, (filter, moment), move |question| statistics::flow(question, from))
        .await
}
