//! The types settings are of: how each is read, and how it is shown again. A
//! reader that refuses says what it expects.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use chrono_tz::Tz;

use super::Shape;

/// A value of the configuration.
pub trait Value {
    const SECRET: bool = false;
    const SHAPE: Shape = Shape::One;

    /// As TOML, without what is secret.
    fn show(&self) -> String;
}

macro_rules! shown_plain {
    ($($type:ty),+) => {$(
        impl Value for $type {
            fn show(&self) -> String {
                self.to_string()
            }
        }
    )+};
}

macro_rules! shown_quoted {
    ($($type:ty),+) => {$(
        impl Value for $type {
            fn show(&self) -> String {
                quote(self)
            }
        }
    )+};
}

shown_plain!(u32, u64, usize);
shown_quoted!(String, SocketAddr, Tz, LogFormat);

impl Value for bool {
    const SHAPE: Shape = Shape::Flag;

    fn show(&self) -> String {
        self.to_string()
    }
}

pub fn quote(value: &impl fmt::Display) -> String {
    toml::Value::String(value.to_string()).to_string()
}

fn quote_all<T: fmt::Display>(values: &[T]) -> String {
    format!("[{}]", values.iter().map(|value| quote(value)).collect::<Vec<_>>().join(", "))
}

/// The parts between commas.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

pub fn number<T: FromStr + PartialOrd + fmt::Display>(
    text: &str,
    min: T,
    max: T,
) -> Result<T, String> {
    match text.parse() {
        Ok(number) if number >= min && number <= max => Ok(number),
        _ => Err(format!("a whole number from {min} to {max}")),
    }
}

pub fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "true or false".to_owned())
}

pub fn text(text: &str) -> Result<String, String> {
    let good = !text.trim().is_empty() && !text.contains(char::is_control);
    if good { Ok(text.trim().to_owned()) } else { Err("a text on one line".to_owned()) }
}

/// An address of the web, without a slash at its end.
pub fn text_or_none(text_: &str) -> Result<String, String> {
    if text_.is_empty() { Ok(String::new()) } else { text(text_) }
}

/// A day, or nothing.
pub fn day_or_none(text: &str) -> Result<String, String> {
    let good = text.is_empty() || text.parse::<chrono::NaiveDate>().is_ok();
    if good { Ok(text.to_owned()) } else { Err("a day, such as 2026-11-30".to_owned()) }
}

pub fn url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let good = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':']))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"?#@".contains(c));
    match good {
        true => Ok(text.trim_end_matches('/').to_owned()),
        false => Err("an address that starts with https:// or http://".to_owned()),
    }
}

/// Eight digits; or none.
pub fn ags(text: &str) -> Result<String, String> {
    let good = text.is_empty() || (text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()));
    if good {
        Ok(text.to_owned())
    } else {
        Err("a key of eight digits, such as 15003000".to_owned())
    }
}

/// An address of the web; or none.
pub fn url_or_none(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { url(text) }
}

pub fn email(text: &str) -> Result<String, String> {
    let good = text
        .split_once('@')
        .is_some_and(|(who, host)| !who.is_empty() && !host.is_empty() && !host.contains('@'));
    if good && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err("an e-mail address".to_owned())
    }
}

/// What `tracing_subscriber` takes as a filter; but a word alone is a level, never
/// the name of a part, which would hide a slip.
pub fn filter(text: &str) -> Result<String, String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let named = |part: &str| part.contains('=') || LEVELS.contains(&part);
    let good = parts(text).count() > 0 && (text.contains('[') || parts(text).all(named));
    let expected = "error, warn, info, debug or trace, or a list such as info,actix_web=warn";
    match tracing_subscriber::EnvFilter::builder().parse(text) {
        Ok(_) if good => Ok(text.to_owned()),
        _ => Err(expected.to_owned()),
    }
}

pub fn list<T: FromStr<Err = String>>(text: &str) -> Result<Vec<T>, String> {
    parts(text).map(str::parse).collect()
}

/// An address, or a network of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether `address` lies in it. An IPv4 address may come as an IPv6 one.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.checked_shr(32 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.checked_shr(128 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let read = || {
            let address: IpAddr = address.parse().ok()?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
            (bits <= most).then_some(Self { address, bits })
        };
        read().ok_or_else(|| "addresses or networks, such as 10.0.0.1 or 10.0.0.0/8".to_owned())
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.address, self.bits) {
            (IpAddr::V4(_), 32) | (IpAddr::V6(_), 128) => write!(f, "{}", self.address),
            (address, bits) => write!(f, "{address}/{bits}"),
        }
    }
}

impl Value for Vec<Network> {
    const SHAPE: Shape = Shape::List;

    fn show(&self) -> String {
        quote_all(self)
    }
}

/// Origins whose pages may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    All,
    These(Vec<String>),
}

impl Origins {
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim() == "*" {
            return Ok(Self::All);
        }
        let origin = |text| {
            let origin = url(text).ok()?;
            (origin.matches('/').count() == 2).then_some(origin)
        };
        let origins: Option<_> = parts(text).map(origin).collect();
        let expected = "* alone, or origins such as https://example.org";
        origins.map(Self::These).ok_or_else(|| expected.to_owned())
    }
}

impl Value for Origins {
    const SHAPE: Shape = Shape::List;

    fn show(&self) -> String {
        match self {
            Self::All => quote_all(&["*"]),
            Self::These(origins) => quote_all(origins),
        }
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Auto,
    Text,
    Json,
}

impl LogFormat {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Auto, "auto"), (Self::Text, "text"), (Self::Json, "json")];

    pub fn read(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|(_, name)| *name == text);
        found.map(|(format, _)| format).ok_or_else(|| "auto, text or json".to_owned())
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = Self::ALL.iter().find(|(format, _)| format == self);
        f.write_str(found.map_or("", |(_, name)| name))
    }
}
