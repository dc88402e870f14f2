//! Programs: what reads and writes through the API with nobody in front of it.

mod list;
mod one;

use actix_web::web::ServiceConfig;

use crate::domain::{Lang, Scope};
use crate::web::desk::carriers as carrier_choices;
use crate::web::forms::{Choice, Field, Kind, Known, Words};
use crate::web::routes::{form, page};

pub fn routes(config: &mut ServiceConfig) {
    page(config, "/verwaltung/programme", list::list);
    form(config, "/verwaltung/programme/neu", one::new, one::create);
    form(config, "/verwaltung/programme/{id}", one::show, one::change);
    form(config, "/verwaltung/programme/{id}/{deed}", one::lead_back, one::act);
}

const LIST: (&str, Words) = ("/verwaltung/programme", ("Programme", "Programs"));

const NAME: Field = Field::new(
    "name",
    ("Name", "Name"),
    ("Zum Beispiel „Export aus der Fachanwendung“.", "For instance “Export of the case system”."),
    Kind::Line(200),
);
const CARRIER: Field = Field::new(
    "carrier",
    ("Für welchen Träger?", "For which carrier?"),
    ("Nichts gewählt: für die Planung selbst.", "Nothing chosen: for the planning office itself."),
    Kind::One(carrier_choices),
);
const SCOPES: Field = Field::new(
    "scopes",
    ("Was darf es?", "What may it do?"),
    (
        "Erfassen, ändern und einreichen nur für einen Träger; prüfen nur für die Planung.",
        "Registering, editing and submitting for a carrier only; reviewing for the planning office only.",
    ),
    Kind::Many(scopes),
);
const EXPIRES: Field = Field::new(
    "expiresAt",
    ("Bis wann?", "Until when?"),
    (
        "Bis zum Ende dieses Tages, zum Beispiel 31.12.2026; leer = ohne Ende.",
        "Until the end of that day, such as 2026-12-31; empty = without end.",
    ),
    Kind::Date,
);

/// Of a new program.
const NEW: &[Field] = &[NAME, CARRIER, SCOPES, EXPIRES];

/// Of one that is there: its carrier stays.
const KNOWN: &[Field] = &[NAME, SCOPES, EXPIRES];

fn scopes(known: &Known<'_>) -> Vec<Choice> {
    Scope::ALL.iter().map(|scope| Choice::new(scope.as_str(), name(known.lang, *scope))).collect()
}

fn name(lang: Lang, scope: Scope) -> &'static str {
    let (de, en) = match scope {
        Scope::Read => ("lesen", "read"),
        Scope::Write => ("erfassen und ändern", "register and edit"),
        Scope::Submit => ("einreichen", "submit"),
        Scope::Review => ("prüfen und veröffentlichen", "review and publish"),
    };
    lang.pick(de, en)
}
