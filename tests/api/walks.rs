//! Pages: a walk along `next` never repeats or skips a measure that was there
//! throughout, whatever comes and goes meanwhile, in every order.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::harness::{TestApi, Who};
use crate::random::{Write, record_write};
use crate::view::{cases, write_together};

const ORDERS: [&str; 14] = [
    "sort=createdAt",
    "sort=-createdAt",
    "sort=updatedAt",
    "sort=-updatedAt",
    "sort=title",
    "sort=-title",
    "sort=reference",
    "sort=-reference",
    "sort=start",
    "sort=-start",
    "sort=end",
    "sort=-end",
    "q=kurs",
    "q=kurs&sort=-title",
];

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn a_walk_meets_what_was_there_throughout_exactly_once(
        before in vec(record_write(), 60..90),
        meanwhile in vec(record_write(), 120),
        limit in 1..6usize,
    ) {
        let api = TestApi::new();
        before.chunks(3).for_each(|batch| write_together(&api.register, batch));
        let mut meanwhile = meanwhile.chunks(1);
        for order in ORDERS {
            let (planner, query) = (api.planner(), format!("/v1/measures?{order}"));
            let first = all(&api, &planner, &query);
            let quiet = walk(&api, &planner, &query, limit, || {});
            prop_assert!(quiet.iter().eq(first.iter().map(|(id, _)| id)), "{} alone", order);

            let met = walk(&api, &planner, &query, limit, || {
                meanwhile.next().into_iter().for_each(|batch| write_at_once(&api, batch));
            });
            let last: BTreeMap<_, _> = all(&api, &planner, &query).into_iter().collect();
            for (id, row) in first {
                if last.get(&id) == Some(&row) {
                    let times = met.iter().filter(|met| **met == id).count();
                    prop_assert_eq!(times, 1, "{} in a walk by {}", id, order);
                }
            }
        }
    }
}

/// Without moving the clock, by which the token would expire.
fn write_at_once(api: &TestApi, batch: &[Write]) {
    for write in batch.iter().copied() {
        let _ = api.register.write_blocking(move |tx| write.run(tx));
    }
}

/// What a row's place may depend on.
type Row = (String, (Value, Value));

/// The whole list in one page.
fn all(api: &TestApi, who: &Who, query: &str) -> Vec<Row> {
    let list = api.get(who, &format!("{query}&limit=200")).expect(200);
    assert_eq!(list["next"], Value::Null, "a page holds it all");
    let row = |item: &Value| (id(item), (item["version"].clone(), item["leadCarrier"].clone()));
    list["items"].as_array().unwrap().iter().map(row).collect()
}

/// The ids met on a walk along `next`.
fn walk(
    api: &TestApi,
    who: &Who,
    query: &str,
    limit: usize,
    mut between: impl FnMut(),
) -> Vec<String> {
    let (mut met, mut next) = (Vec::new(), Some(format!("{query}&limit={limit}")));
    while let Some(path) = next {
        let page = api.get(who, &path).expect(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        met.extend(items.iter().map(id));
        next = page["next"].as_str().map(str::to_owned);
        between();
    }
    met
}

fn id(item: &Value) -> String {
    item["id"].as_str().unwrap().to_owned()
}
