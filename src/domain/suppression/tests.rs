use proptest::prelude::*;

use super::auditor::{Auditor, parts};
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
    let (rows, columns) = (now.len() - 1, now[0].len() - 1);
    let name = |row, column| row * columns + column;
    let names: Grid<usize> =
        (0..rows).map(|row| (0..columns).map(|column| name(row, column)).collect()).collect();
    let mut auditor = Auditor::of(2 * rows * columns, most);
    auditor.read(&now, &names);
    if let Some((published, same)) = &then {
        let place = |row: usize, column: usize| match same[row][column] {
            true => name(row, column),
            false => rows * columns + name(row, column),
        };
        let before = (0..rows).map(|row| (0..columns).map(|column| place(row, column)).collect());
        auditor.read(published, &before.collect());
    }
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
        let play = auditor.play(&parts(&names, row, column), value, THRESHOLD + 1);
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

/// How many tables are tried.
fn cases() -> u32 {
    std::env::var("PROPERTY_CASES").map_or(500, |cases| cases.parse().unwrap())
}

fn small_table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let number = prop_oneof![2 => 0..4u64, 3 => 4..14u64];
    (1..4usize, 1..4usize).prop_flat_map(move |(rows, columns)| {
        proptest::collection::vec(proptest::collection::vec(number.clone(), columns), rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

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
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_difference_tells_what_is_withheld(
        rows in small_table(), changes in proptest::collection::vec((0..3usize, 0..3usize, 0..9u64), 1..3)
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
