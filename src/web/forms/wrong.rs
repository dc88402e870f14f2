use super::{Field, Kind};
use crate::domain::{Fault, Kind as Expected, Lang, Rule};

/// One thing that is wrong with a form, and where.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// Id of the field; may be one that this form does not have.
    pub field: String,
    /// What the field is called; may be empty.
    pub label: String,
    pub message: String,
}

impl Wrong {
    pub fn at(field: &str, message: String) -> Self {
        Self { field: field.to_owned(), label: String::new(), message }
    }

    /// Faults by the names of their members.
    pub fn all(faults: &[Fault], lang: Lang) -> Vec<Self> {
        let name = |fault: &Fault| fault.pointer.trim_start_matches('/').replace('/', ".");
        faults.iter().map(|fault| Self::at(&name(fault), fault.rule.message(lang))).collect()
    }

    /// Faults by the fields that people see, in the order of these.
    pub fn in_form(fields: &[&Field], faults: &[Fault], lang: Lang) -> Vec<Self> {
        let wrong = faults.iter().map(|fault| {
            let name = fault.pointer.trim_start_matches('/').replace('/', ".");
            let Some(found) = Found::of(fields, &name) else {
                return Self::at(&name, fault.rule.message(lang));
            };
            Self {
                label: found.label(lang),
                message: message(&fault.rule, &found.field.kind, lang),
                field: found.id,
            }
        });
        let mut wrong: Vec<Self> = wrong.collect();
        let of = |wrong: &Self, field: &Field| {
            let rest = wrong.field.strip_prefix(field.name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        wrong.sort_by_cached_key(|wrong| {
            fields.iter().position(|field| of(wrong, field)).unwrap_or(fields.len())
        });
        wrong
    }
}

/// A field that a name means.
struct Found<'f> {
    id: String,
    field: &'f Field,
    /// The list it is in, and the row, from 0.
    list: Option<(&'f Field, usize)>,
}

impl<'f> Found<'f> {
    fn of(fields: &[&'f Field], name: &str) -> Option<Self> {
        let whole = |field: &&&Field| field.name == name;
        if let Some(field) = fields.iter().find(whole) {
            return Some(Self { id: name.to_owned(), field, list: None });
        }
        let holds = |field: &&&Field| {
            name.strip_prefix(field.name).is_some_and(|rest| rest.starts_with('.'))
        };
        let group = |field: &&&Field| {
            field.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
        };
        let field: &'f Field = fields.iter().find(holds).or_else(|| fields.iter().find(group))?;
        let cell = |columns: &'f [Field]| {
            let (number, member) = name[field.name.len() + 1..].split_once('.')?;
            let column = columns.iter().find(|column| column.name == member)?;
            let list = Some((field, number.parse().ok()?));
            Some(Self { id: name.to_owned(), field: column, list })
        };
        let found = match field.kind {
            Kind::Rows(columns) => cell(columns),
            _ => None,
        };
        Some(found.unwrap_or_else(|| Self { id: field.name.to_owned(), field, list: None }))
    }

    fn label(&self, lang: Lang) -> String {
        let own = lang.pick(self.field.label.0, self.field.label.1);
        match &self.list {
            Some((list, number)) => {
                let list = lang.pick(list.label.0, list.label.1);
                format!("{list}, {} {}: {own}", lang.pick("Zeile", "line"), number + 1)
            }
            None => own.to_owned(),
        }
    }
}

/// In the words of the form, where those of the API speak of JSON.
fn message(rule: &Rule, kind: &Kind, lang: Lang) -> String {
    let (de, en) = match (rule, kind) {
        (Rule::Required, _) => ("Bitte angeben.", "Please say."),
        (Rule::Kind(Expected::Date), _) => (
            "Bitte ein Datum wie 15.06.2021, 06.2021 oder 2021.",
            "Please a date such as 2021-06-15, 2021-06 or 2021.",
        ),
        (Rule::Kind(Expected::Day), _) => {
            ("Bitte einen Tag wie 15.06.2021.", "Please a day such as 2021-06-15.")
        }
        (Rule::Kind(_), Kind::Money) => {
            ("Bitte einen Betrag wie 1.234,50.", "Please a sum such as 1,234.50.")
        }
        (Rule::Kind(_), Kind::Number) => {
            ("Bitte eine ganze Zahl wie 1.234.", "Please a whole number such as 1,234.")
        }
        (Rule::Kind(_), Kind::Year) => ("Bitte ein Jahr wie 2021.", "Please a year such as 2021."),
        (Rule::NotWith("end"), _) => (
            "Entweder ein Ende oder „unbefristet“, nicht beides.",
            "Either an end or “open-ended”, not both.",
        ),
        (Rule::NotWith("reach"), _) => (
            "Stadtteile nur, wenn die Maßnahme in bestimmten Stadtteilen stattfindet.",
            "Stadtteile only if the measure takes place in certain Stadtteile.",
        ),
        _ => return rule.message(lang),
    };
    lang.pick(de, en).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Field] =
        &[Field::new("plannedCents", ("geplant", "planned"), ("", ""), Kind::Money)];
    const FIELDS: &[Field] = &[
        Field::new("planned.start", ("Beginn", "Start"), ("", ""), Kind::Date),
        Field::new("stadtteile", ("Stadtteile", "Stadtteile"), ("", ""), Kind::Many(|_| vec![])),
        Field::new("funding", ("Geld", "Money"), ("", ""), Kind::Rows(COLUMNS)),
    ];

    #[test]
    fn each_fault_leads_to_a_field_that_people_see() {
        let fields: Vec<&Field> = FIELDS.iter().collect();
        let cases = [
            ("/planned/start", "planned.start", "Beginn"),
            ("/planned", "planned.start", "Beginn"),
            ("/stadtteile/3", "stadtteile", "Stadtteile"),
            ("/funding/1/plannedCents", "funding.1.plannedCents", "Geld, Zeile 2: geplant"),
            ("/funding/1/other", "funding", "Geld"),
            ("/elsewhere", "elsewhere", ""),
        ];
        for (pointer, field, label) in cases {
            let fault = Fault { pointer: pointer.to_owned(), rule: Rule::Required };
            let wrong = &Wrong::in_form(&fields, &[fault], Lang::De)[0];
            assert_eq!((&*wrong.field, &*wrong.label), (field, label), "{pointer}");
        }
        let faults = ["/elsewhere", "/funding/0/plannedCents", "/planned/start"]
            .map(|pointer| Fault { pointer: pointer.to_owned(), rule: Rule::Required });
        let wrong = Wrong::in_form(&fields, &faults, Lang::De);
        let found: Vec<&str> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(found, ["planned.start", "funding.0.plannedCents", "elsewhere"]);
    }
}
