use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use chrono::{Days, NaiveTime, TimeDelta, TimeZone};
use serde_json::{Value, json};

use super::sheet::{self, Subject};
use super::ways::ways;
use crate::actions::clients;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::{Client, Date, Error, Instant, Kind as Expected, Lang, Rule, Scope};
use crate::register::View;
use crate::register::view::spell;
use crate::web::desk::carriers as carrier_choices;
use crate::web::forms::{Choice, Field, Kind, Known, Words, read, tidy};
use crate::web::frame::Section;
use crate::web::session::{Account, AdministratorPage, By, Form, Person, Posted};
use crate::web::{Page, answer};

const LIST: (&str, Words) = ("/verwaltung/programme", ("Programme", "Programs"));

const FIELDS: &[Field] = &[
    Field::new(
        "name",
        ("Name", "Name"),
        (
            "Zum Beispiel „Export aus der Fachanwendung“.",
            "For instance “Export of the case system”.",
        ),
        Kind::Line(200),
    ),
    Field::new(
        "carrier",
        ("Für welchen Träger?", "For which carrier?"),
        (
            "Nichts gewählt: für die Planung selbst.",
            "Nothing chosen: for the planning office itself.",
        ),
        Kind::One(carrier_choices),
    ),
    Field::new(
        "scopes",
        ("Was darf es?", "What may it do?"),
        (
            "Schreiben und einreichen nur für einen Träger; prüfen nur für die Planung.",
            "Writing and submitting for a carrier only; reviewing for the planning office only.",
        ),
        Kind::Many(scopes),
    ),
    Field::new(
        "expiresAt",
        ("Bis wann?", "Until when?"),
        (
            "Bis zum Ende dieses Tages, zum Beispiel 31.12.2026; leer = ohne Ende.",
            "Until the end of that day, such as 2026-12-31; empty = without end.",
        ),
        Kind::Date,
    ),
];

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

#[derive(Template)]
#[template(path = "office/programs.html")]
struct List {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    done: bool,
    items: Vec<Item>,
}

struct Item {
    id: String,
    name: String,
    owner: String,
    scopes: String,
    state: String,
    used: Option<String>,
    active: bool,
}

pub async fn list(
    By(AdministratorPage(person)): By<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&person.request);
    let done = query.one("getan").is_some_and(|done| done == "gesperrt");
    query.finish()?;
    let page = person.page(person.lang.pick("Programme", "Programs"));
    let mut all: Vec<&Arc<Client>> = person.view.clients().collect();
    all.sort_by_cached_key(|client| (client.revoked_at.is_some(), spell(&client.name), client.id));
    let list = List {
        account: person.account(),
        ways: ways(&person, &page),
        done,
        items: all.into_iter().map(|client| Item::of(&person, &page, client)).collect(),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &list)
}

impl Item {
    fn of(person: &Person, page: &Page, client: &Client) -> Self {
        let lang = person.lang;
        let day = |at: &Instant| page.day(&page.day_of(at));
        let owner = client.carrier.map(|carrier| person.view.carrier_ref(carrier).name);
        let scopes: Vec<&str> = client.scopes.iter().map(|scope| name(lang, *scope)).collect();
        let state = match (&client.revoked_at, &client.expires_at) {
            (Some(at), _) => format!("{} {}", lang.pick("gesperrt am", "revoked on"), day(at)),
            (None, Some(end)) if !client.is_active(person.register.clock.now()) => {
                format!("{} {}", lang.pick("abgelaufen am", "expired on"), day(end))
            }
            (None, Some(end)) => {
                let last = end.plus(-TimeDelta::microseconds(1));
                format!("{} {}", lang.pick("gilt bis", "valid until"), day(&last))
            }
            (None, None) => lang.pick("gilt ohne Ende", "valid without end").to_owned(),
        };
        Self {
            id: client.id.to_string(),
            name: client.name.clone(),
            owner: owner.unwrap_or_else(|| lang.pick("Planung", "planning office").to_owned()),
            scopes: scopes.join(", "),
            state,
            used: client.last_used_on.map(|day| page.day(&day)),
            active: client.revoked_at.is_none(),
        }
    }
}

fn blank(person: &Person) -> Subject {
    Subject {
        title: person.lang.pick("Neues Programm", "New program").to_owned(),
        back: LIST,
        action: "/verwaltung/programme/neu".to_owned(),
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
    blank(&person).show(&person, &Form::default())
}

pub async fn create(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    let typed = tidy(FIELDS, &form);
    if form.was_kept() {
        return blank(&person).show(&person, &typed);
    }
    let mut body = read(FIELDS, &typed);
    body["expiresAt"] = end_of(&body["expiresAt"], &person);
    match person.write(move |tx, by| clients::create_client(tx, by, &body)).await {
        Ok((client, secret)) => tell(&person, &client, secret),
        Err(error) => blank(&person).refuse(&person, &typed, as_day(error), None),
    }
}

/// The end of a day where the concept is, as the API takes it; what is no day is left to be
/// refused.
fn end_of(given: &Value, person: &Person) -> Value {
    let date = given.as_str().and_then(|text| text.parse::<Date>().ok());
    let day = date.filter(|date| date.first() == date.last()).map(|date| date.first());
    let next = day.and_then(|day| day.checked_add_days(Days::new(1)));
    let local = next.map(|next| next.and_time(NaiveTime::MIN));
    let zone = person.register.clock.zone();
    match local.and_then(|local| zone.from_local_datetime(&local).earliest()) {
        Some(end) => json!(Instant::from(end.to_utc())),
        None => given.clone(),
    }
}

/// A fault of the moment is one of the day that was asked for.
fn as_day(error: Error) -> Error {
    let Error::Invalid(mut faults) = error else { return error };
    for fault in faults.iter_mut().filter(|fault| fault.rule == Rule::Kind(Expected::Instant)) {
        fault.rule = Rule::Kind(Expected::Day);
    }
    Error::Invalid(faults)
}

fn tell(person: &Person, client: &Client, secret: String) -> Result<HttpResponse, Problem> {
    let about = (
        "Tragen Sie beides in das Programm ein: Damit holt es sich Tokens (OAuth 2, client credentials).",
        "Enter both in the program: with them it gets tokens (OAuth 2, client credentials).",
    );
    let facts = vec![
        (("Programm", "Program"), client.name.clone()),
        (("Kennung (client_id)", "Identifier (client_id)"), client.id.to_string()),
    ];
    let title = ("Geheimnis des Programms", "Secret of the program");
    sheet::tell(person, (title, about), LIST.0.to_owned(), facts, secret)
}

fn find(view: &View, id: &str) -> Result<Arc<Client>, Error> {
    let found = id.parse().ok().and_then(|id| view.client(id));
    found.cloned().ok_or(Error::NotFound("client"))
}

/// Gives a program another secret, or refuses it from now on.
pub async fn change(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, deed) = path.into_inner();
    let id = find(&person.view, &id)?.id;
    match deed.as_str() {
        _ if form.was_kept() => Ok(person.to(LIST.0)),
        "sperren" => {
            person.write(move |tx, by| clients::revoke_client(tx, by, id)).await?;
            Ok(person.to(&format!("{}?getan=gesperrt", LIST.0)))
        }
        "geheimnis" => {
            let rotate = person.write(move |tx, by| clients::rotate_secret(tx, by, id));
            let (client, secret) = rotate.await?;
            tell(&person, &client, secret)
        }
        _ => Err(Problem::Path),
    }
}

/// Where a button is, there is nothing to be read.
pub async fn lead_back(
    By(AdministratorPage(person)): By<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    Ok(person.to(LIST.0))
}
