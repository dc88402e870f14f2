use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use super::Page;
use super::address::{address, without};
use crate::api::caller::Asker;
use crate::api::heavy::Heavy;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::statistics::work_out;
use crate::domain::{Caller, Error, Handlungsfeld, Lang};
use crate::register::view::statistics::Question;
use crate::register::view::{Filter, Index, Moment};
use crate::register::{Register, View};

/// Whoever reads a public page. Nobody asks who that is: everybody is shown the same,
/// signed in or not, so that pages can be kept on the way.
pub struct Reader {
    /// The public, as the API knows it.
    pub asker: Asker,
    pub lang: Lang,
}

impl FromRequest for Reader {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let register: &Data<Register> = request.app_data().expect("the register is app data");
        let view = Arc::clone(&register.view());
        let asker = Asker { caller: Caller::Public, view, request: request.clone() };
        ready(Ok(Self { asker, lang: language(request) }))
    }
}

impl Reader {
    pub fn view(&self) -> &Arc<View> {
        &self.asker.view
    }

    pub fn query(&self) -> Query {
        Query::of(&self.asker.request)
    }

    /// The frame of a page with this title.
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page::new(&self.asker.request, self.view(), title.into())
    }

    /// A Handlungsfeld of the current concept.
    pub fn field(&self, number: &str) -> Result<&Handlungsfeld, Problem> {
        let catalog = &self.view().catalog;
        let concept = catalog.current_concept();
        let field = concept.and_then(|c| catalog.handlungsfeld(&c.id, number.parse().ok()?));
        Ok(field.ok_or(Error::NotFound("Handlungsfeld"))?)
    }

    /// The measures of another moment; `None` = it is now, where they are at hand.
    pub async fn past(&self, moment: Moment) -> Result<Option<Index>, Problem> {
        let heavy: &Data<Heavy> = self.asker.request.app_data().expect("heavy work is app data");
        heavy.measures_at(&self.asker, moment).await
    }

    /// Leads to the address without what a form sent empty; `None` = it is as it should be.
    pub fn tidied(&self) -> Option<HttpResponse> {
        let request = &self.asker.request;
        let pairs = form_urlencoded::parse(request.query_string().as_bytes());
        let pairs: Vec<(String, String)> = pairs.into_owned().collect();
        let blank = |_: &str, value: &str| value.trim().is_empty();
        let tidy = address(request.path(), without(&pairs, blank));
        let some = pairs.iter().any(|(name, value)| blank(name, value));
        let place = some.then(|| self.page("").raw(&tidy))?;
        Some(HttpResponse::SeeOther().insert_header((LOCATION, place)).finish())
    }

    /// What `make` counts, as the API counts it.
    pub async fn count<T: Send + 'static>(
        &self,
        asked: (Filter, Moment),
        make: impl FnOnce(&Question<'_>) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        work_out(&self.asker, asked, make).await
    }
}

/// The language of a page is in its path.
pub fn language(request: &HttpRequest) -> Lang {
    let path = request.path();
    if path == "/en" || path.starts_with("/en/") { Lang::En } else { Lang::De }
}
