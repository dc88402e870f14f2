use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use super::problem::{Problem, ReadFailure};
use crate::actions::tokens::{Jwks, Tokens};

/// Get the keys that verify tokens
///
/// For services that are sent tokens of this register (RFC 7517).
#[utoipa::path(
    tag = "identity",
    responses((status = OK, description = "The public keys", body = Jwks), ReadFailure),
    security(())
)]
#[get("/.well-known/jwks.json")]
pub async fn get_jwks(tokens: Data<Tokens>) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .json(tokens.jwks()))
}
