use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::own::Own;
use super::steps::{STEPS, Step, step};
use crate::actions::measures;
use crate::api::problem::Problem;
use crate::domain::{Action, Conflict, Error, Lang};
use crate::web::forms::{
    Field, Shown, Widget, Wrong, merge, read, show as show_fields, spoken, tidy,
};
use crate::web::session::{Account, By, Form, Person, Posted};
use crate::web::{Page, answer};

/// One step of the form.
#[derive(Template)]
#[template(path = "desk/edit.html")]
pub struct Edit {
    pub page: Page,
    pub account: Account,
    /// Where the form is sent.
    pub action: String,
    pub steps: Vec<Way>,
    /// What the measure is called, if it is registered.
    pub measure: Option<String>,
    pub version: u32,
    pub sections: Vec<Shelf>,
    pub faults: Vec<Wrong>,
    /// Something that is not the matter of a field.
    pub failure: Option<String>,
    /// What was typed fits what somebody else changed in the meantime, or not.
    pub meanwhile: Option<Meanwhile>,
    /// An edit waits for review.
    pub reviewed: bool,
    /// The carrier of a new measure, and the key by which it is registered once.
    pub carrier: Option<Shown>,
    pub key: Option<String>,
}

/// The way to a step.
pub struct Way {
    pub title: &'static str,
    /// `None` = the measure is not registered yet.
    pub href: Option<String>,
    pub here: bool,
}

impl Way {
    /// The steps of a measure that is registered; the last of them is to check it.
    pub fn all(person: &Person, own: &Own, here: usize) -> Vec<Self> {
        let (page, id) = (person.page(""), own.id());
        let mut ways = Self::titles(person.lang, here);
        for (number, way) in (1..).zip(&mut ways) {
            way.href = Some(page.href(&match number <= STEPS.len() {
                true => format!("/erfassen/{id}/schritt/{number}"),
                false => format!("/erfassen/{id}"),
            }));
        }
        ways
    }

    fn titles(lang: Lang, here: usize) -> Vec<Self> {
        let titles = STEPS.iter().map(|step| step.title);
        let titles = titles.chain([("Prüfen und einreichen", "Check and submit")]);
        let ways = (1..).zip(titles).map(|(number, (de, en))| Self {
            title: lang.pick(de, en),
            href: None,
            here: number == here,
        });
        ways.collect()
    }
}

/// A section with its fields.
pub struct Shelf {
    pub title: &'static str,
    pub fields: Vec<Shown>,
}

/// Somebody else saved in the meantime.
pub struct Meanwhile {
    /// How many fields both changed.
    pub disputed: usize,
}

/// What a step is filled with.
#[derive(Default)]
pub struct Filling {
    pub form: Form,
    pub faults: Vec<Wrong>,
    pub failure: Option<String>,
}

pub async fn show(
    By(person): By<Person>,
    path: Path<(String, usize)>,
) -> Result<HttpResponse, Problem> {
    let (name, number) = path.into_inner();
    let (own, step) = (Own::find(&person, &name)?, step(number).ok_or(Problem::Path)?);
    if !own.may(Action::Edit) {
        return Ok(person.to(&format!("/erfassen/{}", own.id())));
    }
    let mut form = Vec::new();
    for section in step.sections {
        form.extend(own.filled(section.fields, &person)?.typed().cloned());
    }
    let filling = Filling { form: form.into_iter().collect(), ..Filling::default() };
    let page = Edit::of(&person, &own, number, filling);
    answer::private(StatusCode::OK, person.lang, &page)
}

pub async fn send(
    Posted { by: person, form }: Posted<Person>,
    path: Path<(String, usize)>,
) -> Result<HttpResponse, Problem> {
    let (name, number) = path.into_inner();
    let (own, step) = (Own::find(&person, &name)?, step(number).ok_or(Problem::Path)?);
    let typed = tidied(step, &form);
    let version = form.text("version").parse().unwrap_or(0);
    if form.was_kept() {
        let filling = Filling { form: typed, ..Filling::default() };
        let page = Edit { version, ..Edit::of(&person, &own, number, filling) };
        return answer::private(StatusCode::OK, person.lang, &page);
    }
    let (id, patch) = (own.id(), patch(step, &typed));
    let edit = person.write(move |tx, by| measures::edit_measure(tx, by, id, version, patch)).await;
    let (status, page) = match edit {
        Ok(_) => return Ok(person.to(&next(&own, number, &form))),
        Err(Error::Stale) => match meanwhile(&person, &name, (number, step), version, typed)? {
            Some(page) => (StatusCode::CONFLICT, page),
            None => return Ok(person.to(&next(&own, number, &form))),
        },
        Err(Error::Invalid(faults)) => {
            let faults = Wrong::in_form(&all_fields(), &faults, person.lang);
            let filling = Filling { form: typed, faults, failure: None };
            (StatusCode::BAD_REQUEST, Edit::of(&person, &own, number, filling))
        }
        Err(error @ (Error::Conflict(_) | Error::Busy)) => {
            let failure = Some(failure_of(&error, &person));
            let filling = Filling { form: typed, failure, ..Filling::default() };
            (StatusCode::CONFLICT, Edit::of(&person, &own, number, filling))
        }
        Err(error) => return Err(error.into()),
    };
    answer::private(status, person.lang, &page)
}

/// What stands in the way, for people.
pub fn failure_of(error: &Error, person: &Person) -> String {
    let label = match error {
        Error::Conflict(Conflict::Publication { publication, .. }) => publication.label(),
        Error::Conflict(Conflict::Incomplete(_)) => {
            let (de, en) = ("Es fehlen noch Angaben.", "Something is still missing.");
            return person.lang.pick(de, en).to_owned();
        }
        _ => return error.detail(person.lang),
    };
    let now = label.in_lang(person.lang);
    person.lang.pick(
        format!("Das geht gerade nicht. Stand des Eintrags: {now}."),
        format!("This is not possible now. State of the entry: {now}."),
    )
}

/// After the step the next one, unless somebody wants to go on later.
fn next(own: &Own, number: usize, form: &Form) -> String {
    match (form.text("next"), number) {
        ("later", _) => "/start?getan=gespeichert".to_owned(),
        (_, number) if number < STEPS.len() => {
            format!("/erfassen/{}/schritt/{}", own.id(), number + 1)
        }
        _ => format!("/erfassen/{}?getan=gespeichert", own.id()),
    }
}

/// The same step with what both wrote, for the version that there is now; `None` if what
/// was typed is saved already.
fn meanwhile(
    person: &Person,
    name: &str,
    (number, step): (usize, &'static Step),
    version: u32,
    typed: Form,
) -> Result<Option<Edit>, Error> {
    let (mut base, mut theirs) = (Vec::new(), Vec::new());
    let now = Own::find_now(person, name)?;
    for section in step.sections {
        let fields = section.fields;
        base.extend(now.filled_before(version, fields, person)?.typed().cloned());
        theirs.extend(now.filled(fields, person)?.typed().cloned());
    }
    let (base, theirs) = (base.into_iter().collect(), theirs.into_iter().collect());
    let merged = merge(step.fields(), &base, &typed, &theirs);
    if !merged.is_new {
        return Ok(None);
    }
    let filling = Filling { form: merged.form, ..Filling::default() };
    let mut page = Edit::of(person, &now, number, filling);
    let known = now.known(person);
    let nothing = person.lang.pick("(nichts)", "(nothing)");
    for field in page.sections.iter_mut().flat_map(|section| &mut section.fields) {
        let disputed = step
            .fields()
            .find(|known| known.name == field.id && merged.disputed.contains(&known.name));
        field.other = disputed.map(|field| spoken(field, &theirs, &known));
        if field.other.as_deref() == Some("") {
            field.other = Some(nothing.to_owned());
        }
    }
    page.meanwhile = Some(Meanwhile { disputed: merged.disputed.len() });
    Ok(Some(page))
}

/// Every field there is, since a fault of one step may lie in another.
pub fn all_fields() -> Vec<&'static Field> {
    STEPS.iter().flat_map(Step::fields).collect()
}

/// What was typed into a step.
pub fn tidied(step: &Step, form: &Form) -> Form {
    let sections = step.sections.iter();
    sections.flat_map(|s| tidy(s.fields, form).typed().cloned().collect::<Vec<_>>()).collect()
}

/// The same as a merge patch.
pub fn patch(step: &Step, typed: &Form) -> serde_json::Value {
    let mut patch = serde_json::json!({});
    for section in step.sections {
        if let (Some(all), Some(more)) =
            (patch.as_object_mut(), read(section.fields, typed).as_object())
        {
            all.extend(more.clone());
        }
    }
    patch
}

impl Edit {
    /// A step of a measure that is registered.
    pub fn of(person: &Person, own: &Own, number: usize, filling: Filling) -> Self {
        let id = own.id();
        let mut page = Self::new(person, number, filling, &own.known(person));
        page.action = page.page.href(&format!("/erfassen/{id}/schritt/{number}"));
        page.steps = Way::all(person, own, number);
        page.measure = Some(own.measure().content.title.to_string());
        page.version = own.measure().version;
        page.reviewed = own.waits_for_review(person);
        page
    }

    /// A step of a measure that is not registered yet.
    pub fn new(
        person: &Person,
        number: usize,
        Filling { form, faults, failure }: Filling,
        known: &crate::web::forms::Known<'_>,
    ) -> Self {
        let lang = person.lang;
        let pick = |(de, en)| lang.pick(de, en);
        let sections = step(number).map_or(&[][..], |step| step.sections).iter();
        let sections = sections.map(|section| Shelf {
            title: pick(section.title),
            fields: show_fields(section.fields, &form, &faults, known),
        });
        let title = STEPS.get(number - 1).map_or("", |step| pick(step.title));
        let mark = if faults.is_empty() { "" } else { lang.pick("Fehler: ", "Error: ") };
        Self {
            page: person.page(&format!("{mark}{title}")),
            account: person.account(),
            action: person.page("").href("/erfassen"),
            steps: Way::titles(lang, number),
            measure: None,
            version: 0,
            sections: sections.collect(),
            faults,
            failure,
            meanwhile: None,
            reviewed: false,
            carrier: None,
            key: None,
        }
    }

    fn title(&self) -> &str {
        self.steps.iter().find(|step| step.here).map_or("", |step| step.title)
    }
}
