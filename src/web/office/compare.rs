//! Two versions of what is written about a measure, side by side.

use super::remarks::{Remarks, id_of};
use crate::domain::measure::Content;
use crate::domain::{Error, Measure};
use crate::web::desk::STEPS;
use crate::web::forms::{Known, filled, spoken};
use crate::web::session::{Form, Person};

/// Fields that belong together.
pub struct Part {
    pub title: &'static str,
    pub said: Vec<Row>,
    /// Empty in both versions, and without a remark.
    pub unsaid: Vec<Row>,
}

impl Part {
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.said.iter().chain(&self.unsaid)
    }
}

/// One field in both versions.
pub struct Row {
    /// Of the remark about it.
    pub id: String,
    pub label: &'static str,
    /// Empty = nothing stands there.
    pub before: String,
    pub now: String,
    pub changed: bool,
    /// What the planner wrote about it.
    pub remark: String,
    pub fault: Option<String>,
}

/// Every field; without a version before, nothing counts as changed.
pub fn parts(
    person: &Person,
    measure: &Measure,
    (before, now): (Option<&Content>, &Content),
    remarks: &Remarks,
) -> Result<Vec<Part>, Error> {
    let lang = person.lang;
    let known =
        Known { view: &person.view, concept: &measure.concept, status: None, lang: person.lang };
    let value = |content: &Content| serde_json::to_value(content).map_err(Error::internal);
    let (old, new) = (before.map(value).transpose()?, value(now)?);
    let mut parts = Vec::new();
    for step in &STEPS {
        let mut rows = Vec::new();
        for section in step.sections {
            let old = old.as_ref().map(|old| filled(section.fields, old, lang));
            let new = filled(section.fields, &new, lang);
            for field in section.fields {
                let say = |form: &Form| spoken(field, form, &known);
                let (before, now) = (old.as_ref().map(say), say(&new));
                let changed = before.as_ref().is_some_and(|before| *before != now);
                let (id, before) = (id_of(field.name), before.unwrap_or_default());
                rows.push(Row {
                    label: lang.pick(field.label.0, field.label.1),
                    remark: remarks.text(&id).to_owned(),
                    id,
                    before,
                    now,
                    changed,
                    fault: None,
                });
            }
        }
        let silent = |row: &Row| row.now.is_empty() && !row.changed && row.remark.is_empty();
        let (unsaid, said) = rows.into_iter().partition(silent);
        parts.push(Part { title: lang.pick(step.title.0, step.title.1), said, unsaid });
    }
    Ok(parts)
}
