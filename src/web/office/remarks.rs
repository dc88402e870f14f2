use serde_json::{Value, json};

use crate::domain::{Fault, Lang};
use crate::web::forms::Wrong;
use crate::web::session::Form;

/// What a planner wrote: about all of it under `remark`, and about fields under
/// `remark.` and their names.
#[derive(Default)]
pub struct Remarks(Vec<(String, String)>);

const PREFIX: &str = "remark.";

/// The id of the remark about a field.
pub fn id_of(field: &str) -> String {
    format!("{PREFIX}{field}")
}

impl Remarks {
    /// Those that are not empty.
    pub fn of(form: &Form) -> Self {
        let own = form.typed().filter(|(name, text)| {
            (name == "remark" || name.starts_with(PREFIX)) && !text.trim().is_empty()
        });
        Self(own.cloned().collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn text(&self, id: &str) -> &str {
        self.0.iter().find(|(own, _)| own == id).map_or("", |(_, text)| text)
    }

    /// As the API takes them.
    pub fn body(&self) -> Value {
        let remarks = self.0.iter().map(|(id, text)| {
            let pointer =
                id.strip_prefix(PREFIX).map(|name| format!("/{}", name.replace('.', "/")));
            json!({"text": text, "pointer": pointer})
        });
        json!({"remarks": remarks.collect::<Vec<_>>()})
    }

    /// What is wrong, where it was written.
    pub fn wrong(&self, faults: &[Fault], lang: Lang) -> Vec<Wrong> {
        let wrong = faults.iter().map(|fault| {
            let number = fault.pointer.split('/').nth(2).and_then(|n| n.parse::<usize>().ok());
            let written = number.and_then(|number| self.0.get(number));
            let Some((id, _)) = written else {
                let needed = lang.pick(
                    "Schreiben Sie mindestens eine Bemerkung: Was soll der Träger ändern?",
                    "Write at least one remark: what should the carrier change?",
                );
                return Wrong::at("remark", needed.to_owned());
            };
            Wrong::at(id, fault.rule.message(lang))
        });
        wrong.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Rule;

    #[test]
    fn remarks_know_the_fields_they_are_about() {
        let form = Form::read(b"remark=Bitte+mehr&remark.planned.end=Wann%3F&remark.title=+&x=y");
        let remarks = Remarks::of(&form);
        let expected = json!({"remarks": [
            {"text": "Bitte mehr", "pointer": null},
            {"text": "Wann?", "pointer": "/planned/end"},
        ]});
        assert_eq!(remarks.body(), expected);
        let fault = |pointer: &str| Fault { pointer: pointer.into(), rule: Rule::Required };
        let wrong = remarks.wrong(&[fault("/remarks/1/text"), fault("/remarks")], Lang::De);
        let fields: Vec<&str> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["remark.planned.end", "remark"]);
    }
}
