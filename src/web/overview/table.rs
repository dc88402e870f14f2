use crate::domain::Catalog;
use crate::domain::measure::Status;
use crate::register::view::statistics::{GroupBy, MeasureCounts};
use crate::web::Page;
use crate::web::address::{address, with};
use crate::web::chart::Row;

/// A line of the table.
pub struct Line {
    pub name: String,
    pub href: String,
    pub cells: Vec<Cell>,
    pub total: Cell,
}

pub struct Cell {
    pub count: u64,
    pub href: String,
}

/// By status, in the order of all there are.
pub fn counts(statistic: &MeasureCounts, field: Option<&str>) -> Vec<u64> {
    let count = |status: &Status| {
        let row = statistic.rows.iter().find(|row| {
            row.key(GroupBy::Handlungsfeld) == field
                && row.key(GroupBy::Status) == Some(status.as_str())
        });
        row.map_or(0, |row| row.measures)
    };
    Status::ALL.iter().map(count).collect()
}

/// A line with what each of its numbers leads to.
pub fn line(
    page: &Page,
    catalog: &Catalog,
    name: String,
    asked: &[(&str, &str)],
    given: &[(String, String)],
    counts: &[u64],
) -> Line {
    let several = catalog.concepts.len() > 1;
    let concept = catalog.current_concept().filter(|_| several).map(|concept| concept.id.as_str());
    let asked: Vec<_> =
        concept.map(|id| ("concept", id)).into_iter().chain(asked.to_vec()).collect();
    let list = |status: Option<&str>| {
        let status = status.map(|status| ("status", status));
        let asked: Vec<_> = asked.iter().copied().chain(status).collect();
        page.href(&address("/massnahmen", asked.into_iter().chain(with(given, &[]))))
    };
    let cells = Status::ALL.iter().zip(counts);
    let cells =
        cells.map(|(status, count)| Cell { count: *count, href: list(Some(status.as_str())) });
    let total = Cell { count: counts.iter().sum(), href: list(None) };
    Line { name, href: list(None), cells: cells.collect(), total }
}

impl Line {
    /// The same as a bar.
    pub fn row(&self) -> Row {
        let counts = self.cells.iter().map(|cell| cell.count).collect();
        Row { name: self.name.clone(), counts }
    }
}
