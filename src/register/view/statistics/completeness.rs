//! What is missing where.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;

use super::explained::{Explained, Explanation, MeasureRef};
use super::question::{NAMED, Question};
use super::words_of_counts::CARRIER_OF_THEN;
use crate::domain::measure::{Flag, Reach, Status};
use crate::domain::table::{Table, Tabular};
use crate::domain::words::words;
use crate::domain::{CarrierId, Label};
use crate::register::view::{CarrierRef, Dim, Entry, Index, spell};

words!(
    /// What a measure may lack. More may come.
    Gap {
        NoHandlungsfeld = "no-handlungsfeld",
        NoGuideline = "no-guideline",
        /// It reaches certain Stadtteile and names none, or does not say how far it
        /// reaches.
        NoStadtteil = "no-stadtteil",
        NoTargetGroup = "no-target-group",
        /// Neither planned nor known, and it has not begun.
        NoStart = "no-start",
        /// Neither planned nor known, and neither open nor over.
        NoEnd = "no-end",
        NoFunding = "no-funding",
        /// A source is named, but none of the planned amounts.
        NoAmount = "no-amount",
        NoIndicator = "no-indicator",
        /// For who does not see all of the measure: none that is public.
        NoContact = "no-contact",
        NoSummary = "no-summary",
        /// Without a sign of life for longer than the concept allows: the flag `stale`.
        Unconfirmed = "unconfirmed",
    }
);

/// What is missing, overall and by carrier.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Completeness {
    /// Each thing that was looked for, also where nothing lacks it.
    #[schema(max_items = 20)]
    pub overall: Vec<GapCount>,
    /// By carrier, what its measures lack.
    #[schema(max_items = 1000000)]
    pub rows: Vec<CarrierGap>,
}

/// How many measures lack one thing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GapCount {
    pub gap: Gap,
    #[schema(minimum = 0, examples(7))]
    pub count: u64,
    /// Of how many.
    #[schema(minimum = 0, examples(38))]
    pub of: u64,
    /// The first of them in order of registration, at most 100 overall and 20 of a
    /// carrier, that the caller may see now; `count` is the number of all.
    #[schema(max_items = 100)]
    pub measures: Vec<MeasureRef>,
}

/// What the measures of one carrier lack.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CarrierGap {
    /// Null overall.
    pub carrier: Option<CarrierRef>,
    #[serde(flatten)]
    pub gap: GapCount,
}

/// How many measures are named for each carrier.
const NAMED_OF_CARRIER: usize = 20;

impl Tabular for Completeness {
    fn table(&self) -> Table {
        let overall = self.overall.iter().map(|gap| CarrierGap { carrier: None, gap: gap.clone() });
        let rows: Vec<_> = overall.chain(self.rows.iter().cloned()).collect();
        Table::of(vec!["carrier.id", "carrier.name", "gap", "count", "of"], &rows)
    }
}

/// Looks for each of `gaps`.
pub fn completeness(question: &Question<'_>, gaps: &[Gap]) -> Explained<Completeness> {
    let index = &*question.index(question.moment);
    let all = question.select(index);
    let found = Found::of(question, index, &all);
    let gaps = gaps.iter().map(|gap| (*gap, found.of_gap(*gap)));
    let gaps: Vec<(Gap, RoaringBitmap)> = gaps.collect();
    let overall =
        gaps.iter().map(|(gap, slots)| gap_count(question, index, (*gap, slots), all.len(), NAMED));
    let body =
        Completeness { overall: overall.collect(), rows: by_carrier(question, index, &all, &gaps) };
    let explanation = Explanation {
        formula: formula(question),
        counted: all.len(),
        not_counted: Vec::new(),
        null_policy: Label::new(
            "Gezählt wird, was nicht angegeben ist. Je Träger fehlen Lücken mit 0.",
            "Counted is what is not given. By carrier, gaps with 0 are left out.",
        ),
        additive: false,
        sums: Label::new(
            "Je Lücke ergeben die Zeilen der Träger zusammen die Zahl in „overall“. Verschiedene Lücken dürfen nicht zusammengezählt werden: einer Maßnahme kann mehreres fehlen.",
            "For each gap the rows of the carriers add up to the number in “overall”. Different gaps must not be added up: a measure may lack several things.",
        ),
    };
    question.answer(body, explanation)
}

fn formula(question: &Question<'_>) -> Label {
    let mut label = Label::new(
        "Je Lücke die Maßnahmen, denen etwas fehlt, von allen, die sichtbar sind für den, der fragt, und die die Filter durchlassen, im Stand des Tages „asOf“. Was nicht öffentlich ist, fehlt für den, der es nicht sehen darf.",
        "For each gap the measures that lack something, of all that are visible to whoever asks and let through by the filters, as they stood on the day “asOf”. What is not public is missing for who may not see it.",
    );
    let concepts = question.view.catalog.concepts.iter();
    let concepts = concepts.filter(|concept| question.concept().is_none_or(|id| concept.id == id));
    let days = concepts.map(|concept| format!("{} ({})", concept.stale_after_days, concept.id));
    let days = days.collect::<Vec<_>>().join(", ");
    label.de += &format!(
        " „unconfirmed“: veröffentlicht, nicht zu Ende und länger ohne Lebenszeichen, als das Konzept erlaubt, in Tagen: {days}. Ein Lebenszeichen ist eine Bestätigung, ein Statuseintrag, eine Veröffentlichung oder eine Änderung des Trägers an dem, was man liest; eine interne Notiz ist keines."
    );
    label.en += &format!(
        " “unconfirmed”: published, not over, and without a sign of life for longer than the concept allows, in days: {days}. A sign of life is a confirmation, a status entry, a publication, or a change by the carrier of what is read; an internal note is none."
    );
    label.add(Some(CARRIER_OF_THEN));
    label
}

fn by_carrier(
    question: &Question<'_>,
    index: &Index,
    all: &RoaringBitmap,
    gaps: &[(Gap, RoaringBitmap)],
) -> Vec<CarrierGap> {
    let mut rows = Vec::new();
    for (id, slots) in index.bitmaps.values(Dim::Carrier) {
        let (Ok(id), slots) = (id.parse::<CarrierId>(), slots & all) else { continue };
        let carrier = question.view.carrier_ref(id);
        for (gap, lacking) in gaps {
            let lacking = lacking & &slots;
            if !lacking.is_empty() {
                let gap =
                    gap_count(question, index, (*gap, &lacking), slots.len(), NAMED_OF_CARRIER);
                rows.push(CarrierGap { carrier: Some(carrier.clone()), gap });
            }
        }
    }
    // The sort is stable: the gaps of a carrier keep their order.
    rows.sort_by_cached_key(|row| row.carrier.as_ref().map(|c| (spell(&c.name), c.id)));
    rows
}

fn gap_count(
    question: &Question<'_>,
    index: &Index,
    (gap, slots): (Gap, &RoaringBitmap),
    of: u64,
    most: usize,
) -> GapCount {
    let measures = question.name_all(index, slots, most);
    GapCount { gap, count: slots.len(), of, measures }
}

/// Who lacks what.
struct Found(BTreeMap<Gap, RoaringBitmap>);

impl Found {
    fn of(question: &Question<'_>, index: &Index, all: &RoaringBitmap) -> Self {
        let mut found: BTreeMap<Gap, RoaringBitmap> = BTreeMap::new();
        for slot in all {
            let Some(entry) = index.entry(slot) else { continue };
            for gap in lacks(question, entry) {
                found.entry(gap).or_default().insert(slot);
            }
        }
        let status =
            |of: &[Status]| index.bitmaps.any(Dim::Status, of.iter().map(|status| status.as_str()));
        let over = [Status::Completed, Status::Discontinued, Status::Dropped];
        *found.entry(Gap::NoStart).or_default() &= status(&[Status::Planned, Status::Dropped]);
        *found.entry(Gap::NoEnd).or_default() -= status(&over);
        let stale = index.bitmaps.any(Dim::Flag, [Flag::Stale.as_str()]);
        found.insert(Gap::Unconfirmed, stale & all);
        Self(found)
    }

    fn of_gap(&self, gap: Gap) -> RoaringBitmap {
        self.0.get(&gap).cloned().unwrap_or_default()
    }
}

/// What a measure lacks, but for what depends on the day.
fn lacks(question: &Question<'_>, entry: &Entry) -> impl Iterator<Item = Gap> {
    let content = &entry.measure.content;
    let (planned, actual) = (content.planned, content.actual);
    let placed = match content.reach {
        None => false,
        Some(Reach::Stadtteile) => !content.stadtteile.is_empty(),
        Some(_) => true,
    };
    // Nobody is named, so whoever agrees no longer changes no report of the past.
    let insider = question.caller.standing(entry.measure.carrier).sees_all();
    let contact = content.contact.as_ref().is_some_and(|contact| insider || contact.public);
    let amounts = content.funding.iter().filter_map(|line| line.planned_cents);
    let gaps = [
        (content.handlungsfeld.is_none(), Gap::NoHandlungsfeld),
        (content.guidelines.is_empty(), Gap::NoGuideline),
        (!placed, Gap::NoStadtteil),
        (content.target_groups.is_empty(), Gap::NoTargetGroup),
        (actual.start.or(planned.start).is_none(), Gap::NoStart),
        (actual.end.or(planned.end).is_none() && !planned.open_ended, Gap::NoEnd),
        (content.funding.is_empty(), Gap::NoFunding),
        (!content.funding.is_empty() && amounts.count() == 0, Gap::NoAmount),
        (content.indicators.is_empty(), Gap::NoIndicator),
        (!contact, Gap::NoContact),
        (content.summary.is_none(), Gap::NoSummary),
    ];
    gaps.into_iter().filter_map(|(lacks, gap)| lacks.then_some(gap))
}
