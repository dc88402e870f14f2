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
    /// comparison with the version `before`.
    pub fn next(
        year: u16,
        content: PopulationContent,
        before: Option<&Self>,
        threshold: u64,
        now: Instant,
    ) -> Self {
        let table = table(&content);
        let keys = content.items.iter().map(|item| item.stadtteil.as_str()).chain([ALL]);
        let old = |key: &str| {
            let told = before.and_then(|before| before.told.get(key));
            told.cloned().unwrap_or_default().0
        };
        let old: Vec<[Word; 3]> = keys.clone().map(old).collect();
        let known = Before {
            withheld: old.iter().map(|line| line.map(|word| word.withheld).to_vec()).collect(),
            told: said_already(&old, &table),
        };
        let withheld = table.withheld(threshold, &known);
        let line = |(row, (key, old)): (usize, (&str, &[Word; 3]))| {
            let word = |column: usize| {
                let (now, then) = (table.cells()[row][column], old[column]);
                let withheld = withheld[row][column];
                let still = then.last.filter(|last| now == Some(*last));
                Word { withheld, last: if withheld { still } else { now } }
            };
            (key.to_owned(), Told([word(0), word(1), word(2)]))
        };
        let told = keys.zip(&old).enumerate().map(line).collect();
        let version = before.map_or(1, |before| before.version + 1);
        let created_at = before.map_or(now, |before| before.created_at);
        Self { year, version, content, told, created_at, updated_at: now }
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
        let withheld = |column: usize| self.told.get(key).is_some_and(|t| t.0[column].withheld);
        let shown =
            |column: usize| table.cells()[row][column].filter(|_| whole || !withheld(column));
        let mut hidden = vec![(2, Figure::Total), (0, Figure::ForeignResidents)];
        hidden.retain(|(column, _)| withheld(*column));
        Figures {
            total: shown(2),
            foreign_residents: shown(0),
            withheld: hidden.into_iter().map(|(_, figure)| figure).collect(),
        }
    }
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
