//! How pages are asked for and forms are sent.

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

use super::form::{Form, TOKEN};
use super::guest::{Guest, Person};
use super::kept::Kept;
use super::visit::Visitor;
use super::{origin, refused};
use crate::api::body;
use crate::api::problem::Problem;

/// Asks for a page. Who is not signed in is led to the sign-in page, and back.
pub struct By<G>(pub G);

impl<G: Guest> FromRequest for By<G> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let visitor = Visitor::of(&request).await?;
            let way = request.uri().path_and_query().map_or("/", |path| path.as_str());
            admit(visitor, || Kept::way(way)).map(Self)
        })
    }
}

pub(super) fn admit<G: Guest>(
    visitor: Visitor,
    kept: impl FnOnce() -> Kept,
) -> actix_web::Result<G> {
    let Visitor { browser, visit } = visitor;
    match browser {
        None => Err(refused::nobody(&visit, &kept())),
        Some(browser) if browser.user.must_change_password && !G::NEWCOMERS => {
            Err(refused::newcomer(&visit))
        }
        Some(browser) => Ok(G::admit(Person { browser, visit }).map_err(Problem::from)?),
    }
}

/// Sends a form that was made for this session, from a page of ours. If the session is
/// over, the sign-in page keeps what was typed.
pub struct Posted<G> {
    pub by: G,
    pub form: Form,
}

impl<G: Guest> FromRequest for Posted<G> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent = Sent::from_request(request, payload);
        Box::pin(async move {
            let Sent { visitor, form } = sent.await?;
            let kept = Kept::form(visitor.visit.request.path(), &form);
            if let Some(own) = visitor.browser.as_ref().filter(|own| !own.made(form.text(TOKEN))) {
                return Err(refused::other_session(&visitor.visit, own, kept));
            }
            let by = admit(visitor, || kept)?;
            Ok(Self { by, form })
        })
    }
}

/// Sends a form from a page of ours, signed in or not.
pub struct Sent {
    pub visitor: Visitor,
    pub form: Form,
}

impl FromRequest for Sent {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body::read(request, payload);
        let request = request.clone();
        Box::pin(async move {
            if !is_form(request.headers().get(CONTENT_TYPE)) {
                return Err(Problem::MediaType.into());
            }
            let visitor = Visitor::of(&request).await?;
            if !origin::is_ours(&request) {
                return Err(refused::foreign(&visitor.visit));
            }
            Ok(Self { visitor, form: Form::read(&body.await?) })
        })
    }
}

fn is_form(kind: Option<&HeaderValue>) -> bool {
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
