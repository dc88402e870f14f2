//! Small numbers of persons are not published: whoever knows one of two people
//! would know the other. It is not enough to withhold them (1 to below the
//! threshold of the concept): what is withheld must not follow from the totals
//! either, so further numbers go with them.
//!
//! A table with totals is a balance: in every row and column the numbers make up
//! the total. A withheld number is safe if people can be moved round a circle of
//! withheld numbers without any published one noticing; how many can be moved is
//! how uncertain it stays. For each small number the circle that costs least is
//! looked for: totals are spared first, then the number of cells, then persons.
//!
//! Whoever holds two publications of the same table subtracts one from the other.
//! So in a second one ([`Before`]) what was published and is the same protects
//! nothing, what was withheld stays so, and no total of a column in which something
//! is withheld is published again: each row then stands for itself. A row in which
//! something was withheld tells nothing new, for what has not changed in it would be
//! bounded by both publications. Tables that overlap otherwise (other districts, other
//! years that share people) are not held against each other, and what others publish
//! is not known here.
//!
//! The population per Stadtteil is published through this. The indicators of measures
//! are no table: nobody says which of them make up which total, so they only withhold
//! what is small, and what is of no single year beside it.

#[cfg(test)]
mod auditor;
mod circle;
#[cfg(test)]
mod tests;

/// Rows of columns.
pub type Grid<T> = Vec<Vec<T>>;

/// Counts of persons. The last column is the total of each row, the last row that
/// of each column; `None` = unknown, which nobody is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Table(Grid<Option<u64>>);

/// What the public was told before, cell by cell: a new publication must not give
/// away an old one. Whoever holds both can compare what did not change.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// It was withheld, and so it stays.
    pub withheld: Grid<bool>,
    /// It was published, and is the same: to withhold it now protects nothing.
    pub told: Grid<bool>,
    /// Whether anything was published.
    pub published: bool,
}

impl Table {
    /// `rows` end with their totals; the totals of the columns are added here. What
    /// is made of something unknown is unknown.
    pub fn of(mut rows: Grid<Option<u64>>) -> Self {
        let columns = rows.first().map_or(0, Vec::len);
        let total = |column: usize| rows.iter().map(|row| row[column]).sum();
        let totals = (0..columns).map(total).collect();
        rows.push(totals);
        Self(rows)
    }

    /// All cells, with the totals.
    pub fn cells(&self) -> &Grid<Option<u64>> {
        &self.0
    }

    /// Which cells must be withheld, so that every number from 1 to below
    /// `threshold` stays uncertain by more than `threshold`. The same table gives
    /// the same answer.
    pub fn withheld(&self, threshold: u64, before: &Before) -> Grid<bool> {
        let was = |grid: &Grid<bool>, row: usize, column: usize| {
            grid.get(row).and_then(|row| row.get(column)).copied().unwrap_or(false)
        };
        let mut search = circle::Search {
            table: self,
            least: threshold + 1,
            withheld: self.map(|row, column, _| {
                let thinned = before.withheld.get(row).is_some_and(|row| row.contains(&true));
                let new = before.published && !was(&before.told, row, column);
                was(&before.withheld, row, column) || thinned && new
            }),
            told: self.map(|row, column, _| was(&before.told, row, column)),
        };
        let small = self.map(|row, column, value| {
            let inside = row + 1 < self.0.len();
            (1..threshold).contains(&value) || inside && was(&before.withheld, row, column)
        });
        let mut endangered = places(&small);
        let again = before.published && !endangered.is_empty();
        if again
            && let Some((withheld, told)) = search.withheld.last_mut().zip(search.told.last_mut())
        {
            withheld.fill(true);
            told.fill(false);
        }
        for (row, column) in &endangered {
            search.withheld[*row][*column] = true;
        }
        let kept = search.withheld.clone();
        endangered.retain(|(row, column)| !search.told[*row][*column]);
        if !endangered.iter().all(|place| search.protect(*place)) {
            return self.map(|_, _, _| true);
        }
        spare(&mut search, &endangered, &kept);
        let mut withheld = search.withheld;
        if again && let Some((totals, rows)) = withheld.split_last_mut() {
            for (column, total) in totals.iter_mut().enumerate() {
                *total =
                    rows.iter().any(|row| row[column]) || was(&before.withheld, rows.len(), column);
            }
        }
        withheld
    }

    fn map<T: Default>(&self, make: impl Fn(usize, usize, u64) -> T) -> Grid<T> {
        let rows = self.0.iter().enumerate();
        let cell = |row, (column, value): (usize, &Option<u64>)| {
            value.map_or_else(T::default, |value| make(row, column, value))
        };
        rows.map(|(at, row)| row.iter().enumerate().map(|found| cell(at, found)).collect())
            .collect()
    }
}

/// How much is looked at to publish again what need not be withheld: cells, once for
/// each circle. Figures are written while others wait.
const WORK: usize = 10_000_000;

/// Publishes again what later circles made superfluous, as far as that does not take
/// too long; the rest stays withheld.
fn spare(search: &mut circle::Search<'_>, endangered: &[(usize, usize)], kept: &Grid<bool>) {
    let cells = kept.len() * kept.first().map_or(0, Vec::len);
    let most = WORK / (cells * endangered.len()).max(1);
    let mut superfluous = places(&search.withheld);
    superfluous.retain(|(row, column)| !kept[*row][*column]);
    for (row, column) in superfluous.into_iter().take(most) {
        search.withheld[row][column] = false;
        if !endangered.iter().all(|place| search.is_protected(*place)) {
            search.withheld[row][column] = true;
        }
    }
}

fn places(grid: &Grid<bool>) -> Vec<(usize, usize)> {
    let rows = grid.iter().enumerate();
    let set = rows.flat_map(|(row, cells)| {
        let cells = cells.iter().enumerate();
        cells.filter(|(_, cell)| **cell).map(move |(column, _)| (row, column))
    });
    set.collect()
}
