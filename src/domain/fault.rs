use std::cell::RefCell;
use std::fmt;

use super::import::FileFault;
use super::nouns::no_such;
use super::{Kind, Label, Lang};

/// One thing about a request that cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a JSON pointer into the body (`/planned/start`), or as
    /// `?name` for a query parameter, or `:name` for a header.
    pub pointer: String,
    pub rule: Rule,
}

/// The rule that was broken, with the data to say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    Required,
    Kind(Kind),
    Blank,
    ControlCharacter,
    TooLong {
        max: usize,
    },
    TooMany {
        max: usize,
    },
    TooManyRows {
        max: usize,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    UnknownField,
    UnknownParameter,
    RepeatedParameter,
    UnknownValue {
        allowed: String,
    },
    NoSuch(&'static str),
    Repeated,
    /// Something would lie below itself.
    Cycle,
    NotWith(&'static str),
    OnlyWith(&'static str),
    EndBeforeStart,
    OutsideConcept,
    GuidelineOfAnotherHandlungsfeld,
    InTheFuture,
    InThePast,
    BeforePrevious,
    Transition {
        from: String,
        to: String,
    },
    ReasonNeeded,
    ReadOnly,
    TooShort {
        min: usize,
    },
    Cursor,
    Format(&'static str),
    /// Not the password the caller has now.
    WrongPassword,
    /// A password that is easily guessed.
    Guessable,
    /// A scope that does not go with the others, or with who owns the client.
    ScopeNotHere,
    /// A file that cannot be read.
    File(FileFault),
}

impl Rule {
    /// The stable name of the rule, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Kind(_) => "wrong-kind",
            Self::Blank => "blank",
            Self::ControlCharacter => "control-character",
            Self::TooLong { .. } => "too-long",
            Self::TooMany { .. } => "too-many",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::OutOfRange { .. } => "out-of-range",
            Self::UnknownField => "unknown-field",
            Self::UnknownParameter => "unknown-parameter",
            Self::RepeatedParameter => "repeated-parameter",
            Self::UnknownValue { .. } => "unknown-value",
            Self::NoSuch(_) => "no-such",
            Self::Repeated => "repeated",
            Self::Cycle => "cycle",
            Self::NotWith(_) => "not-with",
            Self::OnlyWith(_) => "only-with",
            Self::EndBeforeStart => "end-before-start",
            Self::OutsideConcept => "outside-concept",
            Self::GuidelineOfAnotherHandlungsfeld => "guideline-of-another-handlungsfeld",
            Self::InTheFuture => "in-the-future",
            Self::InThePast => "in-the-past",
            Self::BeforePrevious => "before-previous",
            Self::Transition { .. } => "transition",
            Self::ReasonNeeded => "reason-needed",
            Self::ReadOnly => "read-only",
            Self::TooShort { .. } => "too-short",
            Self::Cursor => "cursor",
            Self::Format(_) => "format",
            Self::WrongPassword => "wrong-password",
            Self::Guessable => "guessable",
            Self::ScopeNotHere => "scope-not-here",
            Self::File(fault) => fault.as_str(),
        }
    }

    /// The same in both languages.
    pub fn label(&self) -> Label {
        Label::new(self.message(Lang::De), self.message(Lang::En))
    }

    /// What is wrong and what to do about it, for people.
    pub fn message(&self, lang: Lang) -> String {
        let (de, en) = match self {
            Self::Required => ("Diese Angabe fehlt.".into(), "This is missing.".into()),
            Self::Kind(kind) => kind.expected(),
            Self::Blank => (
                "Der Text ist leer; lassen Sie das Feld weg oder schicken Sie null.".into(),
                "The text is empty; leave the field out or send null.".into(),
            ),
            Self::ControlCharacter => (
                "Der Text enthält Steuerzeichen.".into(),
                "The text contains control characters.".into(),
            ),
            Self::TooLong { max } => {
                (format!("Höchstens {max} Zeichen."), format!("At most {max} characters."))
            }
            Self::TooShort { min } => {
                (format!("Mindestens {min} Zeichen."), format!("At least {min} characters."))
            }
            Self::TooMany { max } => {
                (format!("Höchstens {max} Einträge."), format!("At most {max} entries."))
            }
            Self::TooManyRows { max } => (
                format!(
                    "Das gäbe mehr als {max} Zeilen; teilen Sie nach weniger auf, oder filtern Sie."
                ),
                format!("This would make more than {max} rows; group by less, or filter."),
            ),
            Self::OutOfRange { min, max } => {
                (format!("Von {min} bis {max}."), format!("From {min} to {max}."))
            }
            Self::UnknownField => {
                ("Dieses Feld gibt es nicht.".into(), "There is no such field.".into())
            }
            Self::UnknownParameter => {
                ("Diesen Parameter gibt es nicht.".into(), "There is no such parameter.".into())
            }
            Self::RepeatedParameter => (
                "Dieser Parameter darf nur einmal stehen.".into(),
                "This parameter may be given only once.".into(),
            ),
            Self::UnknownValue { allowed } => {
                (format!("Möglich sind: {allowed}."), format!("Possible are: {allowed}."))
            }
            Self::NoSuch(what) => (no_such(what), format!("There is no such {what}.")),
            Self::Repeated => {
                ("Der Eintrag steht doppelt.".into(), "The entry stands twice.".into())
            }
            Self::Cycle => {
                ("Das läge unter sich selbst.".into(), "This would lie below itself.".into())
            }
            Self::NotWith(other) => {
                (format!("Nicht zusammen mit {other}."), format!("Not together with {other}."))
            }
            Self::OnlyWith(other) => {
                (format!("Nur zusammen mit {other}."), format!("Only together with {other}."))
            }
            Self::EndBeforeStart => {
                ("Das Ende liegt vor dem Beginn.".into(), "The end is before the start.".into())
            }
            Self::OutsideConcept => (
                "Der Zeitraum berührt den Zeitraum des Konzepts nicht.".into(),
                "The period does not touch the period of the concept.".into(),
            ),
            Self::GuidelineOfAnotherHandlungsfeld => (
                "Die Leitlinie gehört zu keinem der angegebenen Handlungsfelder.".into(),
                "The guideline belongs to none of the given Handlungsfelder.".into(),
            ),
            Self::InTheFuture => {
                ("Der Tag liegt in der Zukunft.".into(), "The day is in the future.".into())
            }
            Self::InThePast => {
                ("Der Zeitpunkt ist schon vorbei.".into(), "The moment is already past.".into())
            }
            Self::BeforePrevious => (
                "Der Tag liegt vor der vorigen Änderung.".into(),
                "The day is before the previous change.".into(),
            ),
            Self::Transition { from, to } => (
                format!("Von „{from}“ führt kein Weg nach „{to}“."),
                format!("There is no way from “{from}” to “{to}”."),
            ),
            Self::ReasonNeeded => (
                "Dieser Schritt braucht einen Grund.".into(),
                "This step needs a reason code.".into(),
            ),
            Self::ReadOnly => (
                "Dieses Feld lässt sich nicht ändern.".into(),
                "This field cannot be changed.".into(),
            ),
            Self::Cursor => (
                "Der Cursor gehört nicht zu dieser Abfrage; beginnen Sie ohne ihn von vorn.".into(),
                "The cursor does not belong to this query; start again without it.".into(),
            ),
            Self::Format(shape) => {
                (format!("Erwartet wird die Form {shape}."), format!("Expected: {shape}."))
            }
            Self::WrongPassword => {
                ("Das ist nicht Ihr Passwort.".into(), "This is not your password.".into())
            }
            Self::Guessable => (
                "Zu leicht zu erraten: nicht die E-Mail-Adresse, der Name oder das bisherige \
                 Passwort, und mindestens fünf verschiedene Zeichen."
                    .into(),
                "Too easily guessed: not the e-mail address, the name or the password so far, \
                 and at least five different characters."
                    .into(),
            ),
            Self::ScopeNotHere => (
                "„measures:review“ ist nur für die Planung, „measures:write“ und \
                 „measures:submit“ nur für Träger, und „measures:submit“ braucht \
                 „measures:write“."
                    .into(),
                "“measures:review” is for the planning office only, “measures:write” and \
                 “measures:submit” for carriers only, and “measures:submit” needs \
                 “measures:write”."
                    .into(),
            ),
            Self::File(fault) => {
                let (de, en) = fault.message();
                (de.into(), en.into())
            }
        };
        lang.pick(de, en)
    }
}

/// Collects every fault, so that a caller hears of all of them at once.
#[derive(Debug, Default)]
pub struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    pub fn add(&self, pointer: impl fmt::Display, rule: Rule) {
        self.0.borrow_mut().push(Fault { pointer: pointer.to_string(), rule });
    }

    pub fn extend(&self, more: Vec<Fault>) {
        self.0.borrow_mut().extend(more);
    }

    pub fn require(&self, holds: bool, pointer: impl fmt::Display, rule: Rule) {
        if !holds {
            self.add(pointer, rule);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    pub fn into_vec(self) -> Vec<Fault> {
        self.0.into_inner()
    }

    /// An error if anything was wrong so far.
    pub fn check(&self) -> super::Result<()> {
        match self.is_empty() {
            true => Ok(()),
            false => Err(super::Error::Invalid(self.0.borrow().clone())),
        }
    }

    /// `value` if nothing was wrong with it.
    pub fn into_result<T>(self, value: T) -> super::Result<T> {
        let faults = self.into_vec();
        if faults.is_empty() { Ok(value) } else { Err(super::Error::Invalid(faults)) }
    }
}
