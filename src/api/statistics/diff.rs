use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::compared_days;
use crate::api::filter;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{Csv, FormatQuery, TableAsker};
use crate::domain::Rule;
use crate::register::view::Moment;
use crate::register::view::statistics::{self, Diff, Explained};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct DiffQuery {
    /// A month before `to` if not said, or the same day if `knownFrom` or `knownTo`
    /// is.
    #[param(max_length = 10, format = Date, example = "2020-12-31")]
    from: Option<String>,
    /// Today if not said; not later.
    #[param(max_length = 10, format = Date, example = "2021-12-31")]
    to: Option<String>,
    /// What the register knew at this moment of the day `from`; as `knownTo` if not
    /// said.
    #[param(rename = "knownFrom", max_length = 40, format = DateTime, example = "2021-01-15T12:00:00Z")]
    known_from: Option<String>,
    /// What the register knew at this moment of the day `to`; now if not said.
    #[param(rename = "knownTo", max_length = 40, format = DateTime, example = "2022-01-15T12:00:00Z")]
    known_to: Option<String>,
}

/// Compare two moments
///
/// New measures, those that ended or have another status, and sums before and after.
/// `from=2020-12-31&to=2021-12-31` compares two days as they are known now.
/// `knownFrom=…&knownTo=…` compares what was known of one day: what has been entered
/// late or corrected. All four compare two annual reports as they were written.
#[utoipa::path(
    tag = "statistics",
    params(DiffQuery, filter::WithoutMoments, FormatQuery),
    responses(
        (status = OK, description = "What is different, and the sums of both", content(
            (Explained<Diff> = "application/json"),
            (Csv = "text/csv", example = "of,concept,key,name.de,before,after,change\r\nmeasures,,,,36,41,5\r\nstatus,,running,läuft,21,24,3\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/statistics/diff")]
pub async fn get_diff(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let filter = filter::read_without_period(&mut query, &asker.view);
    let (known_from, known_to) = (query.instant("knownFrom"), query.instant("knownTo"));
    let same = known_from.or(known_to).is_some();
    let (from, to) = compared_days(&mut query, &asker.view, same);
    let known_from = known_from.or(known_to);
    if known_to.zip(known_from).is_some_and(|(to, from)| to < from) {
        query.fail::<()>("knownTo", Rule::EndBeforeStart);
    }
    let before = Moment { as_of: Some(from), known_at: known_from };
    let after = Moment { as_of: Some(to), known_at: known_to };
    super::answer(&asker, query, (filter, after), move |question| {
        statistics::diff(question, before)
    })
    .await
}
