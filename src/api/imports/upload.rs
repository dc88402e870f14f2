//! The body of an upload: a file as it is, or a form with one.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use tokio::sync::OwnedSemaphorePermit;

use super::multipart;
use crate::api::Settings;
use crate::api::body::read_up_to;
use crate::api::caller::SignedIn;
use crate::api::problem::Problem;
use crate::domain::Caller;
use crate::domain::import::brief;
use crate::formats::xlsx;

/// Bytes of a body at most.
pub const MAX: usize = 20 << 20;

/// Kinds of files as they are; browsers on Windows call CSV what Excel opens.
const FILES: [&str; 4] =
    ["text/csv", xlsx::MEDIA_TYPE, "application/vnd.ms-excel", "application/octet-stream"];

/// A file, from somebody who may import.
pub struct Upload {
    pub caller: Caller,
    pub file: Bytes,
    pub name: Option<String>,
    /// So many are held in memory at a time.
    pub place: OwnedSemaphorePermit,
}

impl FromRequest for Upload {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // Nothing is read from somebody who may not.
        let begun = begin(request, payload);
        let bytes = read_up_to(MAX, request, payload);
        Box::pin(async move {
            let (caller, boundary, place) = begun?;
            let body = bytes.await?.freeze();
            let Some(boundary) = boundary else {
                return Ok(Self { caller, file: body, name: None, place });
            };
            let (range, name) = multipart::file(&body, &boundary)?;
            let name = name.map(|name| brief(&name, 199));
            Ok(Self { caller, file: body.slice(range), name, place })
        })
    }
}

/// Who uploads, how the parts of a form are separated, and a place to do so.
fn begin(
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<(Caller, Option<String>, OwnedSemaphorePermit), Problem> {
    let SignedIn(caller) = SignedIn::from_request(request, payload).into_inner()?;
    caller.may_import()?;
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(Problem::FileType);
    }
    let kind = header(header::CONTENT_TYPE).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let boundary = match essence.as_str() {
        "multipart/form-data" => Some(multipart::boundary(kind).ok_or(Problem::FileType)?),
        file if FILES.contains(&file) => None,
        _ => return Err(Problem::FileType),
    };
    let settings = request.app_data::<Data<Settings>>().expect("settings are app data");
    let place = settings.uploads.take().ok_or(Problem::Overloaded)?;
    Ok((caller, boundary, place))
}
