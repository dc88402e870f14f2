//! The datasets: published measures, and the polygons of the Stadtteile, which others
//! drew and gave other terms.

use super::{LANGUAGES, Object, Offer, Resource, titles};
use crate::formats::open_data::{DL_DE_BY, Licence, MAPPERS, ODBL};

const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";

/// A form in which a dataset is had.
struct Form {
    name: &'static str,
    /// Below the address of the service.
    path: &'static str,
    /// In the European list of file types.
    file_type: &'static str,
    /// As IANA has registered it, if it has.
    media_type: Option<&'static str>,
    title: (&'static str, &'static str),
    /// Holds the polygons as well.
    drawn: bool,
}

const FORMS: [Form; 6] = [
    Form {
        name: "json",
        path: "/v1/measures",
        file_type: "JSON",
        media_type: Some("application/json"),
        title: ("Maßnahmen als JSON, in Seiten", "Measures as JSON, in pages"),
        drawn: false,
    },
    Form {
        name: "csv",
        path: "/v1/measures?format=csv",
        file_type: "CSV",
        media_type: Some("text/csv"),
        title: ("Maßnahmen als CSV", "Measures as CSV"),
        drawn: false,
    },
    Form {
        name: "xlsx",
        path: "/v1/measures?format=xlsx",
        file_type: "XLSX",
        media_type: Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        title: ("Maßnahmen als Arbeitsmappe", "Measures as a workbook"),
        drawn: false,
    },
    Form {
        name: "geojson",
        path: "/v1/measures?format=geojson",
        file_type: "GEOJSON",
        media_type: Some("application/geo+json"),
        title: ("Maßnahmen mit Stadtteilen als GeoJSON", "Measures with Stadtteile as GeoJSON"),
        drawn: true,
    },
    Form {
        name: "ndjson",
        path: "/v1/measures?format=ndjson",
        // The list has none of its own for it.
        file_type: "JSON",
        media_type: None,
        title: ("Maßnahmen als JSON, eine je Zeile", "Measures as JSON, one on each line"),
        drawn: false,
    },
    Form {
        name: "ics",
        path: "/v1/measures?format=ics",
        file_type: "ICS",
        media_type: Some("text/calendar"),
        title: ("Beginn und Ende als Kalender", "Starts and ends as a calendar"),
        drawn: false,
    },
];

const STADTTEILE: Form = Form {
    name: "stadtteile-geojson",
    path: "/v1/stadtteile?format=geojson",
    file_type: "GEOJSON",
    media_type: Some("application/geo+json"),
    title: ("Stadtteile als GeoJSON", "Stadtteile as GeoJSON"),
    drawn: true,
};

pub fn of(offer: &Offer<'_>) -> Vec<Resource> {
    let drawn = offer.catalog.geometry.is_some();
    let stadtteile = drawn.then(|| stadtteile(offer));
    [measures(offer, drawn)].into_iter().chain(stadtteile).collect()
}

fn measures(offer: &Offer<'_>, drawn: bool) -> Resource {
    let (de, en) = titles(offer.catalog.current_concept());
    let forms = FORMS.iter().filter(|form| drawn || !form.drawn);
    let forms = forms.map(|form| {
        let form = distribution(offer, form, DL_DE_BY, &offer.publisher.name);
        ("dcat:distribution", Object::Resource(form))
    });
    dataset(offer, "measures")
        .label("dct:title", &format!("Maßnahmen: {de}"), &format!("Measures: {en}"))
        .label(
            "dct:description",
            "Veröffentlichte Maßnahmen mit Trägern, Handlungsfeldern, Stadtteilen, Zielgruppen, \
             Zeitraum und Status.",
            "Published measures with carriers, Handlungsfelder, Stadtteile, target groups, period \
             and status.",
        )
        .label("dcat:keyword", "Integration", "integration")
        .label("dcat:keyword", "Maßnahmen", "measures")
        .iri("dcat:theme", format!("{AUTHORITY}/data-theme/SOCI"))
        .iri("dcat:theme", format!("{AUTHORITY}/data-theme/GOVE"))
        .says_all(period(offer))
        .says_all(offer.changed())
        .says_all(forms)
}

fn stadtteile(offer: &Offer<'_>) -> Resource {
    let form = distribution(offer, &STADTTEILE, ODBL, MAPPERS);
    dataset(offer, "stadtteile")
        .label("dct:title", "Stadtteile: Flächen", "Stadtteile: polygons")
        .label(
            "dct:description",
            "Vereinfachte Flächen der Stadtteile aus OpenStreetMap.",
            "Simplified polygons of the Stadtteile, from OpenStreetMap.",
        )
        .label("dcat:keyword", "Stadtteile", "districts")
        .iri("dcat:theme", format!("{AUTHORITY}/data-theme/REGI"))
        .says("dcat:distribution", Object::Resource(form))
}

/// What all datasets have in common.
fn dataset(offer: &Offer<'_>, name: &str) -> Resource {
    let address = offer.address(name);
    let contributor = offer.publisher.contributor.clone();
    Resource::new(&address, "dcat:Dataset")
        .says("dct:identifier", Object::Text(address))
        .says("dct:publisher", Object::Resource(offer.publisher()))
        .says("dcat:contactPoint", Object::Resource(offer.contact()))
        .iri("dct:accessRights", format!("{AUTHORITY}/access-right/PUBLIC"))
        .iri("dct:accrualPeriodicity", format!("{AUTHORITY}/frequency/CONT"))
        .iri("dct:language", format!("{LANGUAGES}DEU"))
        .iri("dcat:landingPage", offer.url)
        .says_all(contributor.map(|uri| ("dcatde:contributorID", Object::Iri(uri))))
        .says_all(offer.place())
}

/// The period of the concept.
fn period(offer: &Offer<'_>) -> Option<(&'static str, Object)> {
    let period = offer.catalog.current_concept()?.period;
    let day = |day: crate::domain::Day| Object::Typed(day.to_string(), "xsd:date");
    let period = Resource::new(offer.address("period"), "dct:PeriodOfTime")
        .says("dcat:startDate", day(period.start))
        .says("dcat:endDate", day(period.end));
    Some(("dct:temporal", Object::Resource(period)))
}

fn distribution(offer: &Offer<'_>, form: &Form, licence: Licence, by: &str) -> Resource {
    let address = format!("{}{}", offer.url, form.path);
    let kind = form.media_type;
    let kind = kind.map(|kind| format!("https://www.iana.org/assignments/media-types/{kind}"));
    let made = Resource::new(offer.address(form.name), "dcat:Distribution")
        .label("dct:title", form.title.0, form.title.1)
        .iri("dcat:accessURL", &address)
        .iri("dct:format", format!("{AUTHORITY}/file-type/{}", form.file_type))
        .says_all(kind.map(|kind| ("dcat:mediaType", Object::Iri(kind))))
        .iri("dct:license", licence.uri)
        .says("dcatde:licenseAttributionByText", Object::Text(by.to_owned()))
        .iri("dcatap:availability", format!("{AUTHORITY}/planned-availability/STABLE"));
    // Only what is had whole is downloaded.
    let made = if form.name == "json" { made } else { made.iri("dcat:downloadURL", &address) };
    match form.drawn && licence != ODBL {
        false => made,
        // A distribution has one licence at most; that of the polygons is a further right.
        true => made
            .says("dcatde:licenseAttributionByText", Object::Text(MAPPERS.to_owned()))
            .says("dct:rights", Object::Resource(rights())),
    }
}

fn rights() -> Resource {
    Resource::new(ODBL.uri, "dct:RightsStatement").label(
        "rdfs:label",
        "Die Flächen der Stadtteile stehen unter der ODbL 1.0: © OpenStreetMap-Mitwirkende",
        "The polygons of the Stadtteile are under the ODbL 1.0: © OpenStreetMap-Mitwirkende",
    )
}
