//! How many people live where, for whoever sets measures beside it.

use crate::api::routes::Routes;
use actix_web::web::Path;
use actix_web::{HttpResponse, delete, get, put};
use serde::Serialize;
use utoipa::ToSchema;

use super::accept::Format;
use super::answer::{list, record, to_bytes};
use super::body::Json;
use super::caller::{Administrator, Asker};
use super::etag::{IfMatch, MaybeIfMatch};
use super::problem::{Problem, ReadFailure, WriteFailure};
use super::query::Query;
use super::table::{FormatQuery, Sent, TableAsker};
use super::write::{self, Write};
use crate::actions::populations;
use crate::domain::population::{Figure, FigureSource, Figures};
use crate::domain::table::Table;
use crate::domain::{Caller, Error, Instant, Population, PopulationContent, YEARS};
use crate::register::view::Rendered;
use crate::register::{Tx, View};

pub fn routes(config: &mut Routes) {
    config
        .service(list_populations)
        .service(find_population)
        .service(put_population)
        .service(delete_population);
}

/// The figures of a year as they are read. Null = unknown, or withheld.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PopulationRecord {
    #[schema(minimum = 1900, maximum = 2199, examples(2021))]
    year: u16,
    /// Grows by one with every change.
    #[schema(minimum = 1, maximum = 2147483647)]
    version: u32,
    source: FigureSource,
    /// Under which terms the figures may be used.
    #[schema(max_length = 500, examples("Datenlizenz Deutschland – Namensnennung – Version 2.0"))]
    licence: String,
    /// Every Stadtteil, by key.
    #[schema(max_items = 1000)]
    items: Vec<PopulationLine>,
    /// All Stadtteile together; null if it is unknown of one of them.
    sums: PopulationSums,
    created_at: Instant,
    updated_at: Instant,
}

/// Who lives in a Stadtteil.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PopulationLine {
    /// Key of the Stadtteil.
    #[schema(max_length = 60, examples("06"))]
    stadtteil: String,
    #[serde(flatten)]
    figures: PopulationSums,
}

/// Figures, with what is not told of them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PopulationSums {
    #[schema(minimum = 0, examples(11250))]
    total: Option<u64>,
    /// Residents without German citizenship.
    #[schema(minimum = 0, examples(2730))]
    foreign_residents: Option<u64>,
    /// Figures that the public is not told: small numbers of persons, and what would
    /// give them away.
    #[schema(max_items = 2)]
    withheld: Vec<Figure>,
}

impl From<Figures> for PopulationSums {
    fn from(figures: Figures) -> Self {
        let Figures { total, foreign_residents, withheld } = figures;
        Self { total, foreign_residents, withheld }
    }
}

impl PopulationRecord {
    /// `whole` for those who see what is withheld, too.
    fn of(figures: &Population, whole: bool) -> Self {
        let line = |(key, figures): (&str, Figures)| PopulationLine {
            stadtteil: key.to_owned(),
            figures: figures.into(),
        };
        Self {
            year: figures.year,
            version: figures.version,
            source: figures.content.source.clone(),
            licence: figures.content.licence.clone(),
            items: figures.lines(whole).map(line).collect(),
            sums: figures.sums(whole).into(),
            created_at: figures.created_at,
            updated_at: figures.updated_at,
        }
    }

    fn rendered(figures: &Population, whole: bool) -> Rendered {
        Rendered::new(figures.version, &to_bytes(&Self::of(figures, whole)))
    }
}

/// The figures of all years.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what `whole` writes")]
struct PopulationList {
    #[schema(max_items = 300)]
    items: Vec<PopulationRecord>,
    /// Always null: the years come whole.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// List population figures
///
/// By year. Numbers of persons below the threshold of the concept are withheld, and
/// with them what would give them away; administrators see them.
#[utoipa::path(tag = "catalog", params(FormatQuery), responses((status = OK, description = "Figures, by year", body = PopulationList), ReadFailure), security((), ("bearer" = [])))]
#[get("/population")]
pub async fn list_populations(TableAsker(asker): TableAsker) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    let all = asker.caller.is_administrator();
    let items = asker.view.populations().map(|figures| PopulationRecord::of(figures, all));
    Ok(list(&asker, sent, items.collect(), table))
}

/// A row for each Stadtteil and year.
fn table(years: &[PopulationRecord]) -> Table {
    let lines = years.iter().flat_map(|record| {
        record.items.iter().map(move |line| PopulationRow {
            year: record.year,
            line,
            source: &record.source,
            licence: &record.licence,
        })
    });
    let lines: Vec<_> = lines.collect();
    let headings = ["total", "foreignResidents", "withheld", "source.text", "licence"];
    Table::of(["year", "stadtteil"].into_iter().chain(headings).collect(), &lines)
}

#[derive(Serialize)]
struct PopulationRow<'a> {
    year: u16,
    #[serde(flatten)]
    line: &'a PopulationLine,
    source: &'a FigureSource,
    licence: &'a str,
}

/// Get the population figures of a year
///
/// With their source and licence, and what is withheld of them.
#[utoipa::path(
    tag = "catalog",
    params(("year" = u16, Path, description = "The year", minimum = 1900, maximum = 2199, example = 2021)),
    responses((status = OK, description = "The figures", body = PopulationRecord), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/population/{year}")]
pub async fn find_population(asker: Asker, year: Path<String>) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let figures = asker.view.population(year_of(&year)?);
    let figures = figures.ok_or(Error::NotFound("population"))?;
    Ok(record(&asker, &PopulationRecord::rendered(figures, asker.caller.is_administrator())))
}

/// Upload the population figures of a year
///
/// For administrators. Figures that are there are replaced as a whole, by who has
/// read them. What was withheld once stays withheld, and what was published before
/// is counted on, also after the figures were deleted; and once figures have changed,
/// no sum is published in which something is withheld, and nothing new of a Stadtteil
/// of which something is. So no two versions give away by their difference what each
/// keeps.
#[utoipa::path(
    tag = "catalog",
    params(
        ("year" = u16, Path, description = "The year", minimum = 1900, maximum = 2199, example = 2021),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the figures as read; needed if there are some", max_length = 200),
    ),
    request_body(content = PopulationContent, example = json!({
        "source": {"text": "Amt für Statistik, 31.12.2021", "url": "https://example.org/statistik"},
        "licence": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "items": [{"stadtteil": "06", "total": 11250, "foreignResidents": 2730}]
    })),
    responses(
        (status = OK, description = "Replaced, or already so", body = PopulationRecord),
        (status = CREATED, description = "Uploaded", body = PopulationRecord, headers(("Location" = String, description = "Address of the figures"))),
        WriteFailure
    ),
    security(("bearer" = []))
)]
#[put("/population/{year}")]
pub async fn put_population(
    Administrator(caller): Administrator,
    MaybeIfMatch(read): MaybeIfMatch,
    year: Path<String>,
    Json(body): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let year = year_of(&year)?;
    let put =
        move |tx: &mut Tx<'_>, by: &Caller| populations::put_population(tx, by, year, read, &body);
    let answer = move |_: &View, _: &Caller, (figures, new)| {
        let rendered = PopulationRecord::rendered(&figures, true);
        Ok(match new {
            true => write::created(format!("/v1/population/{year}"), &rendered),
            false => write::record(&rendered),
        })
    };
    write.run(caller, put, answer).await
}

/// Delete the population figures of a year
///
/// For administrators.
#[utoipa::path(
    tag = "catalog",
    params(
        ("year" = u16, Path, description = "The year", minimum = 1900, maximum = 2199, example = 2021),
        ("If-Match" = String, Header, description = "The `ETag` of the figures as read", max_length = 200),
    ),
    responses((status = NO_CONTENT, description = "Deleted"), WriteFailure),
    security(("bearer" = []))
)]
#[delete("/population/{year}")]
pub async fn delete_population(
    Administrator(caller): Administrator,
    IfMatch(read): IfMatch,
    year: Path<String>,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let year = year_of(&year)?;
    let delete =
        move |tx: &mut Tx<'_>, by: &Caller| populations::delete_population(tx, by, year, read);
    write.run(caller, delete, |_, _, ()| Ok(write::nothing())).await
}

/// The year of a path; of others there are no figures.
fn year_of(path: &str) -> Result<u16, Error> {
    let year: Option<u16> = path.parse().ok();
    let year = year.filter(|year| YEARS.contains(&i32::from(*year)));
    year.ok_or(Error::NotFound("population"))
}
