use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use tokio::sync::OwnedSemaphorePermit;

use super::form::{KEY, TOKEN};
use super::guest::Guest;
use super::kept::{Kept, LOST};
use super::posted::admit;
use super::visit::Visitor;
use super::{origin, refused};
use crate::api::Settings;
use crate::api::body::read_up_to;
use crate::api::imports::{MAX, multipart};
use crate::api::problem::Problem;
use crate::domain::import::brief;

/// Sends a file from a page of ours, in a form that was made for this session.
pub struct Uploaded<G> {
    pub by: G,
    pub file: Bytes,
    pub name: Option<String>,
    /// By which it is taken once.
    pub key: String,
    /// So many are held in memory at a time.
    pub place: OwnedSemaphorePermit,
}

impl<G: Guest> FromRequest for Uploaded<G> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read_up_to(MAX, request, payload);
        let request = request.clone();
        Box::pin(async move {
            // Nothing is read from somebody who may not.
            let (boundary, place) = begin::<G>(&request).await?;
            let body = bytes.await?.freeze();
            let parts = multipart::parts(&body, &boundary).map_err(Problem::from)?;
            let part = |name: &str| parts.iter().find(|part| part.name == name);
            let text = |name: &str| {
                let range = part(name).map_or(0..0, |part| part.range.clone());
                String::from_utf8_lossy(&body[range]).into_owned()
            };
            let visitor = Visitor::of(&request).await?;
            if visitor.browser.as_ref().is_some_and(|own| !own.made(&text(TOKEN))) {
                return Err(refused::upload_again(&visitor.visit, "/import"));
            }
            let by = admit(visitor, || lost(&request))?;
            let file = part("file");
            let name = file.and_then(|part| part.file.as_deref()).map(|name| brief(name, 199));
            let file = file.map(|part| body.slice(part.range.clone())).unwrap_or_default();
            Ok(Self { by, file, name, key: text(KEY), place })
        })
    }
}

/// The way back to where the file has to be chosen again.
fn lost(request: &HttpRequest) -> Kept {
    Kept::way(&format!("{}{LOST}", request.path()))
}

/// How the parts are separated, and a place to hold them, for somebody who may.
async fn begin<G: Guest>(
    request: &HttpRequest,
) -> Result<(String, OwnedSemaphorePermit), actix_web::Error> {
    let visitor = Visitor::of(request).await?;
    if !origin::is_ours(request) {
        return Err(refused::foreign(&visitor.visit));
    }
    admit::<G>(visitor, || lost(request))?;
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let form = kind.filter(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data"));
    let boundary = form.and_then(multipart::boundary).ok_or(Problem::MediaType)?;
    let settings: &Data<Settings> = request.app_data().expect("settings are app data");
    Ok((boundary, settings.uploads.take().ok_or(Problem::Overloaded)?))
}
