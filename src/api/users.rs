use crate::api::routes::Routes;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get, patch, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::accept::Format;
use super::answer::{private_list, record, to_bytes};
use super::body::{Json, OptionalJson};
use super::caller::{Administrator, Asker};
use super::etag::IfMatch;
use super::problem::{Problem, ReadFailure, WriteFailure};
use super::query::Query;
use super::table::{FormatQuery, Sent, TableAdministrator};
use super::write::{self, Write};
use crate::actions::password::{self, Passwords};
use crate::actions::users;
use crate::domain::table::Table;
use crate::domain::{
    Answer, Caller, CarrierId, Error, Instant, Kind, Membership, Role, Rule, User, UserContent,
    UserId,
};
use crate::register::view::{Rendered, spell};
use crate::register::{Tx, View};

pub fn routes(config: &mut Routes) {
    config
        .service(list_users)
        .service(find_user)
        .service(create_user)
        .service(edit_user)
        .service(reset_password);
}

/// A user as administrators see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserRecord {
    id: UserId,
    /// Grows by one with every change.
    #[schema(minimum = 1, maximum = 2147483647)]
    version: u32,
    #[serde(flatten)]
    content: UserContent,
    /// The password was given, not chosen.
    must_change_password: bool,
    created_at: Instant,
    updated_at: Instant,
    /// Told once, when it is set; to be handed over safely.
    #[schema(max_length = 30, examples("abcd-efgh-jkmn-pqrs-tuvw"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    one_time_password: Option<String>,
}

impl UserRecord {
    fn of(user: &User) -> Self {
        Self {
            id: user.id,
            version: user.version,
            content: UserContent::from(user),
            must_change_password: user.must_change_password,
            created_at: user.created_at,
            updated_at: user.updated_at,
            one_time_password: None,
        }
    }
}

/// All users.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what `Whole` writes")]
struct UserList {
    #[schema(max_items = 10000)]
    items: Vec<UserRecord>,
    /// Always null: users come whole.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// What it takes to create a user.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct NewUser {
    /// By which the user signs in; upper and lower case are the same.
    #[schema(max_length = 254, format = Email, examples("a.muster@example.org"))]
    email: String,
    #[schema(min_length = 1, max_length = 200, examples("Alex Muster"))]
    name: String,
    /// In the whole register; null for staff of carriers.
    role: Option<Role>,
    #[schema(max_items = 100)]
    memberships: Option<Vec<Membership>>,
    disabled: Option<bool>,
}

/// What is to be changed about a user.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct UserPatch {
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    role: Option<Role>,
    #[schema(max_items = 100)]
    memberships: Option<Vec<Membership>>,
    /// Signs the user out everywhere.
    disabled: Option<bool>,
}

/// List users
///
/// By name; for administrators.
#[utoipa::path(
    tag = "identity",
    params(
        ("role" = Option<Role>, Query, description = "Only with this role"),
        ("carrier" = Option<CarrierId>, Query, description = "Only members of this carrier"),
        ("disabled" = Option<bool>, Query, description = "Only those disabled, or not"),
        FormatQuery,
    ),
    responses((status = OK, description = "Users, by name", body = UserList), ReadFailure),
    security(("bearer" = []))
)]
#[get("/users")]
pub async fn list_users(
    TableAdministrator(asker): TableAdministrator,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&asker.request);
    let role = query.word::<Role>("role");
    let carrier = query.parsed::<CarrierId>("carrier", Kind::Id);
    if carrier.is_some_and(|carrier| asker.view.carrier(carrier).is_none()) {
        query.fail::<()>("carrier", Rule::NoSuch("carrier"));
    }
    let disabled = query.parsed::<bool>("disabled", Kind::Boolean);
    let sent = Sent::read(&mut query, &asker, Format::TABLE)?;
    query.finish()?;
    let member = |user: &User, of| user.memberships.iter().any(|member| member.carrier == of);
    let mut users: Vec<_> = asker.view.users().collect();
    users.retain(|user| {
        role.is_none_or(|role| user.role == Some(role))
            && carrier.is_none_or(|carrier| member(user, carrier))
            && disabled.is_none_or(|disabled| user.disabled == disabled)
    });
    users.sort_by_cached_key(|user| (spell(&user.name), user.id));
    let items: Vec<_> = users.into_iter().map(|user| UserRecord::of(user)).collect();
    Ok(private_list(&asker, sent, items, |items| Table::of(HEADINGS.to_vec(), items)))
}

const HEADINGS: [&str; 10] = [
    "id",
    "version",
    "email",
    "name",
    "role",
    "memberships",
    "disabled",
    "mustChangePassword",
    "createdAt",
    "updatedAt",
];

/// Get a user
///
/// For administrators.
#[utoipa::path(
    tag = "identity",
    params(("id" = UserId, Path, description = "Id of the user")),
    responses((status = OK, description = "The user", body = UserRecord), ReadFailure),
    security(("bearer" = []))
)]
#[get("/users/{id}")]
pub async fn find_user(
    _: Administrator,
    asker: Asker,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let user = asker.view.user(id_of(&id)?).ok_or(Error::NotFound("user"))?;
    Ok(record(&asker, &rendered(&UserRecord::of(user))))
}

/// Create a user
///
/// The answer holds a one-time password, which is told this once and must be
/// changed at the first sign-in.
#[utoipa::path(
    tag = "identity",
    request_body(content = NewUser, example = json!({
        "email": "a.muster@example.org",
        "name": "Alex Muster",
        "memberships": [{"carrier": "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11", "role": "officer"}]
    })),
    responses((status = CREATED, description = "Created", body = UserRecord, headers(("Location" = String, description = "Address of the user"))), WriteFailure),
    security(("bearer" = []))
)]
#[post("/users")]
pub async fn create_user(
    Administrator(caller): Administrator,
    Json(body): Json,
    write: Write,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    let password = password::one_time()?;
    let hash = passwords.hash(password.clone()).await?;
    let answer = |_: &View, _: &Caller, user: User| {
        let record = UserRecord::of(&user);
        let created = write::created(format!("/v1/users/{}", user.id), &rendered(&record));
        Ok(telling(created, record, password))
    };
    write.run(caller, move |tx, by| users::create_user(tx, by, &body, hash), answer).await
}

/// Change a user
///
/// A merge patch (RFC 7396). Role and memberships count at once, also for tokens
/// that are out; whoever is disabled is signed out everywhere. The last active
/// administrator stays one.
#[utoipa::path(
    tag = "identity",
    params(
        ("id" = UserId, Path, description = "Id of the user"),
        ("If-Match" = String, Header, description = "The `ETag` of the user as read", max_length = 200),
    ),
    request_body(content = UserPatch, content_type = "application/merge-patch+json", example = json!({"role": "planner"})),
    responses((status = OK, description = "The user", body = UserRecord), WriteFailure),
    security(("bearer" = []))
)]
#[patch("/users/{id}")]
pub async fn edit_user(
    Administrator(caller): Administrator,
    IfMatch(read): IfMatch,
    id: Path<String>,
    Json(patch): Json,
    write: Write,
) -> Result<HttpResponse, Problem> {
    let id = id_of(&id)?;
    let change = move |tx: &mut Tx<'_>, by: &Caller| users::change_user(tx, by, id, read, patch);
    let answer = |_: &View, _: &Caller, user| Ok(write::record(&rendered(&UserRecord::of(&user))));
    write.run(caller, change, answer).await
}

/// Give a user a one-time password
///
/// For who has forgotten theirs. It is told this once; the user is signed out
/// everywhere and must change it at the next sign-in.
#[utoipa::path(
    tag = "identity",
    params(("id" = UserId, Path, description = "Id of the user")),
    request_body(content = super::body::Nothing, example = json!({})),
    responses((status = OK, description = "The user, with the password", body = UserRecord), WriteFailure),
    security(("bearer" = []))
)]
#[post("/users/{id}/password-resets")]
pub async fn reset_password(
    Administrator(caller): Administrator,
    id: Path<String>,
    OptionalJson(body): OptionalJson,
    write: Write,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    write.expect_nothing(&body);
    let id = id_of(&id)?;
    let password = password::one_time()?;
    let hash = passwords.hash(password.clone()).await?;
    let answer = |_: &View, _: &Caller, user: User| {
        let record = UserRecord::of(&user);
        Ok(telling(write::record(&rendered(&record)), record, password))
    };
    write.run(caller, move |tx, by| users::reset_password(tx, by, id, hash), answer).await
}

fn id_of(text: &str) -> Result<UserId, Error> {
    text.parse().map_err(|()| Error::NotFound("user"))
}

fn rendered(user: &UserRecord) -> Rendered {
    Rendered::new(user.version, &to_bytes(user))
}

/// A user after a write, with the password, told this once; the tag is that of the
/// record without it.
fn telling(answer: Answer, record: UserRecord, password: String) -> Answer {
    let record = UserRecord { one_time_password: Some(password), ..record };
    write::telling(answer, to_bytes(&record))
}
