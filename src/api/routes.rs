//! To register a handler is to document it: one list of routes, read by those who
//! answer, and by whoever writes the description. Nobody does both, as a worker has
//! no use for the description, and it is large.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa::openapi::path::Paths;
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

/// Who reads the list of routes.
pub enum Routes<'c> {
    Answering(&'c mut web::ServiceConfig),
    Describing(&'c mut Described),
}

/// What the handlers say about themselves.
#[derive(Default)]
pub struct Described {
    prefix: &'static str,
    pub paths: Paths,
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

impl Routes<'_> {
    pub fn service(
        &mut self,
        handler: impl HttpServiceFactory + OpenApiFactory + 'static,
    ) -> &mut Self {
        match self {
            Self::Answering(config) => drop(config.service(handler)),
            Self::Describing(described) => described.add(&handler),
        }
        self
    }

    /// Keeps the other methods of a path from being taken for a path with a part that
    /// varies.
    pub fn no_other(&mut self, path: &'static str) -> &mut Self {
        if let Self::Answering(config) = self {
            let refusal = web::to(super::fallback::answer);
            config.service(web::resource(path).default_service(refusal));
        }
        self
    }

    pub fn configure(&mut self, routes: impl FnOnce(&mut Self)) -> &mut Self {
        routes(self);
        self
    }

    /// Routes that begin alike.
    pub fn scope(
        &mut self,
        prefix: &'static str,
        routes: impl FnOnce(&mut Routes<'_>),
    ) -> &mut Self {
        match self {
            Self::Answering(config) => {
                let scope = web::scope(prefix);
                config.service(scope.configure(|config| routes(&mut Routes::Answering(config))));
            }
            Self::Describing(described) => {
                described.prefix = prefix;
                routes(self);
            }
        }
        if let Self::Describing(described) = self {
            described.prefix = "";
        }
        self
    }
}

impl Described {
    fn add(&mut self, handler: &impl OpenApiFactory) {
        let paths = handler.paths().paths.into_iter();
        let paths = paths.fold(Paths::builder(), |paths, (path, item)| {
            paths.path(format!("{}{path}", self.prefix), item)
        });
        self.paths.merge(paths.build());
        handler.schemas(&mut self.schemas);
    }
}
