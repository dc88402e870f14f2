//! The cells, by intersections of bitmaps: no measure is looked at.
//!
//! With target groups there are so many cells that what is in a guideline and a
//! Stadtteil is dealt out to the groups, instead of asked about each.

use roaring::RoaringBitmap;

use super::axes::{Axes, Axis, Chosen};
use super::{
    Cell, CellCounts, Cover, Coverage, CoverageQuery, CoverageRow, GuidelineCoverage,
    PopulationNote, StadtteilCoverage, StadtteilFigures,
};
use crate::domain::Population;
use crate::register::view::statistics::Question;
use crate::register::view::statistics::names::Names;

pub struct Matrix<'a> {
    axes: &'a Axes,
    /// What is counted: under way, planned, over.
    stages: Stages,
    groups: Groups,
    citywide_besides: u64,
}

type Stages = [RoaringBitmap; 3];

/// By Stadtteil, then by group, how many there are in each stage. After the
/// Stadtteile comes the whole city.
type Counts = Vec<Vec<[u64; 3]>>;

/// The numbers of the groups of each slot, one slot after the other: they are asked
/// for hundreds of thousands of times.
#[derive(Default)]
struct Groups {
    starts: Vec<usize>,
    numbers: Vec<u16>,
}

impl Groups {
    fn of(axes: &Axes, slots: &RoaringBitmap) -> Self {
        let groups = (0..).zip(&axes.groups.values);
        let pairs = groups.flat_map(|(number, (_, own))| {
            (own & slots).into_iter().map(move |slot| (slot as usize, number))
        });
        let mut pairs: Vec<(usize, u16)> = pairs.collect();
        pairs.sort_unstable();
        let last = pairs.last().map_or(0, |(slot, _)| slot + 1);
        let mut starts = vec![0; last + 1];
        for (slot, _) in &pairs {
            starts[slot + 1] += 1;
        }
        for slot in 0..last {
            starts[slot + 1] += starts[slot];
        }
        Self { starts, numbers: pairs.into_iter().map(|(_, number)| number).collect() }
    }

    fn of_slot(&self, slot: u32) -> &[u16] {
        &self.numbers[self.starts[slot as usize]..self.starts[slot as usize + 1]]
    }
}

impl<'a> Matrix<'a> {
    pub fn new(axes: &'a Axes, chosen: &Chosen, grouped: bool) -> Self {
        let stages = [&axes.under_way, &axes.planned, &axes.ended];
        let stages = stages.map(|stage| stage & &chosen.slots);
        let groups = match grouped {
            true => Groups::of(axes, &chosen.slots),
            false => Groups::default(),
        };
        Self { axes, stages, groups, citywide_besides: chosen.slots.len() - chosen.counted }
    }

    pub fn fill(&self, question: &Question<'_>, query: &CoverageQuery) -> Coverage {
        let figures = query.population.and_then(|year| question.view.population(year));
        let mut coverage = Coverage {
            concept: query.concept.clone(),
            by: query.by,
            rows: Vec::new(),
            names: self.names(question, query),
            empty_cells: Vec::new(),
            totals: CellCounts::default(),
            citywide_besides: self.citywide_besides,
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
            for (number, (group, _)) in self.axes.groups.values.iter().enumerate() {
                let group = query.by.map(|_| group.as_str());
                let counts: Vec<_> = counts.iter().map(|column| column[number]).collect();
                self.fill_row(&mut coverage, group, &counts);
            }
        }
        coverage
    }

    fn names(&self, question: &Question<'_>, query: &CoverageQuery) -> Names {
        let mut names = Names::default();
        let mut add = |of, axis: &Axis| {
            let keys = axis.values.iter().map(|(key, _)| key.as_str());
            names.add(question.view, Some(&query.concept), of, keys);
        };
        add("guideline", &self.axes.guidelines);
        add("stadtteil", &self.axes.stadtteile);
        add("targetGroup", &self.axes.groups);
        names
    }

    fn counts(&self, stages: &Stages, grouped: bool) -> Counts {
        let columns = self.axes.stadtteile.values.iter().map(|(_, slots)| slots);
        let columns = columns.chain([&self.axes.wide]);
        let count = |slots: &RoaringBitmap| {
            let mut counts = vec![[0; 3]; self.axes.groups.values.len()];
            for (stage, found) in stages.iter().enumerate() {
                if !grouped {
                    counts[0][stage] = found.intersection_len(slots);
                    continue;
                }
                for slot in found & slots {
                    for group in self.groups.of_slot(slot) {
                        counts[usize::from(*group)][stage] += 1;
                    }
                }
            }
            counts
        };
        columns.map(count).collect()
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
            let cell = Cell {
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
                figures: StadtteilFigures {
                    residents: told.total,
                    foreign_residents: told.foreign_residents,
                    measures_per_1000: per_1000(measures, told.total),
                    measures_per_1000_foreign_residents: per_1000(measures, told.foreign_residents),
                },
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
