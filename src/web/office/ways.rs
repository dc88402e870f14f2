use crate::web::frame::{Page, Section};
use crate::web::session::Person;

type Way = (&'static str, &'static str, &'static str);

/// Where planners go.
const PLANNER: [Way; 7] = [
    ("/start", "Meine Aufgaben", "My tasks"),
    ("/pruefung", "Prüfung", "Review"),
    ("/verwaltung/massnahmen", "Alle Maßnahmen", "All measures"),
    ("/verwaltung/traeger", "Träger", "Carriers"),
    ("/luecken", "Lücken", "Gaps"),
    ("/sitzung", "Für den Rat", "For the council"),
    ("/import", "Dateien einlesen", "Import files"),
];

/// Where administrators go besides.
const ADMINISTRATOR: [Way; 2] = [
    ("/verwaltung/personen", "Personen", "People"),
    ("/verwaltung/programme", "Programme", "Programs"),
];

/// The ways of the planning office, which stand above its pages; none for others.
pub fn ways(person: &Person, page: &Page) -> Vec<Section> {
    let caller = person.caller();
    let planner = PLANNER.iter().filter(|_| caller.is_planner());
    page.ways(planner.chain(ADMINISTRATOR.iter().filter(|_| caller.is_administrator())))
}
