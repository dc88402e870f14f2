use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use crate::api::filter;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{Csv, FormatQuery, TableAsker};
use crate::register::view::statistics::{self, Explained, Funding, FundingBy};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct FundingQuery {
    /// One to three of `source`, `year`, `handlungsfeld`, separated by commas; by
    /// source if not said.
    #[param(rename = "groupBy", max_length = 60, example = "source,year")]
    group_by: Option<String>,
}

/// Sum the funding
///
/// Planned and actual amounts in euro cents. What is not known is counted as not
/// known, never as 0. By Handlungsfeld it sums one concept: the current one, or that of
/// the filter. The filter `source` is the system that measures come from;
/// `groupBy=source` is where the money comes from, which no filter chooses.
#[utoipa::path(
    tag = "statistics",
    params(FundingQuery, filter::FilterQuery, FormatQuery),
    responses(
        (status = OK, description = "The sums", content(
            (Explained<Funding> = "application/json"),
            (Csv = "text/csv", example = "source,sourceName,measures,lines,planned.cents,planned.known,planned.unknown,actual.cents,actual.known,actual.unknown\r\neu,Europäische Union,4,5,1250000,3,2,,0,5\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/statistics/funding")]
pub async fn sum_funding(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let group_by = query.list("groupBy", FundingBy::ALL.len());
    let group_by = group_by.unwrap_or_else(|| vec![FundingBy::Source]);
    let mut filter = filter::read(&mut query, &asker.view);
    if group_by.contains(&FundingBy::Handlungsfeld) {
        super::ask_one_concept(&query, &mut filter, &asker.view);
    }
    let moment = query.moment(&asker.view);
    super::answer(&asker, query, (filter, moment), move |question| {
        statistics::funding(question, &group_by)
    })
    .await
}
