use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::actions::exports::Asked;
use crate::api::Settings;
use crate::api::accept::Format;
use crate::api::caller::Asker;
use crate::api::exports;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::table::Sent;
use crate::formats::csv::Dialect;
use crate::register::view::{Dim, Filter, Moment, Sort};
use crate::web::session::{By, ImporterPage};

/// The measures that somebody may change, with all that they see of them: to be edited and
/// sent back.
pub async fn download(
    By(ImporterPage(person)): By<ImporterPage>,
    settings: Data<Settings>,
    format: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (format, dialect) = match format.as_str() {
        "xlsx" => (Format::Xlsx, Dialect::default()),
        "csv" => (Format::Csv, Dialect::ExcelDe),
        _ => return Err(Problem::Path),
    };
    let own = person.caller().own_carriers();
    let own = own.into_iter().flat_map(|carrier| person.view.with_children(carrier));
    let mut filter = Filter::default();
    if !person.caller().is_planner() {
        filter.dims.push((Dim::Carrier, own.map(|carrier| carrier.to_string()).collect()));
    }
    let asked = Asked { filter, moment: Moment::default(), sort: Sort::default() };
    let asker = Asker {
        caller: person.caller().clone(),
        view: person.view.clone(),
        request: person.request.clone(),
    };
    let sent = Sent { format, dialect, lang: person.lang };
    exports::answer(asker, &settings, Query::parse(""), sent, asked)
}
