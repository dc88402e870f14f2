use crate::api::routes::Routes;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::to_bytes;
use super::problem::{Problem, ReadFailure};
use super::query::Query;
use crate::domain::Error;
use crate::register::Register;

pub fn routes(config: &mut Routes) {
    config.service(get_livez).service(get_readyz);
}

/// How the service is.
#[derive(Serialize, ToSchema)]
struct Health {
    #[schema(max_length = 10, examples("ok"))]
    status: &'static str,
    /// The last change the service has seen.
    #[schema(minimum = 0)]
    seq: i64,
}

fn healthy(register: &Register) -> HttpResponse {
    let health = Health { status: "ok", seq: register.view().seq };
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(("Cache-Control", "no-store"))
        .body(to_bytes(&health))
}

/// Is the process alive
///
/// It answers, from memory.
#[utoipa::path(tag = "service", responses((status = OK, description = "It is", body = Health, headers(("Cache-Control" = String, description = "Whether the answer may be kept"))), ReadFailure), security(()))]
#[get("/livez")]
pub async fn get_livez(
    request: HttpRequest,
    register: Data<Register>,
) -> Result<HttpResponse, Problem> {
    Query::of(&request).finish()?;
    Ok(healthy(&register))
}

/// Is the service ready
///
/// It can read, and its database can be written.
#[utoipa::path(tag = "service", responses((status = OK, description = "It is", body = Health, headers(("Cache-Control" = String, description = "Whether the answer may be kept"))), ReadFailure), security(()))]
#[get("/readyz")]
pub async fn get_readyz(
    request: HttpRequest,
    register: Data<Register>,
) -> Result<HttpResponse, Problem> {
    Query::of(&request).finish()?;
    register.write(|_| Ok(())).await.map_err(|_| Error::Busy)?;
    Ok(healthy(&register))
}
