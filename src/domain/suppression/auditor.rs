//! Somebody who holds what is withheld against all tables that fit what is published.

use super::Grid;

/// What somebody knows of some numbers: the bounds of each, and what some make up
/// together. An inner cell of a table is one number, a total the sum of some.
#[derive(Clone)]
pub struct Auditor {
    bounds: Vec<(u64, u64)>,
    sums: Vec<(Vec<usize>, u64)>,
}

impl Auditor {
    /// Who knows of so many numbers that they are `most` at most.
    pub fn of(numbers: usize, most: u64) -> Self {
        Self { bounds: vec![(0, most); numbers], sums: Vec::new() }
    }

    /// Reads a table whose inner cells are the numbers `names`.
    pub fn read(&mut self, published: &Grid<Option<u64>>, names: &Grid<usize>) {
        for (row, cells) in published.iter().enumerate() {
            for (column, value) in cells.iter().enumerate() {
                self.sums.extend(value.map(|value| (parts(names, row, column), value)));
            }
        }
    }

    /// By how much a cell may differ from what it is, as far as `enough`. (Between
    /// two tables that fit lie others, so it is enough to go step by step.)
    pub fn play(&self, cell: &[usize], value: u64, enough: u64) -> u64 {
        let fits = |value: &u64| {
            let mut guess = self.clone();
            guess.sums.push((cell.to_vec(), *value));
            guess.fits()
        };
        assert!(fits(&value), "the truth fits");
        let up = (value + 1..=value + enough).take_while(fits).count() as u64;
        let down = (0..value).rev().take(usize::try_from(enough - up).unwrap()).take_while(fits);
        up + down.count() as u64
    }

    /// Whether there are numbers for which all is true.
    fn fits(mut self) -> bool {
        while self.narrow() {}
        if self.bounds.iter().any(|(least, most)| least > most) {
            return false;
        }
        let open = (0..self.bounds.len()).filter(|at| self.bounds[*at].0 < self.bounds[*at].1);
        let Some(at) = open.min_by_key(|at| self.bounds[*at].1 - self.bounds[*at].0) else {
            return true;
        };
        let (least, most) = self.bounds[at];
        let middle = (least + most) / 2;
        [(least, middle), (middle + 1, most)].into_iter().any(|half| {
            let mut guess = self.clone();
            guess.bounds[at] = half;
            guess.fits()
        })
    }

    /// Draws from each sum what it says of its parts; says whether it said anything new.
    fn narrow(&mut self) -> bool {
        let before = self.bounds.clone();
        for (parts, sum) in &self.sums {
            let least: u64 = parts.iter().map(|part| self.bounds[*part].0).sum();
            let most: u64 = parts.iter().map(|part| self.bounds[*part].1).sum();
            for part in parts {
                let (low, high) = &mut self.bounds[*part];
                let others = (least - *low, most - *high);
                *low = (*low).max(sum.saturating_sub(others.1));
                match sum.checked_sub(others.0) {
                    Some(left) => *high = (*high).min(left),
                    None => (*low, *high) = (1, 0),
                }
                if low > high {
                    return false;
                }
            }
        }
        self.bounds != before
    }
}

/// The inner cells that a cell is, or is the sum of.
pub fn parts(names: &Grid<usize>, row: usize, column: usize) -> Vec<usize> {
    let rows = if row < names.len() { &names[row..=row] } else { &names[..] };
    let cells = rows.iter().flat_map(|row| match column < row.len() {
        true => &row[column..=column],
        false => &row[..],
    });
    cells.copied().collect()
}
