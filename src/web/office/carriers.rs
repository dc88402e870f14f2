use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::sheet::{self, Other, SAVED, Subject};
use super::ways::ways;
use crate::actions::carriers;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::{Caller, Carrier, CarrierId, Error};
use crate::register::view::{Dim, spell};
use crate::register::{Tx, View};
use crate::web::desk::carriers as carrier_choices;
use crate::web::forms::{Choice, Field, Kind, Known, Words, filled, read, tidy};
use crate::web::frame::Section;
use crate::web::session::{Account, By, Form, Person, PlannerPage, Posted};
use crate::web::{Page, answer};

const NONE: Words = ("", "");
const LIST: (&str, Words) = ("/verwaltung/traeger", ("Träger", "Carriers"));

const ADDED: (&str, Words) = ("angelegt", ("Der Träger ist angelegt.", "The carrier is added."));
const MERGED: (&str, Words) =
    ("zusammengelegt", ("Die beiden sind zusammengelegt.", "The two are merged."));

const FIELDS: &[Field] = &[
    Field::new(
        "name",
        ("Name", "Name"),
        (
            "Wie er im Vereinsregister oder Handelsregister steht. Frühere Namen bleiben auffindbar.",
            "As registered. Former names can still be found.",
        ),
        Kind::Line(200),
    ),
    Field::new("shortName", ("Kurzname", "Short name"), NONE, Kind::Line(60)),
    Field::new("kind", ("Art", "Kind"), NONE, Kind::One(kinds)),
    Field::new(
        "parent",
        ("Gehört zu", "Belongs to"),
        (
            "Der Dachverband, wenn er selbst im Register ist.",
            "The umbrella organisation, if it is in the register itself.",
        ),
        Kind::One(carrier_choices),
    ),
    Field::new("website", ("Seite im Netz", "Website"), ("https://…", "https://…"), Kind::Url),
    Field::new(
        "email",
        ("E-Mail-Adresse", "E-mail address"),
        ("Öffentlich; keine Adresse einzelner Personen.", "Public; not that of a person."),
        Kind::Email,
    ),
    Field::new("phone", ("Telefon", "Telephone"), ("Öffentlich.", "Public."), Kind::Line(60)),
    Field::new(
        "trusted",
        (
            "Was er einreicht, ist ohne Prüfung gleich öffentlich",
            "What it submits is public at once, without review",
        ),
        NONE,
        Kind::Check,
    ),
    Field::new(
        "active",
        ("Ist tätig und kann einreichen", "Is active and can submit"),
        NONE,
        Kind::Check,
    ),
];

fn kinds(known: &Known<'_>) -> Vec<Choice> {
    let kinds = known.view.catalog.carrier_kinds.iter();
    kinds.map(|kind| Choice::new(&kind.code, kind.label.in_lang(known.lang))).collect()
}

#[derive(Template)]
#[template(path = "office/carriers.html")]
struct List {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    items: Vec<Item>,
}

struct Item {
    href: String,
    name: String,
    kind: String,
    measures: u64,
    measures_href: String,
    notes: Vec<String>,
}

pub async fn list(By(PlannerPage(person)): By<PlannerPage>) -> Result<HttpResponse, Problem> {
    Query::of(&person.request).finish()?;
    let page = person.page(person.lang.pick("Träger", "Carriers"));
    let mut all: Vec<&Arc<Carrier>> = person.view.carriers().collect();
    all.sort_by_cached_key(|carrier| spell(&carrier.content.name));
    let list = List {
        account: person.account(),
        ways: ways(&person, &page),
        items: all.into_iter().map(|carrier| Item::of(&person, &page, carrier)).collect(),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &list)
}

impl Item {
    fn of(person: &Person, page: &Page, carrier: &Carrier) -> Self {
        let (view, lang, id) = (&person.view, person.lang, carrier.id.to_string());
        let kind = view.catalog.carrier_kind(&carrier.content.kind);
        let into = carrier.merged_into.map(|into| view.carrier_ref(into).name);
        let notes = [
            into.map(|into| {
                lang.pick(format!("ging auf in {into}"), format!("merged into {into}"))
            }),
            (carrier.merged_into.is_none() && !carrier.content.active)
                .then(|| lang.pick("nicht mehr tätig", "no longer active").to_owned()),
            carrier.content.trusted.then(|| {
                lang.pick("veröffentlicht ohne Prüfung", "publishes without review").to_owned()
            }),
        ];
        Self {
            href: page.href(&format!("/verwaltung/traeger/{id}")),
            name: carrier.content.name.clone(),
            kind: kind.map(|kind| page.label(&kind.label).to_owned()).unwrap_or_default(),
            measures: measures_of(view, carrier.id),
            measures_href: page.href(&format!("/verwaltung/massnahmen?carrier={id}")),
            notes: notes.into_iter().flatten().collect(),
        }
    }
}

/// How many measures a carrier leads itself, and those below it.
fn measures_of(view: &View, id: CarrierId) -> u64 {
    let all = view.with_children(id).into_iter().map(|id| id.to_string()).collect::<Vec<_>>();
    view.measures.bitmaps.any(Dim::Carrier, all.iter().map(String::as_str)).len()
}

pub async fn new(By(PlannerPage(person)): By<PlannerPage>) -> Result<HttpResponse, Problem> {
    Query::of(&person.request).finish()?;
    let active = [("active".to_owned(), "1".to_owned())];
    blank(&person, &Form::default()).show(&person, &active.into_iter().collect())
}

fn blank(person: &Person, form: &Form) -> Subject {
    Subject::new(person.lang.pick("Neuer Träger", "New carrier"), LIST, FIELDS, form)
}

pub async fn create(
    Posted { by: PlannerPage(person), form }: Posted<PlannerPage>,
) -> Result<HttpResponse, Problem> {
    let (typed, blank) = (tidy(FIELDS, &form), blank(&person, &form));
    if form.was_kept() {
        return blank.show(&person, &typed);
    }
    let body = read(FIELDS, &typed);
    let sent = body.to_string();
    let create = move |tx: &mut Tx<'_>, by: &Caller| carriers::create_carrier(tx, by, &body);
    match person.write_once(&form.key(), &sent, create).await {
        Ok(id) => Ok(person.to(&format!("/verwaltung/traeger/{id}?getan=angelegt"))),
        Err(error) => blank.refuse(&person, &typed, error, None),
    }
}

pub fn find(view: &View, id: &str) -> Result<Arc<Carrier>, Error> {
    let found = id.parse().ok().and_then(|id| view.carrier(id));
    found.cloned().ok_or(Error::NotFound("carrier"))
}

fn subject(person: &Person, carrier: &Carrier) -> Subject {
    let path = format!("/verwaltung/traeger/{}", carrier.id);
    let merge = Other {
        path: format!("{path}/zusammenlegen"),
        name: ("Mit einem anderen zusammenlegen", "Merge with another"),
        about: (
            "Wenn derselbe Träger zweimal im Register steht, oder einer im anderen aufgegangen ist.",
            "If the same carrier is in the register twice, or one became part of another.",
        ),
        way: true,
    };
    let may_merge = person.caller().is_administrator() && carrier.merged_into.is_none();
    Subject {
        title: carrier.content.name.clone(),
        back: LIST,
        action: path,
        fields: FIELDS,
        button: ("Speichern", "Save"),
        version: carrier.version,
        key: None,
        done: None,
        others: if may_merge { vec![merge] } else { Vec::new() },
    }
}

fn as_typed(person: &Person, carrier: &Carrier) -> Result<Form, Error> {
    let content = serde_json::to_value(&carrier.content).map_err(Error::internal)?;
    Ok(filled(FIELDS, &content, person.lang))
}

pub async fn show(
    By(PlannerPage(person)): By<PlannerPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let done = sheet::said(&person, &[ADDED, SAVED, MERGED])?;
    let carrier = find(&person.view, &id)?;
    let subject = Subject { done, ..subject(&person, &carrier) };
    subject.show(&person, &as_typed(&person, &carrier)?)
}

pub async fn change(
    Posted { by: PlannerPage(person), form }: Posted<PlannerPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let carrier = find(&person.view, &id)?;
    let (typed, read_version) = (tidy(FIELDS, &form), form.text("version").parse().unwrap_or(0));
    let subject = Subject { version: read_version, ..subject(&person, &carrier) };
    if form.was_kept() {
        return subject.show(&person, &typed);
    }
    let (id, patch) = (carrier.id, read(FIELDS, &typed));
    let change = person
        .write(move |tx, by| carriers::update_carrier(tx, by, id, Some(read_version), &patch));
    match change.await {
        Ok(_) => Ok(person.to(&format!("/verwaltung/traeger/{id}?getan=gespeichert"))),
        Err(error) => {
            let now = find(&person.register.view(), &id.to_string())?;
            let theirs = (as_typed(&person, &now)?, now.version);
            subject.refuse(&person, &typed, error, Some(theirs))
        }
    }
}
