use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use crate::api::filter;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{Csv, FormatQuery, TableAsker};
use crate::domain::Rule;
use crate::register::View;
use crate::register::view::statistics::{self, Explained, Span, Step, Timeline, TimelineBy};
use crate::register::view::{Dim, Filter};

/// How many periods there may be: half a century of months.
const PERIODS: usize = 600;

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct TimelineQuery {
    /// Length of a period; `quarter` if not said.
    step: Option<Step>,
    /// First day; that of the concept if not said.
    #[param(max_length = 10, format = Date, example = "2020-01-01")]
    from: Option<String>,
    /// Last day; that of the concept if not said. It may lie in the future, as the end
    /// of a concept does: see `answeredUntil`. There may be 600 periods.
    #[param(max_length = 10, format = Date, example = "2023-12-31")]
    to: Option<String>,
    /// Split each period by the primary Handlungsfeld.
    #[param(rename = "groupBy")]
    group_by: Option<TimelineBy>,
}

/// Show how measures came along
///
/// How many stood in each status at the end of each month, quarter or year: what the
/// council draws as a stacked area. `step=quarter&groupBy=handlungsfeld` gives one
/// such picture per Handlungsfeld of one concept: the current one, or that of the
/// filter. Nothing after `asOf` or after today is answered;
/// `answeredUntil` says how far the answer goes.
#[utoipa::path(
    tag = "statistics",
    params(TimelineQuery, filter::WithoutPeriod, FormatQuery),
    responses(
        (status = OK, description = "A row for each period", content(
            (Explained<Timeline> = "application/json"),
            (Csv = "text/csv", example = "period,on,planned,running,paused,completed,discontinued,dropped,measures,notYetKnown\r\n2021-Q1,2021-03-31,9,21,1,4,0,1,36,2\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/statistics/timeline")]
pub async fn get_timeline(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let mut filter = filter::read_without_period(&mut query, &asker.view);
    let span = read_span(&mut query, &asker.view, &filter);
    let group_by = query.word("groupBy");
    if group_by == Some(TimelineBy::Handlungsfeld) {
        super::ask_one_concept(&query, &mut filter, &asker.view);
    }
    let moment = query.moment(&asker.view);
    super::answer(&asker, query, (filter, moment), move |question| {
        statistics::timeline(question, span, group_by)
    })
    .await
}

fn read_span(query: &mut Query, view: &View, filter: &Filter) -> Span {
    let asked = filter.dims.iter().find_map(|(dim, codes)| match (dim, codes.as_slice()) {
        (Dim::Concept, [id]) => view.catalog.concept(id),
        _ => None,
    });
    let period = asked.or(view.catalog.current_concept()).map(|concept| concept.period);
    let (start, end) = period.map_or((view.today, view.today), |period| (period.start, period.end));
    let step = query.word("step").unwrap_or_default();
    let from = query.day("from").unwrap_or(start);
    let to = query.day("to").unwrap_or(end.max(from));
    let span = Span { step, from, to };
    if from > to {
        query.fail::<()>("to", Rule::EndBeforeStart);
    } else if span.periods() > PERIODS {
        query.fail::<()>("to", Rule::TooMany { max: PERIODS });
    }
    span
}
