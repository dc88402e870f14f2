use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::{Config, Error, KEYS, Key};

/// What every variable of the environment begins with.
pub const VARIABLE: &str = "MASSNAHMEN_";

/// The file that is read if it exists and no other is named.
const DEFAULT_FILE: &str = "massnahmen.toml";

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    File(PathBuf),
    Variable(String),
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Variable(name) => write!(f, "environment {name}"),
            Self::Flag(name) => write!(f, "option {name}"),
        }
    }
}

/// What was found, layer by layer; the later one wins. Faults are gathered, so
/// that all are heard of at once.
#[derive(Debug, Default)]
pub struct Layers {
    found: BTreeMap<&'static str, (String, Origin)>,
    faults: Vec<String>,
}

impl Layers {
    /// The file, the environment of this process, and `flags` of the command line.
    pub fn of_process(file: Option<&Path>, flags: Vec<(&'static Key, String)>) -> Self {
        let variables: BTreeMap<String, String> = std::env::vars_os()
            .map(|(name, value)| (lossy(name), lossy(value)))
            .filter(|(name, _)| name.starts_with(VARIABLE))
            .collect();
        let mut layers = Self::default();
        let named = variables.get(CONFIG_VARIABLE).map(Path::new);
        layers.read_file(file.or(named));
        layers.environment(variables);
        layers.flags(flags);
        layers
    }

    fn read_file(&mut self, named: Option<&Path>) {
        let path = named.unwrap_or(Path::new(DEFAULT_FILE));
        match std::fs::read_to_string(path) {
            Ok(text) => self.file(path, &text),
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => self.fault(format!("{}: cannot be read: {error}", path.display())),
        }
    }

    /// Takes a file of the given text.
    pub fn file(&mut self, path: &Path, text: &str) {
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            // Only what and where: the line itself may hold a password.
            Err(error) => {
                let before = error.span().and_then(|span| text.get(..span.start));
                let line = before.map_or(1, |before| before.matches('\n').count() + 1);
                let why = error.message();
                return self.fault(format!("{}, line {line}: {why}", path.display()));
            }
        };
        let origin = Origin::File(path.to_owned());
        for (name, value) in table {
            match (Key::find(&name), plain(&value)) {
                (None, _) => {
                    let like = near(&name, KEYS.iter().map(|key| key.name.to_owned()));
                    self.fault(format!("{name} ({origin}): there is no such key{like}"));
                }
                (Some(key), None) => {
                    self.fault(format!("{} ({origin}): not a table nor a date", key.name));
                }
                (Some(key), Some(text)) => self.put(key, text, origin.clone()),
            }
        }
    }

    /// Takes variables of the environment. Those of others are passed over.
    pub fn environment(&mut self, variables: BTreeMap<String, String>) {
        let ours = |name: &String| name.starts_with(VARIABLE) && name != CONFIG_VARIABLE;
        for (variable, value) in variables.iter().filter(|(name, _)| ours(name)) {
            let named = |key: &&Key| key.variable() == *variable;
            let in_file = |key: &&Key| key.secret && file_variable(key) == *variable;
            let origin = Origin::Variable(variable.clone());
            if let Some(key) = KEYS.iter().find(named) {
                self.put(key, value.clone(), origin);
            } else if let Some(key) = KEYS.iter().find(in_file) {
                if variables.contains_key(&key.variable()) {
                    self.fault(format!("{variable}: set either it or {}", key.variable()));
                }
                self.put_from_file(key, Path::new(value), origin);
            } else {
                let known = KEYS.iter().map(Key::variable);
                let secret = KEYS.iter().filter(|key| key.secret).map(file_variable);
                let like = near(variable, known.chain(secret));
                self.fault(format!("{variable}: there is no such variable{like}"));
            }
        }
    }

    fn put_from_file(&mut self, key: &'static Key, path: &Path, origin: Origin) {
        match std::fs::read_to_string(path) {
            Ok(text) => self.put(key, text.trim_end_matches(['\r', '\n']).to_owned(), origin),
            Err(error) => self.fault(format!("{origin}: {}: {error}", path.display())),
        }
    }

    /// Takes options of the command line.
    pub fn flags(&mut self, flags: Vec<(&'static Key, String)>) {
        for (key, text) in flags {
            let origin = Origin::Flag(format!("--{}", key.name.replace('_', "-")));
            self.put(key, text, origin);
        }
    }

    /// A bad value is a fault even where a later layer would win: it is a mistake
    /// that waits.
    fn put(&mut self, key: &'static Key, text: String, origin: Origin) {
        let derived = text.is_empty() && key.default.is_empty();
        match (key.check)(&text) {
            Err(expected) if !derived => {
                let given = if key.secret { String::new() } else { format!(", not {text:?}") };
                self.fault(format!("{} ({origin}): expected {expected}{given}", key.name));
            }
            _ => {
                self.found.insert(key.name, (text, origin));
            }
        }
    }

    fn fault(&mut self, what: String) {
        self.faults.push(what);
    }

    pub fn origin(&self, key: &Key) -> Origin {
        self.found.get(key.name).map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    /// The settings in force, or every fault.
    pub fn config(&self) -> Result<Config, Error> {
        if !self.faults.is_empty() {
            return Err(Error(self.faults.clone()));
        }
        Config::from_checked(|name| self.text(name)).map_err(|fault| Error(vec![fault]))
    }

    fn text(&self, name: &str) -> String {
        let found = self.found.get(name).map(|(text, _)| text.as_str());
        let default = Key::find(name).map_or("", |key| key.default);
        match (name, found.unwrap_or(default)) {
            ("public_url", "") => format!("http://{}", self.text("listen")),
            ("publisher_name", "") => self.text("contact_name"),
            ("database_url", _) if found.is_none() && self.text("demo") == "true" => {
                "sqlite://data/demo.db".to_owned()
            }
            (_, text) => text.to_owned(),
        }
    }
}

/// Names the file, as `--config` does.
const CONFIG_VARIABLE: &str = "MASSNAHMEN_CONFIG";

/// The variable that names a file with the value.
pub fn file_variable(key: &Key) -> String {
    format!("{}_FILE", key.variable())
}

fn lossy(text: std::ffi::OsString) -> String {
    text.to_string_lossy().into_owned()
}

/// A value of the file as text; lists with commas.
fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(items) => {
            let items: Option<Vec<_>> = items.iter().map(plain).collect();
            Some(items?.join(","))
        }
        toml::Value::Table(_) | toml::Value::Datetime(_) => None,
    }
}

/// "; did you mean …?", if something known is written much like `name`.
fn near(name: &str, known: impl Iterator<Item = String>) -> String {
    let distances = known.map(|known| (distance(name, &known), known));
    match distances.min() {
        Some((distance, known)) if distance <= name.len().div_ceil(3) => {
            format!("; did you mean {known}?")
        }
        _ => "; `massnahmen config` lists all".to_owned(),
    }
}

/// How many characters must be put in, taken out or replaced.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.chars().enumerate() {
            let replaced = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
