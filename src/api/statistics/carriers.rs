use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use crate::api::filter;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{Csv, FormatQuery, TableAsker};
use crate::domain::Kind;
use crate::register::view::statistics::{self, CarrierCounts, Explained};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct RollUpQuery {
    /// Count the carriers below an umbrella as a part of it.
    #[param(rename = "rollUp")]
    roll_up: Option<bool>,
}

/// Count by carrier
///
/// The measures of each carrier by status and publication, how many are stale or
/// overdue, and when they were last confirmed and changed.
#[utoipa::path(
    tag = "statistics",
    params(RollUpQuery, filter::FilterQuery, FormatQuery),
    responses(
        (status = OK, description = "The counts, by name of the carrier", content(
            (Explained<CarrierCounts> = "application/json"),
            (Csv = "text/csv", example = "carrier.id,carrier.name,carrier.kind,measures\r\n01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11,Verein,association,12\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/statistics/carriers")]
pub async fn count_carriers(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let roll_up = query.parsed::<bool>("rollUp", Kind::Boolean).unwrap_or(false);
    let filter = filter::read(&mut query, &asker.view);
    let moment = query.moment(&asker.view);
    super::answer(&asker, query, (filter, moment), move |question| {
        statistics::count_carriers(question, roll_up)
    })
    .await
}
