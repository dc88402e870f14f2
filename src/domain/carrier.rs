use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::input::Input;
use super::{CarrierId, Catalog, Faults, Instant, Rule};

pub const NAME_MAX: usize = 200;
pub const SHORT_NAME_MAX: usize = 60;

/// An organisation that answers for measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Carrier {
    pub id: CarrierId,
    /// Grows with every change.
    pub version: u32,
    pub content: CarrierContent,
    /// The carrier it was merged into; its measures moved there.
    pub merged_into: Option<CarrierId>,
    /// Names it had before, oldest first.
    pub former_names: Vec<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// What is written about a carrier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CarrierContent {
    #[schema(min_length = 1, max_length = 200, examples("Freiwilligenagentur Magdeburg e.V."))]
    pub name: String,
    #[schema(min_length = 1, max_length = 60)]
    pub short_name: Option<String>,
    /// Code of a carrier kind.
    #[schema(max_length = 60, examples("association"))]
    pub kind: String,
    /// The umbrella organisation it belongs to.
    pub parent: Option<CarrierId>,
    #[schema(max_length = 2000, format = "uri", examples("https://example.org/"))]
    pub website: Option<String>,
    /// A public address of the organisation, not of a person.
    #[schema(max_length = 254, format = Email, examples("kontakt@example.org"))]
    pub email: Option<String>,
    #[schema(max_length = 60, examples("+49 391 123456"))]
    pub phone: Option<String>,
    /// Its submissions are published at once.
    #[serde(default)]
    pub trusted: bool,
    #[serde(default)]
    pub active: bool,
}

impl CarrierContent {
    /// Reads what a client sent. `catalog` and `exists` say what may be pointed at.
    pub fn read(
        value: &Value,
        catalog: &Catalog,
        exists: impl Fn(CarrierId) -> bool,
        faults: &Faults,
    ) -> Option<Self> {
        let mut input = Input::new(value, "", faults)?;
        let name = input.line("name", NAME_MAX);
        let name = input.required("name", name);
        let short_name = input.line("shortName", SHORT_NAME_MAX);
        let kind = input.line("kind", super::input::CODE_MAX);
        let kind = input.required("kind", kind);
        if kind.as_deref().is_some_and(|kind| catalog.carrier_kind(kind).is_none()) {
            faults.add("/kind", Rule::NoSuch("carrier kind"));
        }
        let parent = input.id::<CarrierId>("parent");
        if parent.is_some_and(|parent| !exists(parent)) {
            faults.add("/parent", Rule::NoSuch("carrier"));
        }
        let website = input.url("website");
        let email = input.email("email");
        let phone = input.line("phone", 60);
        let trusted = input.boolean("trusted").unwrap_or(false);
        let active = input.boolean("active").unwrap_or(true);
        input.finish();
        Some(Self {
            name: name?,
            short_name,
            kind: kind?,
            parent,
            website,
            email,
            phone,
            trusted,
            active,
        })
    }
}
