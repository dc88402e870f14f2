use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use crate::api::caller::Asker;
use crate::api::filter;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{Csv, FormatQuery, TableAsker};
use crate::domain::Rule;
use crate::register::view::statistics::{self, Coverage, CoverageBy, CoverageQuery, Explained};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct MatrixQuery {
    /// A third dimension, beside guideline and Stadtteil.
    by: Option<CoverageBy>,
    /// The year of population figures to set beside it, of those that were uploaded.
    #[param(minimum = 1900, maximum = 2199, example = 2021)]
    population: Option<u16>,
}

/// Get the coverage
///
/// Which guideline is worked on in which Stadtteil, and where nothing is done: every
/// cell is covered, covered only citywide, only planned, ended or empty. Of one
/// concept: the current one, or that of the filter. Filters by guideline,
/// Handlungsfeld and Stadtteil (and by target group with `by=targetGroup`) choose
/// rows and columns of the matrix; what is citywide counts in each. As CSV, with
/// `population`, each row has the figures of its Stadtteil: `residents`,
/// `foreignResidents`, `measuresPer1000`, `measuresPer1000ForeignResidents`, where the
/// measures are all that are under way in the Stadtteil, not those of the cell.
#[utoipa::path(
    tag = "statistics",
    params(MatrixQuery, filter::FilterQuery, FormatQuery),
    responses(
        (status = OK, description = "The matrix", content(
            (Explained<Coverage> = "application/json"),
            (Csv = "text/csv", example = "guideline,guidelineName,stadtteil,stadtteilName,state,measures,citywide,planned,ended\r\n4.2,Nachbarschaft,06,Neue Neustadt,covered,2,1,0,3\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/coverage")]
pub async fn get_coverage(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let by = query.word("by");
    let population = read_population(&mut query, &asker);
    let filter = filter::read(&mut query, &asker.view);
    let moment = query.moment(&asker.view);
    let concept = super::concept_of(&query, &filter, &asker.view);
    let asked = CoverageQuery { concept, by, population };
    super::answer(&asker, query, (filter, moment), move |question| {
        statistics::coverage(question, &asked)
    })
    .await
}

fn read_population(query: &mut Query, asker: &Asker) -> Option<u16> {
    let year = query.number("population", 1900, 2199)?;
    let year = u16::try_from(year).ok().filter(|year| asker.view.population(*year).is_some());
    year.or_else(|| query.fail("population", Rule::NoSuch("population")))
}
