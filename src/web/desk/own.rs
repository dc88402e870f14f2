use std::sync::Arc;

use serde_json::Value;

use crate::actions::measures::find_entry;
use crate::domain::measure::{Publication, allowed_actions};
use crate::domain::{Action, Error, Fault, Measure, MeasureId, Result};
use crate::register::View;
use crate::register::view::Entry;
use crate::web::forms::{Field, Known, filled};
use crate::web::session::{Form, Person, Visit};

use super::steps::{STEPS, step_of};

/// A measure of which the person sees everything.
pub struct Own {
    pub entry: Arc<Entry>,
    /// What the person may do with it next.
    pub allowed: Vec<Action>,
}

impl Own {
    /// What is not theirs is not there.
    pub fn find(person: &Person, name: &str) -> Result<Self> {
        Self::find_in(&person.view, person, name)
    }

    /// The same as it is now, not when the page was asked for.
    pub fn find_now(person: &Person, name: &str) -> Result<Self> {
        Self::find_in(&person.register.view(), person, name)
    }

    fn find_in(view: &View, person: &Person, name: &str) -> Result<Self> {
        let entry = find_entry(view, name);
        let entry = entry.filter(|entry| entry.standing(person.caller()).sees_all());
        entry.map(|entry| Self::of(person, entry)).ok_or(Error::NotFound("measure"))
    }

    /// Whether what the carrier changes in it is reviewed before everybody sees it.
    pub fn waits_for_review(&self, person: &Person) -> bool {
        let trusted = self.entry.carrier.as_ref().is_some_and(|carrier| carrier.content.trusted);
        let published = self.measure().state.publication == Publication::Published;
        published && !trusted && !person.caller().is_planner()
    }

    pub fn of(person: &Person, entry: &Arc<Entry>) -> Self {
        let concept = person.view.catalog.concept(&entry.measure.concept);
        let allowed = concept.map(|c| allowed_actions(person.caller(), &entry.measure, c));
        Self { entry: Arc::clone(entry), allowed: allowed.unwrap_or_default() }
    }

    pub fn measure(&self) -> &Measure {
        &self.entry.measure
    }

    pub fn id(&self) -> MeasureId {
        self.entry.measure.id
    }

    pub fn may(&self, action: Action) -> bool {
        self.allowed.contains(&action)
    }

    /// Whether the person is still writing what is to be submitted.
    pub fn is_written(&self) -> bool {
        let publication = self.measure().state.publication;
        let open = matches!(publication, Publication::Draft | Publication::Returned);
        open && self.may(Action::Edit)
    }

    /// What choices about it are made of.
    pub fn known<'v>(&'v self, visit: &'v Visit) -> Known<'v> {
        Known {
            view: &visit.view,
            concept: &self.measure().concept,
            status: Some(self.entry.status),
            lang: visit.lang,
        }
    }

    /// What stands in it now, as if it had been typed.
    pub fn filled(&self, fields: &[Field], visit: &Visit) -> Result<Form> {
        typed(self.measure(), fields, visit)
    }

    /// The same of an earlier version; nothing if there is none.
    pub fn filled_before(&self, version: u32, fields: &[Field], visit: &Visit) -> Result<Form> {
        let before = self.entry.versions.iter().find(|known| known.measure.version == version);
        before.map_or(Ok(Form::default()), |before| typed(&before.measure, fields, visit))
    }

    /// What is still missing before it can be submitted.
    pub fn missing(&self, visit: &Visit) -> Vec<Fault> {
        let unfinished = [Publication::Draft, Publication::Returned];
        if !unfinished.contains(&self.measure().state.publication) {
            return Vec::new();
        }
        let concept = visit.view.catalog.concept(&self.measure().concept);
        concept.map(|c| self.measure().content.missing(c).into_vec()).unwrap_or_default()
    }
}

fn typed(measure: &Measure, fields: &[Field], visit: &Visit) -> Result<Form> {
    let content: Value = serde_json::to_value(measure.proposed()).map_err(Error::internal)?;
    Ok(filled(fields, &content, visit.lang))
}

/// Where a field of a measure is edited; `None` = nowhere.
pub fn place_of(id: MeasureId, field: &str) -> Option<String> {
    let step = step_of(field)?;
    let fields = STEPS[step - 1].fields();
    let mut names = fields.map(|known| known.name);
    let whole = names.find(|name| {
        let below = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        below(name, field) || below(field, name)
    });
    Some(format!("/erfassen/{id}/schritt/{step}#{}", whole.unwrap_or(field)))
}
