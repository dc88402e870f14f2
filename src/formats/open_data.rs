//! Under which terms what the register holds may be used, and by whom it is published.

/// Who publishes the register's own data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    pub name: String,
    pub email: String,
    pub url: String,
    /// Official municipality key (AGS); that of the concept if not said.
    pub ags: Option<String>,
    /// The provider's number at GovData, as a URI.
    pub contributor: Option<String>,
}

/// A licence, as portals know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Licence {
    pub id: &'static str,
    pub url: &'static str,
    /// In the list of DCAT-AP.de.
    pub uri: &'static str,
}

/// Of the register's own data.
pub const DL_DE_BY: Licence = Licence {
    id: "dl-de/by-2-0",
    url: "https://www.govdata.de/dl-de/by-2-0",
    uri: "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
};

/// Of the polygons.
pub const ODBL: Licence = Licence {
    id: "ODbL-1.0",
    url: "https://opendatacommons.org/licenses/odbl/1-0/",
    uri: "http://dcat-ap.de/def/licenses/odbl",
};

/// Whom the polygons come from.
pub const MAPPERS: &str = "© OpenStreetMap-Mitwirkende";
