//! Writes about population figures.

use massnahmenregister::actions::populations;
use massnahmenregister::domain::{Caller, Result};
use massnahmenregister::register::Tx;
use serde_json::json;

use super::Write;

impl Write {
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
