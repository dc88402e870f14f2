//! What the operator decides. Each setting stands once, in the table below; the
//! file, the environment, the command line and their help all follow from it.
//!
//! Defaults give way to the file, the file to the environment, the environment to
//! the command line.

mod layers;
mod secret;
mod values;

use std::fmt;

pub use layers::{Layers, Origin, VARIABLE};
pub use secret::DatabaseUrl;
pub use values::{LogFormat, Network, Origins};

use chrono_tz::Tz;
use std::net::SocketAddr;
use values::{Value, filter, list, number, text, url};

/// One setting, whatever its type.
pub struct Key {
    /// As in the file: `snake_case`.
    pub name: &'static str,
    /// One line for the help.
    pub doc: &'static str,
    /// As it would be written elsewhere; empty if it follows from the others.
    pub default: &'static str,
    /// May also be read from a file that `…_FILE` in the environment names.
    pub secret: bool,
    /// May be given without a value, or more than once, on the command line.
    pub shape: Shape,
    check: fn(&str) -> Result<(), String>,
    show: fn(&Config) -> String,
}

/// How a setting is written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    One,
    Flag,
    List,
}

impl Key {
    pub fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// The value in force, as the file would have it; without passwords.
    pub fn show(&self, config: &Config) -> String {
        (self.show)(config)
    }

    /// The variable of the environment.
    pub fn variable(&self) -> String {
        format!("{VARIABLE}{}", self.name.to_uppercase())
    }
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:literal, $read:expr;)+) => {
        /// The settings in force.
        #[derive(Debug, Clone)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $type,)+
        }

        pub const KEYS: &[Key] = &[$(Key {
            name: stringify!($name),
            doc: concat!($($doc),+),
            default: $default,
            secret: <$type as Value>::SECRET,
            shape: <$type as Value>::SHAPE,
            check: |text| {
                let read: fn(&str) -> Result<$type, String> = $read;
                read(text).map(|_| ())
            },
            show: |config| config.$name.show(),
        }),+];

        impl Config {
            /// Reads what each key was found to be. Every one has been checked.
            fn from_checked(text: impl Fn(&str) -> String) -> Result<Self, String> {
                Ok(Self {
                    $($name: {
                        let read: fn(&str) -> Result<$type, String> = $read;
                        read(&text(stringify!($name)))?
                    },)+
                })
            }
        }
    };
}

settings! {
    /// Where the register is kept: sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE.
    database_url: DatabaseUrl = "sqlite://data/register.db", DatabaseUrl::read;
    /// Address and port the service listens on.
    listen: SocketAddr = "127.0.0.1:8080", |text| text.parse().map_err(|_| {
        "an address and a port, such as 127.0.0.1:8080".to_owned()
    });
    /// Address people and programs reach the service at; stands in links and tokens. Without it: http://LISTEN.
    public_url: String = "", url;
    /// Threads that answer requests; 0 = one for each core.
    workers: usize = "0", |text| number(text, 0, 1_024);
    /// Bytes a request may bring along; requests with many items 8388608 at least.
    body_limit: usize = "1048576", |text| number(text, 1_024, 1_073_741_824);
    /// Seconds a request may take.
    request_timeout: u64 = "30", |text| number(text, 1, 3_600);
    /// Requests answered at a time; more are told to come back.
    max_requests: usize = "1024", |text| number(text, 1, 1_000_000);
    /// Readers that may listen to events at a time; more are told to come back.
    max_streams: usize = "256", |text| number(text, 1, 1_000_000);
    /// Seconds a listener may leave unread what was sent before it is cut.
    stream_patience: u64 = "30", |text| number(text, 1, 3_600);
    /// Seconds open requests are given when the service stops.
    shutdown_timeout: u64 = "30", |text| number(text, 0, 3_600);
    /// Proxies whose word about the client's address is believed: addresses or networks, separated by commas.
    trusted_proxies: Vec<Network> = "", list;
    /// The service is reached over HTTPS: browsers are told to insist on it.
    behind_tls: bool = "false", values::flag;
    /// Origins whose pages may read in a browser, separated by commas; * = all, empty = none.
    cors_origins: Origins = "*", Origins::read;
    /// Minutes an access token is good for.
    access_token_minutes: u32 = "10", |text| number(text, 1, 1_440);
    /// Hours without a sign of life after which a session ends.
    session_idle_hours: u32 = "12", |text| number(text, 1, 8_760);
    /// Days after which a session ends in any case.
    session_days: u32 = "30", |text| number(text, 1, 3_650);
    /// Send webhooks from this process; of several that do, one sends at a time.
    webhooks: bool = "true", values::flag;
    /// Webhooks may have private addresses and plain HTTP: whoever may create one reaches into this network.
    webhooks_allow_private: bool = "false", values::flag;
    /// What is logged: error, warn, info, debug or trace, also by part: info,actix_web=warn.
    log: String = "info", filter;
    /// How it is logged: text, json, or auto = text on a terminal and json elsewhere.
    log_format: LogFormat = "auto", LogFormat::read;
    /// Time zone in which "today" is a day.
    time_zone: Tz = "Europe/Berlin", |text| text.parse().map_err(|_| {
        "a time zone, such as Europe/Berlin".to_owned()
    });
    /// Whom programmers may ask, in the description of the interface.
    contact_name: String = "Maßnahmenregister", text;
    /// Their e-mail address.
    contact_email: String = "info@example.org", values::email;
    /// Their page.
    contact_url: String = "https://example.org", url;
    /// Published measures are open data (dl-de/by-2-0), described at /v1/catalog.
    open_data: bool = "true", values::flag;
    /// Who publishes them. Without it: the name of the contact.
    publisher_name: String = "", text;
    /// Official municipality key (AGS) of the place they are about. Without it: that of the concept.
    publisher_ags: String = "", values::ags;
    /// The publisher's contributor id at GovData, as a URI.
    publisher_contributor_id: String = "", values::url_or_none;
    /// Who answers for the pages (Impressum). Without it: the publisher.
    operator: String = "", values::text_or_none;
    /// Their postal address, its lines separated by commas.
    operator_address: String = "", values::text_or_none;
    /// Their telephone number.
    operator_phone: String = "", values::text_or_none;
    /// Who looks after data protection there: name and how to reach them.
    privacy_officer: String = "", values::text_or_none;
    /// Whom to turn to if a complaint about accessibility is not answered: name and how to reach them.
    enforcement_body: String = "", values::text_or_none;
    /// Day on which somebody last checked whether the pages are accessible: YYYY-MM-DD. Without it the statement says that nobody has.
    accessibility_checked_on: String = "", values::day_or_none;
    /// What is known not to be accessible, in a sentence.
    accessibility_gaps: String = "", values::text_or_none;
    /// Origins whose pages may embed measures, Handlungsfelder and the map, separated by commas; * = all, empty = none.
    embed_origins: Origins = "", Origins::read;
    /// Demonstration: made anew at each start, in sqlite://data/demo.db unless another is named; never a register that holds anything else.
    demo: bool = "false", values::flag;
}

impl Default for Config {
    fn default() -> Self {
        Layers::default().config().expect("a test reads the defaults")
    }
}

/// What is wrong with the configuration, each fault on its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Error(pub Vec<String>);

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

#[cfg(test)]
mod tests;
