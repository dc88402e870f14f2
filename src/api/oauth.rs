//! Tokens for programs: the client credentials grant (RFC 6749 §4.4). Errors have
//! the shape that OAuth libraries expect (§5.2).

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use utoipa::ToSchema;

use super::body;
use super::limits::{Account, Attempt};
use super::problem::{Problem, ProblemDetails};
use crate::actions::clients::{authenticate, note_use};
use crate::actions::tokens::{Tokens, scope_text};
use crate::domain::{Client, Scope};
use crate::register::Register;

/// What a program asks for, as a form.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct TokenRequest {
    #[schema(max_length = 60, examples("client_credentials"))]
    grant_type: String,
    /// Separated by spaces; all the client has if left out.
    #[schema(max_length = 200, examples("measures:read"))]
    scope: Option<String>,
    /// Unless the `Authorization` header says it.
    #[schema(max_length = 60)]
    client_id: Option<String>,
    /// Unless the `Authorization` header says it.
    #[schema(max_length = 200, format = Password)]
    client_secret: Option<String>,
}

/// An access token for a program.
#[derive(Serialize, ToSchema)]
struct TokenAnswer {
    /// To be sent as `Authorization: Bearer …`.
    #[schema(max_length = 4000)]
    access_token: String,
    #[schema(max_length = 10, examples("Bearer"))]
    token_type: &'static str,
    /// Seconds until it expires.
    #[schema(minimum = 0, maximum = 86400, examples(600))]
    expires_in: i64,
    /// What it allows, separated by spaces.
    #[schema(max_length = 200, examples("measures:read measures:write"))]
    scope: String,
}

/// Why there is no token, after RFC 6749 §5.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
struct Refusal {
    #[schema(max_length = 60, examples("invalid_client"))]
    error: &'static str,
    #[schema(max_length = 500)]
    error_description: &'static str,
}

const fn refusal(error: &'static str, error_description: &'static str) -> Refusal {
    Refusal { error, error_description }
}

const NOT_A_FORM: Refusal = refusal(
    "invalid_request",
    "The body must be application/x-www-form-urlencoded, each parameter once.",
);
const TWO_WAYS: Refusal =
    refusal("invalid_request", "Client authentication stands twice; use one way only.");
const NO_GRANT: Refusal = refusal("invalid_request", "grant_type is missing.");
const OTHER_GRANT: Refusal =
    refusal("unsupported_grant_type", "Only client_credentials is supported.");
const OTHER_SCOPE: Refusal =
    refusal("invalid_scope", "The client does not have all of these scopes.");
const NOT_A_CLIENT: Refusal =
    refusal("invalid_client", "client_id and client_secret do not belong together.");

impl Refusal {
    fn answer(self) -> HttpResponse {
        let status = match self {
            NOT_A_CLIENT => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        let mut answer = HttpResponse::build(status);
        if status == StatusCode::UNAUTHORIZED {
            answer.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"massnahmen\""));
        }
        answer.insert_header((header::CACHE_CONTROL, "no-store")).json(self)
    }
}

/// Fetch a token
///
/// For programs, by the client credentials grant (RFC 6749 §4.4); the client
/// authenticates with `client_secret_basic` or `client_secret_post`. Attempts are
/// limited per client and per address. An `Idempotency-Key` is passed over, as the token
/// would have to be kept readable for a repeat: whoever got no answer fetches another.
#[utoipa::path(
    tag = "identity",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = OK, description = "A token", body = TokenAnswer),
        (status = BAD_REQUEST, description = "The request cannot be taken as it is", content(
            (Refusal = "application/json"),
            (ProblemDetails = "application/problem+json"),
        )),
        (status = UNAUTHORIZED, description = "The client is unknown, or the secret wrong", body = Refusal),
        (status = REQUEST_TIMEOUT, description = "The body took too long to arrive", body = ProblemDetails, content_type = "application/problem+json"),
        (status = PAYLOAD_TOO_LARGE, description = "The body is too large", body = ProblemDetails, content_type = "application/problem+json"),
        (status = TOO_MANY_REQUESTS, description = "Too many attempts", body = ProblemDetails, content_type = "application/problem+json"),
        (status = INTERNAL_SERVER_ERROR, description = "Our mistake", body = ProblemDetails, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, description = "Too busy; try again", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security((), ("client" = []))
)]
#[post("/oauth/token")]
pub async fn issue_token(
    attempt: Attempt,
    form: Form,
    request: HttpRequest,
    register: Data<Register>,
    tokens: Data<Tokens>,
) -> Result<HttpResponse, Problem> {
    let order = match Order::read(&form, request.headers()) {
        Ok(order) => order,
        Err(refusal) => return Ok(refusal.answer()),
    };
    attempt.count(Account::Program(&order.id))?;
    let now = register.clock.now();
    let Ok(client) = authenticate(&register.view(), &order.id, &order.secret, now) else {
        return Ok(NOT_A_CLIENT.answer());
    };
    let Some(scopes) = grant(&client, order.scope.as_deref()) else {
        return Ok(OTHER_SCOPE.answer());
    };
    if client.last_used_on != Some(register.view().today) {
        let id = client.id;
        register.write(move |tx| note_use(tx, id)).await?;
    }
    let token = tokens.issue_for_client(&client, scopes, now)?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(TokenAnswer {
        access_token: token.token,
        token_type: "Bearer",
        expires_in: token.seconds,
        scope: scope_text(&token.scopes),
    }))
}

/// The scopes that were asked for, if the client has them all.
fn grant(client: &Client, asked: Option<&str>) -> Option<Vec<Scope>> {
    let Some(asked) = asked else { return Some(client.scopes.clone()) };
    let scopes = asked.split_ascii_whitespace().map(|text| {
        let scope = text.parse().ok()?;
        client.scopes.contains(&scope).then_some(scope)
    });
    let scopes: Vec<Scope> = scopes.collect::<Option<_>>()?;
    (!scopes.is_empty()).then_some(scopes)
}

/// What is asked for, and by whom.
#[derive(Debug, PartialEq)]
struct Order {
    id: String,
    secret: String,
    scope: Option<String>,
}

impl Order {
    fn read(form: &Form, headers: &HeaderMap) -> Result<Self, Refusal> {
        let Form(Some(pairs)) = form else { return Err(NOT_A_FORM) };
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(NOT_A_FORM);
        }
        let one = |name: &str| {
            // An empty value counts as left out (RFC 6749 §3.2).
            let found = pairs.iter().find(|(other, value)| other == name && !value.is_empty());
            found.map(|(_, value)| value.clone())
        };
        let (id, secret) = match (basic(headers)?, one("client_secret")) {
            (Some(_), Some(_)) => return Err(TWO_WAYS),
            (Some((id, secret)), None) => match one("client_id") {
                Some(other) if other != id => return Err(TWO_WAYS),
                _ => (id, secret),
            },
            (None, secret) => (one("client_id").ok_or(NOT_A_CLIENT)?, secret.ok_or(NOT_A_CLIENT)?),
        };
        match one("grant_type").as_deref() {
            None => Err(NO_GRANT),
            Some("client_credentials") => Ok(Self { id, secret, scope: one("scope") }),
            Some(_) => Err(OTHER_GRANT),
        }
    }
}

/// Id and secret of the `Authorization` header, each decoded as a form is
/// (RFC 6749 §2.3.1).
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Refusal> {
    let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let read = || {
        let (scheme, text) = header.to_str().ok()?.split_once(' ')?;
        let text = STANDARD.decode(text.trim()).ok()?;
        let (id, secret) = std::str::from_utf8(&text).ok()?.split_once(':')?;
        let basic = scheme.eq_ignore_ascii_case("basic");
        basic.then(|| (decoded(id), decoded(secret)))
    };
    read().map(Some).ok_or(NOT_A_CLIENT)
}

fn decoded(text: &str) -> String {
    let text = format!("x={text}");
    let pair = form_urlencoded::parse(text.as_bytes()).next();
    pair.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// A form; `None` if the body is something else.
pub struct Form(Option<Vec<(String, String)>>);

impl FromRequest for Form {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let essence = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        let form = essence.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let bytes = body::read(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            let pairs = form_urlencoded::parse(&bytes).into_owned();
            Ok(Self(form.then(|| pairs.collect())))
        })
    }
}

#[cfg(test)]
mod tests;
