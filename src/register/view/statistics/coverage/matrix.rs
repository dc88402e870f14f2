//! The cells, by intersections of bitmaps: no measure is looked at.

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
    stages: [RoaringBitmap; 3],
}

impl<'a> Matrix<'a> {
    pub fn new(axes: &'a Axes, chosen: &Chosen) -> Self {
        let stages = [&axes.under_way, &axes.planned, &axes.ended];
        Self { axes, stages: stages.map(|stage| stage & &chosen.slots) }
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
            for (group, slots) in &self.axes.groups.values {
                let group = query.by.map(|_| group.as_str());
                let stages = match group {
                    Some(_) => stages.each_ref().map(|stage| stage & slots),
                    None => stages.clone(),
                };
                self.fill_row(&mut coverage, group, &stages);
            }
        }
        coverage
    }

    /// Every Stadtteil of the last guideline, of one target group.
    fn fill_row(&self, coverage: &mut Coverage, group: Option<&str>, stages: &[RoaringBitmap; 3]) {
        let Some(guideline) = coverage.guidelines.last_mut() else { return };
        let wide = count(stages, &self.axes.wide);
        let columns = coverage.stadtteile.iter_mut().zip(&self.axes.stadtteile.values);
        for (column, (stadtteil, slots)) in columns {
            let here = count(stages, slots);
            let cell = EmptyCell {
                guideline: guideline.guideline.clone(),
                stadtteil: stadtteil.clone(),
                target_group: group.map(str::to_owned),
            };
            let row = CoverageRow {
                cell,
                state: state(here, wide),
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

fn count(stages: &[RoaringBitmap; 3], slots: &RoaringBitmap) -> [u64; 3] {
    stages.each_ref().map(|stage| if stage.is_empty() { 0 } else { stage.intersection_len(slots) })
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
