use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Figure, Figures, Population, PopulationContent, Residents};
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

    /// The same figures, told under a higher `threshold`; `None` if no more is withheld.
    /// What is told is a part of what was told before, so it need not be held against
    /// that, but stand for itself.
    pub fn under(&self, threshold: u64, now: Instant) -> Option<Self> {
        let old = old(&self.content, Some(self));
        let known = Before { withheld: withheld_in(&old), ..Before::default() };
        let withheld = table(&self.content).withheld(threshold, &known);
        let told = words(&self.content, Some(self), &old, &withheld);
        let version = self.version + 1;
        (told != self.told).then(|| Self { version, told, updated_at: now, ..self.clone() })
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
        let item = self.content.items.iter().find(|item| item.stadtteil == stadtteil);
        item.map(|item| self.line(cells(item), stadtteil, whole)).unwrap_or_default()
    }

    /// The figures of every Stadtteil, by key.
    pub fn lines(&self, whole: bool) -> impl Iterator<Item = (&str, Figures)> {
        self.content.items.iter().map(move |item| {
            let key = item.stadtteil.as_str();
            (key, self.line(cells(item), key, whole))
        })
    }

    /// The figures of all Stadtteile together; unknown if one of them is.
    pub fn sums(&self, whole: bool) -> Figures {
        let items = &self.content.items;
        let sum = |column: usize| items.iter().map(|item| cells(item)[column]).sum();
        self.line([sum(0), sum(1), sum(2)], ALL, whole)
    }

    fn line(&self, cells: [Option<u64>; 3], key: &str, whole: bool) -> Figures {
        let told = self.told.get(key);
        let withheld = |column: usize| {
            cells[column].is_some() && told.is_some_and(|told| told.0[column].withheld)
        };
        let shown = |column: usize| cells[column].filter(|_| whole || !withheld(column));
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
    let old = old(content, before);
    let known = Before {
        withheld: withheld_in(&old),
        told: said_already(&old, &table),
        published: before.is_some(),
    };
    words(content, before, &old, &table.withheld(threshold, &known))
}

/// The lines of a table: every Stadtteil, then all.
fn keys(content: &PopulationContent) -> impl Iterator<Item = &str> {
    content.items.iter().map(|item| item.stadtteil.as_str()).chain([ALL])
}

/// What the public was told of each line.
fn old(content: &PopulationContent, before: Option<&Population>) -> Vec<[Word; 3]> {
    let told = |key| before.and_then(|before| before.told.get(key));
    keys(content).map(|key| told(key).cloned().unwrap_or_default().0).collect()
}

fn withheld_in(old: &[[Word; 3]]) -> Grid<bool> {
    old.iter().map(|line| line.map(|word| word.withheld).to_vec()).collect()
}

/// What the public is told from now on. A Stadtteil that has left the catalog is not
/// forgotten: what is withheld of it would follow from the sum of the others.
fn words(
    content: &PopulationContent,
    before: Option<&Population>,
    old: &[[Word; 3]],
    withheld: &Grid<bool>,
) -> BTreeMap<String, Told> {
    let mut told = before.map(|before| before.told.clone()).unwrap_or_default();
    for key in keys(content) {
        told.remove(key);
    }
    let gone = |column: usize| told.values().any(|told| told.0[column].withheld);
    let gone = [gone(0), gone(1), gone(2)];
    let table = table(content);
    for (row, (key, old)) in keys(content).zip(old).enumerate() {
        let word = |column: usize| {
            let (now, then) = (table.cells()[row][column], old[column]);
            let withheld = withheld[row][column] || key == ALL && gone[column];
            let shown = now.filter(|_| !withheld);
            // What is not known now is not forgotten.
            let withheld = withheld || now.is_none() && then.withheld;
            Word { withheld, last: shown.or(then.last) }
        };
        told.insert(key.to_owned(), Told([word(0), word(1), word(2)]));
    }
    told
}

fn table(content: &PopulationContent) -> Table {
    Table::of(content.items.iter().map(|item| cells(item).to_vec()).collect())
}

/// The numbers of a line, in the order of [`Told`].
fn cells(item: &Residents) -> [Option<u64>; 3] {
    let (total, foreign) = (item.total, item.foreign_residents);
    let others = total.zip(foreign).map(|(total, foreign)| total.saturating_sub(foreign));
    [foreign, others, total]
}

/// Which numbers are as they were published before.
fn said_already(old: &[[Word; 3]], table: &Table) -> Grid<bool> {
    let rows = old.iter().zip(table.cells());
    let same = |(old, now): (&Word, &Option<u64>)| old.last.is_some() && old.last == *now;
    rows.map(|(old, now)| old.iter().zip(now).map(same).collect()).collect()
}
