use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::sheet::{self, Other, Subject};
use super::ways::ways;
use crate::actions::password::{self, Passwords};
use crate::actions::users;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::{Error, Lang, MemberRole, Role, User, UserContent};
use crate::register::View;
use crate::register::view::spell;
use crate::web::desk::carriers as carrier_choices;
use crate::web::forms::{Choice, Field, Kind, Known, Words, filled, read, tidy};
use crate::web::frame::Section;
use crate::web::session::{Account, AdministratorPage, By, Form, Person, Posted};
use crate::web::{Page, answer};

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

#[derive(Template)]
#[template(path = "office/people.html")]
struct List {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    items: Vec<Item>,
}

struct Item {
    href: String,
    name: String,
    email: String,
    /// What the person does: in the register, and at carriers.
    parts: Vec<String>,
    /// Cannot sign in, or has not chosen a password yet.
    note: Option<&'static str>,
}

pub async fn list(
    By(AdministratorPage(person)): By<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    Query::of(&person.request).finish()?;
    let page = person.page(person.lang.pick("Personen", "People"));
    let mut all: Vec<&Arc<User>> = person.view.users().collect();
    all.sort_by_cached_key(|user| (spell(&user.name), user.id));
    let list = List {
        account: person.account(),
        ways: ways(&person, &page),
        items: all.into_iter().map(|user| Item::of(&person, &page, user)).collect(),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &list)
}

impl Item {
    fn of(person: &Person, page: &Page, user: &User) -> Self {
        let lang = person.lang;
        let carriers = user.memberships.iter().map(|member| {
            let carrier = person.view.carrier_ref(member.carrier).name;
            format!("{carrier}: {}", member_name(lang, member.role))
        });
        let role = user.role.map(|role| role_name(lang, role).to_owned());
        Self {
            href: page.href(&format!("/verwaltung/personen/{}", user.id)),
            name: user.name.clone(),
            email: user.email.clone(),
            parts: role.into_iter().chain(carriers).collect(),
            note: match (user.disabled, user.must_change_password) {
                (true, _) => Some(lang.pick("gesperrt", "disabled")),
                (_, true) => Some(
                    lang.pick("hat noch kein eigenes Passwort", "has no password of their own yet"),
                ),
                _ => None,
            },
        }
    }
}

fn blank(person: &Person) -> Subject {
    Subject {
        title: person.lang.pick("Neue Person", "New person").to_owned(),
        back: LIST,
        action: "/verwaltung/personen/neu".to_owned(),
        fields: FIELDS,
        button: ("Anlegen", "Add"),
        version: 0,
        done: None,
        others: Vec::new(),
    }
}

pub async fn new(
    By(AdministratorPage(person)): By<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    Query::of(&person.request).finish()?;
    let none = [("role".to_owned(), String::new())];
    blank(&person).show(&person, &none.into_iter().collect())
}

pub async fn create(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    let typed = tidy(FIELDS, &form);
    if form.was_kept() {
        return blank(&person).show(&person, &typed);
    }
    let (body, password) = (read(FIELDS, &typed), password::one_time()?);
    let hash = passwords.hash(password.clone()).await?;
    match person.write(move |tx, by| users::create_user(tx, by, &body, hash)).await {
        Ok(user) => tell(&person, &user, password),
        Err(error) => blank(&person).refuse(&person, &typed, error, None),
    }
}

fn tell(person: &Person, user: &User, password: String) -> Result<HttpResponse, Problem> {
    let about = (
        "Geben Sie es der Person auf einem anderen Weg als der E-Mail-Adresse. Beim ersten Anmelden wählt sie ein eigenes.",
        "Give it to the person by another way than the e-mail address. On first signing in they choose their own.",
    );
    let facts = vec![
        (("Name", "Name"), user.name.clone()),
        (("E-Mail-Adresse", "E-mail address"), user.email.clone()),
    ];
    let title = ("Passwort für das erste Mal", "Password for the first time");
    let back = format!("/verwaltung/personen/{}", user.id);
    sheet::tell(person, (title, about), back, facts, password)
}

fn find(view: &View, id: &str) -> Result<Arc<User>, Error> {
    let found = id.parse().ok().and_then(|id| view.user(id));
    found.cloned().ok_or(Error::NotFound("user"))
}

fn subject(user: &User) -> Subject {
    let path = format!("/verwaltung/personen/{}", user.id);
    let password = Other {
        path: format!("{path}/passwort"),
        name: ("Neues Passwort geben", "Give a new password"),
        about: (
            "Wenn jemand das eigene vergessen hat. Das bisherige gilt dann nicht mehr, und die Person wird überall abgemeldet.",
            "If somebody has forgotten their own. The present one is no longer valid then, and the person is signed out everywhere.",
        ),
        way: false,
    };
    Subject {
        title: user.name.clone(),
        back: LIST,
        action: path,
        fields: FIELDS,
        button: ("Speichern", "Save"),
        version: user.version,
        done: None,
        others: vec![password],
    }
}

fn as_typed(person: &Person, user: &User) -> Result<Form, Error> {
    let content = serde_json::to_value(UserContent::from(user)).map_err(Error::internal)?;
    let form = filled(FIELDS, &content, person.lang);
    let none = user.role.is_none().then(|| ("role".to_owned(), String::new()));
    Ok(form.typed().cloned().chain(none).collect())
}

pub async fn show(
    By(AdministratorPage(person)): By<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&person.request);
    let saved = query.one("getan").filter(|done| done == "gespeichert");
    query.finish()?;
    let user = find(&person.view, &id)?;
    let subject = Subject { done: saved.map(|_| ("Gespeichert.", "Saved.")), ..subject(&user) };
    subject.show(&person, &as_typed(&person, &user)?)
}

pub async fn change(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let user = find(&person.view, &id)?;
    let (typed, version) = (tidy(FIELDS, &form), form.text("version").parse().unwrap_or(0));
    let subject = Subject { version, ..subject(&user) };
    if form.was_kept() {
        return subject.show(&person, &typed);
    }
    let (id, patch) = (user.id, read(FIELDS, &typed));
    match person.write(move |tx, by| users::change_user(tx, by, id, version, patch)).await {
        Ok(_) => Ok(person.to(&format!("/verwaltung/personen/{id}?getan=gespeichert"))),
        Err(error) => {
            let now = find(&person.register.view(), &id.to_string())?;
            let theirs = (as_typed(&person, &now)?, now.version);
            subject.refuse(&person, &typed, error, Some(theirs))
        }
    }
}

pub async fn reset(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    id: Path<String>,
    passwords: Data<Passwords>,
) -> Result<HttpResponse, Problem> {
    let user = find(&person.view, &id)?;
    if form.was_kept() {
        return Ok(person.to(&format!("/verwaltung/personen/{}", user.id)));
    }
    let (id, password) = (user.id, password::one_time()?);
    let hash = passwords.hash(password.clone()).await?;
    let user = person.write(move |tx, by| users::reset_password(tx, by, id, hash)).await?;
    tell(&person, &user, password)
}

/// Where a button is, there is nothing to be read.
pub async fn lead_back(
    By(AdministratorPage(person)): By<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    Ok(person.to(&format!("/verwaltung/personen/{}", find(&person.view, &id)?.id)))
}
