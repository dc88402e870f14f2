use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{id_of, rendered, table};
use crate::actions::imports;
use crate::api::accept::Format;
use crate::api::answer::{private_list, record, to_bytes};
use crate::api::caller::{Asker, SignedIn};
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::table::{FormatQuery, Sent, TableSignedIn};
use crate::api::{Settings, cursor};
use crate::domain::ImportId;
use crate::domain::import::{Import, ROWS_MAX, Row, RowOutcome};
use crate::domain::table::Table;
use crate::register::Register;
use crate::register::view::{Cursor, Rendered, Value};

/// All imports that the caller may look at and that are not forgotten.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what `Whole` writes")]
struct ImportList {
    #[schema(max_items = 10000)]
    items: Vec<Import>,
    /// Always null: imports come whole.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// Some rows of an import, in their order.
#[derive(Serialize, ToSchema)]
struct ImportRows {
    #[schema(max_items = 200)]
    items: Vec<Row>,
    /// Address of the next page; null on the last.
    #[schema(max_length = 2000, format = "uri")]
    next: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct RowsQuery {
    /// Only rows of which this becomes.
    outcome: Option<RowOutcome>,
    /// How many on a page; 50 if not said.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<i32>,
    /// Where the page before ended; from its `next`.
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// List imports
///
/// The newest first: one’s own, and those of whoever works for the same carriers; the
/// planning office sees all. After 24 hours they are forgotten.
#[utoipa::path(
    tag = "imports",
    params(FormatQuery),
    responses((status = OK, description = "Imports, the newest first", body = ImportList), ReadFailure),
    security(("bearer" = []))
)]
#[get("/imports")]
pub async fn list_imports(
    TableSignedIn(asker): TableSignedIn,
    register: Data<Register>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    let caller = asker.caller.clone();
    let items = register.write(move |tx| imports::list_imports(tx, &caller)).await?;
    Ok(private_list(&asker, sent, items, |items| Table::of(table::IMPORTS.to_vec(), items)))
}

/// Get an import
///
/// Where it stands, and how many of its rows come to what.
#[utoipa::path(
    tag = "imports",
    params(("id" = ImportId, Path, description = "Id of the import")),
    responses((status = OK, description = "The import", body = Import), ReadFailure),
    security(("bearer" = []))
)]
#[get("/imports/{id}")]
pub async fn find_import(
    SignedIn(caller): SignedIn,
    asker: Asker,
    register: Data<Register>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let id = id_of(&id)?;
    let import = register.write(move |tx| imports::find_import(tx, &caller, id)).await?;
    Ok(record(&asker, &rendered(&import)))
}

/// List the rows of an import
///
/// What each row would do, or did: which cells say something new, what is at fault in
/// which column, and what may have been meant. Rows in which nothing stands are left out.
///
/// In any other format than JSON the answer is a file of all of them, not of a page, so
/// without `limit` and `cursor`.
#[utoipa::path(
    tag = "imports",
    params(("id" = ImportId, Path, description = "Id of the import"), RowsQuery, FormatQuery),
    responses((status = OK, description = "A page of rows; in another format than JSON all", body = ImportRows), ReadFailure),
    security(("bearer" = []))
)]
#[get("/imports/{id}/rows")]
pub async fn list_rows(
    TableSignedIn(asker): TableSignedIn,
    register: Data<Register>,
    settings: Data<Settings>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let outcome = query.word::<RowOutcome>("outcome");
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    let caller = asker.caller.clone();
    if sent.format != Format::Json {
        query.without_pages();
        query.finish()?;
        let (id, all) = (id_of(&id)?, (0, ROWS_MAX as i64 + 1));
        let rows = register.write(move |tx| imports::list_rows(tx, &caller, id, outcome, all));
        let table = |rows: &[Row]| table::of_rows(rows, sent.lang);
        return Ok(private_list(&asker, sent, rows.await?, table));
    }
    let limit = query.number("limit", 1, 200).unwrap_or(50);
    let mut essence = query.essence(&["cursor", "limit", "format", "dialect", "lang"]);
    essence.push(("id".to_owned(), id.clone()));
    let after = cursor::read(&mut query, &essence).map_or(0, |cursor| cursor.slot);
    query.finish()?;
    let id = id_of(&id)?;
    let page = (after, limit + 1);
    let rows = register.write(move |tx| imports::list_rows(tx, &caller, id, outcome, page)).await?;
    let (mut items, limit) = (rows, usize::try_from(limit).unwrap_or(50));
    let more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().filter(|_| more);
    let next = last.map(|last| {
        let end = Cursor { value: Value::None, slot: last.number };
        let mut url = form_urlencoded::Serializer::new(String::new());
        url.extend_pairs(outcome.map(|outcome| ("outcome", outcome.as_str())));
        url.append_pair("limit", &limit.to_string());
        url.append_pair("cursor", &cursor::write(&end, &essence));
        format!("{}{}?{}", settings.public_url, asker.request.path(), url.finish())
    });
    let json = to_bytes(&ImportRows { items, next });
    Ok(record(&asker, &Rendered::new(0, &json)))
}
