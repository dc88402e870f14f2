use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::web::{BytesMut, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;
use utoipa::ToSchema;

use super::Settings;
use super::problem::Problem;
use super::write::{BodyDigest, IDEMPOTENCY_KEY};

/// A JSON body. What it means is for the domain to read, member by member.
pub struct Json(pub Value);

impl FromRequest for Json {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = check_type(request);
        let bytes = read(request, payload);
        Box::pin(async move {
            typed?;
            let bytes = bytes.await?;
            super::json::read(&bytes).map(Self).map_err(Problem::from)
        })
    }
}

/// A JSON body with many items, and so of up to [`MAX`](Self::MAX) bytes.
pub struct BulkJson(pub Value);

impl BulkJson {
    /// Bytes, unless any body may be larger.
    pub const MAX: usize = 8 << 20;
}

impl FromRequest for BulkJson {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = check_type(request);
        let bytes = read_up_to(Self::MAX, request, payload);
        Box::pin(async move {
            typed?;
            super::json::read(&bytes.await?).map(Self).map_err(Problem::from)
        })
    }
}

/// A JSON body that may be left out.
pub struct OptionalJson(pub Value);

impl FromRequest for OptionalJson {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.headers().get(header::CONTENT_TYPE).is_none() {
            let bytes = read(request, payload);
            return Box::pin(async move {
                match bytes.await?.is_empty() {
                    true => Ok(Self(Value::Object(serde_json::Map::new()))),
                    false => Err(Problem::MediaType),
                }
            });
        }
        let body = Json::from_request(request, payload);
        Box::pin(async move { body.await.map(|Json(value)| Self(value)) })
    }
}

/// An empty object, or no body at all.
#[derive(ToSchema)]
pub struct Nothing {}

fn check_type(request: &HttpRequest) -> Result<(), Problem> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let encoded = header(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    let kind = header(header::CONTENT_TYPE).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let patch = request.method() == Method::PATCH && essence == "application/merge-patch+json";
    let json = essence == "application/json" || patch;
    let utf8 =
        parts.all(|parameter| match parameter.to_ascii_lowercase().strip_prefix("charset=") {
            Some(charset) => charset.trim_matches('"') == "utf-8",
            None => true,
        });
    if json && utf8 && !encoded { Ok(()) } else { Err(Problem::MediaType) }
}

/// The whole body, within the limit and in time: a body that stalls or drips is
/// cut.
pub fn read(
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<BytesMut, Problem>> + use<> {
    read_up_to(0, request, payload)
}

/// The same with another limit, if that is more.
pub fn read_up_to(
    max: usize,
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<BytesMut, Problem>> + use<> {
    let settings = request.app_data::<Data<Settings>>().expect("settings are app data");
    let (max, patience) = (settings.body_limit.max(max), settings.request_timeout);
    let keyed = request.headers().contains_key(IDEMPOTENCY_KEY).then(|| request.clone());
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let mut payload = payload.take();
    let all = async move {
        if announced.is_some_and(|length| length > max) {
            return Err(Problem::TooLarge { max });
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::CutOff)?;
            if body.len() + chunk.len() > max {
                return Err(Problem::TooLarge { max });
            }
            body.extend_from_slice(&chunk);
        }
        if let Some(request) = keyed {
            request.extensions_mut().insert(BodyDigest::of(&body));
        }
        Ok(body)
    };
    async move { tokio::time::timeout(patience, all).await.map_err(|_| Problem::Timeout)? }
}
