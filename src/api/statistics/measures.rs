use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use crate::api::filter;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{Csv, FormatQuery, TableAsker};
use crate::domain::Rule;
use crate::register::view::statistics::{self, Count, Explained, GroupBy, MeasureCounts};

/// How many dimensions there may be.
const DIMENSIONS: usize = 3;

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct GroupQuery {
    /// One to three dimensions, separated by commas: `handlungsfeld`, `guideline`,
    /// `stadtteil`, `status`, `reach`, `carrierKind`, `sector`, `carrier`,
    /// `targetGroup`, `year`.
    #[param(rename = "groupBy", max_length = 60, example = "handlungsfeld,status")]
    group_by: String,
    /// `measures` counts each once, by its primary Handlungsfeld; `assignments`
    /// counts it for each Handlungsfeld it is assigned to, and needs
    /// `groupBy=handlungsfeld`.
    count: Option<Count>,
}

/// Count measures
///
/// By one to three dimensions, such as `groupBy=guideline,stadtteil` for the matrix
/// of the council, where `citywide` and `beyond-city` stand beside the Stadtteile.
/// The answer says what was counted, what was not and why, and whether the rows add
/// up: they do not where a measure stands in several, as in several Stadtteile. By
/// Handlungsfeld or guideline it counts one concept: the current one, or that of the
/// filter. `names` says what the keys are called; as CSV the German name stands beside each
/// key (`handlungsfeldName`). What would have more than 20,000 rows is refused (`groupBy too-many-rows`).
#[utoipa::path(
    tag = "statistics",
    params(GroupQuery, filter::FilterQuery, FormatQuery),
    responses(
        (status = OK, description = "The counts", content(
            (Explained<MeasureCounts> = "application/json", example = json!({
                "groupBy": ["stadtteil"],
                "count": "measures",
                "concept": null,
                "rows": [
                    {"stadtteil": "06", "measures": 7},
                    {"stadtteil": "08", "measures": 5},
                    {"stadtteil": "citywide", "measures": 21},
                ],
                "names": {"stadtteil": {
                    "06": {"de": "Neue Neustadt", "en": "Neue Neustadt"},
                    "08": {"de": "Neustädter See", "en": "Neustädter See"},
                    "citywide": {"de": "ganze Stadt", "en": "whole city"},
                }},
                "formula": {
                    "de": "Zahl der Maßnahmen je Stadtteil …",
                    "en": "Number of measures by Stadtteil …",
                },
                "counted": 29,
                "notCounted": [{
                    "reason": "no-stadtteil",
                    "text": {
                        "de": "Weder ein Stadtteil noch eine größere Reichweite angegeben",
                        "en": "Neither a Stadtteil nor a wider reach is given",
                    },
                    "count": 1,
                    "measures": [{
                        "id": "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11",
                        "reference": "IK-4-0017",
                        "title": "Sprachkurs für Eltern",
                    }],
                }],
                "nullPolicy": {
                    "de": "Was nicht angegeben ist, steht in keiner Zeile …",
                    "en": "What is not given stands in no row …",
                },
                "additive": false,
                "sums": {
                    "de": "Die Zeilen dürfen nicht zusammengezählt werden: eine Maßnahme kann in mehreren Stadtteilen wirken …",
                    "en": "The rows must not be added up: a measure may work in several Stadtteile …",
                },
                "asOf": "2021-12-31",
                "knownAt": null,
                "revision": 1042,
            })),
            (Csv = "text/csv", example = "handlungsfeld,handlungsfeldName,status,statusName,measures\r\n2,Spracherwerb,running,läuft,7\r\n"),
        )),
        ReadFailure
    ),
    security((), ("bearer" = []))
)]
#[get("/statistics/measures")]
pub async fn count_measures(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let group_by = query.list("groupBy", DIMENSIONS);
    let group_by = group_by.or_else(|| query.fail("groupBy", Rule::Required)).unwrap_or_default();
    let count = query.word("count").unwrap_or_default();
    if count == Count::Assignments && !group_by.contains(&GroupBy::Handlungsfeld) {
        query.fail::<()>("count", Rule::OnlyWith("groupBy=handlungsfeld"));
    }
    let mut filter = filter::read(&mut query, &asker.view);
    if group_by.iter().any(|by| by.of_concept()) {
        super::ask_one_concept(&query, &mut filter, &asker.view);
    }
    let moment = query.moment(&asker.view);
    super::answer_if(&asker, query, (filter, moment), move |question| {
        statistics::count_measures(question, &group_by, count)
    })
    .await
}
