use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Figure, Figures, Population, PopulationContent};
use crate::domain::Instant;
use crate::domain::suppression::{Before, Grid, Table};

/// What is published of a line: foreign residents, all others (who follow from the
/// other two), the total.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Told([Word; 3]);

/// What the public was told of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct Word {
    withheld: bool,
    /// The last that was published.
    last: Option<u64>,
}

/// All Stadtteile together, among their keys.
const ALL: &str = "";

impl Population {
    /// The next version of the figures of a year, or the first one. Numbers from 1
    /// to below `threshold` are withheld, and what would give them away, also by
    /// comparison with the versions `before`.
    pub fn next(
        year: u16,
        content: PopulationContent,
        before: Option<&Self>,
        threshold: u64,
        now: Instant,
    ) -> Self {
        // The same figures again tell nothing new, so nothing more is withheld.
        let same = before.filter(|before| before.content.items == content.items);
        let told = match same {
            Some(before) => before.told.clone(),
            None => tell(&content, before, threshold),
        };
        let version = before.map_or(1, |before| before.version + 1);
        let created_at = before.filter(|before| !before.deleted).map(|before| before.created_at);
        let created_at = created_at.unwrap_or(now);
        Self { year, version, content, deleted: false, told, created_at, updated_at: now }
    }

    /// What remains of the figures when they are deleted: so that those that come
    /// after them are still held against what the public was told.
    pub fn without_figures(&self, now: Instant) -> Self {
        let mut gone = Self { deleted: true, version: self.version + 1, ..self.clone() };
        for item in &mut gone.content.items {
            (item.total, item.foreign_residents) = (None, None);
        }
        Self { updated_at: now, ..gone }
    }

    /// The figures of a Stadtteil; `whole` for those who may see what is withheld.
    pub fn figures(&self, stadtteil: &str, whole: bool) -> Figures {
        let row = self.content.items.iter().position(|item| item.stadtteil == stadtteil);
        row.map(|row| self.line(row, stadtteil, whole)).unwrap_or_default()
    }

    /// The figures of all Stadtteile together; unknown if one of them is.
    pub fn sums(&self, whole: bool) -> Figures {
        self.line(self.content.items.len(), ALL, whole)
    }

    fn line(&self, row: usize, key: &str, whole: bool) -> Figures {
        let table = table(&self.content);
        let cell = |column: usize| table.cells()[row][column];
        let withheld = |column: usize| {
            let told = self.told.get(key);
            cell(column).is_some() && told.is_some_and(|told| told.0[column].withheld)
        };
        let shown = |column: usize| cell(column).filter(|_| whole || !withheld(column));
        let mut hidden = vec![(2, Figure::Total), (0, Figure::ForeignResidents)];
        hidden.retain(|(column, _)| withheld(*column));
        Figures {
            total: shown(2),
            foreign_residents: shown(0),
            withheld: hidden.into_iter().map(|(_, figure)| figure).collect(),
        }
    }
}

/// What the public is told, after what it was told before.
fn tell(
    content: &PopulationContent,
    before: Option<&Population>,
    threshold: u64,
) -> BTreeMap<String, Told> {
    let table = table(content);
    let keys = content.items.iter().map(|item| item.stadtteil.as_str()).chain([ALL]);
    let old = |key: &str| {
        let told = before.and_then(|before| before.told.get(key));
        told.cloned().unwrap_or_default().0
    };
    let old: Vec<[Word; 3]> = keys.clone().map(old).collect();
    let known = Before {
        withheld: old.iter().map(|line| line.map(|word| word.withheld).to_vec()).collect(),
        told: said_already(&old, &table),
        published: before.is_some(),
    };
    let withheld = table.withheld(threshold, &known);
    let line = |(row, (key, old)): (usize, (&str, &[Word; 3]))| {
        let word = |column: usize| {
            let (now, then) = (table.cells()[row][column], old[column]);
            let shown = now.filter(|_| !withheld[row][column]);
            // What is not known now is not forgotten.
            let withheld = withheld[row][column] || now.is_none() && then.withheld;
            Word { withheld, last: shown.or(then.last) }
        };
        (key.to_owned(), Told([word(0), word(1), word(2)]))
    };
    keys.zip(&old).enumerate().map(line).collect()
}

fn table(content: &PopulationContent) -> Table {
    let rows = content.items.iter().map(|item| {
        let (total, foreign) = (item.total, item.foreign_residents);
        let others = total.zip(foreign).map(|(total, foreign)| total.saturating_sub(foreign));
        vec![foreign, others, total]
    });
    Table::of(rows.collect())
}

/// Which numbers are as they were published before.
fn said_already(old: &[[Word; 3]], table: &Table) -> Grid<bool> {
    let rows = old.iter().zip(table.cells());
    let same = |(old, now): (&Word, &Option<u64>)| old.last.is_some() && old.last == *now;
    rows.map(|(old, now)| old.iter().zip(now).map(same).collect()).collect()
}
