//! What programs see: routes, extractors, answers. The only room that knows
//! status codes.

pub(crate) mod accept;
pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod caller;
mod carriers;
mod catalog;
mod changes;
mod clients;
pub(crate) mod cursor;
mod description;
pub(crate) mod door;
pub(crate) mod etag;
pub(crate) mod exports;
mod fallback;
mod feeds;
pub(crate) mod filter;
mod headers;
mod health;
pub(crate) mod heavy;
pub(crate) mod imports;
mod json;
mod jwks;
pub(crate) mod limits;
pub(crate) mod me;
pub(crate) mod measures;
mod oauth;
mod open_data;
mod payload;
mod pieces;
mod population;
pub(crate) mod problem;
mod problems;
pub(crate) mod query;
mod ready;
mod routes;
pub(crate) mod sequence;
mod server;
pub(crate) mod sessions;
pub(crate) mod statistics;
pub(crate) mod table;
mod users;
mod viewer;
mod webhooks;
mod write;

use std::net::IpAddr;
use std::time::Duration;

use actix_web::web::{Data, ServiceConfig, to};

pub use description::{Contact, openapi, service_openapi};
pub use door::{Door, Painter, Whole};
pub use exports::read_asked;
pub use headers::Cors;
pub use server::{Running, server};
pub use webhooks::ChangeEvent;

use crate::actions::password::Passwords;
use crate::actions::tokens::Tokens;
use crate::formats::open_data::Publisher;
use crate::register::Register;
use changes::Streams;
use description::Served;
use door::Counter;
use fallback::Paths;
use heavy::{Heavy, Places};
use limits::Limits;
use routes::Routes;
use sequence::Waiting;
use write::UnderWay;

/// What the handlers need to know about where they run.
pub struct Settings {
    /// Where the service is reached, without a slash at the end.
    pub public_url: String,
    /// Whom programmers may ask.
    pub contact: Contact,
    pub body_limit: usize,
    /// How long a request's body may take to arrive.
    pub request_timeout: Duration,
    /// How many requests may be under way at a time.
    pub max_requests: usize,
    /// How many may listen to events at a time.
    pub max_streams: usize,
    /// How long a reader may leave unread what was sent.
    pub patience: Duration,
    pub behind_tls: bool,
    pub cors: Cors,
    /// Who publishes the measures as open data; `None` = nobody does.
    pub open_data: Option<Publisher>,
    /// Webhooks may have private addresses, and plain HTTP.
    pub webhooks_anywhere: bool,
    /// Whose word about the client's address is believed.
    pub is_proxy: Box<dyn Fn(IpAddr) -> bool + Send + Sync>,
    counter: Counter,
    waiting: Waiting,
    under_way: UnderWay,
    workbooks: Places,
    pub(crate) uploads: Places,
}

impl Settings {
    pub fn new(public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
            contact: Contact::default(),
            body_limit: 1 << 20,
            request_timeout: Duration::from_secs(30),
            max_requests: 1024,
            max_streams: 256,
            patience: Duration::from_secs(30),
            behind_tls: false,
            cors: Cors::Everyone,
            open_data: None,
            webhooks_anywhere: false,
            is_proxy: Box::new(|_| false),
            counter: Counter::default(),
            waiting: Waiting::default(),
            under_way: UnderWay::default(),
            workbooks: Places::of(8),
            uploads: Places::of(4),
        }
    }
}

/// What the handlers share.
#[derive(Clone)]
pub struct Api {
    pub register: Data<Register>,
    pub tokens: Data<Tokens>,
    pub settings: Data<Settings>,
    pub passwords: Data<Passwords>,
    limits: Data<Limits>,
    streams: Data<Streams>,
    heavy: Data<Heavy>,
    paths: Data<Paths>,
    description: Data<Served>,
}

impl Api {
    pub fn new(register: Register, tokens: Tokens, settings: Settings) -> Self {
        let description = Served::of(&settings.public_url, &settings.contact);
        Self {
            register: Data::new(register),
            tokens: Data::new(tokens),
            settings: Data::new(settings),
            passwords: Data::default(),
            limits: Data::default(),
            streams: Data::default(),
            heavy: Data::default(),
            paths: Data::default(),
            description: Data::new(description),
        }
    }

    pub fn configure(&self, config: &mut ServiceConfig) {
        config
            .app_data(self.register.clone())
            .app_data(self.tokens.clone())
            .app_data(self.settings.clone())
            .app_data(self.passwords.clone())
            .app_data(self.limits.clone())
            .app_data(self.streams.clone())
            .app_data(self.heavy.clone())
            .app_data(self.paths.clone())
            .app_data(self.description.clone())
            .configure(|config| routes(&mut Routes::Answering(config)))
            .default_service(to(fallback::answer));
    }
}

/// Every route. They are tried in this order: first what is asked often, and paths
/// without parts that vary, which cost least to try.
fn routes(config: &mut Routes) {
    config
        .scope("/v1", |config| {
            config
                .configure(statistics::routes)
                .configure(measures::routes)
                .configure(carriers::routes)
                .configure(catalog::routes)
                .service(open_data::describe_open_data)
                .configure(changes::routes)
                .service(feeds::get_measure_feed)
                .configure(population::routes)
                .configure(me::routes)
                .configure(sessions::routes)
                .configure(users::routes)
                .configure(clients::routes)
                .configure(webhooks::routes)
                .configure(imports::routes)
                .service(description::get_openapi);
        })
        .service(description::get_service_openapi)
        .service(oauth::issue_token)
        .service(jwks::get_jwks)
        .configure(problems::routes)
        .configure(health::routes)
        .configure(viewer::routes);
}
