//! What is asked of those who register a measure, in three steps; the fourth is to
//! check and to submit.

use super::choices::{fields, guidelines, reaches, stadtteile, target_groups};
use super::rows::{FUNDING, INDICATOR, LINK, MILESTONE, MORE, PAPER, PARTNER};
use crate::domain::measure::{SUMMARY_MAX, TEXT_MAX, TITLE_MAX};
use crate::web::forms::{Field, Kind, Words};

/// One page of the form.
pub struct Step {
    pub title: Words,
    pub sections: &'static [Section],
}

/// Fields that belong together.
pub struct Section {
    pub title: Words,
    pub fields: &'static [Field],
}

impl Step {
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.sections.iter().flat_map(|section| section.fields)
    }
}

/// The step with this number, from 1.
pub fn step(number: usize) -> Option<&'static Step> {
    STEPS.get(number.checked_sub(1)?)
}

/// The number of the step in which a field stands; `name` may be a part of it.
pub fn step_of(name: &str) -> Option<usize> {
    let is = |field: &Field| {
        let longer = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        longer(name, field.name) || longer(field.name, name)
    };
    Some(STEPS.iter().position(|step| step.fields().any(is))? + 1)
}

const NONE: Words = ("", "");

pub const STEPS: [Step; 3] = [
    Step { title: ("Worum geht es?", "What is it about?"), sections: ABOUT },
    Step { title: ("Wo und für wen?", "Where and for whom?"), sections: PLACE },
    Step {
        title: ("Wann, mit wem und wovon?", "When, with whom and by what means?"),
        sections: MEANS,
    },
];

const ABOUT: &[Section] = &[
    Section {
        title: NONE,
        fields: &[
            Field::new(
                "title",
                ("Titel", "Title"),
                (
                    "So, dass Außenstehende ihn verstehen, zum Beispiel „Sprachkurs für Eltern mit Kinderbetreuung“. Ohne Titel lässt sich nichts speichern, alles andere hat Zeit.",
                    "So that others understand it, for instance “Language course for parents, with childcare”. Nothing can be saved without a title; all the rest can wait.",
                ),
                Kind::Line(TITLE_MAX),
            ),
            Field::new(
                "summary",
                ("In zwei, drei Sätzen", "In two or three sentences"),
                (
                    "Was geschieht, für wen, wie oft? Das steht in Listen und unter dem Titel.",
                    "What happens, for whom, how often? Shown in lists and under the title.",
                ),
                Kind::Text(SUMMARY_MAX),
            ),
            Field::new(
                "handlungsfeld",
                ("Handlungsfeld", "Handlungsfeld"),
                (
                    "Das eine, zu dem die Maßnahme am meisten beiträgt.",
                    "The one to which the measure contributes most.",
                ),
                Kind::OneNumber(fields),
            ),
        ],
    },
    Section {
        title: ("Wenn Sie mehr sagen möchten", "If you want to say more"),
        fields: &[
            Field::new(
                "furtherHandlungsfelder",
                ("Weitere Handlungsfelder", "Further Handlungsfelder"),
                NONE,
                Kind::ManyNumbers(fields),
            ),
            Field::new(
                "guidelines",
                ("Leitlinien", "Guidelines"),
                (
                    "Wählen Sie nur solche der Handlungsfelder, die Sie oben genannt haben.",
                    "Choose only those of the Handlungsfelder that you named above.",
                ),
                Kind::Many(guidelines),
            ),
            Field::new("description", ("Beschreibung", "Description"), NONE, Kind::Text(TEXT_MAX)),
            Field::new(
                "objectives",
                ("Ziele", "Objectives"),
                (
                    "Woran merkt man, dass es gelungen ist? Zum Beispiel: „Je Halbjahr schließen 20 Eltern den Kurs ab.“",
                    "How does one see that it worked? For instance: “20 parents finish the course every half-year.”",
                ),
                Kind::Text(TEXT_MAX),
            ),
        ],
    },
];

const PLACE: &[Section] = &[Section {
    title: NONE,
    fields: &[
        Field::new(
            "reach",
            ("Wo findet sie statt?", "Where does it take place?"),
            NONE,
            Kind::Radio(reaches),
        ),
        Field::new(
            "stadtteile",
            ("Stadtteile", "Stadtteile"),
            (
                "Nur bei „bestimmte Stadtteile“: wo sie stattfindet, nicht woher die Menschen kommen.",
                "Only with “certain Stadtteile”: where it takes place, not where people come from.",
            ),
            Kind::Many(stadtteile),
        ),
        Field::new(
            "targetGroups",
            ("Für wen?", "For whom?"),
            ("Mindestens eine Gruppe; gern mehrere.", "At least one group, or several."),
            Kind::Many(target_groups),
        ),
    ],
}];

const DATE: Words = (
    "So genau, wie Sie es wissen: 15.06.2021, 06.2021 oder 2021.",
    "As precisely as you know it: 2021-\u{2060}06-\u{2060}15, 2021-\u{2060}06 or 2021.",
);

const MEANS: &[Section] = &[
    Section {
        title: ("Zeitraum", "Period"),
        fields: &[
            Field::new("planned.start", ("Geplanter Beginn", "Planned start"), DATE, Kind::Date),
            Field::new("planned.end", ("Geplantes Ende", "Planned end"), DATE, Kind::Date),
            Field::new(
                "planned.openEnded",
                ("unbefristet, ein Ende ist nicht geplant", "open-ended, no end is planned"),
                NONE,
                Kind::Check,
            ),
            Field::new(
                "actual.start",
                ("Hat begonnen", "Began"),
                ("Nur, wenn es vom Plan abweicht.", "Only if it differs from the plan."),
                Kind::Date,
            ),
            Field::new("actual.end", ("Hat geendet", "Ended"), NONE, Kind::Date),
            Field::new("milestones", ("Meilensteine", "Milestones"), MORE, Kind::Rows(MILESTONE)),
        ],
    },
    Section {
        title: ("Wer macht mit?", "Who takes part?"),
        fields: &[
            Field::new("partners", ("Partner", "Partners"), MORE, Kind::Rows(PARTNER)),
            Field::new("contact.name", ("Ansprechperson", "Contact person"), NONE, Kind::Line(200)),
            Field::new("contact.email", ("E-Mail-Adresse", "E-mail address"), NONE, Kind::Email),
            Field::new("contact.phone", ("Telefon", "Telephone"), NONE, Kind::Line(60)),
            Field::new(
                "contact.public",
                (
                    "Die Person ist einverstanden, dass alle sie hier lesen",
                    "The person agrees to be named here for everybody to read",
                ),
                NONE,
                Kind::Check,
            ),
        ],
    },
    Section {
        title: ("Was kommt heraus?", "What comes of it?"),
        fields: &[Field::new(
            "indicators",
            ("Kennzahlen", "Indicators"),
            (
                "Wie viele es waren, nie wer: nichts über einzelne Menschen. Sehr kleine Zahlen von Menschen lesen nur Ihr Träger und die Planung. Ein leeres Feld heißt „nicht gemeldet“, nicht 0. Nach dem Speichern gibt es eine weitere Zeile.",
                "How many there were, never who: nothing about single people. Very small numbers of people are read by your carrier and the planning office only. An empty field means “not reported”, not 0. After saving there is one more line.",
            ),
            Kind::Rows(INDICATOR),
        )],
    },
    Section {
        title: ("Geld", "Money"),
        fields: &[Field::new("funding", ("Mittel", "Funds"), MORE, Kind::Rows(FUNDING))],
    },
    Section {
        title: ("Mehr dazu", "More about it"),
        fields: &[
            Field::new("links", ("Seiten im Netz", "Pages on the web"), MORE, Kind::Rows(LINK)),
            Field::new(
                "councilPapers",
                ("Drucksachen des Rates", "Council papers"),
                MORE,
                Kind::Rows(PAPER),
            ),
            Field::new(
                "internalNote",
                ("Interne Notiz", "Internal note"),
                (
                    "Sehen nur Ihr Träger und die Planung.",
                    "Seen by your carrier and the planning office only.",
                ),
                Kind::Text(TEXT_MAX),
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::Content;

    /// What can be written about a measure can be written here, but the one that says
    /// what it follows: that is what copying is for.
    #[test]
    fn every_member_of_a_content_is_asked_for() {
        let content = serde_json::to_value(Content::default()).unwrap();
        let missing: Vec<&String> =
            content.as_object().unwrap().keys().filter(|name| step_of(name).is_none()).collect();
        assert_eq!(missing, ["predecessor"]);
    }

    #[test]
    fn whatever_is_missing_leads_to_a_step() {
        let names =
            ["handlungsfeld", "reach", "stadtteile.3", "planned.end", "planned", "funding.0.year"];
        assert_eq!(names.map(step_of), [1, 2, 2, 3, 3, 3].map(Some));
        assert_eq!(step_of("plan"), None);
    }
}
