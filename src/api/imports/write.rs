use std::sync::Arc;

use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpResponse, delete, post};
use utoipa::ToSchema;

use super::upload::Upload;
use super::{answer, id_of, rendered};
use crate::actions::imports::{self, AT_ONCE, Planned};
use crate::api::body::{Nothing, OptionalJson};
use crate::api::caller::SignedIn;
use crate::api::etag::IfMatch;
use crate::api::heavy::Heavy;
use crate::api::problem::{Problem, WriteFailure};
use crate::api::write::{self, Write};
use crate::domain::import::{Import, Sheet};
use crate::domain::{self, Caller, ImportId};
use crate::formats::import;
use crate::register::{Register, Tx, View};

/// A table as CSV, in UTF-8, UTF-16 with a byte order mark, or Windows-1252.
#[derive(ToSchema)]
#[schema(max_length = 20971520)]
#[allow(dead_code, reason = "read by the macro only")]
struct CsvFile(String);

/// A workbook (Office Open XML); its first sheet is read.
#[derive(ToSchema)]
#[schema(max_length = 20971520, examples("PK…"))]
#[allow(dead_code, reason = "read by the macro only")]
struct WorkbookFile(String);

/// A form with a file.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct FileForm {
    /// A workbook or CSV, told by what it begins with.
    #[schema(max_length = 20971520)]
    file: String,
}

/// Upload a file of measures
///
/// A workbook or CSV of up to 20 MiB and 10,000 rows, as `GET /v1/measures` writes it
/// (also with `dialect=excel-de`), or with any of its columns in any order; headings in
/// German, in English, or as in JSON. Nothing is stored but a preview of what it would
/// do: see `GET /v1/imports/{id}/rows`.
///
/// A row means the measure with its `id`, or `reference`, or external name; without any
/// it is a new one, of the caller’s own carrier if none is named. Carriers are named by id,
/// name or short name, in upper or lower case; a name that several have is refused. A column that is not
/// there leaves the member as it is, an empty cell clears it; but a file that was exported
/// without signing in does not speak of what the public is not shown. A row with the `version`
/// of a measure that has another by now is refused. Each row is asked about as a write of
/// its own, by whoever uploads it. Formulas are not run: their last result counts.
#[utoipa::path(
    tag = "imports",
    request_body(content(
        (CsvFile = "text/csv", example = json!("leadCarrier,title,stadtteile\r\n01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11,Sprachkurs für Eltern,\r\n")),
        (WorkbookFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = json!("PK…")),
        (FileForm = "multipart/form-data", example = json!({"file": "PK…"})),
    )),
    responses((status = CREATED, description = "What it would do", body = Import, headers(("Location" = String, description = "Address of the import"))), WriteFailure),
    security(("bearer" = []))
)]
#[post("/imports")]
pub async fn create_import(
    upload: Upload,
    register: Data<Register>,
    heavy: Data<Heavy>,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let Upload { caller, file, name, place } = upload;
    let (sheet, planned) = write.check(try_file(file, &caller, &register, &heavy).await?)?;
    drop(place);
    let keep =
        move |tx: &mut Tx<'_>, by: &Caller| imports::create_import(tx, by, &sheet, name, planned);
    let created = |_: &View, _: &Caller, import: Import| {
        Ok(write::created(format!("/v1/imports/{}", import.id), &rendered(&import)))
    };
    write.run(caller, keep, created).await
}

/// What a file would do: its rows are planned, tried, and undone.
pub(crate) async fn try_file(
    file: Bytes,
    caller: &Caller,
    register: &Register,
    heavy: &Heavy,
) -> Result<domain::Result<(Sheet, Vec<Planned>)>, Problem> {
    let (view, by) = (Arc::clone(&register.view()), caller.clone());
    let read = move || -> domain::Result<(Sheet, Vec<Planned>)> {
        let sheet = import::read(&file)?;
        let planned = imports::plan(&view, &by, &sheet)?;
        Ok((Sheet { rows: Vec::new(), ..sheet }, planned))
    };
    let (sheet, mut rest) = match heavy.run(read).await? {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let mut planned = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let some: Vec<_> = rest.drain(..AT_ONCE.min(rest.len())).collect();
        let by = caller.clone();
        planned.extend(register.write(move |tx| imports::try_rows(tx, &by, some)).await?);
    }
    Ok(Ok((sheet, planned)))
}

/// Confirm an import
///
/// Does what its rows ask for, in one transaction, each as a write of its own; all of it
/// or nothing. A measure that was changed since the preview stands against it, and so do
/// refused rows, unless `skipRefused=true`. In a problem `/items/7` is row 7 of the file.
#[utoipa::path(
    tag = "imports",
    params(
        ("id" = ImportId, Path, description = "Id of the import"),
        ("skipRefused" = Option<bool>, Query, description = "Pass over rows that were refused", example = true),
    ),
    request_body(content = Nothing, example = json!({})),
    responses((status = OK, description = "It is done", body = Import), WriteFailure),
    security(("bearer" = []))
)]
#[post("/imports/{id}/confirm")]
pub async fn confirm_import(
    SignedIn(caller): SignedIn,
    id: Path<String>,
    OptionalJson(body): OptionalJson,
    mut write: Write,
) -> Result<HttpResponse, Problem> {
    let skip = write.flag("skipRefused").unwrap_or(false);
    write.expect_nothing(&body);
    let id = id_of(&id)?;
    write.run(caller, move |tx, by| imports::confirm_import(tx, by, id, skip), answer).await
}

/// Undo an import
///
/// Within 24 hours, in one transaction: each measure gets another version that says what
/// it said before, and new ones are deleted. If one of them was changed since, nothing is
/// undone, and the problem names its row: `/items/7` is row 7 of the file.
#[utoipa::path(
    tag = "imports",
    params(("id" = ImportId, Path, description = "Id of the import")),
    request_body(content = Nothing, example = json!({})),
    responses((status = OK, description = "It is undone", body = Import), WriteFailure),
    security(("bearer" = []))
)]
#[post("/imports/{id}/undo")]
pub async fn undo_import(
    SignedIn(caller): SignedIn,
    id: Path<String>,
    OptionalJson(body): OptionalJson,
    write: Write,
) -> Result<HttpResponse, Problem> {
    write.expect_nothing(&body);
    let id = id_of(&id)?;
    write.run(caller, move |tx, by| imports::undo_import(tx, by, id), answer).await
}

/// Delete an import
///
/// A preview, or one that was undone. What was done stays, and so does its import, until
/// it is forgotten by itself.
#[utoipa::path(
    tag = "imports",
    params(
        ("id" = ImportId, Path, description = "Id of the import"),
        ("If-Match" = String, Header, description = "The `ETag` of the import as read", max_length = 200),
    ),
    responses((status = NO_CONTENT, description = "Deleted"), WriteFailure),
    security(("bearer" = []))
)]
#[delete("/imports/{id}")]
pub async fn delete_import(
    SignedIn(caller): SignedIn,
    IfMatch(read): IfMatch,
    id: Path<String>,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let id = id_of(&id)?;
    let delete = move |tx: &mut Tx<'_>, by: &Caller| imports::delete_import(tx, by, id, read);
    write.run(caller, delete, |_, _, ()| Ok(write::nothing())).await
}
