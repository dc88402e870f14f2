use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use crate::api::filter;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{Csv, FormatQuery, TableAsker};
use crate::register::view::statistics::{self, Completeness, Explained, Gap};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct GapQuery {
    /// What to look for; all if not said.
    #[param(max_items = 20)]
    gap: Option<Vec<Gap>>,
}

/// Find what is missing
///
/// Overall and by carrier, each with the measures behind it.
#[utoipa::path(
    tag = "statistics",
    params(GapQuery, filter::FilterQuery, FormatQuery),
    responses(
        (status = OK, description = "The gaps", content(
            (Explained<Completeness> = "application/json"),
            (Csv = "text/csv", example = "carrier.id,carrier.name,gap,count,of\r\n,,no-end,7,38\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/statistics/completeness")]
pub async fn find_gaps(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let asked = query.words::<Gap>("gap");
    let filter = filter::read(&mut query, &asker.view);
    let moment = query.moment(&asker.view);
    let wanted = |gap: &Gap| asked.is_empty() || asked.contains(gap);
    let gaps: Vec<Gap> = Gap::ALL.iter().copied().filter(wanted).collect();
    super::answer(&asker, query, (filter, moment), move |question| {
        statistics::completeness(question, &gaps)
    })
    .await
}
