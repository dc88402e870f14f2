//! The OpenAPI description: made of the handlers, and completed here.

use actix_web::{App, HttpResponse, get};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_actix_web::AppExt;

use super::caller::Asker;
use super::problem::{Problem, ProblemDetails, ReadFailure};
use super::{answer, routes};
use crate::register::view::{Insight, StatusEntry};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Maßnahmenregister",
        description = "The register in which a city sees whether its integration policy is being carried out: carriers register measures against Handlungsfelder and Stadtteile, the planning office publishes them, and everybody reads how far they are.",
        contact(name = "Maßnahmenregister", email = "info@example.org", url = "https://example.org"),
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    tags(
        (name = "measures", description = "Measures: registering, editing, reading"),
        (name = "review", description = "The way of a record: submission, review, publication, archive"),
        (name = "status", description = "The status of the work"),
        (name = "statistics", description = "How many there are of what"),
        (name = "carriers", description = "The organisations that answer for measures"),
        (name = "catalog", description = "Concept, Handlungsfelder, guidelines, Stadtteile, target groups"),
        (name = "identity", description = "Signing in, users and API clients"),
        (name = "service", description = "The service itself"),
    ),
    components(schemas(ProblemDetails, Insight, StatusEntry)),
)]
struct Description;

/// What `openapi/openapi.json` holds.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let app = App::new().into_utoipa_app().openapi(Description::openapi());
    let mut description = app.configure(routes).split_for_parts().1;
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    let bearer = bearer.description(Some("A token from POST /v1/sessions or POST /oauth/token."));
    let components = description.components.get_or_insert_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    let client = HttpBuilder::new().scheme(HttpAuthScheme::Basic);
    let client = client.description(Some("Id and secret of a client, for POST /oauth/token only."));
    components.add_security_scheme("client", SecurityScheme::Http(client.build()));
    description
}

/// Get this description
#[utoipa::path(
    tag = "service",
    responses((status = OK, description = "The OpenAPI description", body = serde_json::Value), ReadFailure),
    security(())
)]
#[get("/openapi.json")]
pub async fn get_openapi(asker: Asker) -> Result<HttpResponse, Problem> {
    static JSON: std::sync::OnceLock<bytes::Bytes> = std::sync::OnceLock::new();
    let json = JSON.get_or_init(|| answer::to_bytes(&openapi())).clone();
    let tag = format!("\"{}-{}\"", env!("CARGO_PKG_VERSION"), json.len());
    Ok(answer::tagged(&asker, &tag, || json))
}
