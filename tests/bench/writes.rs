//! Durable creates: over HTTP by many at a time, and beside that the same
//! statements committed one by one.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use massnahmenregister::domain::measure::Content;
use massnahmenregister::domain::{
    Caller, CarrierId, Catalog, Change, Clock, Deed, Measure, Noun, Result as DomainResult,
};
use massnahmenregister::store::{AnyConnection, Store, changes, measures};
use serde_json::Value;

use super::Result;
use super::generator::Generator;
use super::http::post;
use super::load::{CONNECTIONS, Request};
use super::scenarios::Scenario;
use super::service;

/// So many different measures are registered over and over.
const DIFFERENT: usize = 500;

fn bodies(catalog: &Arc<Catalog>, carrier: CarrierId) -> impl Iterator<Item = Value> {
    let mut generator = Generator::new(Arc::clone(catalog), vec![carrier]);
    (0..DIFFERENT).map(move |_| generator.plan().body)
}

/// Requests that each register a measure.
pub fn requests(token: &str, catalog: &Arc<Catalog>, carrier: CarrierId) -> Scenario {
    let headers = format!("Authorization: Bearer {token}\r\n");
    let create = |body: Value| Request {
        bytes: post("/v1/measures", &headers, &body.to_string()),
        status: 201,
        length: None,
    };
    let requests = bodies(catalog, carrier).map(create).collect();
    let connections = CONNECTIONS;
    Scenario { name: "creates", aims: Vec::new(), requests, connections, is_compared: false }
}

/// Commits creates one by one on one connection to a database that is a copy of
/// the register's, and says how many a second.
pub fn one_by_one(
    file: &Path,
    catalog: &Arc<Catalog>,
    carrier: CarrierId,
    time: Duration,
) -> Result<f64> {
    let mut store = Store::connect(&service::url(file))?;
    let concept = catalog.current_concept().ok_or("there is no concept")?;
    let contents = bodies(catalog, carrier).map(content).collect::<Result<Vec<_>>>()?;
    let clock = Clock::new(chrono_tz::Europe::Berlin);
    let began = Instant::now();
    let mut done = 0;
    while began.elapsed() < time {
        let content = contents[done % contents.len()].clone();
        let measure = Measure::new(concept, carrier, content, clock.now());
        let seq = store.begin()? + 1;
        let saved = store.savepoint(|conn| insert(conn, &measure, seq).ok())?;
        saved.ok_or("a create was refused")?;
        store.commit(seq)?;
        done += 1;
    }
    Ok(done as f64 / began.elapsed().as_secs_f64())
}

fn insert(conn: &mut AnyConnection, measure: &Measure, seq: i64) -> DomainResult<()> {
    let texts = measures::Texts::of(measure)?;
    measures::insert(conn, measure, &texts)?;
    let change = Change {
        seq,
        at: measure.created_at,
        by: Caller::System.actor(None),
        deed: Deed::Create,
        noun: Noun::Measure,
        noun_id: measure.id.to_string(),
    };
    changes::append(conn, &change, Some(&texts), true)
}

/// The content of a body, whose other members it leaves out.
fn content(mut body: Value) -> Result<Content> {
    if let Some(members) = body.as_object_mut() {
        members.remove("leadCarrier");
        members.remove("statusChanges");
        for partner in
            members.get_mut("partners").and_then(Value::as_array_mut).into_iter().flatten()
        {
            partner["role"] = "cooperating".into();
        }
    }
    Ok(serde_json::from_value(body)?)
}
