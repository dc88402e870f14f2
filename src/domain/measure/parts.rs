use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::content::Known;
use crate::domain::input::Input;
use crate::domain::words::words;
use crate::domain::{CarrierId, Day, PartialDate, Rule};

words!(
    /// What a partner does in a measure.
    PartnerRole {
        Cooperating = "cooperating",
        Funding = "funding",
        Accountable = "accountable",
    }
);

/// An organisation that takes part: a carrier of the register, or just a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Partner {
    pub carrier: Option<CarrierId>,
    /// Needed if it is no carrier of the register.
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// `cooperating` if not said.
    #[schema(required = false)]
    pub role: PartnerRole,
}

impl Partner {
    pub(super) fn read(input: &mut Input<'_>, known: &dyn Known) -> Option<Self> {
        let carrier = input.id("carrier");
        if carrier.is_some_and(|id| !known.has_carrier(id)) {
            input.faults().add(input.pointer("carrier"), Rule::NoSuch("carrier"));
        }
        let mut name = input.line("name", 200);
        if carrier.is_none() {
            name = input.required("name", name);
        }
        let role = input.word("role").unwrap_or(PartnerRole::Cooperating);
        (carrier.is_some() || name.is_some()).then_some(Self { carrier, name, role })
    }
}

words!(
    /// Where money comes from.
    FundingSource {
        Eu = "eu",
        Federal = "federal",
        State = "state",
        Municipal = "municipal",
        Own = "own",
        Foundation = "foundation",
        Other = "other",
    }
);

/// Money from one source in one year. Amounts are euro cents; null = unknown,
/// which is not 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FundingLine {
    pub source: FundingSource,
    #[schema(max_length = 200, examples("AMIF"))]
    pub programme: Option<String>,
    #[schema(minimum = 1900, maximum = 2199)]
    pub year: Option<u16>,
    #[schema(minimum = 0, maximum = 100000000000i64, examples(1250000))]
    pub planned_cents: Option<i64>,
    #[schema(minimum = 0, maximum = 100000000000i64)]
    pub actual_cents: Option<i64>,
}

/// A billion euros.
pub const CENTS_MAX: i64 = 100_000_000_000;

impl FundingLine {
    pub(super) fn read(input: &mut Input<'_>) -> Option<Self> {
        let source = input.word("source");
        let source = input.required("source", source);
        let programme = input.line("programme", 200);
        let year = input.integer("year", 1900..=2199);
        let planned_cents = input.integer("plannedCents", 0..=CENTS_MAX);
        let actual_cents = input.integer("actualCents", 0..=CENTS_MAX);
        let year = year.and_then(|year| year.try_into().ok());
        Some(Self { source: source?, programme, year, planned_cents, actual_cents })
    }
}

/// A page about the measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    #[schema(max_length = 2000, format = "uri", examples("https://example.org/sprachkurs"))]
    pub url: String,
    #[schema(max_length = 200)]
    pub title: Option<String>,
}

impl Link {
    pub(super) fn read(input: &mut Input<'_>) -> Option<Self> {
        let url = input.url("url");
        let url = input.required("url", url);
        let title = input.line("title", 200);
        Some(Self { url: url?, title })
    }
}

/// Something to be reached on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Milestone {
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    pub due_on: Option<PartialDate>,
    pub reached_on: Option<PartialDate>,
}

impl Milestone {
    pub(super) fn read(input: &mut Input<'_>) -> Option<Self> {
        let title = input.line("title", 200);
        let title = input.required("title", title);
        let due_on = input.date("dueOn");
        let reached_on = input.date("reachedOn");
        Some(Self { title: title?, due_on, reached_on })
    }
}

/// A paper of the council that the measure goes back to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CouncilPaper {
    #[schema(max_length = 60, examples("I0284/20"))]
    pub number: String,
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<Day>,
    #[schema(max_length = 2000, format = "uri")]
    pub url: Option<String>,
}

impl CouncilPaper {
    pub(super) fn read(input: &mut Input<'_>) -> Option<Self> {
        let number = input.line("number", 60);
        let number = input.required("number", number);
        let date = input.day("date");
        let url = input.url("url");
        Some(Self { number: number?, date, url })
    }
}

/// Whom to ask about the measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    #[schema(max_length = 200)]
    pub name: Option<String>,
    #[schema(max_length = 254, format = Email)]
    pub email: Option<String>,
    #[schema(max_length = 60)]
    pub phone: Option<String>,
    /// Whoever is named agreed to be shown in public; false if not said.
    #[schema(required = false)]
    pub public: bool,
}

impl Contact {
    /// Whether it names the same person, whatever the telephone.
    pub fn is_of(&self, other: &Self) -> bool {
        (&self.name, &self.email) == (&other.name, &other.email)
    }

    pub(super) fn read(input: &mut Input<'_>) -> Option<Self> {
        Some(Self {
            name: input.line("name", 200),
            email: input.email("email"),
            phone: input.line("phone", 60),
            public: input.boolean("public").unwrap_or(false),
        })
    }
}
