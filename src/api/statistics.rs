use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::caller::Asker;
use super::problem::{Problem, ReadFailure};
use super::query::Query;
use super::{answer, filter};
use crate::domain::{Day, Instant, Rule};
use crate::register::view::{Count, GroupBy, Statistics};

pub fn routes(config: &mut ServiceConfig) {
    config.service(count_measures);
}

/// A statistic, with what it is of.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StatisticsAnswer {
    #[serde(flatten)]
    statistics: Statistics,
    /// The day it is of; null = today.
    #[schema(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// What the register knew at this moment; null = now.
    known_at: Option<Instant>,
    /// The change of the register up to which it counts.
    #[schema(minimum = 0, examples(1042))]
    revision: i64,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct GroupQuery {
    /// One or two dimensions, separated by a comma: `handlungsfeld`, `stadtteil`,
    /// `status`, `carrierKind`, `year`.
    #[param(rename = "groupBy", max_length = 60, example = "handlungsfeld,status")]
    group_by: String,
    /// `measures` counts each once, by its primary Handlungsfeld; `assignments`
    /// counts it for each Handlungsfeld it is assigned to.
    count: Option<Count>,
}

/// Count measures
///
/// By one or two dimensions. The answer says what was counted, what was not and
/// why, and whether the rows add up.
#[utoipa::path(
    tag = "statistics",
    params(GroupQuery, filter::FilterQuery),
    responses((status = OK, description = "The counts", body = StatisticsAnswer), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/statistics/measures")]
pub async fn count_measures(asker: Asker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let group_by = read_group_by(&mut query);
    let count = query.word("count").unwrap_or_default();
    let filter = filter::read(&mut query, &asker.view);
    let moment = query.moment();
    query.finish()?;
    Ok(answer::kept(&asker, || {
        let past;
        let index = match moment.is_now() {
            true => &asker.view.measures,
            false => {
                past = asker.view.measures_at(moment);
                &past
            }
        };
        let statistics = Statistics::compute(index, &asker.caller, &filter, &group_by, count);
        let (as_of, known_at) = (moment.as_of, moment.known_at);
        let revision = asker.view.revision_at(moment.known_at);
        answer::to_bytes(&StatisticsAnswer { statistics, as_of, known_at, revision })
    }))
}

fn read_group_by(query: &mut Query) -> Vec<GroupBy> {
    let Some(text) = query.one("groupBy") else {
        query.fail::<()>("groupBy", Rule::Required);
        return Vec::new();
    };
    let mut found: Vec<GroupBy> = Vec::new();
    for name in text.split(',') {
        match name.parse() {
            Ok(by) if found.contains(&by) => query.fail::<()>("groupBy", Rule::Repeated),
            Ok(by) => {
                found.push(by);
                None
            }
            Err(()) => {
                let allowed = crate::domain::input::allowed::<GroupBy>();
                query.fail("groupBy", Rule::UnknownValue { allowed })
            }
        };
    }
    if found.len() > 2 {
        query.fail::<()>("groupBy", Rule::TooMany { max: 2 });
    }
    found
}
