use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::json;

use super::choices;
use super::edit::{Edit, Filling, all_fields, failure_of, patch, tidied};
use super::steps::STEPS;
use crate::actions::measures;
use crate::api::problem::Problem;
use crate::domain::{Caller, CarrierId, Error};
use crate::register::Tx;
use crate::web::answer;
use crate::web::forms::{Choice, Field, Kind, Known, Wrong, show as show_fields};
use crate::web::session::{By, Form, Person, Posted};

const CARRIER: Field = Field::new(
    "leadCarrier",
    ("Für welchen Träger?", "For which carrier?"),
    ("Der für die Maßnahme einsteht.", "The one that answers for the measure."),
    Kind::One(choices::carriers),
);

/// The carriers for which somebody may register measures, of those that are active.
pub fn carriers_of(person: &Person) -> Vec<CarrierId> {
    let caller: &Caller = person.caller();
    let may = |id: &CarrierId| caller.may_create(*id).is_ok();
    let active = person.view.carriers().filter(|carrier| carrier.content.active);
    let active = active.filter(|carrier| carrier.merged_into.is_none());
    active.map(|carrier| carrier.id).filter(may).collect()
}

pub async fn show(By(person): By<Person>) -> Result<HttpResponse, Problem> {
    if carriers_of(&person).is_empty() {
        return Err(Error::Forbidden.into());
    }
    answer::private(StatusCode::OK, person.lang, &page(&person, Filling::default()))
}

pub async fn send(Posted { by: person, form }: Posted<Person>) -> Result<HttpResponse, Problem> {
    let mut typed: Vec<_> = tidied(&STEPS[0], &form).typed().cloned().collect();
    let mut body = patch(&STEPS[0], &tidied(&STEPS[0], &form));
    let carrier = form.text(CARRIER.name).to_owned();
    body[CARRIER.name] = if carrier.is_empty() { json!(null) } else { json!(carrier) };
    typed.push((CARRIER.name.to_owned(), carrier));
    typed.push(("key".to_owned(), form.key()));
    let filling = Filling { form: typed.into_iter().collect(), ..Filling::default() };
    if form.was_kept() {
        return answer::private(StatusCode::OK, person.lang, &page(&person, filling));
    }
    let (key, sent) = (form.text("key"), body.to_string());
    let create = move |tx: &mut Tx<'_>, by: &Caller| measures::create_measure(tx, by, &body);
    let created = person.write_once(key, &sent, create).await;
    let (status, filling) = match created {
        Ok(id) => return Ok(person.to(&after(&form, &id.to_string()))),
        Err(Error::Invalid(faults)) => {
            let fields: Vec<&Field> = all_fields().into_iter().chain([&CARRIER]).collect();
            let faults = Wrong::in_form(&fields, &faults, person.lang);
            (StatusCode::BAD_REQUEST, Filling { faults, ..filling })
        }
        Err(error @ (Error::Conflict(_) | Error::Busy)) => {
            let failure = Some(failure_of(&error, &person));
            (StatusCode::CONFLICT, Filling { failure, ..filling })
        }
        Err(error) => return Err(error.into()),
    };
    answer::private(status, person.lang, &page(&person, filling))
}

fn after(form: &Form, id: &str) -> String {
    match form.text("next") {
        "later" => "/start?getan=gespeichert".to_owned(),
        _ => format!("/erfassen/{id}/schritt/2"),
    }
}

/// The first step, with the carrier to be chosen if there are several.
fn page(person: &Person, filling: Filling) -> Edit {
    let concept = person.view.catalog.current_concept().map_or("", |c| c.id.as_str());
    let known = Known { view: &person.view, concept, status: None, lang: person.lang };
    let own: Vec<String> = carriers_of(person).iter().map(ToString::to_string).collect();
    let mut shown = show_fields(&[CARRIER], &filling.form, &filling.faults, &known);
    for field in &mut shown {
        field.choose(|choice: &Choice| own.contains(&choice.value));
    }
    let key = Some(filling.form.key());
    Edit { carrier: shown.pop(), key, ..Edit::new(person, 1, filling, &known) }
}
