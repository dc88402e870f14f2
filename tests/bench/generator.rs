//! Measures as carriers would register them: the same every time, as many as
//! wanted. They go the way of real ones: created, submitted, published, kept true.

use std::sync::Arc;

use massnahmenregister::domain::{CarrierId, Catalog};
use serde_json::{Value, json};

use super::prose;
use super::random::Random;

const SEED: u64 = 20_201_231;

/// How far the record of a measure gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Draft,
    Submitted,
    Published,
}

/// A measure to be, and what happens to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Which of the carriers it is of.
    pub carrier: usize,
    pub body: Value,
    pub fate: Fate,
    /// Status changes that are entered later, one by one.
    pub steps: Vec<Value>,
}

pub struct Generator {
    random: Random,
    catalog: Arc<Catalog>,
    carriers: Vec<CarrierId>,
}

/// So many measures have one carrier.
const PER_CARRIER: usize = 25;

pub fn carriers_for(measures: usize) -> usize {
    measures.div_ceil(PER_CARRIER)
}

/// Name and kind of a carrier.
pub fn carrier(catalog: &Catalog, number: usize) -> (String, String) {
    let mut random = Random::new(SEED ^ number as u64);
    let name =
        format!("{} {} {} e.V.", prose::compound(&mut random), prose::name(&mut random), number);
    (name, random.pick(&catalog.carrier_kinds).code.clone())
}

impl Generator {
    pub fn new(catalog: Arc<Catalog>, carriers: Vec<CarrierId>) -> Self {
        Self { random: Random::new(SEED), catalog, carriers }
    }

    pub fn plan(&mut self) -> Plan {
        let carrier = self.random.below(self.carriers.len());
        let mut body = self.body(carrier);
        let start = self.start();
        let chain = self.chain(&start);
        let begun = if self.random.percent(30) { chain.len() } else { 0 };
        body["statusChanges"] = json!(chain[..begun]);
        body["planned"] = self.planned(&start);
        let fate = [(90, Fate::Published), (4, Fate::Submitted), (6, Fate::Draft)];
        Plan { carrier, body, fate: self.random.weighted(&fate), steps: chain[begun..].to_vec() }
    }

    fn body(&mut self, carrier: usize) -> Value {
        let (random, catalog) = (&mut self.random, &*self.catalog);
        let primary = random.pick(&catalog.handlungsfelder);
        let further = random.pick(&catalog.handlungsfelder);
        let further = (further != primary && random.percent(30)).then_some(further.number);
        let own = catalog.guidelines.iter().filter(|guide| guide.handlungsfeld == primary.number);
        let own: Vec<&str> = own.map(|guide| guide.code.as_str()).collect();
        let groups: Vec<&str> = catalog.target_groups.iter().map(|group| &*group.code).collect();
        let keys: Vec<&str> = catalog.stadtteile.iter().map(|stadtteil| &*stadtteil.key).collect();
        let reach = random.weighted(&[(70, "stadtteile"), (25, "citywide"), (5, "beyond-city")]);
        let (least, most) = if reach == "stadtteile" { (1, 4) } else { (0, 0) };
        json!({
            "leadCarrier": self.carriers[carrier],
            "title": prose::title(random),
            "summary": prose::text(random, 15),
            "description": prose::text(random, 35),
            "handlungsfeld": primary.number,
            "furtherHandlungsfelder": Vec::from_iter(further),
            "guidelines": random.some(&own, 0, 2),
            "reach": reach,
            "stadtteile": random.some(&keys, least, most),
            "targetGroups": random.some(&groups, 1, 3),
            "partners": self.partners(),
            "funding": self.funding(),
            "indicators": self.indicators(),
            "links": self.links(),
            "contact": self.contact(),
        })
    }

    fn partners(&mut self) -> Vec<Value> {
        let count = self.random.weighted(&[(40, 0), (30, 1), (20, 2), (10, 3)]);
        let random = &mut self.random;
        let partner = |_| match random.percent(50) {
            true => json!({"carrier": random.pick(&self.carriers)}),
            false => {
                json!({"name": format!("{} {}", prose::compound(random), prose::name(random))})
            }
        };
        (0..count).map(partner).collect()
    }

    fn funding(&mut self) -> Vec<Value> {
        let random = &mut self.random;
        let count = random.weighted(&[(30, 0), (40, 1), (20, 2), (10, 3)]);
        let sources = ["eu", "federal", "state", "municipal", "own", "foundation"];
        let line = |_| {
            json!({
                "source": random.pick(&sources),
                "year": random.between(2020, 2023),
                "plannedCents": random.percent(70).then(|| random.between(500, 90_000) * 100),
            })
        };
        (0..count).map(line).collect()
    }

    fn indicators(&mut self) -> Vec<Value> {
        let random = &mut self.random;
        let count = random.weighted(&[(40, 0), (40, 1), (20, 2)]);
        let counted = [("Teilnehmende", "Personen"), ("Kurse", "Termine")];
        let line = |(name, unit)| {
            json!({
                "name": name,
                "unit": unit,
                "countsPersons": unit == "Personen",
                "year": random.between(2020, 2023),
                "planned": random.percent(70).then(|| random.between(0, 60)),
                "actual": random.percent(50).then(|| random.between(0, 60)),
            })
        };
        counted.into_iter().take(count).map(line).collect()
    }

    fn links(&mut self) -> Vec<Value> {
        let random = &mut self.random;
        let there = random.percent(40);
        let link = || json!({"url": format!("https://example.org/{}", random.below(100_000))});
        Vec::from_iter(there.then(link))
    }

    fn contact(&mut self) -> Option<Value> {
        let random = &mut self.random;
        random.percent(60).then(|| {
            let name = prose::name(random);
            json!({
                "email": format!("{}@example.org", name.to_lowercase()),
                "public": random.percent(50),
            })
        })
    }

    /// Year, and month and day as precisely as they are known.
    fn start(&mut self) -> (i64, i64, i64) {
        let random = &mut self.random;
        (random.between(2019, 2023), random.between(1, 12), random.between(1, 28))
    }

    fn planned(&mut self, (year, month, day): &(i64, i64, i64)) -> Value {
        let random = &mut self.random;
        let start = match random.below(3) {
            0 => format!("{year}"),
            1 => format!("{year}-{month:02}"),
            _ => format!("{year}-{month:02}-{day:02}"),
        };
        let last = (year + random.between(0, 2)).max(2020);
        match random.below(4) {
            0 => json!({"start": start, "openEnded": true}),
            1 => json!({"start": start, "end": format!("{last}")}),
            _ => json!({"start": start, "end": format!("{last}-12")}),
        }
    }

    /// What became of the work, each step a few months after the one before.
    fn chain(&mut self, (year, month, day): &(i64, i64, i64)) -> Vec<Value> {
        let random = &mut self.random;
        let ways: &[(usize, &[&str])] = &[
            (25, &[]),
            (30, &["running"]),
            (25, &["running", "completed"]),
            (8, &["running", "paused"]),
            (5, &["running", "paused", "running"]),
            (4, &["running", "discontinued"]),
            (3, &["dropped"]),
        ];
        let way = random.weighted(ways);
        let mut months = year * 12 + month - 1;
        let step = |to: &&str| {
            let (year, month) = (months / 12, months % 12 + 1);
            months += random.between(1, 11);
            let stops = matches!(*to, "paused" | "discontinued" | "dropped");
            json!({
                "to": to,
                "effectiveOn": format!("{year}-{month:02}-{day:02}"),
                "reason": stops.then_some("funding-missing"),
            })
        };
        way.iter().map(step).collect()
    }
}
