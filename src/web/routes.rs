//! How pages are registered: each under a German and an English address, which is the
//! same behind `/en`.

use actix_web::http::header::HeaderValue;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder};

use crate::api::problem::Problem;

/// A page to be read.
pub fn page<H, A>(config: &mut ServiceConfig, path: &str, get: H)
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    let resource = || allowing(web::resource(addresses(path)), "GET, HEAD");
    config.service(resource().get(get));
}

/// A page with a form that is sent to its own address.
pub fn form<G, A, P, B>(config: &mut ServiceConfig, path: &str, get: G, post: P)
where
    G: Handler<A>,
    A: FromRequest + 'static,
    G::Output: Responder + 'static,
    P: Handler<B>,
    B: FromRequest + 'static,
    P::Output: Responder + 'static,
{
    let resource = allowing(web::resource(addresses(path)), "GET, HEAD, POST");
    config.service(resource.get(get).post(post));
}

/// A button: it does something, and leads to a page.
pub fn button<H, A>(config: &mut ServiceConfig, path: &str, post: H)
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    config.service(allowing(web::resource(addresses(path)), "POST").post(post));
}

/// What has no language.
pub fn plain<H, A>(config: &mut ServiceConfig, path: &str, get: H)
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    config.service(allowing(web::resource(path), "GET, HEAD").get(get));
}

fn addresses(path: &str) -> Vec<String> {
    vec![path.to_owned(), format!("/en{path}").trim_end_matches('/').to_owned()]
}

/// Refuses all other methods.
fn allowing(resource: Resource, methods: &'static str) -> Resource {
    let refuse = move || async move {
        let allow = HeaderValue::from_static(methods);
        Err::<HttpResponse, _>(Problem::Method { allow })
    };
    resource.default_service(web::to(refuse))
}
