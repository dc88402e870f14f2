//! Forms. What stands in one is described once, field by field: from that it is shown,
//! with what was typed and what was wrong, and read into what the API takes.

mod merge;
mod notation;
mod read;
mod show;
mod wrong;

pub use merge::merge;
pub use read::{filled, read, tidy};
pub use show::{Choice, Shown, Widget, show, spoken};
pub use wrong::Wrong;

use crate::domain::Lang;
use crate::domain::measure::Status;
use crate::register::View;

/// German and English.
pub type Words = (&'static str, &'static str);

/// One field of a form.
pub struct Field {
    /// As its JSON pointer, with dots: `planned.start`.
    pub name: &'static str,
    pub label: Words,
    /// What belongs there, with an example; may be empty.
    pub hint: Words,
    pub kind: Kind,
}

impl Field {
    pub const fn new(name: &'static str, label: Words, hint: Words, kind: Kind) -> Self {
        Self { name, label, hint, kind }
    }
}

/// What kind of answer a field takes.
pub enum Kind {
    /// One line, of so many characters.
    Line(usize),
    /// Several lines, of so many characters.
    Text(usize),
    Email,
    Url,
    Year,
    /// A whole number, from 0.
    Number,
    /// A day, a month or a year.
    Date,
    /// Euros, sent as cents.
    Money,
    /// Yes or no.
    Check,
    /// One word of several.
    One(Choices),
    /// The same, all to be seen at once.
    Radio(Choices),
    /// One number of several.
    OneNumber(Choices),
    /// Any of several words.
    Many(Choices),
    /// Any of several numbers.
    ManyNumbers(Choices),
    /// A list of things with fields of their own; their names are those of the members.
    Rows(&'static [Field]),
}

/// What there is to choose from.
pub type Choices = fn(&Known<'_>) -> Vec<Choice>;

/// What choices are made of.
pub struct Known<'v> {
    pub view: &'v View,
    /// Id of the concept that the measure serves.
    pub concept: &'v str,
    /// Where its work stands; `None` = it is not registered yet.
    pub status: Option<Status>,
    pub lang: Lang,
}

/// Row `number` of a list, as the beginning of its fields' names.
fn row(list: &str, number: usize, member: &str) -> String {
    format!("{list}.{number}.{member}")
}
