//! The catalog pack: a folder with one file for each kind of entry.

use serde::de::DeserializeOwned;

use crate::domain::Catalog;

/// Why a pack cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0}: {1}")]
    Unreadable(&'static str, std::io::Error),
    #[error("{0}: {1}")]
    Malformed(&'static str, serde_json::Error),
}

/// Reads a pack. `open` gives the text of the file of a name, or `None` if there
/// is none. Whether its entries fit together is for [`Catalog::check`] to say.
pub fn read(
    mut open: impl FnMut(&str) -> std::io::Result<Option<String>>,
) -> Result<Catalog, Error> {
    let open = &mut open;
    Ok(Catalog {
        concepts: required(open, "concepts.json")?,
        handlungsfelder: required(open, "handlungsfelder.json")?,
        guidelines: required(open, "guidelines.json")?,
        stadtteile: required(open, "stadtteile.json")?,
        target_groups: required(open, "target-groups.json")?,
        carrier_kinds: required(open, "carrier-kinds.json")?,
        geometry: optional(open, "stadtteile.geojson")?,
    })
}

/// The pack that is built in.
pub fn built_in() -> Result<Catalog, Error> {
    read(|name| Ok(BUILT_IN.iter().find(|(file, _)| *file == name).map(|(_, text)| (*text).into())))
}

const BUILT_IN: [(&str, &str); 7] = [
    ("concepts.json", include_str!("../../catalog/concepts.json")),
    ("handlungsfelder.json", include_str!("../../catalog/handlungsfelder.json")),
    ("guidelines.json", include_str!("../../catalog/guidelines.json")),
    ("stadtteile.json", include_str!("../../catalog/stadtteile.json")),
    ("target-groups.json", include_str!("../../catalog/target-groups.json")),
    ("carrier-kinds.json", include_str!("../../catalog/carrier-kinds.json")),
    ("stadtteile.geojson", include_str!("../../catalog/stadtteile.geojson")),
];

fn required<T: DeserializeOwned>(
    open: &mut impl FnMut(&str) -> std::io::Result<Option<String>>,
    name: &'static str,
) -> Result<T, Error> {
    optional(open, name)?.ok_or(Error::Missing(name))
}

fn optional<T: DeserializeOwned>(
    open: &mut impl FnMut(&str) -> std::io::Result<Option<String>>,
    name: &'static str,
) -> Result<Option<T>, Error> {
    let text = open(name).map_err(|error| Error::Unreadable(name, error))?;
    let value = text.map(|text| serde_json::from_str(&text));
    value.transpose().map_err(|error| Error::Malformed(name, error))
}
