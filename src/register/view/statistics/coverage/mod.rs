//! Which guideline is worked on where, and where the gaps are.

mod axes;
mod matrix;
mod words;

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::Explained;
use super::names::Names;
use super::question::Question;
use crate::domain::population::FigureSource;
use crate::domain::table::{Table, Tabular};
use crate::domain::words::words;

words!(
    /// What is done in a cell; the first that holds.
    Cover {
        /// A measure that names the Stadtteil is under way (running or paused).
        Covered = "covered",
        /// Only measures for the whole city, or beyond, are under way.
        Citywide = "citywide",
        /// Nothing is under way, but planned.
        Planned = "planned",
        /// What there was is over: completed, or discontinued.
        Ended = "ended",
        /// Nothing at all, or only what was dropped before it began.
        Empty = "empty",
    }
);

words!(
    /// A third dimension of the coverage.
    CoverageBy {
        /// A measure counts for the groups it names, and for those above them.
        TargetGroup = "targetGroup",
    }
);

/// What is asked of a coverage, besides the filters. A filter by guideline,
/// Handlungsfeld or Stadtteil narrows the matrix, not what counts as citywide.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoverageQuery {
    pub concept: String,
    pub by: Option<CoverageBy>,
    /// The year of the population figures to set beside it.
    pub population: Option<u16>,
}

/// Guideline × Stadtteil, or × target group as well.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The concept whose guidelines these are.
    #[schema(max_length = 60, examples("integrationskonzept-2020-2023"))]
    pub concept: String,
    pub by: Option<CoverageBy>,
    /// All cells, also those that are empty, in the order of the catalog.
    #[schema(max_items = 1000000)]
    pub rows: Vec<CoverageRow>,
    /// What the keys of the rows are called.
    pub names: Names,
    /// The gaps: those of `rows` whose state is `empty`.
    #[schema(max_items = 1000000)]
    pub empty_cells: Vec<Cell>,
    /// How many cells there are of each state.
    pub totals: CellCounts,
    /// Measures for the whole city, or beyond, that a filter by Stadtteil does not let
    /// through: they count in its cells all the same, but not in `counted`.
    #[schema(minimum = 0, examples(0))]
    pub citywide_besides: u64,
    #[schema(max_items = 1000)]
    pub guidelines: Vec<GuidelineCoverage>,
    #[schema(max_items = 1000)]
    pub stadtteile: Vec<StadtteilCoverage>,
    /// Where the population figures come from; null if none were asked for.
    pub population: Option<PopulationNote>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageRow {
    #[serde(flatten)]
    pub cell: Cell,
    pub state: Cover,
    /// Measures under way that name the Stadtteil.
    #[schema(minimum = 0, examples(2))]
    pub measures: u64,
    /// Measures under way for the whole city, or beyond.
    #[schema(minimum = 0, examples(1))]
    pub citywide: u64,
    /// Planned, for the Stadtteil or the whole city.
    #[schema(minimum = 0, examples(0))]
    pub planned: u64,
    /// Over, for the Stadtteil or the whole city.
    #[schema(minimum = 0, examples(3))]
    pub ended: u64,
}

/// The place of a cell.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    #[schema(max_length = 10, examples("4.2"))]
    pub guideline: String,
    /// Key of the Stadtteil.
    #[schema(max_length = 60, examples("06"))]
    pub stadtteil: String,
    /// With `by=targetGroup`.
    #[schema(max_length = 60, examples("families"))]
    pub target_group: Option<String>,
}

/// Numbers of cells; together they are all.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, ToSchema)]
pub struct CellCounts {
    #[schema(minimum = 0, examples(310))]
    pub covered: u64,
    #[schema(minimum = 0, examples(620))]
    pub citywide: u64,
    #[schema(minimum = 0, examples(40))]
    pub planned: u64,
    #[schema(minimum = 0, examples(90))]
    pub ended: u64,
    #[schema(minimum = 0, examples(220))]
    pub empty: u64,
}

/// The cells of one guideline.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GuidelineCoverage {
    #[schema(max_length = 10, examples("4.2"))]
    pub guideline: String,
    pub cells: CellCounts,
    /// Measures under way that follow it, each once.
    #[schema(minimum = 0, examples(12))]
    pub measures: u64,
}

/// The cells of one Stadtteil, with who lives there.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StadtteilCoverage {
    #[schema(max_length = 60, examples("06"))]
    pub stadtteil: String,
    pub cells: CellCounts,
    /// Measures under way that name it, each once.
    #[schema(minimum = 0, examples(9))]
    pub measures: u64,
    #[serde(flatten)]
    pub figures: StadtteilFigures,
}

/// Who lives in a Stadtteil, and how much is done there for how many.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StadtteilFigures {
    /// Residents; null if not asked for, unknown, or not published.
    #[schema(minimum = 0, examples(11250))]
    pub residents: Option<u64>,
    /// Residents without German citizenship; null as for `residents`.
    #[schema(minimum = 0, examples(2730))]
    pub foreign_residents: Option<u64>,
    /// Measures under way that name the Stadtteil, for 1,000 residents; null where nobody lives, or it is not known.
    #[schema(minimum = 0, maximum = 1000000000, examples(0.8))]
    pub measures_per_1000: Option<f64>,
    #[schema(minimum = 0, maximum = 1000000000, examples(3.297))]
    pub measures_per_1000_foreign_residents: Option<f64>,
}

impl StadtteilFigures {
    const HEADINGS: [&str; 4] =
        ["residents", "foreignResidents", "measuresPer1000", "measuresPer1000ForeignResidents"];
}

/// Who counted the population, and when.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PopulationNote {
    #[schema(minimum = 1900, maximum = 2199, examples(2021))]
    pub year: u16,
    pub source: FigureSource,
    /// Under which terms the figures may be used.
    #[schema(max_length = 500, examples("Datenlizenz Deutschland – Namensnennung – Version 2.0"))]
    pub licence: String,
}

impl Tabular for Coverage {
    fn table(&self) -> Table {
        let group = self.by.map(|by| by.as_str());
        let keys = ["guideline", "stadtteil"].into_iter().chain(group);
        let values = ["state", "measures", "citywide", "planned", "ended"];
        let headings = keys.chain(values);
        if self.population.is_none() {
            return self.names.beside(Table::of(headings.collect(), &self.rows));
        }
        let figures = self.stadtteile.iter().map(|line| (line.stadtteil.as_str(), &line.figures));
        let figures: HashMap<_, _> = figures.collect();
        let row = |row| PopulatedRow { row, figures: figures[row.cell.stadtteil.as_str()] };
        let rows: Vec<_> = self.rows.iter().map(row).collect();
        self.names.beside(Table::of(headings.chain(StadtteilFigures::HEADINGS).collect(), &rows))
    }
}

/// A cell with the figures of its Stadtteil.
#[derive(Serialize)]
struct PopulatedRow<'a> {
    #[serde(flatten)]
    row: &'a CoverageRow,
    #[serde(flatten)]
    figures: &'a StadtteilFigures,
}

impl CellCounts {
    fn add(&mut self, state: Cover) {
        *match state {
            Cover::Covered => &mut self.covered,
            Cover::Citywide => &mut self.citywide,
            Cover::Planned => &mut self.planned,
            Cover::Ended => &mut self.ended,
            Cover::Empty => &mut self.empty,
        } += 1;
    }
}

/// The coverage of a concept's guidelines.
pub fn coverage(question: &Question<'_>, query: &CoverageQuery) -> Explained<Coverage> {
    let filter = axes::without_axes(question.filter, query.by);
    let inner = Question { filter: &filter, ..*question };
    let index = &*inner.index(inner.moment);
    let axes = axes::Axes::of(index, &question.view.catalog, question.filter, query);
    let chosen = axes.choose(index, question, &inner);
    let explanation = words::explain(&chosen, query);
    let body = matrix::Matrix::new(&axes, &chosen, query.by.is_some()).fill(question, query);
    question.answer(body, explanation)
}
