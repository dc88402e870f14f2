use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::carriers::find;
use super::sheet::known;
use super::ways::ways;
use crate::actions::carriers;
use crate::api::problem::Problem;
use crate::domain::{Carrier, Error};
use crate::web::desk::{carriers as carrier_choices, failure_of};
use crate::web::forms::{Field, Kind, Shown, Widget, Wrong, show as show_fields, tidy};
use crate::web::frame::Section;
use crate::web::session::{Account, AdministratorPage, By, Form, Person, Posted};
use crate::web::{Page, answer};

const FIELDS: &[Field] = &[Field::new(
    "into",
    ("In welchem Träger geht er auf?", "Which carrier does it become part of?"),
    ("Der bleibt, mit seinem Namen.", "That one stays, with its name."),
    Kind::One(carrier_choices),
)];

/// Two carriers become one: first what that would do, then it is done.
#[derive(Template)]
#[template(path = "office/merge.html")]
struct Merge {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    from: String,
    back: String,
    action: String,
    fields: Vec<Shown>,
    faults: Vec<Wrong>,
    failure: Option<String>,
    /// What would happen, if it is known into which.
    effect: Option<Effect>,
}

struct Effect {
    into: String,
    id: String,
    measures: u64,
    people: u64,
    programs: u64,
}

impl Merge {
    fn of(person: &Person, from: &Carrier, form: &Form, faults: Vec<Wrong>) -> Self {
        let title = person.lang.pick("Träger zusammenlegen", "Merge carriers");
        let page = person.page(title);
        let back = page.href(&format!("/verwaltung/traeger/{}", from.id));
        let mut fields = show_fields(FIELDS, form, &faults, &known(person));
        let own = from.id.to_string();
        if let Some(Widget::Select(choices)) = fields.first_mut().map(|field| &mut field.widget) {
            choices.retain(|choice| choice.value != own);
        }
        Self {
            account: person.account(),
            ways: ways(person, &page),
            from: from.content.name.clone(),
            action: format!("{back}/zusammenlegen"),
            back,
            fields,
            faults,
            failure: None,
            effect: None,
            page,
        }
    }
}

pub async fn show(
    By(AdministratorPage(person)): By<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let from = find(&person.view, &id)?;
    let page = Merge::of(&person, &from, &Form::default(), Vec::new());
    answer::private(StatusCode::OK, person.lang, &page)
}

pub async fn send(
    Posted { by: AdministratorPage(person), form }: Posted<AdministratorPage>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let from = find(&person.view, &id)?;
    let typed = tidy(FIELDS, &form);
    let Ok(into) = find(&person.view, typed.text("into")) else {
        let wrong =
            vec![Wrong::at("into", person.lang.pick("Bitte wählen.", "Please choose.").to_owned())];
        let page = Merge::of(&person, &from, &typed, wrong);
        return answer::private(StatusCode::BAD_REQUEST, person.lang, &page);
    };
    let sure = form.has("sicher") && !form.was_kept();
    let (old, new) = (from.id, into.id);
    let merged = person.write(move |tx, by| {
        if !sure {
            tx.make_trial();
        }
        carriers::merge_carriers(tx, by, old, new)
    });
    let (status, page) = match merged.await {
        Ok(_) if sure => {
            return Ok(person.to(&format!("/verwaltung/traeger/{new}?getan=zusammengelegt")));
        }
        Ok(moved) => {
            let member = |memberships: &[crate::domain::Membership]| {
                memberships.iter().any(|member| member.carrier == old)
            };
            let people = person.view.users().filter(|user| member(&user.memberships));
            let programs = person.view.clients().filter(|client| client.carrier == Some(old));
            let effect = Effect {
                into: into.content.name.clone(),
                id: new.to_string(),
                measures: moved as u64,
                people: people.count() as u64,
                programs: programs.count() as u64,
            };
            let page = Merge::of(&person, &from, &typed, Vec::new());
            (StatusCode::OK, Merge { effect: Some(effect), ..page })
        }
        Err(Error::Invalid(faults)) => {
            let fields: Vec<&Field> = FIELDS.iter().collect();
            let wrong = Wrong::in_form(&fields, &faults, person.lang);
            (StatusCode::BAD_REQUEST, Merge::of(&person, &from, &typed, wrong))
        }
        Err(error @ (Error::Conflict(_) | Error::Busy)) => {
            let page = Merge::of(&person, &from, &typed, Vec::new());
            let failure = Some(failure_of(&error, &person));
            (StatusCode::CONFLICT, Merge { failure, ..page })
        }
        Err(error) => return Err(error.into()),
    };
    answer::private(status, person.lang, &page)
}
