//! What there is to be had of the register, for portals of open data: DCAT-AP.de 3.0
//! (<https://www.dcat-ap.de/def/dcatde/3.0/spec/>). Everything that is described has an
//! address of its own, so that no portal has to guess what is the same.

mod datasets;

use super::open_data::{DL_DE_BY, Publisher};
use crate::domain::{Catalog, Concept, Instant, Lang};

/// Short names of the vocabularies.
pub const PREFIXES: [(&str, &str); 9] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dcatde", "http://dcat-ap.de/def/dcatde/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Something with an address, and what is said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    pub iri: String,
    /// With a short name of a vocabulary, as are the properties: `dcat:Dataset`.
    pub kind: &'static str,
    pub says: Vec<(&'static str, Object)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    Iri(String),
    Text(String),
    In(Lang, String),
    /// A value of a type.
    Typed(String, &'static str),
    Resource(Resource),
}

impl Resource {
    fn new(iri: impl Into<String>, kind: &'static str) -> Self {
        Self { iri: iri.into(), kind, says: Vec::new() }
    }

    fn says(mut self, property: &'static str, object: Object) -> Self {
        self.says.push((property, object));
        self
    }

    fn says_all(self, all: impl IntoIterator<Item = (&'static str, Object)>) -> Self {
        all.into_iter().fold(self, |resource, (property, object)| resource.says(property, object))
    }

    fn iri(self, property: &'static str, iri: impl Into<String>) -> Self {
        self.says(property, Object::Iri(iri.into()))
    }

    fn label(self, property: &'static str, de: &str, en: &str) -> Self {
        self.says(property, Object::In(Lang::De, de.to_owned()))
            .says(property, Object::In(Lang::En, en.to_owned()))
    }
}

/// What is described.
pub struct Offer<'a> {
    /// Where the service is reached, without a slash at the end.
    pub url: &'a str,
    pub publisher: &'a Publisher,
    pub catalog: &'a Catalog,
    /// When a published measure last changed; `None` = there is none.
    pub changed_at: Option<Instant>,
}

impl Offer<'_> {
    fn address(&self, name: &str) -> String {
        format!("{}/v1/catalog#{name}", self.url)
    }

    /// The key of the municipality: as the operator says, else that of the concept.
    fn ags(&self) -> Option<&str> {
        let of_concept = || self.catalog.current_concept().map(|c| c.municipality.ags.as_str());
        self.publisher.ags.as_deref().or_else(of_concept)
    }

    fn publisher(&self) -> Resource {
        let Publisher { name, email, url, .. } = self.publisher;
        Resource::new(self.address("publisher"), "foaf:Organization")
            .says("foaf:name", Object::Text(name.clone()))
            .iri("foaf:mbox", format!("mailto:{email}"))
            .iri("foaf:homepage", url)
            .iri("dct:type", "http://purl.org/adms/publishertype/LocalAuthority")
    }

    fn contact(&self) -> Resource {
        let Publisher { name, email, url, .. } = self.publisher;
        Resource::new(self.address("contact"), "vcard:Organization")
            .says("vcard:fn", Object::Text(name.clone()))
            .iri("vcard:hasEmail", format!("mailto:{email}"))
            .iri("vcard:hasURL", url)
    }

    /// Which place it is about.
    fn place(&self) -> Vec<(&'static str, Object)> {
        let Some(ags) = self.ags() else { return Vec::new() };
        let place = format!("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/{ags}");
        let level = "http://dcat-ap.de/def/politicalGeocoding/Level/municipality";
        vec![
            ("dct:spatial", Object::Iri(place.clone())),
            ("dcatde:politicalGeocodingURI", Object::Iri(place)),
            ("dcatde:politicalGeocodingLevelURI", Object::Iri(level.into())),
        ]
    }

    fn changed(&self) -> Option<(&'static str, Object)> {
        let at = self.changed_at?.to_string();
        Some(("dct:modified", Object::Typed(at, "xsd:dateTime")))
    }
}

const LANGUAGES: &str = "http://publications.europa.eu/resource/authority/language/";

/// The catalog of what there is to be had.
pub fn describe(offer: &Offer<'_>) -> Resource {
    let (concept_de, concept_en) = titles(offer.catalog.current_concept());
    Resource::new(offer.address("catalog"), "dcat:Catalog")
        .label("dct:title", "Maßnahmenregister", "Register of measures")
        .label(
            "dct:description",
            &format!("Was zur Umsetzung getan wird: {concept_de}."),
            &format!("What is done to carry out: {concept_en}."),
        )
        .says("dct:publisher", Object::Resource(offer.publisher()))
        .iri("dct:license", DL_DE_BY.uri)
        .iri("dct:language", format!("{LANGUAGES}DEU"))
        .iri("dct:language", format!("{LANGUAGES}ENG"))
        .iri("foaf:homepage", offer.url)
        .iri("dcat:themeTaxonomy", "http://publications.europa.eu/resource/authority/data-theme")
        .says_all(offer.place().into_iter().take(1))
        .says_all(offer.changed())
        .says_all(
            datasets::of(offer).into_iter().map(|set| ("dcat:dataset", Object::Resource(set))),
        )
}

fn titles(concept: Option<&Concept>) -> (&str, &str) {
    concept.map_or(("Integrationskonzept", "Integration concept"), |concept| {
        (&concept.title.de, &concept.title.en)
    })
}
