use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::bulk::{Choice, Deed};
use super::ways::ways;
use crate::actions::measures::{self, Outcomes};
use crate::api::problem::Problem;
use crate::domain::{Action, Lang, MeasureId};
use crate::web::desk::failure_of;
use crate::web::frame::Section;
use crate::web::session::{Account, Person, PlannerPage, Posted};
use crate::web::{Page, answer};

/// What would happen to each of many measures.
#[derive(Template)]
#[template(path = "office/preview.html")]
struct Preview {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    deed: Deed,
    deed_name: &'static str,
    asks: Option<&'static str>,
    text: String,
    failure: Option<&'static str>,
    fault: Option<&'static str>,
    good: Vec<Item>,
    bad: Vec<Item>,
}

struct Item {
    id: MeasureId,
    version: u32,
    href: String,
    title: String,
    carrier: String,
    publication: String,
    /// What would happen.
    what: &'static str,
    /// Why it is not possible; empty = it is.
    why: String,
}

pub async fn send(
    Posted { by: PlannerPage(person), form }: Posted<PlannerPage>,
) -> Result<HttpResponse, Problem> {
    let choice = Choice::of(&person, &form)?;
    let status = match choice.measures.is_empty() {
        true => StatusCode::BAD_REQUEST,
        false => StatusCode::OK,
    };
    let page = Preview::of(&person, choice).await?;
    answer::private(status, person.lang, &page)
}

/// The same, where it could not be done.
pub async fn refuse(
    person: &Person,
    choice: Choice,
    failure: Option<&'static str>,
) -> Result<HttpResponse, Problem> {
    let lacking = choice.deed.asks(person.lang).is_some() && choice.text.is_empty();
    let fault = person.lang.pick("Bitte angeben.", "Please say.");
    let status = match failure {
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::BAD_REQUEST,
    };
    let page = Preview::of(person, choice).await?;
    let page = Preview { failure, fault: lacking.then_some(fault), ..page };
    answer::private(status, person.lang, &page)
}

impl Preview {
    /// Tries it, and undoes it.
    async fn of(person: &Person, choice: Choice) -> Result<Self, Problem> {
        // What is not said yet is no reason to refuse.
        let text = if choice.text.is_empty() { "…" } else { &choice.text };
        let body = choice.deed.body(text);
        let mut chosen = choice.measures.clone();
        chosen.iter_mut().for_each(|(_, (_, read))| *read = None);
        let tried = person.write(move |tx, by| {
            tx.make_trial();
            measures::act_on_measures(tx, by, &chosen, &body, false)
        });
        let outcomes: Outcomes = tried.await?;
        let page = person.page(choice.deed.name(person.lang));
        let items =
            choice.measures.iter().zip(outcomes).filter_map(|((action, (id, _)), outcome)| {
                let why = outcome.err().map(|error| failure_of(&error, person)).unwrap_or_default();
                Item::of(person, &page, (*action, *id), why)
            });
        let (good, bad) = items.partition(|item: &Item| item.why.is_empty());
        Ok(Self {
            account: person.account(),
            ways: ways(person, &page),
            deed: choice.deed,
            deed_name: choice.deed.name(person.lang),
            asks: choice.deed.asks(person.lang),
            text: choice.text,
            failure: None,
            fault: None,
            good,
            bad,
            page,
        })
    }
}

impl Item {
    fn of(
        person: &Person,
        page: &Page,
        (action, id): (Action, MeasureId),
        why: String,
    ) -> Option<Self> {
        let view = person.register.view();
        let measure = &view.measures.find(id)?.measure;
        Some(Self {
            id,
            version: measure.version,
            href: page.href(&format!("/pruefung/{id}")),
            title: measure.content.title.to_string(),
            carrier: view.carrier_ref(measure.carrier).name,
            publication: measure.state.publication.label().in_lang(person.lang).to_owned(),
            what: effect(action, person.lang),
            why,
        })
    }
}

fn effect(action: Action, lang: Lang) -> &'static str {
    let (de, en) = match action {
        Action::Publish => ("wird veröffentlicht", "is published"),
        Action::AcceptRevision => ("ihre Änderung wird angenommen", "its change is accepted"),
        Action::Return => ("geht zurück an den Träger", "goes back to the carrier"),
        Action::ReturnRevision => ("ihre Änderung geht zurück", "its change goes back"),
        Action::Archive => ("ist nicht mehr öffentlich", "is no longer public"),
        Action::Restore => ("ist wieder öffentlich", "is public again"),
        Action::Confirm => ("gilt als heute bestätigt", "counts as confirmed today"),
        _ => ("wird nicht weiter bearbeitet", "is no longer worked on"),
    };
    lang.pick(de, en)
}
