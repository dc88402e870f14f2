//! Pages on their way out.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
    REFERRER_POLICY,
};
use actix_web::web::Data;
use askama::Template;

use super::{Reader, Site};
use crate::api::answer::{PRIVATE, PUBLIC, conditional};
use crate::api::problem::Problem;
use crate::domain::{Error, Lang};
use crate::register::view::Rendered;

/// What a page may load: its own things only, and nothing that is written into it.
macro_rules! csp {
    ($ancestors:literal) => {
        concat!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; ",
            "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; ",
            "frame-ancestors ",
            $ancestors
        )
    };
}

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// A page for everybody, or 304 if the reader holds it.
pub fn public(reader: &Reader, page: &impl Template) -> Result<HttpResponse, Problem> {
    Ok(send(reader, &rendered(page)?))
}

/// A page that those of other origins may embed, if the operator named them.
pub fn embedded(reader: &Reader, page: &impl Template) -> Result<HttpResponse, Problem> {
    let mut answer = public(reader, page)?;
    let site: &Data<Site> = reader.asker.request.app_data().expect("the site is app data");
    let origins = site.embedders.join(" ");
    if let Ok(csp) = HeaderValue::try_from(format!(concat!(csp!(""), "{}"), origins))
        && !origins.is_empty()
        && answer.status() == StatusCode::OK
    {
        answer.headers_mut().insert(CONTENT_SECURITY_POLICY, csp);
    }
    Ok(answer)
}

/// [`public`] of what takes work to make and is asked often: [`ready`] until something
/// changes that the public reads.
pub fn kept(reader: &Reader, page: &impl Template) -> Result<HttpResponse, Problem> {
    let made = rendered(page)?;
    let answer = send(reader, &made);
    reader.view().kept.keep(&question(reader), made);
    Ok(answer)
}

/// What was [`kept`].
pub fn ready(reader: &Reader) -> Option<HttpResponse> {
    let made = reader.view().kept.get(&question(reader))?;
    Some(send(reader, &made))
}

/// A page for whoever is signed in.
pub fn private(
    status: StatusCode,
    lang: Lang,
    page: &impl Template,
) -> Result<HttpResponse, Problem> {
    let html = page.render().map_err(Error::internal)?;
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CACHE_CONTROL, PRIVATE));
    let mut answer = answer.body(html);
    tell_origin(&mut answer);
    Ok(as_page(answer, lang))
}

/// Lets the forms of a page be known as ours: without a referrer, browsers do not say
/// either which page a form comes from.
pub fn tell_origin(answer: &mut HttpResponse) {
    answer.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
}

fn rendered(page: &impl Template) -> Result<Rendered, Problem> {
    let html = page.render().map_err(Error::internal)?;
    Ok(Rendered::new(0, html.as_bytes()))
}

/// Addresses of pages are never those of the API.
fn question(reader: &Reader) -> String {
    reader.asker.request.uri().to_string()
}

fn send(reader: &Reader, made: &Rendered) -> HttpResponse {
    let asked = reader.asker.request.headers();
    let html = || made.bytes();
    as_page(conditional(asked, &made.etag, (PUBLIC, HTML), html), reader.lang)
}

/// With what every answer has that is a page.
pub fn as_page(mut answer: HttpResponse, lang: Lang) -> HttpResponse {
    let brief = answer.status() == StatusCode::NOT_MODIFIED;
    let headers = answer.headers_mut();
    if brief {
        return answer;
    }
    headers.insert(CONTENT_TYPE, HTML);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp!("'none'")));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    answer
}
