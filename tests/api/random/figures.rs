//! Writes about population figures, and the money and the indicators of measures.

use massnahmenregister::actions::populations;
use massnahmenregister::domain::{Caller, Result};
use massnahmenregister::register::Tx;
use serde_json::{Value, json};

use super::Write;

impl Write {
    /// Lines of which some amounts and years are not known.
    pub(super) fn funding(self) -> Value {
        let (a, b, c) = (self.which, self.what, self.how);
        const SOURCES: [&str; 3] = ["eu", "municipal", "own"];
        let line = |number: usize| {
            json!({
                "source": SOURCES[(c + number) % 3],
                "year": (b % 5 != 0).then_some(2020 + (b + number) % 3),
                "plannedCents": (c % 3 != 0).then_some(100 * a),
                "actualCents": (b % 2 == 0).then_some(a * number),
            })
        };
        (0..a % 3).map(line).collect()
    }

    /// Small numbers, of people or of something else, some of them not reported.
    pub(super) fn indicators(self) -> Value {
        let (a, b, c) = (self.which, self.what, self.how);
        const NAMES: [&str; 2] = ["Eltern", "Kurse"];
        let line = |number: usize| {
            json!({
                "name": NAMES[(a + number) % 2],
                "unit": b.is_multiple_of(2).then_some("Personen"),
                "countsPersons": !(c + number).is_multiple_of(3),
                "year": (number < 2).then_some(2020 + number),
                "planned": (a % 3 != 0).then_some(b % 6 + number),
                "actual": (b % 3 != 0).then_some(c % 6),
            })
        };
        (0..b % 4).map(line).collect()
    }

    pub(super) fn change_population(self, tx: &mut Tx<'_>) -> Result<()> {
        let year = 2020 + u16::try_from(self.which % 3).unwrap();
        let by = Caller::System;
        let read = tx.view.population(year).map(|figures| figures.version);
        match read.filter(|_| self.how.is_multiple_of(4)) {
            Some(read) => populations::delete_population(tx, &by, year, read),
            None => {
                let body = json!({
                    "source": {"text": "Amt für Statistik"},
                    "licence": "dl-de/by-2-0",
                    "items": [{"stadtteil": "06", "total": self.what, "foreignResidents": self.what % 5}],
                });
                populations::put_population(tx, &by, year, read, &body).map(|_| ())
            }
        }
    }
}
