use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::find_entry;
use crate::api::answer;
use crate::api::caller::Asker;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::domain::Error;
use crate::register::view::MeasureRecord;

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct MomentQuery {
    /// What was true on this day, `YYYY-MM-DD`; not one in the future.
    #[param(max_length = 10, format = Date, example = "2021-12-31")]
    #[param(rename = "asOf")]
    as_of: Option<String>,
    /// What the register knew at this moment.
    #[param(rename = "knownAt", max_length = 40, format = DateTime, example = "2022-01-15T12:00:00Z")]
    known_at: Option<String>,
}

/// Get a measure
///
/// By its id or its reference. With `asOf` or `knownAt` as it stood then, if the
/// caller may also see it now.
#[utoipa::path(
    tag = "measures",
    params(
        ("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"),
        MomentQuery,
    ),
    responses((status = OK, description = "The measure", body = MeasureRecord), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/measures/{id}")]
pub async fn find_measure(asker: Asker, id: Path<String>) -> Result<HttpResponse, Problem> {
    if asker.request.query_string().is_empty() {
        let entry = find_entry(&asker.view, &id).ok_or(Error::NotFound("measure"))?;
        asker.sees(entry)?;
        return Ok(match &entry.public {
            Some(ready) if asker.reads_publicly(entry) => answer::record(&asker, ready),
            _ => answer::record(&asker, &asker.view.render(entry, &asker.caller)),
        });
    }
    let mut query = Query::of(&asker.request);
    let moment = query.moment(&asker.view);
    query.finish()?;
    let now = find_entry(&asker.view, &id).ok_or(Error::NotFound("measure"))?;
    asker.sees(now)?;
    let entry = asker.view.entry_at(now, moment).ok_or(Error::NotFound("measure"))?;
    asker.sees(&entry)?;
    Ok(answer::record(&asker, &asker.view.render(&entry, &asker.caller)))
}
