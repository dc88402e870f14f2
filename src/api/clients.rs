use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, patch, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::accept::Format;
use super::answer::{private_list, record, to_bytes};
use super::body::{Json, Nothing, OptionalJson};
use super::caller::{Administrator, Asker};
use super::etag::IfMatch;
use super::problem::{Problem, ReadFailure, WriteFailure};
use super::query::Query;
use super::routes::Routes;
use super::table::{FormatQuery, Sent, TableAdministrator};
use super::write::{self, Write};
use crate::actions::clients;
use crate::domain::table::Table;
use crate::domain::{
    Answer, Caller, CarrierId, Client, ClientContent, ClientId, Day, Error, Instant, Kind, Rule,
    Scope,
};
use crate::register::view::{Rendered, spell};
use crate::register::{Register, Tx, View};

pub fn routes(config: &mut Routes) {
    config
        .service(list_clients)
        .service(find_client)
        .service(create_client)
        .service(edit_client)
        .service(rotate_secret)
        .service(revoke_client);
}

/// An API client as administrators see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ClientRecord {
    /// Also its OAuth `client_id`.
    id: ClientId,
    /// Grows by one with every change.
    #[schema(minimum = 1, maximum = 2147483647)]
    version: u32,
    #[serde(flatten)]
    content: ClientContent,
    /// The last day on which it was given a token.
    #[schema(value_type = Option<String>, format = Date)]
    last_used_on: Option<Day>,
    /// Since when it is refused, for good.
    revoked_at: Option<Instant>,
    created_at: Instant,
    /// The OAuth `client_secret`; told once, when it is made.
    #[schema(max_length = 60, examples("mr_N0SvNjwRWhGrAJi7ZRMJmSjIRwSCjYMN7Lq7EC1H9xA"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl ClientRecord {
    fn of(client: &Client) -> Self {
        Self {
            id: client.id,
            version: client.version,
            content: ClientContent::from(client),
            last_used_on: client.last_used_on,
            revoked_at: client.revoked_at,
            created_at: client.created_at,
            secret: None,
        }
    }
}

/// All API clients.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what `Whole` writes")]
struct ClientList {
    #[schema(max_items = 10000)]
    items: Vec<ClientRecord>,
    /// Always null: clients come whole.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// What it takes to create a client.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
struct NewClient {
    #[schema(min_length = 1, max_length = 200, examples("Export aus der Fachanwendung"))]
    name: String,
    /// The carrier it belongs to; null for the planning office.
    carrier: Option<CarrierId>,
    /// `measures:review` is for the planning office, `measures:write` and
    /// `measures:submit` for carriers; to submit takes to write.
    #[schema(min_items = 1, max_items = 4)]
    scopes: Vec<Scope>,
    /// From when on it is refused; null = never.
    expires_at: Option<Instant>,
}

/// What is to be changed about a client. Its carrier stays.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
struct ClientPatch {
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    #[schema(min_items = 1, max_items = 4)]
    scopes: Option<Vec<Scope>>,
    expires_at: Option<Instant>,
}

/// List API clients
///
/// By name; for administrators.
#[utoipa::path(
    tag = "identity",
    params(
        ("carrier" = Option<CarrierId>, Query, description = "Only of this carrier"),
        ("active" = Option<bool>, Query, description = "Only those that are neither revoked nor expired, or the others"),
        FormatQuery,
    ),
    responses((status = OK, description = "Clients, by name", body = ClientList), ReadFailure),
    security(("bearer" = []))
)]
#[get("/clients")]
pub async fn list_clients(
    TableAdministrator(asker): TableAdministrator,
    register: Data<Register>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let carrier = query.parsed::<CarrierId>("carrier", Kind::Id);
    if carrier.is_some_and(|carrier| asker.view.carrier(carrier).is_none()) {
        query.fail::<()>("carrier", Rule::NoSuch("carrier"));
    }
    let active = query.parsed::<bool>("active", Kind::Boolean);
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    let mut clients: Vec<_> = asker.view.clients().collect();
    clients.retain(|client| {
        carrier.is_none_or(|carrier| client.carrier == Some(carrier))
            && active.is_none_or(|active| client.is_active(register.clock.now()) == active)
    });
    clients.sort_by_cached_key(|client| (spell(&client.name), client.id));
    let items: Vec<_> = clients.into_iter().map(|client| ClientRecord::of(client)).collect();
    Ok(private_list(&asker, sent, items, |items| Table::of(HEADINGS.to_vec(), items)))
}

const HEADINGS: [&str; 9] = [
    "id",
    "version",
    "name",
    "carrier",
    "scopes",
    "expiresAt",
    "lastUsedOn",
    "revokedAt",
    "createdAt",
];

/// Get an API client
///
/// Without its secret, which was told once.
#[utoipa::path(
    tag = "identity",
    params(("id" = ClientId, Path, description = "Id of the client")),
    responses((status = OK, description = "The client", body = ClientRecord), ReadFailure),
    security(("bearer" = []))
)]
#[get("/clients/{id}")]
pub async fn find_client(
    _: Administrator,
    asker: Asker,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let client = asker.view.client(id_of(&id)?).ok_or(Error::NotFound("client"))?;
    Ok(record(&asker, &rendered(&ClientRecord::of(client))))
}

/// Create an API client
///
/// The answer holds the secret, which is told this once.
#[utoipa::path(
    tag = "identity",
    request_body(content = NewClient, example = json!({
        "name": "Export aus der Fachanwendung",
        "carrier": "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11",
        "scopes": ["measures:read", "measures:write"]
    })),
    responses((status = CREATED, description = "Created", body = ClientRecord, headers(("Location" = String, description = "Address of the client"))), WriteFailure),
    security(("bearer" = []))
)]
#[post("/clients")]
pub async fn create_client(
    Administrator(caller): Administrator,
    Json(body): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let answer = |_: &View, _: &Caller, (client, secret): (Client, String)| {
        let record = ClientRecord::of(&client);
        let created = write::created(format!("/v1/clients/{}", client.id), &rendered(&record));
        Ok(telling(created, record, secret))
    };
    write.run(caller, move |tx, by| clients::create_client(tx, by, &body), answer).await
}

/// Change an API client
///
/// A merge patch (RFC 7396). Fewer scopes count at once, also for tokens that are
/// out.
#[utoipa::path(
    tag = "identity",
    params(
        ("id" = ClientId, Path, description = "Id of the client"),
        ("If-Match" = String, Header, description = "The `ETag` of the client as read", max_length = 200),
    ),
    request_body(content = ClientPatch, content_type = "application/merge-patch+json", example = json!({"scopes": ["measures:read"]})),
    responses((status = OK, description = "The client", body = ClientRecord), WriteFailure),
    security(("bearer" = []))
)]
#[patch("/clients/{id}")]
pub async fn edit_client(
    Administrator(caller): Administrator,
    IfMatch(read): IfMatch,
    id: Path<String>,
    Json(patch): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let id = id_of(&id)?;
    let change =
        move |tx: &mut Tx<'_>, by: &Caller| clients::change_client(tx, by, id, read, patch);
    write.run(caller, change, written).await
}

/// Give an API client a new secret
///
/// The old one is refused at once. Tokens that are out live until they expire; to
/// stop those too, revoke the client.
#[utoipa::path(
    tag = "identity",
    params(("id" = ClientId, Path, description = "Id of the client")),
    request_body(content = Nothing, example = json!({})),
    responses((status = OK, description = "The client, with the secret", body = ClientRecord), WriteFailure),
    security(("bearer" = []))
)]
#[post("/clients/{id}/secret-rotations")]
pub async fn rotate_secret(
    Administrator(caller): Administrator,
    id: Path<String>,
    OptionalJson(body): OptionalJson,
    write: Write,
) -> Result<HttpResponse, Problem> {
    write.expect_nothing(&body);
    let id = id_of(&id)?;
    let answer = |_: &View, _: &Caller, (client, secret): (Client, String)| {
        let record = ClientRecord::of(&client);
        Ok(telling(write::record(&rendered(&record)), record, secret))
    };
    write.run(caller, move |tx, by| clients::rotate_secret(tx, by, id), answer).await
}

/// Revoke an API client
///
/// It and all its tokens are refused at once, and for good.
#[utoipa::path(
    tag = "identity",
    params(("id" = ClientId, Path, description = "Id of the client")),
    request_body(content = Nothing, example = json!({})),
    responses((status = OK, description = "The client", body = ClientRecord), WriteFailure),
    security(("bearer" = []))
)]
#[post("/clients/{id}/revocations")]
pub async fn revoke_client(
    Administrator(caller): Administrator,
    id: Path<String>,
    OptionalJson(body): OptionalJson,
    write: Write,
) -> Result<HttpResponse, Problem> {
    write.expect_nothing(&body);
    let id = id_of(&id)?;
    write.run(caller, move |tx, by| clients::revoke_client(tx, by, id), written).await
}

fn id_of(text: &str) -> Result<ClientId, Error> {
    text.parse().map_err(|()| Error::NotFound("client"))
}

fn rendered(client: &ClientRecord) -> Rendered {
    Rendered::new(client.version, &to_bytes(client))
}

/// A client after a write.
fn written(_: &View, _: &Caller, client: Client) -> Result<Answer, Error> {
    Ok(write::record(&rendered(&ClientRecord::of(&client))))
}

/// The same with the secret, told this once; the tag is that of the record without it.
fn telling(answer: Answer, record: ClientRecord, secret: String) -> Answer {
    write::telling(answer, to_bytes(&ClientRecord { secret: Some(secret), ..record }))
}
