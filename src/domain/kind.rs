/// What kind of value a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Object,
    List,
    Text,
    Integer,
    Boolean,
    Date,
    Day,
    Instant,
    Id,
    Email,
    Url,
}

impl Kind {
    pub(super) fn expected(self) -> (String, String) {
        let (de, en) = match self {
            Self::Object => ("Erwartet wird ein Objekt.", "Expected an object."),
            Self::List => ("Erwartet wird eine Liste.", "Expected a list."),
            Self::Text => ("Erwartet wird ein Text.", "Expected a text."),
            Self::Integer => ("Erwartet wird eine ganze Zahl.", "Expected an integer."),
            Self::Boolean => ("Erwartet wird true oder false.", "Expected true or false."),
            Self::Date => (
                "Erwartet wird ein Datum JJJJ, JJJJ-MM oder JJJJ-MM-TT.",
                "Expected a date YYYY, YYYY-MM or YYYY-MM-DD.",
            ),
            Self::Day => ("Erwartet wird ein Tag JJJJ-MM-TT.", "Expected a day YYYY-MM-DD."),
            Self::Instant => (
                "Erwartet wird ein Zeitpunkt wie 2021-06-15T12:00:00Z.",
                "Expected an instant such as 2021-06-15T12:00:00Z.",
            ),
            Self::Id => ("Erwartet wird eine UUID.", "Expected a UUID."),
            Self::Email => ("Erwartet wird eine E-Mail-Adresse.", "Expected an e-mail address."),
            Self::Url => (
                "Erwartet wird eine Adresse, die mit https:// oder http:// beginnt.",
                "Expected an address that starts with https:// or http://.",
            ),
        };
        (de.into(), en.into())
    }
}
