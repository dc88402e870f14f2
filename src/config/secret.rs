use std::fmt;

use super::values::{Value, quote};

/// Where the register is kept. It may hold a password, so it shows itself without.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    pub fn read(text: &str) -> Result<Self, String> {
        let named = ["sqlite://", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
        if named && !text.contains(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err("sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned())
        }
    }

    /// The whole URL; not to be shown.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn is_postgres(&self) -> bool {
        self.0.starts_with("postgres")
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_postgres() {
            return f.write_str(&self.0);
        }
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("", &self.0));
        let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(u, h)| (Some(u), h));
        write!(f, "{scheme}://")?;
        match user.map(|user| user.split_once(':').map_or((user, false), |(name, _)| (name, true)))
        {
            Some((name, true)) => write!(f, "{name}:…@")?,
            Some((name, false)) => write!(f, "{name}@")?,
            None => {}
        }
        let (host, query) = host.split_once('?').map_or((host, None), |(h, q)| (h, Some(q)));
        f.write_str(host)?;
        let options = query.into_iter().flat_map(|query| query.split('&'));
        for (number, option) in options.enumerate() {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let value = if name.contains("pass") { "…" } else { value };
            write!(f, "{}{name}={value}", if number == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Value for DatabaseUrl {
    const SECRET: bool = true;

    fn show(&self) -> String {
        quote(self)
    }
}
