//! The cells, by intersections of bitmaps: no measure is looked at.
//!
//! With target groups there are so many cells that what is in a guideline and a
//! Stadtteil is dealt out to the groups, instead of asked about each.

use roaring::RoaringBitmap;

use super::axes::{Axes, Chosen};
use super::{
    CellCounts, Cover, Coverage, CoverageQuery, CoverageRow, EmptyCell, GuidelineCoverage,
    PopulationNote, StadtteilCoverage,
};
use crate::domain::Population;
use crate::register::view::statistics::Question;

pub struct Matrix<'a> {
    axes: &'a Axes,
    /// What is counted: under way, planned, over.
    stages: Stages,
    /// By slot, the numbers of its groups; empty without such a dimension.
    groups: Vec<Vec<usize>>,
}

type Stages = [RoaringBitmap; 3];

/// By group, then by Stadtteil, how many there are in each stage. After the
/// Stadtteile comes the whole city.
type Counts = Vec<Vec<[u64; 3]>>;

impl<'a> Matrix<'a> {
    pub fn new(axes: &'a Axes, chosen: &Chosen, grouped: bool) -> Self {
        let stages = [&axes.under_way, &axes.planned, &axes.ended];
        let slots = chosen.slots.max().filter(|_| grouped).map_or(0, |last| last as usize + 1);
        let mut groups = vec![Vec::new(); slots];
        for (number, (_, slots)) in axes.groups.values.iter().enumerate().filter(|_| grouped) {
            for slot in slots & &chosen.slots {
                groups[slot as usize].push(number);
            }
        }
        Self { axes, stages: stages.map(|stage| stage & &chosen.slots), groups }
    }

    pub fn fill(&self, question: &Question<'_>, query: &CoverageQuery) -> Coverage {
        let figures = query.population.and_then(|year| question.view.population(year));
        let mut coverage = Coverage {
            concept: query.concept.clone(),
            by: query.by,
            rows: Vec::new(),
            empty_cells: Vec::new(),
            totals: CellCounts::default(),
            guidelines: Vec::new(),
            stadtteile: self.stadtteile(figures.map(|figures| &**figures)),
            population: figures.map(|figures| PopulationNote {
                year: figures.year,
                source: figures.content.source.clone(),
                licence: figures.content.licence.clone(),
            }),
        };
        for (guideline, slots) in &self.axes.guidelines.values {
            let stages = self.stages.each_ref().map(|stage| stage & slots);
            let measures = stages[0].len();
            let guideline = guideline.clone();
            let cells = CellCounts::default();
            coverage.guidelines.push(GuidelineCoverage { guideline, cells, measures });
            let counts = self.counts(&stages, query.by.is_some());
            for ((group, _), counts) in self.axes.groups.values.iter().zip(counts) {
                self.fill_row(&mut coverage, query.by.map(|_| group.as_str()), &counts);
            }
        }
        coverage
    }

    fn counts(&self, stages: &Stages, grouped: bool) -> Counts {
        let columns = self.axes.stadtteile.values.iter().map(|(_, slots)| slots);
        let columns = columns.chain([&self.axes.wide]);
        let width = self.axes.stadtteile.values.len() + 1;
        let mut counts = vec![vec![[0; 3]; width]; self.axes.groups.values.len()];
        for (column, slots) in columns.enumerate() {
            for (stage, found) in stages.iter().enumerate() {
                if !grouped {
                    counts[0][column][stage] = found.intersection_len(slots);
                    continue;
                }
                for slot in found & slots {
                    for group in &self.groups[slot as usize] {
                        counts[*group][column][stage] += 1;
                    }
                }
            }
        }
        counts
    }

    /// Every Stadtteil of the last guideline, of one target group.
    fn fill_row(&self, coverage: &mut Coverage, group: Option<&str>, counts: &[[u64; 3]]) {
        let Some((guideline, (wide, here))) =
            coverage.guidelines.last_mut().zip(counts.split_last())
        else {
            return;
        };
        let columns = coverage.stadtteile.iter_mut().zip(&self.axes.stadtteile.values);
        for ((column, (stadtteil, _)), here) in columns.zip(here) {
            let cell = EmptyCell {
                guideline: guideline.guideline.clone(),
                stadtteil: stadtteil.clone(),
                target_group: group.map(str::to_owned),
            };
            let row = CoverageRow {
                cell,
                state: state(*here, *wide),
                measures: here[0],
                citywide: wide[0],
                planned: here[1] + wide[1],
                ended: here[2] + wide[2],
            };
            for counts in [&mut coverage.totals, &mut guideline.cells, &mut column.cells] {
                counts.add(row.state);
            }
            if row.state == Cover::Empty {
                coverage.empty_cells.push(row.cell.clone());
            }
            coverage.rows.push(row);
        }
    }

    fn stadtteile(&self, figures: Option<&Population>) -> Vec<StadtteilCoverage> {
        let line = |(key, slots): &(String, RoaringBitmap)| {
            // What the public is told: the ratio would give away what is withheld.
            let told = figures.map(|figures| figures.figures(key, false)).unwrap_or_default();
            let measures = self.stages[0].intersection_len(slots);
            StadtteilCoverage {
                stadtteil: key.clone(),
                cells: CellCounts::default(),
                measures,
                residents: told.total,
                foreign_residents: told.foreign_residents,
                measures_per_1000: per_1000(measures, told.total),
                measures_per_1000_foreign_residents: per_1000(measures, told.foreign_residents),
            }
        };
        self.axes.stadtteile.values.iter().map(line).collect()
    }
}

fn state(here: [u64; 3], wide: [u64; 3]) -> Cover {
    let stage = |stage: usize| here[stage] + wide[stage] > 0;
    match (here[0] > 0, stage(0), stage(1), stage(2)) {
        (true, ..) => Cover::Covered,
        (_, true, ..) => Cover::Citywide,
        (_, _, true, _) => Cover::Planned,
        (.., true) => Cover::Ended,
        _ => Cover::Empty,
    }
}

/// Rounded to thousandths.
fn per_1000(measures: u64, residents: Option<u64>) -> Option<f64> {
    let residents = residents.filter(|residents| *residents > 0)?;
    let millionths = (measures * 1_000_000 + residents / 2) / residents;
    Some(millionths as f64 / 1_000.0)
}
