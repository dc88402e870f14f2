use super::notation::{cents, iso};
use super::{Field, Kind, Known, Wrong, row};
use crate::web::format;
use crate::web::session::Form;

/// One answer that may be chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), chosen: false }
    }
}

/// A field as it is shown.
pub struct Shown {
    pub id: String,
    pub label: String,
    pub hint: String,
    pub fault: Option<String>,
    /// What somebody else wrote there in the meantime.
    pub other: Option<String>,
    pub widget: Widget,
}

pub enum Widget {
    Input {
        kind: &'static str,
        value: String,
        max: usize,
        short: bool,
    },
    Text {
        value: String,
        max: usize,
    },
    Check(bool),
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Checks(Vec<Choice>),
    /// Rows with a field for each column.
    Rows(Vec<Vec<Shown>>),
}

impl Shown {
    /// For `aria-describedby`; empty = nothing describes it.
    pub fn described_by(&self) -> String {
        let parts = [
            (!self.hint.is_empty()).then_some("hint"),
            self.fault.is_some().then_some("fault"),
            self.other.is_some().then_some("other"),
        ];
        let ids = parts.into_iter().flatten().map(|part| format!("{}-{part}", self.id));
        ids.collect::<Vec<_>>().join(" ")
    }

    /// Leaves only some of what there is to choose from; if that is one, it is chosen.
    pub fn choose(&mut self, keep: impl Fn(&Choice) -> bool) {
        let Widget::Select(choices) = &mut self.widget else { return };
        choices.retain(keep);
        if let [only] = choices.as_mut_slice() {
            only.chosen = true;
        }
    }

    /// Whether it is a group of several inputs.
    pub fn is_group(&self) -> bool {
        matches!(self.widget, Widget::Radios(_) | Widget::Checks(_) | Widget::Rows(_))
    }
}

/// `fields` with what was typed, and what is wrong with it.
pub fn show(fields: &[Field], form: &Form, wrong: &[Wrong], known: &Known<'_>) -> Vec<Shown> {
    let shown = fields.iter().map(|field| one(field, field.name.to_owned(), form, wrong, known));
    shown.collect()
}

fn one(field: &Field, id: String, form: &Form, wrong: &[Wrong], known: &Known<'_>) -> Shown {
    let pick = |(de, en): super::Words| known.lang.pick(de, en).to_owned();
    let fault = wrong.iter().find(|wrong| wrong.field == id).map(|wrong| wrong.message.clone());
    let widget = widget(field, &id, form, wrong, known);
    let (label, hint) = (pick(field.label), pick(field.hint));
    Shown { id, label, hint, fault, other: None, widget }
}

fn widget(field: &Field, id: &str, form: &Form, wrong: &[Wrong], known: &Known<'_>) -> Widget {
    let value = form.text(id).to_owned();
    let input = |kind, max, short| Widget::Input { kind, value: value.clone(), max, short };
    let choices = |choices: super::Choices| {
        let mut choices = choices(known);
        for choice in &mut choices {
            choice.chosen = form.all(id).any(|value| value == choice.value);
        }
        choices
    };
    match field.kind {
        Kind::Line(max) => input("text", max, max < 100),
        Kind::Email => input("email", 254, false),
        Kind::Url => input("url", 2_000, false),
        Kind::Year => input("text", 4, true),
        Kind::Date | Kind::Money | Kind::Number => input("text", 20, true),
        Kind::Text(max) => Widget::Text { value, max },
        Kind::Check => Widget::Check(form.has(id)),
        Kind::One(make) | Kind::OneNumber(make) => Widget::Select(choices(make)),
        Kind::Radio(make) => Widget::Radios(choices(make)),
        Kind::Many(make) | Kind::ManyNumbers(make) => Widget::Checks(choices(make)),
        Kind::Rows(columns) => {
            let there = |n: &usize| columns.iter().any(|c| form.has(&row(id, *n, c.name)));
            let filled = (0..).take_while(there).count();
            let cells = |number| {
                let cells = columns.iter();
                cells.map(|c| one(c, row(id, number, c.name), form, wrong, known)).collect()
            };
            // And one to be filled.
            Widget::Rows((0..=filled).map(cells).collect())
        }
    }
}

/// What stands in a field, in a line, for people; empty if nothing does.
pub fn spoken(field: &Field, form: &Form, known: &Known<'_>) -> String {
    say(field, field.name, form, known)
}

fn say(field: &Field, name: &str, form: &Form, known: &Known<'_>) -> String {
    match field.kind {
        Kind::Check => known.lang.pick("ja", "yes").repeat(form.has(name).into()),
        Kind::One(make)
        | Kind::OneNumber(make)
        | Kind::Radio(make)
        | Kind::Many(make)
        | Kind::ManyNumbers(make) => {
            let choices = make(known).into_iter();
            let chosen = choices.filter(|c| form.all(name).any(|value| value == c.value));
            chosen.map(|choice| choice.label).collect::<Vec<_>>().join(", ")
        }
        Kind::Rows(columns) => {
            let there = |n: &usize| columns.iter().any(|c| form.has(&row(name, *n, c.name)));
            let cells = |n| {
                let cells = columns.iter().map(|c| say_cell(c, &row(name, n, c.name), form, known));
                cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(", ")
            };
            (0..).take_while(there).map(cells).collect::<Vec<_>>().join("\n")
        }
        Kind::Date => {
            let text = form.text(name);
            iso(text)
                .parse()
                .map_or_else(|_| text.to_owned(), |date| format::date(known.lang, date))
        }
        Kind::Money => {
            let text = form.text(name);
            cents(text).map_or_else(|| text.to_owned(), |sum| format::euros(known.lang, sum))
        }
        _ => form.text(name).to_owned(),
    }
}

/// A label inside a line.
fn inside(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// What stands in a row, where nothing beside it says what it is.
fn say_cell(field: &Field, name: &str, form: &Form, known: &Known<'_>) -> String {
    let said = say(field, name, form, known);
    let label = known.lang.pick(field.label.0, field.label.1);
    // The unit stands beside what is said.
    let label = inside(label.split(',').next().unwrap_or_default());
    match field.kind {
        _ if said.is_empty() => said,
        Kind::Check => label,
        Kind::Number | Kind::Money | Kind::Date => format!("{label}\u{a0}{said}"),
        _ => said,
    }
}
