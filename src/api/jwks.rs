use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use super::problem::{Problem, ReadFailure};
use super::query::Query;
use crate::actions::tokens::{Jwks, Tokens};

/// Get the keys that verify tokens
///
/// For services that are sent tokens of this register (RFC 7517).
#[utoipa::path(
    tag = "identity",
    responses((status = OK, description = "The public keys", body = Jwks, headers(("Cache-Control" = String, description = "Whether the answer may be kept"))), ReadFailure),
    security(())
)]
#[get("/.well-known/jwks.json")]
pub async fn get_jwks(request: HttpRequest, tokens: Data<Tokens>) -> Result<HttpResponse, Problem> {
    Query::of(&request).finish()?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .json(tokens.jwks()))
}
