//! People: who may sign in, and with which part.

mod list;
mod one;

use actix_web::web::ServiceConfig;

use crate::domain::{Lang, MemberRole, Role};
use crate::web::desk::carriers as carrier_choices;
use crate::web::forms::{Choice, Field, Kind, Known, Words};
use crate::web::routes::{form, page};

pub fn routes(config: &mut ServiceConfig) {
    page(config, "/verwaltung/personen", list::list);
    form(config, "/verwaltung/personen/neu", one::new, one::create);
    form(config, "/verwaltung/personen/{id}", one::show, one::change);
    form(config, "/verwaltung/personen/{id}/passwort", one::lead_back, one::reset);
}

const NONE: Words = ("", "");
const LIST: (&str, Words) = ("/verwaltung/personen", ("Personen", "People"));

const FIELDS: &[Field] = &[
    Field::new("name", ("Name", "Name"), NONE, Kind::Line(200)),
    Field::new(
        "email",
        ("E-Mail-Adresse", "E-mail address"),
        ("Damit meldet sich die Person an.", "The person signs in with it."),
        Kind::Email,
    ),
    Field::new(
        "role",
        ("Im ganzen Register", "In the whole register"),
        (
            "Wer bei Trägern mitarbeitet, braucht hier nichts.",
            "Who works for carriers needs nothing here.",
        ),
        Kind::Radio(roles),
    ),
    Field::new(
        "memberships",
        ("Bei Trägern", "At carriers"),
        (
            "Nach dem Speichern gibt es eine weitere Zeile. Eine Zeile, die Sie leeren, fällt weg.",
            "After saving there is one more line. A line that you empty goes away.",
        ),
        Kind::Rows(MEMBERSHIP),
    ),
    Field::new(
        "disabled",
        (
            "Gesperrt: kann sich nicht anmelden und wird sofort überall abgemeldet",
            "Disabled: cannot sign in, and is signed out everywhere at once",
        ),
        NONE,
        Kind::Check,
    ),
];

const MEMBERSHIP: &[Field] = &[
    Field::new("carrier", ("Träger", "Carrier"), NONE, Kind::One(carrier_choices)),
    Field::new("role", ("Aufgabe", "Task"), NONE, Kind::One(member_roles)),
];

fn roles(known: &Known<'_>) -> Vec<Choice> {
    let none = known.lang.pick("nichts", "nothing");
    let roles =
        Role::ALL.iter().map(|role| Choice::new(role.as_str(), role_name(known.lang, *role)));
    [Choice::new("", none)].into_iter().chain(roles).collect()
}

fn role_name(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Reader => lang.pick("liest alles", "reads everything"),
        Role::Planner => {
            lang.pick("Planung: prüft und veröffentlicht", "planning office: reviews and publishes")
        }
        Role::Administrator => lang.pick(
            "Verwaltung: dazu Personen, Programme und Träger",
            "administration: people, programs and carriers besides",
        ),
    }
}

fn member_roles(known: &Known<'_>) -> Vec<Choice> {
    let roles = MemberRole::ALL.iter();
    roles.map(|role| Choice::new(role.as_str(), member_name(known.lang, *role))).collect()
}

fn member_name(lang: Lang, role: MemberRole) -> &'static str {
    match role {
        MemberRole::Editor => lang.pick("erfasst Maßnahmen", "registers measures"),
        MemberRole::Officer => lang.pick("erfasst und reicht ein", "registers and submits"),
    }
}
