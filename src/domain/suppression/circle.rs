//! The circle of withheld cells round which persons can be moved.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Grid, Table};

/// What it costs to withhold a cell: totals, cells, persons.
type Cost = (u32, u32, u64);

pub struct Search<'a> {
    pub table: &'a Table,
    /// How many persons must be movable.
    pub least: u64,
    pub withheld: Grid<bool>,
    /// What the public knows already.
    pub told: Grid<bool>,
}

/// A row or a column, which is as many further on as there are rows.
type Node = usize;

impl Search<'_> {
    /// Withholds whatever makes the cheapest circle through `place`; false if there
    /// is none.
    pub fn protect(&mut self, place: (usize, usize)) -> bool {
        let Some((_, circle)) = self.cheapest(place) else { return false };
        for (row, column) in circle {
            self.withheld[row][column] = true;
        }
        true
    }

    /// Whether there is a circle through `place` of what is withheld.
    pub fn is_protected(&self, place: (usize, usize)) -> bool {
        self.cheapest(place).is_some_and(|(cost, _)| cost == Cost::default())
    }

    /// The cheapest circle through `place`, without it: a small number can but
    /// grow, others may shrink as well.
    fn cheapest(&self, place: (usize, usize)) -> Option<(Cost, Vec<(usize, usize)>)> {
        let (row, column) = (place.0, self.table.0.len() + place.1);
        let ways = [(column, row, true), (row, column, false)];
        let ways = ways.into_iter().filter_map(|(start, goal, from_row)| {
            let grows = from_row == self.counts_up(place);
            let value = self.table.0[place.0][place.1].unwrap_or(0);
            (grows || value > self.least).then(|| self.path(start, goal, place)).flatten()
        });
        ways.min()
    }

    /// The cheapest way from `start` to `goal`, but not over `place` (Dijkstra).
    fn path(
        &self,
        start: Node,
        goal: Node,
        place: (usize, usize),
    ) -> Option<(Cost, Vec<(usize, usize)>)> {
        let (rows, columns) = (self.table.0.len(), self.table.0[0].len());
        let mut best: Vec<Option<(Cost, Node)>> = vec![None; rows + columns];
        let mut open = vec![true; rows + columns];
        best[start] = Some((Cost::default(), start));
        let mut reached = BinaryHeap::from([Reverse((Cost::default(), start, start))]);
        loop {
            let Reverse((so_far, _, nearest)) = reached.pop()?;
            if nearest == goal {
                break;
            }
            if !std::mem::take(&mut open[nearest]) {
                continue;
            }
            let next = if nearest < rows { rows..rows + columns } else { 0..rows };
            for node in next.filter(|node| open[*node]) {
                let cell = cell(nearest, node, rows);
                let Some(more) = self.cost(cell, nearest < rows).filter(|_| cell != place) else {
                    continue;
                };
                let cost = (so_far.0 + more.0, so_far.1 + more.1, so_far.2 + more.2);
                if best[node].is_none_or(|(known, _)| cost < known) {
                    best[node] = Some((cost, nearest));
                    reached.push(Reverse((cost, nearest, node)));
                }
            }
        }
        let (cost, mut from) = best[goal]?;
        let (mut node, mut circle) = (goal, Vec::new());
        while node != start {
            circle.push(cell(from, node, rows));
            node = from;
            from = best[node]?.1;
        }
        Some((cost, circle))
    }

    /// What it costs to let persons flow through a cell; `None` = they cannot.
    ///
    /// A number that shrinks must stay above 0: whoever is withheld is somebody.
    fn cost(&self, (row, column): (usize, usize), from_row: bool) -> Option<Cost> {
        let grows = from_row == self.counts_up((row, column));
        let total = self.is_total_row(row) || self.is_total_column(column);
        let Some(value) = self.table.0[row][column] else {
            // A total that nobody can tell holds nobody back.
            return (grows || total).then(Cost::default);
        };
        let enough = value > if grows { 0 } else { self.least };
        if self.told[row][column] || !enough {
            return None;
        }
        match self.withheld[row][column] {
            true => Some(Cost::default()),
            false => Some((u32::from(total), 1, value)),
        }
    }

    /// Totals stand on the other side of the balance; the total of totals is back.
    fn counts_up(&self, (row, column): (usize, usize)) -> bool {
        self.is_total_row(row) == self.is_total_column(column)
    }

    fn is_total_row(&self, row: usize) -> bool {
        row + 1 == self.table.0.len()
    }

    fn is_total_column(&self, column: usize) -> bool {
        column + 1 == self.table.0[0].len()
    }
}

fn cell(one: Node, other: Node, rows: usize) -> (usize, usize) {
    (one.min(other), one.max(other) - rows)
}
