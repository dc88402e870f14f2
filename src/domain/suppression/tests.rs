use proptest::prelude::*;

use super::*;

const THRESHOLD: u64 = 3;

/// Inner cells.
type Rows = &'static [&'static [u64]];

/// A table of inner cells; their totals are added.
fn table(rows: &[&[u64]]) -> Table {
    let rows = rows.iter().map(|row| {
        let total = row.iter().sum::<u64>();
        row.iter().copied().chain([total]).map(Some).collect()
    });
    Table::of(rows.collect())
}

/// As it would be printed, `·` for what is withheld and `?` for what is unknown.
fn print(table: &Table, withheld: &Grid<bool>) -> Vec<String> {
    let rows = table.cells().iter().zip(withheld);
    let text = |(value, withheld): (&Option<u64>, &bool)| match value {
        _ if *withheld => "·".to_owned(),
        Some(value) => value.to_string(),
        None => "?".to_owned(),
    };
    rows.map(|(row, withheld)| row.iter().zip(withheld).map(text).collect::<Vec<_>>().join(" "))
        .collect()
}

/// Somebody who tries every table that fits what was published.
struct Auditor<'a> {
    published: &'a Grid<Option<u64>>,
    most: u64,
    /// An earlier publication, and which inner cells are the same now.
    earlier: Option<(&'a Grid<Option<u64>>, &'a Grid<bool>)>,
}

impl Auditor<'_> {
    /// By how much a cell may differ from what it is, as far as `enough`. (Between
    /// two tables that fit lie others, so it is enough to go step by step.)
    fn play(&self, place: (usize, usize), value: u64, enough: u64) -> u64 {
        let fits = |value: &u64| {
            let mut guess = self.published.clone();
            guess[place.0][place.1] = Some(*value);
            let (rows, columns) = (guess.len() - 1, guess[0].len() - 1);
            self.complete(&guess, &mut vec![vec![0; columns]; rows], 0)
        };
        assert!(fits(&value), "the truth fits");
        let up = (value + 1..=value + enough).take_while(fits).count() as u64;
        let down = (0..value).rev().take(usize::try_from(enough - up).unwrap()).take_while(fits);
        up + down.count() as u64
    }

    /// Whether the inner cells from the `at`th on can be chosen so that all fits.
    fn complete(&self, guess: &Grid<Option<u64>>, inner: &mut Grid<u64>, at: usize) -> bool {
        let (rows, columns) = (inner.len(), inner[0].len());
        let (row, column) = (at / columns, at % columns);
        if column == 0 && row > 0 && !agrees(guess[row - 1][columns], &inner[row - 1]) {
            return false;
        }
        let above = |column: usize| inner[..row].iter().map(|row| row[column]).collect::<Vec<_>>();
        if row == rows {
            return (0..columns).all(|column| agrees(guess[rows][column], &above(column)))
                && agrees(guess[rows][columns], &inner.concat())
                && self.fits_earlier(inner);
        }
        let left = |total: Option<u64>, parts: &[u64]| {
            total.map_or(self.most, |total| total.saturating_sub(parts.iter().sum()))
        };
        let choices = match guess[row][column] {
            Some(known) => known..=known,
            None => {
                let in_row = left(guess[row][columns], &inner[row][..column]);
                let in_column = left(guess[rows][column], &above(column));
                let in_all = left(guess[rows][columns], &inner[..row].concat());
                0..=in_row.min(in_column).min(in_all)
            }
        };
        choices.into_iter().any(|value| {
            inner[row][column] = value;
            self.complete(guess, inner, at + 1)
        })
    }
}

impl Auditor<'_> {
    /// Whether there is an earlier table that fits what was published then, and the
    /// cells that are the same.
    fn fits_earlier(&self, inner: &Grid<u64>) -> bool {
        let Some((published, same)) = self.earlier else { return true };
        let mut guess = published.clone();
        for (row, cells) in inner.iter().enumerate() {
            for (column, value) in cells.iter().enumerate().filter(|(c, _)| same[row][*c]) {
                if guess[row][column].is_some_and(|known| known != *value) {
                    return false;
                }
                guess[row][column] = Some(*value);
            }
        }
        let alone = Auditor { published, most: self.most, earlier: None };
        alone.complete(&guess, &mut inner.clone(), 0)
    }
}

fn agrees(total: Option<u64>, parts: &[u64]) -> bool {
    total.is_none_or(|total| total == parts.iter().sum::<u64>())
}

fn published(table: &Table, withheld: &Grid<bool>) -> Grid<Option<u64>> {
    let rows = table.cells().iter().zip(withheld);
    let shown = |(value, withheld): (&Option<u64>, &bool)| value.filter(|_| !withheld);
    rows.map(|(row, withheld)| row.iter().zip(withheld).map(shown).collect()).collect()
}

/// Holds every withheld number against all tables that fit what is known.
fn audit(table: &Table, withheld: &Grid<bool>, earlier: Option<(&Table, &Grid<bool>)>) {
    let now = published(table, withheld);
    let then = earlier.map(|(old, withheld)| (published(old, withheld), same(old, table)));
    let tables = earlier.iter().map(|(old, _)| *old).chain([table]);
    let most = tables.flat_map(|table| table.cells().iter().flatten().flatten()).max();
    let most = most.unwrap_or(&0) + 2 * THRESHOLD + 2;
    let earlier = then.as_ref().map(|(published, same)| (published, same));
    let auditor = Auditor { published: &now, most, earlier };
    for (row, column) in places(withheld) {
        let value = table.cells()[row][column].unwrap();
        // Known is what was published and is the same. A total that may be computed is
        // withheld for the sake of others.
        let known = then.as_ref().is_some_and(|(then, same)| {
            let total = row + 1 == table.cells().len() && !(1..THRESHOLD).contains(&value);
            total || same[row][column] && then[row][column].is_some()
        });
        if known || value == 0 {
            continue;
        }
        let play = auditor.play((row, column), value, THRESHOLD + 1);
        assert!(
            play > THRESHOLD,
            "({row}, {column}) has {play} of play: {:?}",
            print(table, withheld)
        );
    }
}

fn same(old: &Table, new: &Table) -> Grid<bool> {
    let rows = old.cells().iter().zip(new.cells());
    rows.map(|(old, new)| old.iter().zip(new).map(|(old, new)| old == new).collect()).collect()
}

#[test]
fn the_auditor_finds_the_truth_also_where_numbers_fall() {
    publish_twice(&table(&[&[2], &[12]]), &table(&[&[2], &[1]]));
}

#[test]
fn a_small_number_takes_as_little_with_it_as_it_can() {
    let cases: [(Rows, &[&str], &str); 6] = [
        (&[&[9, 8], &[7, 6]], &["9 8 17", "7 6 13", "16 14 30"], "nothing is small"),
        (&[&[0, 8], &[7, 6]], &["0 8 8", "7 6 13", "7 14 21"], "nobody is no person"),
        (
            &[&[2, 20, 9], &[30, 40, 50], &[8, 9, 70]],
            &["· · 9 31", "30 40 50 120", "· · 70 87", "40 69 129 238"],
            "the fewest cells, then the fewest persons",
        ),
        (
            &[&[2, 90], &[1, 80], &[50, 60]],
            &["· · 92", "· · 81", "· · 110", "53 230 283"],
            "two small ones do not hide each other unless enough can be moved",
        ),
        (&[&[2]], &["· ·", "· ·"], "one number is its own total"),
        (&[&[1, 1], &[2, 1]], &["· · ·", "· · ·", "· · ·"], "where all is small nothing is told"),
    ];
    for (rows, expected, reason) in cases {
        let table = table(rows);
        let withheld = table.withheld(THRESHOLD, &Before::default());
        assert_eq!(print(&table, &withheld), expected, "{reason}");
        audit(&table, &withheld, None);
    }
}

#[test]
fn what_is_unknown_is_no_number_and_hides_nothing() {
    let rows =
        [[Some(2), Some(50), Some(52)], [None, None, Some(40)], [Some(9), Some(9), Some(18)]];
    let table = Table::of(rows.map(Vec::from).to_vec());
    let withheld = table.withheld(THRESHOLD, &Before::default());
    assert_eq!(print(&table, &withheld), ["· · 52", "? ? 40", "9 9 18", "? ? 110"]);
}

fn small_table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let number = prop_oneof![2 => 0..4u64, 3 => 4..14u64];
    (1..4usize, 1..3usize).prop_flat_map(move |(rows, columns)| {
        proptest::collection::vec(proptest::collection::vec(number.clone(), columns), rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_withheld_follows_from_the_rest(rows in small_table()) {
        let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
        let table = table(&rows);
        let withheld = table.withheld(THRESHOLD, &Before::default());
        for (cells, withheld) in table.cells().iter().zip(&withheld) {
            for (cell, withheld) in cells.iter().zip(withheld) {
                prop_assert!(*withheld || !(1..THRESHOLD).contains(&cell.unwrap()));
            }
        }
        audit(&table, &withheld, None);
        prop_assert_eq!(&table.withheld(THRESHOLD, &Before::default()), &withheld);
    }
}

/// How many pairs are tried; few, since the auditor is slow.
fn pairs() -> u32 {
    std::env::var("PROPERTY_CASES").map_or(12, |cases| cases.parse().unwrap())
}

/// What whoever read `old` knows of `new`.
fn before(old: &Table, withheld: &Grid<bool>, new: &Table) -> Before {
    let mut told = same(old, new);
    for (row, column) in places(withheld) {
        told[row][column] = false;
    }
    Before { withheld: withheld.clone(), told, published: true }
}

/// The second of two publications, held against both.
fn publish_twice(old: &Table, new: &Table) -> (Grid<bool>, Grid<bool>) {
    let first = old.withheld(THRESHOLD, &Before::default());
    let second = new.withheld(THRESHOLD, &before(old, &first, new));
    audit(new, &second, Some((old, &first)));
    (first, second)
}

/// The numbers of one district come later, or are corrected. Whoever subtracts one
/// publication from the other must not find them.
#[test]
fn the_difference_of_two_publications_tells_nothing() {
    let cases: [(Rows, Rows, &str); 6] = [
        (&[&[2, 70], &[10, 30], &[8, 50]], &[&[2, 70], &[10, 30], &[2, 50]], "one shrinks beside"),
        (&[&[0, 0], &[20, 30], &[40, 50]], &[&[2, 70], &[20, 30], &[40, 50]], "one comes later"),
        (&[&[9, 63], &[20, 30], &[40, 50]], &[&[2, 70], &[20, 30], &[40, 50]], "one is corrected"),
        (&[&[2, 70], &[20, 30], &[40, 50]], &[&[2, 70], &[20, 30], &[41, 50]], "another is"),
        (&[&[2, 70], &[20, 30], &[40, 50]], &[&[8, 64], &[20, 30], &[40, 50]], "it grows"),
        (&[&[5, 1], &[5, 5]], &[&[5, 1], &[5, 1]], "what shrinks is in one row with what does not"),
    ];
    for (old, new, reason) in cases {
        let (old, new) = (table(old), table(new));
        let (first, second) = publish_twice(&old, &new);
        println!("{reason}: {:?}, then {:?}", print(&old, &first), print(&new, &second));
        let kept = places(&first).iter().all(|(row, column)| second[*row][*column]);
        assert!(kept, "{reason}: what was withheld stays so");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: pairs(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_difference_tells_what_is_withheld(
        rows in small_table(), changes in proptest::collection::vec((0..3usize, 0..2usize, 0..9u64), 1..3)
    ) {
        let mut later = rows.clone();
        for (row, column, value) in changes {
            let row = row % later.len();
            let column = column % later[row].len();
            later[row][column] = value;
        }
        let [old, new] = [&rows, &later].map(|rows| {
            table(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
        });
        publish_twice(&old, &new);
    }
}

/// Without a memory the second publication of the first case gives away both.
#[test]
#[should_panic(expected = "of play")]
fn the_auditor_finds_what_a_difference_tells() {
    let old = table(&[&[0, 0], &[20, 30], &[40, 50]]);
    let new = table(&[&[2, 70], &[20, 30], &[40, 50]]);
    let first = old.withheld(THRESHOLD, &Before::default());
    let second = new.withheld(THRESHOLD, &Before::default());
    audit(&new, &second, Some((&old, &first)));
}

/// Others wait while figures are written.
#[test]
fn a_long_table_of_small_numbers_does_not_take_for_ever() {
    let rows: Vec<[u64; 2]> = (0..500).map(|row| [1 + row % 2, 100 + row]).collect();
    let table = table(&rows.iter().map(<[u64; 2]>::as_slice).collect::<Vec<_>>());
    let began = std::time::Instant::now();
    let withheld = table.withheld(THRESHOLD, &Before::default());
    assert!(withheld[..500].iter().all(|row| row[0] && (row[1] || row[2])));
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
    println!("{:?}", began.elapsed());
}
