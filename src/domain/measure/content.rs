use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::indicator::Indicator;
use super::parts::{Contact, CouncilPaper, FundingLine, Link, Milestone, Partner};
use crate::domain::input::{self, Input, Pointer};
use crate::domain::shape::{Code, HandlungsfeldNumber};
use crate::domain::words::words;
use crate::domain::{CarrierId, Catalog, Concept, Faults, MeasureId, PartialDate, Period, Rule};

pub const TITLE_MAX: usize = 200;
pub const TEXT_MAX: usize = 10_000;
pub const SUMMARY_MAX: usize = 1_000;
pub const LIST_MAX: usize = 100;

words!(
    /// How far a measure reaches.
    Reach {
        /// The Stadtteile it names.
        Stadtteile = "stadtteile",
        /// The whole city.
        Citywide = "citywide",
        /// Further than the city.
        BeyondCity = "beyond-city",
    }
);

/// What is written about a measure. Everything but the title may still be
/// missing in a draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Content {
    #[schema(required, value_type = String, min_length = 1, max_length = 200, examples("Sprachkurs für Eltern"))]
    pub title: Box<str>,
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub summary: Option<Box<str>>,
    #[schema(value_type = Option<String>, max_length = 10000)]
    pub description: Option<Box<str>>,
    #[schema(value_type = Option<String>, max_length = 10000)]
    pub objectives: Option<Box<str>>,
    /// Number of the primary Handlungsfeld.
    #[schema(minimum = 1, maximum = 99, examples(2))]
    pub handlungsfeld: Option<u8>,
    #[schema(max_items = 100, value_type = Vec<HandlungsfeldNumber>)]
    pub further_handlungsfelder: Box<[u8]>,
    /// Codes of guidelines, each of one of the Handlungsfelder.
    #[schema(max_items = 100, value_type = Vec<Code>, example = json!(["2.3"]))]
    pub guidelines: Box<[Arc<str>]>,
    pub reach: Option<Reach>,
    /// Keys of the Stadtteile, if the reach is `stadtteile`.
    #[schema(max_items = 100, value_type = Vec<Code>, example = json!(["06", "08"]))]
    pub stadtteile: Box<[Arc<str>]>,
    #[schema(max_items = 100, value_type = Vec<Code>, example = json!(["families"]))]
    pub target_groups: Box<[Arc<str>]>,
    pub planned: Period,
    pub actual: ActualPeriod,
    #[schema(max_items = 100)]
    pub partners: Box<[Partner]>,
    #[schema(max_items = 100)]
    pub funding: Box<[FundingLine]>,
    #[schema(max_items = 100)]
    pub links: Box<[Link]>,
    #[schema(max_items = 100)]
    pub milestones: Box<[Milestone]>,
    #[schema(max_items = 100)]
    pub indicators: Box<[Indicator]>,
    #[schema(max_items = 100)]
    pub council_papers: Box<[CouncilPaper]>,
    pub contact: Option<Box<Contact>>,
    /// Seen by the carrier and the planning office only.
    #[schema(value_type = Option<String>, max_length = 10000)]
    pub internal_note: Option<Box<str>>,
    /// The measure this one carries on.
    pub predecessor: Option<MeasureId>,
}

/// When the work really began and ended, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ActualPeriod {
    pub start: Option<PartialDate>,
    pub end: Option<PartialDate>,
}

/// What a content may point at.
pub trait Known {
    fn catalog(&self) -> &Catalog;
    fn has_carrier(&self, id: CarrierId) -> bool;
    fn has_measure(&self, id: MeasureId) -> bool;
}

impl Content {
    /// Reads the members of a content; the caller may ask for more before it
    /// finishes the input.
    pub fn read(input: &mut Input<'_>, concept: &Concept, known: &dyn Known) -> Self {
        let title = input.line("title", TITLE_MAX);
        let field = |value: &_, pointer: Pointer<'_>, faults: &Faults| {
            let number = input::integer(value, pointer, 1..=99, faults)?;
            u8::try_from(number).ok()
        };
        let content = Self {
            title: input.required("title", title).unwrap_or_default().into(),
            summary: input.text("summary", SUMMARY_MAX).map(Into::into),
            description: input.text("description", TEXT_MAX).map(Into::into),
            objectives: input.text("objectives", TEXT_MAX).map(Into::into),
            handlungsfeld: input.integer("handlungsfeld", 1..=99).and_then(|n| n.try_into().ok()),
            further_handlungsfelder: input.set("furtherHandlungsfelder", LIST_MAX, field).into(),
            guidelines: input.codes("guidelines", LIST_MAX).into(),
            reach: input.word("reach"),
            stadtteile: input.codes("stadtteile", LIST_MAX).into(),
            target_groups: input.codes("targetGroups", LIST_MAX).into(),
            planned: read_planned(input),
            actual: read_actual(input),
            partners: input.objects("partners", LIST_MAX, |part| Partner::read(part, known)).into(),
            funding: input.objects("funding", LIST_MAX, FundingLine::read).into(),
            links: input.objects("links", LIST_MAX, Link::read).into(),
            milestones: input.objects("milestones", LIST_MAX, Milestone::read).into(),
            indicators: Indicator::read_all(input).into(),
            council_papers: input.objects("councilPapers", LIST_MAX, CouncilPaper::read).into(),
            contact: input.object("contact", Contact::read).map(Box::new),
            internal_note: input.text("internalNote", TEXT_MAX).map(Into::into),
            predecessor: input.id("predecessor"),
        };
        content.check(input, concept, known);
        content
    }

    /// The rules between members, and what the catalog must know.
    fn check(&self, input: &Input<'_>, concept: &Concept, known: &dyn Known) {
        let (faults, catalog) = (input.faults(), known.catalog());
        let fields = self.handlungsfelder();
        for number in &fields {
            let exists = catalog.handlungsfeld(&concept.id, *number).is_some();
            let primary = self.handlungsfeld == Some(*number);
            let member = if primary { "handlungsfeld" } else { "furtherHandlungsfelder" };
            faults.require(exists, input.pointer(member), Rule::NoSuch("Handlungsfeld"));
        }
        let twice = self.handlungsfeld.is_some_and(|n| self.further_handlungsfelder.contains(&n));
        faults.require(!twice, input.pointer("furtherHandlungsfelder"), Rule::Repeated);
        for code in &self.guidelines {
            let rule = match catalog.guideline(&concept.id, code) {
                None => Rule::NoSuch("guideline"),
                Some(found) if !fields.contains(&found.handlungsfeld) => {
                    Rule::GuidelineOfAnotherHandlungsfeld
                }
                Some(_) => continue,
            };
            faults.add(input.pointer("guidelines"), rule);
        }
        for key in &self.stadtteile {
            let exists = catalog.stadtteil(key).is_some();
            faults.require(exists, input.pointer("stadtteile"), Rule::NoSuch("Stadtteil"));
        }
        let placed = self.stadtteile.is_empty() || self.reach == Some(Reach::Stadtteile);
        faults.require(placed, input.pointer("stadtteile"), Rule::NotWith("reach"));
        for code in &self.target_groups {
            let exists = catalog.target_group(code).is_some();
            faults.require(exists, input.pointer("targetGroups"), Rule::NoSuch("target group"));
        }
        self.planned.check(input.pointer("planned"), faults);
        self.actual.as_period().check(input.pointer("actual"), faults);
        let exists = self.predecessor.is_none_or(|id| known.has_measure(id));
        faults.require(exists, input.pointer("predecessor"), Rule::NoSuch("measure"));
    }

    /// Takes less memory for a content that was read: codes are held only once, with
    /// those `known`.
    pub fn pack(&mut self, known: &mut HashSet<Arc<str>>) {
        let codes = self.guidelines.iter_mut().chain(&mut self.stadtteile);
        for code in codes.chain(&mut self.target_groups) {
            match known.get(code) {
                Some(same) => *code = Arc::clone(same),
                None => drop(known.insert(Arc::clone(code))),
            }
        }
    }

    /// The primary Handlungsfeld and the further ones.
    pub fn handlungsfelder(&self) -> Vec<u8> {
        self.handlungsfeld.into_iter().chain(self.further_handlungsfelder.iter().copied()).collect()
    }

    /// What is still missing before it can be submitted (DESIGN §3).
    pub fn missing(&self, concept: &Concept) -> Faults {
        let faults = Faults::default();
        let need = |there: bool, pointer: &str| faults.require(there, pointer, Rule::Required);
        need(self.handlungsfeld.is_some(), "/handlungsfeld");
        need(self.reach.is_some(), "/reach");
        need(self.reach != Some(Reach::Stadtteile) || !self.stadtteile.is_empty(), "/stadtteile");
        need(!self.target_groups.is_empty(), "/targetGroups");
        need(self.planned.start.is_some(), "/planned/start");
        need(self.planned.end.is_some() || self.planned.open_ended, "/planned/end");
        let touches = self.planned.touches(concept.period.start, concept.period.end);
        faults.require(touches, "/planned", Rule::OutsideConcept);
        faults
    }

    /// This content with the operational members of `other`: those that a carrier
    /// changes in a published measure without review (DESIGN §3). All the rest is
    /// material.
    pub fn with_operational(&self, other: &Self) -> Self {
        Self {
            summary: other.summary.clone(),
            description: other.description.clone(),
            actual: other.actual,
            links: other.links.clone(),
            milestones: other.milestones.clone(),
            indicators: other.indicators.clone(),
            council_papers: other.council_papers.clone(),
            contact: other.contact.clone(),
            internal_note: other.internal_note.clone(),
            ..self.clone()
        }
    }
}

impl ActualPeriod {
    pub fn as_period(self) -> Period {
        Period { start: self.start, end: self.end, open_ended: false }
    }
}

fn read_planned(input: &mut Input<'_>) -> Period {
    let period = input.object("planned", |period| {
        Some(Period {
            start: period.date("start"),
            end: period.date("end"),
            open_ended: period.boolean("openEnded").unwrap_or(false),
        })
    });
    period.unwrap_or_default()
}

fn read_actual(input: &mut Input<'_>) -> ActualPeriod {
    let period = input.object("actual", |period| {
        Some(ActualPeriod { start: period.date("start"), end: period.date("end") })
    });
    period.unwrap_or_default()
}
