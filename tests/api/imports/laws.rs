//! Whatever stands in the register comes back from a file as it was.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::{CSV, XLSX, counts, rows, send};
use crate::exports::file;
use crate::harness::TestApi;
use crate::random::record_write;
use crate::view::{cases, write_together};

const FORMATS: [(&str, &str); 4] = [
    ("format=csv", CSV),
    ("format=csv&dialect=excel-de", CSV),
    ("format=csv&dialect=excel-de&lang=en", CSV),
    ("format=xlsx", XLSX),
];

/// Texts that mean something to spreadsheets, to CSV, or to lists.
fn text() -> impl Strategy<Value = String> {
    "[=+@'\"a-zäßé;,|\\\\-]([a-zÄß ;,|=+@'\"\\\\\n\t½€-]{0,30}[a-z|;'\"\\\\])?"
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn every_measure_that_is_exported_is_imported_unchanged(
        writes in vec(record_write(), 20..40),
        texts in vec((text(), text(), text()), 1..8),
    ) {
        let api = TestApi::new();
        writes.chunks(4).for_each(|batch| write_together(&api.register, batch));
        let (own, planner) = (api.carrier("=Verein|;"), api.planner());
        for (title, note, name) in texts {
            let line = title.replace(['\n', '\t'], " ");
            let name = name.replace(['\n', '\t'], " ");
            let body = json!({
                "leadCarrier": own, "title": line, "internalNote": note, "objectives": note,
                "partners": [{"name": name, "role": "funding"}, {"carrier": own, "role": "accountable"}],
                "funding": [{"source": "own", "programme": name}],
                "contact": {"name": name},
                "indicators": [{"name": name, "unit": name, "countsPersons": true, "actual": 1}],
                "milestones": [{"title": line, "dueOn": "2021-06"}],
                "external": {"source": name, "id": uuid::Uuid::now_v7()},
            });
            api.post(&planner, "/v1/measures", body).expect(201);
        }
        for (query, kind) in FORMATS {
            let exported = file(&api, &planner, &format!("/v1/measures?{query}"));
            let import = send(&api, &planner, kind, &exported).expect(201);
            let [created, updated, _, refused] = counts(&import);
            let shown = rows(&api, &planner, &import, "");
            prop_assert_eq!((created, updated, refused), (0, 0, 0), "{}: {:#?}", query, shown);
        }
    }
}
