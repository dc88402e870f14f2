//! The OpenAPI description: made of the handlers, and completed here with what
//! all operations have in common. It comes in two parts: the API proper, below its
//! major version, and the service around it.

mod answers;
mod example;
mod files;
mod operations;
mod schemas;
mod webhooks;

use std::sync::OnceLock;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::accept::Format;
use super::caller::Asker;
use super::problem::{self, Problem, ProblemDetails, ReadFailure};
use super::query::Query;
use super::routes::{Described, Routes};
use super::table::{Csv, Ndjson, Workbook};
use super::{answer, routes};
use crate::domain::shape::Year;
use crate::formats::csv::Dialect;
use crate::register::view::{Insight, Rendered, StatusEntry};

#[derive(OpenApi)]
#[openapi(
    info(title = "Maßnahmenregister", license(name = "EUPL-1.2", identifier = "EUPL-1.2")),
    tags(
        (name = "measures", description = "Measures: registering, editing, reading"),
        (name = "review", description = "The way of a record: submission, review, publication, archive"),
        (name = "status", description = "The status of the work"),
        (name = "imports", description = "Files of measures: a preview, then all of it or nothing, and undone if wanted"),
        (name = "statistics", description = "How many there are of what"),
        (name = "changes", description = "What changed: for those who keep a copy, or wait for news"),
        (name = "carriers", description = "The organisations that answer for measures"),
        (name = "catalog", description = "Concept, Handlungsfelder, guidelines, Stadtteile, target groups"),
        (name = "identity", description = "Signing in, users and API clients"),
        (name = "webhooks", description = "Being told of changes: addresses that events are sent to"),
        (name = "service", description = "The service itself"),
    ),
    components(schemas(Csv, Dialect, Format, Insight, Ndjson, ProblemDetails, StatusEntry, Workbook, Year)),
)]
struct Description;

/// Whom programmers may ask.
#[derive(Debug, Clone)]
pub struct Contact {
    pub name: String,
    pub email: String,
    pub url: String,
}

impl Default for Contact {
    fn default() -> Self {
        Self {
            name: "Maßnahmenregister".to_owned(),
            email: "info@example.org".to_owned(),
            url: "https://example.org".to_owned(),
        }
    }
}

/// Every operation, as the handlers say it.
pub(super) fn handlers() -> utoipa::openapi::OpenApi {
    let mut described = Described::default();
    routes(&mut Routes::Describing(&mut described));
    let mut description = Description::openapi();
    description.paths = described.paths;
    description.components.get_or_insert_default().schemas.extend(described.schemas);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    let bearer = bearer.description(Some(
        "A JWT that is handled as the best current practices say (RFC8725): signed with an \
         asymmetric key, with a type, an issuer, an audience and a short life. People get one \
         from `POST /v1/sessions`, programs from `POST /oauth/token`.",
    ));
    let components = description.components.get_or_insert_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    let client = HttpBuilder::new().scheme(HttpAuthScheme::Basic);
    let client = client.description(Some("Id and secret of a client, for POST /oauth/token only."));
    components.add_security_scheme("client", SecurityScheme::Http(client.build()));
    description
}

/// The API, below its major version: what `openapi/openapi.json` holds.
pub fn openapi(public_url: &str, contact: &Contact) -> Value {
    complete(
        public_url,
        contact,
        "/v1",
        |path| path.starts_with("/v1/"),
        include_str!("introduction.md"),
    )
}

/// The service around it: what `openapi/service.json` holds.
pub fn service_openapi(public_url: &str, contact: &Contact) -> Value {
    let text = "Tokens for programs, keys, health, and the pages that explain problems. They have \
                no version: their addresses are fixed by standards, or by what runs the service.";
    complete(public_url, contact, "", |path| !path.starts_with("/v1/"), text)
}

fn complete(
    public_url: &str,
    contact: &Contact,
    base: &str,
    part: fn(&str) -> bool,
    text: &str,
) -> Value {
    let mut all = serde_json::to_value(handlers()).expect("a description is plain JSON");
    let paths = all["paths"].as_object_mut().expect("there are paths");
    let own = std::mem::take(paths).into_iter().filter(|(path, _)| part(path));
    let own = own.map(|(path, item)| (path.trim_start_matches(base).to_owned(), item));
    *paths = own.collect();
    all["info"]["description"] = text.trim().into();
    all["info"]["contact"] = json!({
        "name": contact.name,
        "email": contact.email,
        "url": contact.url,
    });
    all["servers"] = json!([{
        "url": format!("{}{base}", public_url),
        "description": "Production",
        "x-internal": false,
    }]);
    // Which kinds there are; not a closed set, for more may come.
    let codes = problem::KINDS.iter().map(|kind| kind.code);
    all["components"]["schemas"]["Problem"]["properties"]["code"]["examples"] = codes.collect();
    files::complete(&mut all);
    if !base.is_empty() {
        webhooks::put_schema(&mut all);
    }
    schemas::complete(&mut all);
    answers::complete(&mut all);
    operations::complete(&mut all, !base.is_empty());
    example::complete(&mut all);
    if !base.is_empty() {
        webhooks::complete(&mut all);
    }
    schemas::drop_unused(&mut all);
    all
}

/// Both parts as they are served; each is made when it is first asked for, because
/// that takes as long as reading hundreds of measures.
pub struct Served {
    public_url: String,
    contact: Contact,
    api: OnceLock<Rendered>,
    service: OnceLock<Rendered>,
}

impl Served {
    pub fn of(public_url: &str, contact: &Contact) -> Self {
        Self {
            public_url: public_url.to_owned(),
            contact: contact.clone(),
            api: OnceLock::new(),
            service: OnceLock::new(),
        }
    }

    fn api(&self) -> &Rendered {
        self.api.get_or_init(|| render(&openapi(&self.public_url, &self.contact)))
    }

    fn service(&self) -> &Rendered {
        self.service.get_or_init(|| render(&service_openapi(&self.public_url, &self.contact)))
    }
}

fn render(description: &Value) -> Rendered {
    Rendered::new(1, &answer::to_bytes(description))
}

/// Get this description
///
/// In OpenAPI 3.1; for people there is a page at `/docs`.
#[utoipa::path(
    tag = "service",
    responses((status = OK, description = "The OpenAPI description", body = serde_json::Value), ReadFailure),
    security(())
)]
#[get("/openapi.json")]
pub async fn get_openapi(asker: Asker, served: Data<Served>) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    Ok(answer::record(&asker, served.api()))
}

/// Get the description of the service
///
/// Of what lies outside the versioned API.
#[utoipa::path(
    tag = "service",
    responses((status = OK, description = "The OpenAPI description", body = serde_json::Value), ReadFailure),
    security(())
)]
#[get("/openapi/service.json")]
pub async fn get_service_openapi(
    asker: Asker,
    served: Data<Served>,
) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    Ok(answer::record(&asker, served.service()))
}
