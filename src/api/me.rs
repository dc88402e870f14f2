use crate::api::routes::Routes;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, put};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::answer::{record, to_bytes};
use super::body::Json;
use super::caller::{Asker, Newcomer};
use super::limits::{Account, Attempt};
use super::problem::{Problem, ReadFailure, WriteFailure};
use super::query::Query;
use super::write::{self, Write};
use crate::actions::password::{self, Passwords, Proof};
use crate::actions::users;
use crate::domain::input::Input;
use crate::domain::{
    Caller, CarrierId, Client, ClientId, Error, Faults, Hidden, MemberRole, Role, Rule, Scope,
    User, UserId,
};
use crate::register::view::Rendered;
use crate::register::{Register, Tx, View};

pub fn routes(config: &mut Routes) {
    config.service(get_me).service(change_password);
}

/// Who the caller is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase", tag = "kind")]
enum Me {
    /// A person.
    User(MyUser),
    /// A program.
    Client(MyClient),
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MyUser {
    id: UserId,
    #[schema(max_length = 254, examples("a.muster@example.org"))]
    email: String,
    #[schema(max_length = 200, examples("Alex Muster"))]
    name: String,
    /// In the whole register; null for staff of carriers.
    role: Option<Role>,
    #[schema(max_items = 100)]
    memberships: Vec<MyMembership>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MyMembership {
    carrier: CarrierId,
    #[schema(max_length = 200)]
    carrier_name: String,
    role: MemberRole,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MyClient {
    id: ClientId,
    #[schema(max_length = 200)]
    name: String,
    /// Null for the planning office.
    carrier: Option<CarrierId>,
    /// Those of the token.
    #[schema(max_items = 4)]
    scopes: Vec<Scope>,
}

impl MyUser {
    fn of(user: &User, view: &View) -> Self {
        let memberships = user.memberships.iter().map(|member| MyMembership {
            carrier: member.carrier,
            carrier_name: view
                .carrier(member.carrier)
                .map(|carrier| carrier.content.name.clone())
                .unwrap_or_default(),
            role: member.role,
        });
        Self {
            id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            memberships: memberships.collect(),
        }
    }
}

impl MyClient {
    fn of(client: &Client, scopes: &[Scope]) -> Self {
        let scopes = scopes.to_vec();
        Self { id: client.id, name: client.name.clone(), carrier: client.carrier, scopes }
    }
}

/// Say who the caller is
///
/// With role, memberships and scopes as they are now.
#[utoipa::path(
    tag = "identity",
    responses((status = OK, description = "The caller", body = Me), ReadFailure),
    security(("bearer" = []))
)]
#[get("/me")]
pub async fn get_me(asker: Asker) -> Result<HttpResponse, Problem> {
    Query::of(&asker.request).finish()?;
    let view = &asker.view;
    let me = match &asker.caller {
        Caller::User { id, .. } => view.user(*id).map(|user| Me::User(MyUser::of(user, view))),
        Caller::Client { id, scopes, .. } => {
            view.client(*id).map(|client| Me::Client(MyClient::of(client, scopes)))
        }
        Caller::Public | Caller::System => None,
    };
    let json = to_bytes(&me.ok_or(Error::Unauthenticated)?);
    Ok(record(&asker, &Rendered::new(0, &json)))
}

/// The old password and the new one.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
struct PasswordChange {
    #[schema(min_length = 1, max_length = 1000, format = Password)]
    current_password: String,
    /// Not the e-mail address, the name or the password so far.
    #[schema(min_length = 12, max_length = 200, format = Password)]
    new_password: String,
}

/// Change one's password
///
/// All other sessions of the user end; this one goes on.
#[utoipa::path(
    tag = "identity",
    request_body(content = PasswordChange, example = json!({"currentPassword": "abcd-efgh-jkmn-pqrs-tuvw", "newPassword": "correct horse battery"})),
    responses((status = NO_CONTENT, description = "Changed"), WriteFailure),
    security(("bearer" = []))
)]
#[put("/me/password")]
pub async fn change_password(
    attempt: Attempt,
    Newcomer(caller): Newcomer,
    Json(body): Json,
    register: Data<Register>,
    write: Write,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    let Caller::User { id, .. } = caller else { return Err(Error::Forbidden.into()) };
    let user = register.view().user(id).cloned().ok_or(Error::Unauthenticated)?;
    let sent = write.check(read_change(&body, &user))?;
    let (proof, hash) = prove_and_hash(sent, &user, &attempt, &passwords).await?;
    let change = move |tx: &mut Tx<'_>, by: &Caller| users::change_password(tx, by, &proof, hash);
    write.run(caller, change, |_, _, _| Ok(write::nothing())).await
}

/// That `user` knows the current password, and what is kept of the new one.
pub(crate) async fn prove_and_hash(
    (current, new): (String, String),
    user: &User,
    attempt: &Attempt,
    passwords: &Passwords,
) -> Result<(Proof, Hidden), Error> {
    attempt.count(Account::Person(&user.email))?;
    let proof = passwords.check(Some(user), current).await.map_err(|error| match error {
        Error::BadCredentials => Error::invalid("/currentPassword", Rule::WrongPassword),
        other => other,
    })?;
    attempt.succeeded(Account::Person(&user.email));
    Ok((proof, passwords.hash(new).await?))
}

pub(crate) fn read_change(body: &Value, user: &User) -> Result<(String, String), Error> {
    let faults = Faults::default();
    let read = Input::new(body, "", &faults).and_then(|mut input| {
        let current = input.secret("currentPassword", 1..=1_000);
        let current = input.required("currentPassword", current);
        let new = input.secret("newPassword", password::LENGTH);
        let new = input.required("newPassword", new);
        input.finish();
        let (current, new) = (current?, new?);
        password::check_choice(&new, &current, user, "/newPassword", &faults);
        Some((current, new))
    });
    faults.into_result(())?;
    read.ok_or_else(|| Error::internal("passwords without a fault are there"))
}
