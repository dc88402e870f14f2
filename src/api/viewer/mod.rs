//! A page to read and try the interface with: Swagger UI, from this program alone.

use std::sync::Arc;

use crate::api::routes::Routes;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_swagger_ui::Config;

use super::problem::{Problem, ReadFailure};
use super::query::Query;

const PAGE: &str = include_str!("page.html");
const START: &str = include_str!("start.js");

/// Its own scripts and styles and nothing else; Swagger UI makes pictures out of
/// text, and styles while it runs.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

pub fn routes(config: &mut Routes) {
    config.service(get_viewer).service(get_viewer_file);
}

/// Show the interface
///
/// A page for people who write programs; it loads nothing from other hosts.
#[utoipa::path(
    tag = "service",
    responses((status = OK, description = "The page", body = String, content_type = "text/html", headers(("Cache-Control" = String, description = "Whether the answer may be kept"))), ReadFailure),
    security(())
)]
#[get("/docs")]
pub async fn get_viewer(request: HttpRequest) -> Result<HttpResponse, Problem> {
    Query::of(&request).finish()?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, CSP))
        .insert_header((header::CACHE_CONTROL, "public, no-cache"))
        .body(PAGE))
}

/// Get a part of the page that shows the interface
///
/// A script, a style or a picture.
#[utoipa::path(
    tag = "service",
    params(("file" = String, Path, description = "Name of the file", max_length = 60, example = "swagger-ui.css")),
    responses(
        (status = OK, description = "The file", content(
            (String = "text/css"),
            (String = "text/javascript"),
            (String = "image/png"),
        ), headers(("Cache-Control" = String, description = "Whether the answer may be kept"))),
        ReadFailure
    ),
    security(())
)]
#[get("/docs/{file}")]
pub async fn get_viewer_file(
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    Query::of(&request).finish()?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "public, max-age=3600"));
    if *name == "start.js" {
        return Ok(answer.content_type("text/javascript").body(START));
    }
    let shown = ["css", "js", "png"].iter().any(|end| name.ends_with(&format!(".{end}")));
    let file = utoipa_swagger_ui::serve(&name, Arc::new(Config::from("")));
    let file = file.ok().flatten().filter(|_| shown).ok_or(Problem::Path)?;
    if file.gzpipped {
        answer.insert_header(header::ContentEncoding::Gzip);
    }
    Ok(answer.content_type(file.content_type).body(file.bytes.into_owned()))
}
