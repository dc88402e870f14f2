//! What every statistic says of itself.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::table::{Table, Tabular};
use crate::domain::words::words;
use crate::domain::{Day, Instant, Label, MeasureId};

/// A statistic with its explanation: what was counted, what was not, and how.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Explained<T> {
    /// The value, or the rows, with what they are of.
    #[serde(flatten)]
    pub body: T,
    #[serde(flatten)]
    pub explanation: Explanation,
    /// The day it is of.
    #[schema(value_type = String, format = Date, examples("2021-12-31"))]
    pub as_of: Day,
    /// What the register knew at this moment; null = now.
    pub known_at: Option<Instant>,
    /// The last change of the register, up to then, that the caller may notice; what was
    /// written since makes no difference to the answer.
    #[schema(minimum = 0, examples(1042))]
    pub revision: i64,
}

/// How a statistic was made, in words and numbers.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What is counted, and how.
    #[schema(value_type = Sentences)]
    pub formula: Label,
    /// Measures that were counted, each once.
    #[schema(minimum = 0, examples(38))]
    pub counted: u64,
    /// Measures that match the filters but were not counted, each under the first
    /// reason that holds for it. With `counted` they are all that match.
    #[schema(max_items = 20)]
    pub not_counted: Vec<NotCounted>,
    /// What becomes of what is not known.
    #[schema(value_type = Sentences)]
    pub null_policy: Label,
    /// Whether the rows add up to `counted`, or to the total where there is one.
    pub additive: bool,
    /// Which sums may be taken, which may not, and why.
    #[schema(value_type = Sentences)]
    pub sums: Label,
}

/// A few sentences in both languages.
#[derive(ToSchema)]
#[allow(dead_code, reason = "says what a label holds here")]
pub struct Sentences {
    #[schema(max_length = 2000, examples("Zahl der Maßnahmen je Handlungsfeld und Status."))]
    de: String,
    #[schema(max_length = 2000, examples("Number of measures by Handlungsfeld and status."))]
    en: String,
}

impl<T: Tabular> Tabular for Explained<T> {
    fn table(&self) -> Table {
        self.body.table()
    }
}

words!(
    /// Why a measure is not counted. More reasons may come.
    Omission {
        NoHandlungsfeld = "no-handlungsfeld",
        NoGuideline = "no-guideline",
        /// It reaches certain Stadtteile and names none, or does not say how far it
        /// reaches.
        NoStadtteil = "no-stadtteil",
        NoReach = "no-reach",
        NoTargetGroup = "no-target-group",
        /// Its start is not known, or it lies outside the years that are counted.
        NoYear = "no-year",
        /// The catalog does not know the kind of its carrier.
        NoCarrierKind = "no-carrier-kind",
        /// Nothing is known of it on that day: it was registered later, and so begins its
        /// first status entry, which says that it was planned before, but not since when.
        NotYetKnown = "not-yet-known",
        /// It was dropped before it began.
        Dropped = "dropped",
        NoFunding = "no-funding",
        /// What it names stands in no row or column that is shown: its guidelines are all
        /// of another Handlungsfeld.
        OutsideMatrix = "outside-matrix",
    }
);

impl Omission {
    /// For people.
    pub fn text(self) -> Label {
        let (de, en) = match self {
            Self::NoHandlungsfeld => ("Kein Handlungsfeld angegeben", "No Handlungsfeld is given"),
            Self::NoGuideline => ("Keine Leitlinie angegeben", "No guideline is given"),
            Self::NoStadtteil => (
                "Weder ein Stadtteil noch eine größere Reichweite angegeben",
                "Neither a Stadtteil nor a wider reach is given",
            ),
            Self::NoReach => ("Keine Reichweite angegeben", "No reach is given"),
            Self::NoTargetGroup => ("Keine Zielgruppe angegeben", "No target group is given"),
            Self::NoYear => (
                "Der Beginn ist nicht bekannt, oder sie liegt außerhalb der gezählten Jahre",
                "Its start is not known, or it lies outside the years that are counted",
            ),
            Self::NoCarrierKind => (
                "Der Katalog kennt die Art ihres Trägers nicht",
                "The catalog does not know the kind of its carrier",
            ),
            Self::Dropped => {
                ("Sie wurde aufgegeben, bevor sie begann", "It was dropped before it began")
            }
            Self::NoFunding => ("Keine Finanzierung angegeben", "No funding is given"),
            Self::OutsideMatrix => (
                "Was sie nennt, steht in keiner Zeile oder Spalte, die gezeigt wird: ihre Leitlinien gehören alle zu einem anderen Handlungsfeld",
                "What it names stands in no row or column that is shown: its guidelines are all of another Handlungsfeld",
            ),
            Self::NotYetKnown => (
                "Sie wurde erst nach diesem Tag verzeichnet, und ihr erster Statuseintrag gilt erst seit später; seit wann sie geplant war, hat niemand gemeldet",
                "It was registered after that day only, and its first status entry holds from later; nobody reported since when it was planned",
            ),
        };
        Label::new(de, en)
    }
}

/// Measures that a statistic leaves out, and why.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NotCounted {
    pub reason: Omission,
    /// The reason in words.
    #[schema(value_type = Sentences)]
    pub text: Label,
    /// How many there are.
    #[schema(minimum = 1, examples(3))]
    pub count: u64,
    /// The first of them in order of registration, at most 100, that the caller may see
    /// now; `count` is the number of all.
    #[schema(max_items = 100)]
    pub measures: Vec<MeasureRef>,
}

/// A measure by its names.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MeasureRef {
    pub id: MeasureId,
    /// The human reference; null until it is published.
    #[schema(max_length = 30, examples("IK-4-0017"))]
    pub reference: Option<String>,
    #[schema(max_length = 200, examples("Sprachkurs für Eltern"))]
    pub title: String,
}
