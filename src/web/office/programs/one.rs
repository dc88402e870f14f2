use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{Days, NaiveTime, TimeDelta, TimeZone};
use serde_json::{Value, json};

use super::{KNOWN, LIST, NEW};
use crate::actions::clients;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::{
    Caller, Client, ClientContent, ClientId, Date, Error, Instant, Kind as Expected, Rule,
};
use crate::register::{Tx, View};
use crate::web::forms::{Words, filled, read, tidy};
use crate::web::office::sheet::{self, Other, SAVED, Subject};
use crate::web::session::{AdministratorPage, By, Form, Person, Posted};

/// To whom made it, and pressed the button twice.
const TOLD: Words = (
    "Das Programm ist angelegt. Sein Geheimnis stand auf der Seite davor und wird kein zweites Mal gezeigt. Wenn Sie es nicht notiert haben, geben Sie ihm unten ein neues.",
    "The program is added. Its secret stood on the page before and is not shown again. If you have not noted it, give it a new one below.",
);

/// The same of another secret.
const RENEWED: Words = (
    "Das Programm hat ein neues Geheimnis. Es stand auf der Seite davor und wird kein zweites Mal gezeigt. Wenn Sie es nicht notiert haben, geben Sie ihm unten noch einmal ein neues.",
    "The program has a new secret. It stood on the page before and is not shown again. If you have not noted it, give it another one below.",
);

pub fn path_of(id: ClientId) -> String {
    format!("{}/{id}", LIST.0)
}

/// Whose program it is.
pub fn owner_of(person: &Person, client: &Client) -> String {
    let carrier = client.carrier.map(|carrier| person.view.carrier_ref(carrier).name);
    carrier.unwrap_or_else(|| person.lang.pick("Planung", "planning office").to_owned())
}

/// The last moment before an end.
pub fn last_moment(end: &Instant) -> Instant {
    end.plus(-TimeDelta::microseconds(1))
}

fn blank(person: &Person, form: &Form) -> Subject {
    Subject::new(person.lang.pick("Neues Programm", "New program"), LIST, NEW, form)
}

pub async fn new(
    By(AdministratorPage(person)): By<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    Query::of(&person.request).finish()?;
    let form = Form::default();
    blank(&person, &form).show(&person, &form)
}

pub async fn create(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    let (typed, blank) = (tidy(NEW, &form), blank(&person, &form));
    if form.was_kept() {
        return blank.show(&person, &typed);
    }
    let mut body = read(NEW, &typed);
    body["expiresAt"] = end_of(&body["expiresAt"], &person);
    let sent = body.to_string();
    let create = move |tx: &mut Tx<'_>, by: &Caller| {
        let (client, secret) = clients::create_client(tx, by, &body)?;
        Ok((client.id, Some(secret)))
    };
    match person.tell_once(&form.key(), &sent, create).await {
        Ok((id, Some(secret))) => tell(&person, find_now(&person, id)?.as_ref(), secret),
        Ok((id, None)) => Ok(person.to(&format!("{}?getan=angelegt", path_of(id)))),
        Err(error) => blank.refuse(&person, &typed, as_day(error), None),
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
    sheet::tell(person, (title, about), path_of(client.id), facts, secret)
}

fn find(view: &View, id: &str) -> Result<Arc<Client>, Error> {
    let found = id.parse().ok().and_then(|id| view.client(id));
    found.cloned().ok_or(Error::NotFound("client"))
}

/// As it is now, not when the page was asked for.
fn find_now(person: &Person, id: ClientId) -> Result<Arc<Client>, Error> {
    find(&person.register.view(), &id.to_string())
}

fn subject(person: &Person, client: &Client) -> Subject {
    let path = path_of(client.id);
    let secret = Other {
        path: format!("{path}/geheimnis"),
        name: ("Neues Geheimnis", "New secret"),
        about: (
            "Wenn das bisherige verloren ging oder jemand es kennt, der es nicht kennen soll. Es gilt dann nicht mehr; Tokens, die schon ausgegeben sind, gelten noch, bis sie ablaufen.",
            "If the present one was lost, or somebody knows it who should not. It is no longer valid then; tokens that are out are valid until they expire.",
        ),
        way: false,
    };
    let revoke = Other {
        path: format!("{path}/sperren"),
        name: ("Sperren, für immer", "Revoke, for good"),
        about: (
            "Das Programm und alle seine Tokens werden sofort abgewiesen. Das lässt sich nicht zurücknehmen.",
            "The program and all its tokens are refused at once. This cannot be taken back.",
        ),
        way: false,
    };
    Subject {
        title: format!("{} ({})", client.name, owner_of(person, client)),
        back: LIST,
        action: path,
        fields: KNOWN,
        button: ("Speichern", "Save"),
        version: client.version,
        key: None,
        done: None,
        others: vec![secret, revoke],
    }
}

/// Its end as the last day on which it is valid.
fn as_typed(person: &Person, client: &Client) -> Result<Form, Error> {
    let mut content = serde_json::to_value(ClientContent::from(client)).map_err(Error::internal)?;
    let zone = person.register.clock.zone();
    let last = client.expires_at.as_ref().map(|end| last_moment(end).day_in(zone));
    content["expiresAt"] = json!(last.map(|day| day.to_string()));
    Ok(filled(KNOWN, &content, person.lang))
}

pub async fn show(
    By(AdministratorPage(person)): By<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let done = sheet::said(&person, &[("angelegt", TOLD), ("erneuert", RENEWED), SAVED])?;
    let client = find(&person.view, &id)?;
    if client.revoked_at.is_some() {
        return Ok(person.to(LIST.0));
    }
    let subject = Subject { done, ..subject(&person, &client) };
    subject.show(&person, &as_typed(&person, &client)?)
}

pub async fn change(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let client = find(&person.view, &id)?;
    let (typed, version) = (tidy(KNOWN, &form), form.text("version").parse().unwrap_or(0));
    let subject = Subject { version, ..subject(&person, &client) };
    if form.was_kept() {
        return subject.show(&person, &typed);
    }
    let (id, patch) = (client.id, patch(&person, &client, &typed)?);
    match person.write(move |tx, by| clients::change_client(tx, by, id, version, patch)).await {
        Ok(_) => Ok(person.to(&format!("{}?getan=gespeichert", path_of(id)))),
        Err(error) => {
            let now = find_now(&person, id)?;
            let theirs = (as_typed(&person, &now)?, now.version);
            subject.refuse(&person, &typed, as_day(error), Some(theirs))
        }
    }
}

/// What was typed. A day that stands there as before is no new end: programs may have set
/// it to a moment within that day.
fn patch(person: &Person, client: &Client, typed: &Form) -> Result<Value, Error> {
    let mut patch = read(KNOWN, typed);
    let before = read(KNOWN, &as_typed(person, client)?);
    patch["expiresAt"] = match patch["expiresAt"] == before["expiresAt"] {
        true => json!(client.expires_at),
        false => end_of(&patch["expiresAt"], person),
    };
    Ok(patch)
}

/// Gives a program another secret, or refuses it from now on.
pub async fn act(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let id = find(&person.view, &path.0)?.id;
    match path.1.as_str() {
        _ if form.was_kept() => Ok(person.to(&path_of(id))),
        "sperren" => {
            person.write(move |tx, by| clients::revoke_client(tx, by, id)).await?;
            Ok(person.to(&format!("{}?getan=gesperrt", LIST.0)))
        }
        "geheimnis" => {
            let rotate = move |tx: &mut Tx<'_>, by: &Caller| {
                let (client, secret) = clients::rotate_secret(tx, by, id)?;
                Ok((client.id, Some(secret)))
            };
            match person.tell_once(&form.key(), &path.into_inner(), rotate).await? {
                (id, Some(secret)) => tell(&person, find_now(&person, id)?.as_ref(), secret),
                (id, None) => Ok(person.to(&format!("{}?getan=erneuert", path_of(id)))),
            }
        }
        _ => Err(Problem::Path),
    }
}

/// Where a button is, there is nothing to be read.
pub async fn lead_back(
    By(AdministratorPage(person)): By<AdministratorPage>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    Ok(person.to(&path_of(find(&person.view, &path.0)?.id)))
}
