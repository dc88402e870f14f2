use crate::api::routes::Routes;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder, delete, post};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::body::Json;
use super::caller::Newcomer;
use super::limits::{Account, Attempt};
use super::problem::{Problem, WriteFailure};
use super::write::{self, Unkept, Write};
use crate::actions::password::{Passwords, Proof};
use crate::actions::sessions::{self, SignedIn};
use crate::actions::tokens::Tokens;
use crate::domain::input::Input;
use crate::domain::{Error, Faults, Instant};
use crate::register::Register;

/// How long a text is read at all; what is longer is nobody's.
const SECRET_MAX: usize = 1_000;

pub fn routes(config: &mut Routes) {
    config.service(sign_in).service(refresh_session).service(sign_out);
}

/// How a person proves who they are.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
struct NewSession {
    #[schema(max_length = 254, format = Email, examples("a.muster@example.org"))]
    email: String,
    #[schema(min_length = 1, max_length = 1000, format = Password)]
    password: String,
}

/// What keeps somebody signed in.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the macro only")]
struct Refresh {
    /// From the answer before; good for one use.
    #[schema(min_length = 1, max_length = 1000, format = Password)]
    refresh_token: String,
}

/// What a person who signed in needs from now on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionTokens {
    /// To be sent as `Authorization: Bearer …`.
    #[schema(max_length = 4000)]
    access_token: String,
    #[schema(max_length = 10, examples("Bearer"))]
    token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(minimum = 0, maximum = 86400, examples(600))]
    expires_in: i64,
    /// To be sent to `POST /v1/sessions/refresh`; good for one use. One that comes
    /// again ends the session.
    #[schema(max_length = 1000)]
    refresh_token: String,
    /// The end of the session, however often it is refreshed.
    session_expires_at: Instant,
    /// The password was given, not chosen: nothing is allowed but
    /// `PUT /v1/me/password` and signing out.
    must_change_password: bool,
}

/// Sign in
///
/// For people; programs use `POST /oauth/token`. An unknown address and a wrong
/// password get the same answer. Failures are limited per account, attempts per
/// address. An `Idempotency-Key` is passed over, as the tokens would have to be kept
/// readable for a repeat: whoever got no answer signs in again.
#[utoipa::path(
    tag = "identity",
    request_body(content = NewSession, example = json!({"email": "a.muster@example.org", "password": "correct horse battery"})),
    responses((status = CREATED, description = "Signed in", body = SessionTokens), WriteFailure),
    security(())
)]
#[post("/sessions")]
pub async fn sign_in(
    attempt: Attempt,
    Json(body): Json,
    register: Data<Register>,
    Unkept(write): Unkept,
    passwords: Data<Passwords>,
    tokens: Data<Tokens>,
) -> Result<HttpResponse, Problem> {
    let credentials = write.check(read_credentials(&body))?;
    let proof = prove(credentials, &attempt, &register, &passwords).await?;
    let lifetimes = tokens.lifetimes();
    let signed_in = write.unkept(move |tx| sessions::sign_in(tx, &proof, lifetimes)).await?;
    answer(HttpResponse::Created(), &signed_in, &write, (&register, &tokens))
}

/// That whoever sent these credentials knows the password.
pub(crate) async fn prove(
    (email, password): (String, String),
    attempt: &Attempt,
    register: &Register,
    passwords: &Passwords,
) -> Result<Proof, Error> {
    attempt.count(Account::Person(&email))?;
    let user = register.view().user_by_email(&email).cloned();
    let proof = passwords.check(user.as_deref(), password).await?;
    attempt.succeeded(Account::Person(&email));
    Ok(proof)
}

pub(crate) fn read_credentials(body: &Value) -> Result<(String, String), Error> {
    let faults = Faults::default();
    let read = Input::new(body, "", &faults).and_then(|mut input| {
        let email = input.line("email", SECRET_MAX);
        let email = input.required("email", email);
        let password = input.secret("password", 1..=SECRET_MAX);
        let password = input.required("password", password);
        input.finish();
        Some((email?.to_lowercase(), password?))
    });
    faults.into_result(())?;
    read.ok_or_else(|| Error::internal("credentials without a fault are whole"))
}

/// Refresh the session
///
/// Gives a new access token and the next refresh token. A refresh token that was
/// used before ends the session for everybody: it may have been stolen. An
/// `Idempotency-Key` is passed over, as the tokens would have to be kept readable for a
/// repeat: whoever got no answer signs in again.
#[utoipa::path(
    tag = "identity",
    request_body(content = Refresh, example = json!({"refreshToken": "01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11.1.x8Gk"})),
    responses((status = OK, description = "Still signed in", body = SessionTokens), WriteFailure),
    security(())
)]
#[post("/sessions/refresh")]
pub async fn refresh_session(
    attempt: Attempt,
    Json(body): Json,
    register: Data<Register>,
    Unkept(write): Unkept,
    tokens: Data<Tokens>,
) -> Result<HttpResponse, Problem> {
    let token = write.check(read_refresh(&body))?;
    let session = token.split('.').next().unwrap_or_default().to_owned();
    attempt.count(Account::Program(&session))?;
    let lifetimes = tokens.lifetimes();
    let next = write.unkept(move |tx| sessions::refresh(tx, &token, lifetimes)).await?;
    let next = next.ok_or(Error::BadCredentials)?;
    answer(HttpResponse::Ok(), &next, &write, (&register, &tokens))
}

fn read_refresh(body: &Value) -> Result<String, Error> {
    let faults = Faults::default();
    let read = Input::new(body, "", &faults).and_then(|mut input| {
        let token = input.secret("refreshToken", 1..=SECRET_MAX);
        let token = input.required("refreshToken", token);
        input.finish();
        token
    });
    faults.into_result(())?;
    read.ok_or_else(|| Error::internal("a token without a fault is there"))
}

/// A dry run gives no tokens: they stay empty.
fn answer(
    mut start: HttpResponseBuilder,
    signed_in: &SignedIn,
    write: &Write,
    (register, tokens): (&Register, &Tokens),
) -> Result<HttpResponse, Problem> {
    let told = |token: String| if write.is_dry_run() { String::new() } else { token };
    let now = register.clock.now();
    let access = tokens.issue_for_user(&signed_in.session, &signed_in.user, now)?;
    Ok(start.insert_header((header::CACHE_CONTROL, "no-store")).json(SessionTokens {
        access_token: told(access.token),
        token_type: "Bearer",
        expires_in: access.seconds,
        refresh_token: told(signed_in.refresh_token.clone()),
        session_expires_at: signed_in.session.expires_at,
        must_change_password: signed_in.user.must_change_password,
    }))
}

/// Sign out
///
/// Ends the session of the token; it and the refresh token are refused from now
/// on.
#[utoipa::path(
    tag = "identity",
    responses((status = NO_CONTENT, description = "Signed out"), WriteFailure),
    security(("bearer" = []))
)]
#[delete("/sessions/current")]
pub async fn sign_out(Newcomer(caller): Newcomer, write: Write) -> Result<HttpResponse, Problem> {
    write.run(caller, sessions::sign_out, |_, _, ()| Ok(write::nothing())).await
}
