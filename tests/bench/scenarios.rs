//! What is asked, and how the bare server learns the answers.

use std::net::SocketAddr;

use massnahmenregister::domain::Catalog;

use super::Result;
use super::bare::Ready;
use super::http::{Connection, get};
use super::load::{CONNECTIONS, Request};
use super::prose;
use super::random::Random;

/// Some requests of one kind.
#[derive(Clone)]
pub struct Scenario {
    pub name: &'static str,
    /// What is wanted of it.
    pub aims: Vec<Aim>,
    pub requests: Vec<Request>,
    /// How many are under way at a time.
    pub connections: usize,
    /// Whether the bare server has the same answers.
    pub is_compared: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Aim {
    /// Of the bare server, by CPU.
    Ratio(f64),
    /// Requests for each second of one core.
    PerCoreSecond(f64),
    /// The latency that 99 of 100 stay below, in milliseconds.
    P99(f64),
}

/// From so many measures on a register is a large one, with aims of its own.
const LARGE: usize = 50_000;

/// What takes long enough to make one wait is asked by so many at a time.
const FEW: usize = 4;

/// How many measures are asked for; of more it takes a sample.
const SAMPLE: usize = 5_000;

const STATUSES: [&str; 3] = ["planned", "running", "completed"];

/// Every scenario, and what was answered to it.
pub fn collect(
    service: SocketAddr,
    catalog: &Catalog,
    count: usize,
) -> Result<(Vec<Scenario>, Vec<Ready>)> {
    let mut connection = Connection::open(service)?;
    let ids = public_ids(&mut connection)?;
    let mut ready = Vec::new();
    let mut learn = |paths: Vec<String>| -> Result<Vec<Ready>> {
        let found = paths.into_iter().map(|path| learn(&mut connection, path));
        let found: Vec<Ready> = found.collect::<Result<_>>()?;
        ready.extend(found.iter().cloned());
        Ok(found)
    };
    let measures = learn(ids.iter().map(|id| format!("/v1/measures/{id}")).collect())?;
    let pages = learn(page_paths(catalog))?;
    if let Some(short) =
        pages.iter().find(|page| page.body.matches("\"leadCarrier\":").count() < 50)
    {
        return Err(format!("{} is no page of 50: take more measures", short.path).into());
    }
    let statistics = learn(vec!["/v1/statistics/measures?groupBy=handlungsfeld,status".into()])?;
    let narrow = learn(statistics_paths(catalog))?;
    let found = learn(search_paths(""))?;
    let short = learn(search_paths("&limit=10"))?;
    let large = count >= LARGE;
    let aim = |small, when_large| if large { when_large } else { small };
    let searched = Aim::PerCoreSecond(aim(10_000.0, 3_000.0));
    let mut scenarios = vec![
        fetching("one measure", Aim::Ratio(aim(0.7, 0.8)), &measures),
        fetching("filtered page of 50", Aim::Ratio(aim(0.5, 0.6)), &pages),
        asking_again("one measure, 304", Aim::Ratio(aim(0.8, 0.85)), &measures),
        fetching("statistics, Handlungsfeld × status", Aim::Ratio(aim(0.6, 0.5)), &statistics),
        fetching("… of one of 40 Stadtteile", Aim::Ratio(aim(0.6, 0.5)), &narrow),
        fetching("search, page of 50", searched, &found),
        fetching("search, page of 10", searched, &short),
    ];
    for scenario in &mut scenarios[3..] {
        scenario.aims.push(Aim::P99(20.0));
    }
    let anew = |name, aim, path: &dyn Fn(&mut Random) -> String| Scenario {
        name,
        aims: vec![Aim::P99(aim)],
        requests: anew(path),
        connections: FEW,
        is_compared: false,
    };
    scenarios.push(anew("filtered page of 50, made anew", 20.0, &|random| {
        let pages = page_paths(catalog);
        let years: String =
            (1995..2030).filter(|_| random.percent(50)).map(|y| format!("&year={y}")).collect();
        format!("{}{years}", random.pick(&pages))
    }));
    scenarios.push(anew("statistics of another day", 50.0, &|random| {
        let paths = statistics_paths(catalog);
        format!("{}&asOf={}", random.pick(&paths), day(random))
    }));
    scenarios.push(anew("coverage, guideline × Stadtteil", 50.0, &|random| {
        format!("/v1/coverage?asOf={}&handlungsfeld={}", day(random), random.between(1, 6))
    }));
    scenarios.push(Scenario {
        aims: vec![Aim::PerCoreSecond(aim(200.0, 50.0))],
        ..anew("page: overview", 0.0, &|_| "/".to_owned())
    });
    let day_of_overview = |random: &mut Random| format!("/?asOf={}", day(random));
    scenarios.push(Scenario {
        aims: Vec::new(),
        ..anew("page: overview of another day", 0.0, &day_of_overview)
    });
    // A page takes 5 ms of a core at most, unless the register is large.
    let page = |name, path: &dyn Fn(&mut Random) -> String| Scenario {
        aims: if large { Vec::new() } else { vec![Aim::PerCoreSecond(200.0)] },
        ..anew(name, 0.0, path)
    };
    scenarios.push(page("page: list of 50, made anew", &|random| {
        let field = random.between(1, 6);
        format!("/massnahmen?handlungsfeld={field}&year={}", random.between(1995, 2030))
    }));
    scenarios
        .push(page("page: one measure", &|random| format!("/massnahmen/{}", random.pick(&ids))));
    scenarios.push(page("page: a Stadtteil", &|random| {
        format!("/stadtteile/{}", random.pick(&catalog.stadtteile).key)
    }));
    scenarios.push(page("page: guidelines of a Handlungsfeld", &|random| {
        format!("/matrix/{}", random.between(1, 6))
    }));
    Ok((scenarios, ready))
}

/// Requests that are hardly ever made twice, so that no answer is kept.
fn anew(path: &dyn Fn(&mut Random) -> String) -> Vec<Request> {
    let mut random = Random::new(11);
    let request = |path: String| Request { bytes: get(&path, ""), status: 200, length: None };
    (0..20_000).map(|_| request(path(&mut random))).collect()
}

/// A day of the years 2020 to 2023.
fn day(random: &mut Random) -> chrono::NaiveDate {
    let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default();
    first + chrono::TimeDelta::days(random.between(0, 1_460))
}

/// Whether `bare` answers the same bytes; says what does not.
pub fn compare(bare: SocketAddr, ready: &[Ready]) -> Result<()> {
    let mut connection = Connection::open(bare)?;
    for known in ready {
        let answer = connection.get(&known.path, "")?;
        if answer.body != known.body.as_bytes() {
            return Err(format!("the bare server answers {} otherwise", known.path).into());
        }
    }
    Ok(())
}

fn fetching(name: &'static str, aim: Aim, ready: &[Ready]) -> Scenario {
    let request = |ready: &Ready| Request {
        bytes: get(&ready.path, ""),
        status: 200,
        length: Some(ready.body.len()),
    };
    compared(name, aim, ready.iter().map(request).collect())
}

fn asking_again(name: &'static str, aim: Aim, ready: &[Ready]) -> Scenario {
    let request = |ready: &Ready| Request {
        bytes: get(&ready.path, &format!("If-None-Match: {}\r\n", ready.etag)),
        status: 304,
        length: Some(0),
    };
    compared(name, aim, ready.iter().map(request).collect())
}

fn compared(name: &'static str, aim: Aim, requests: Vec<Request>) -> Scenario {
    Scenario { name, aims: vec![aim], requests, connections: CONNECTIONS, is_compared: true }
}

fn learn(connection: &mut Connection, path: String) -> Result<Ready> {
    let answer = connection.get(&path, "")?;
    let body = std::str::from_utf8(answer.body)?.to_owned();
    if answer.status != 200 {
        return Err(format!("{path} was answered {}: {body}", answer.status).into());
    }
    let etag = answer.header("etag").ok_or("an answer without an ETag")?.to_owned();
    Ok(Ready { path, etag, body })
}

/// Ids of published measures, all or a random sample.
fn public_ids(connection: &mut Connection) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut next = Some("/v1/measures?limit=200".to_owned());
    while let Some(path) = next {
        let page = connection.get(&path, "")?.json()?;
        let items = page["items"].as_array().ok_or("a page without items")?;
        ids.extend(items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)));
        next =
            page["next"].as_str().and_then(|url| url.find("/v1/").map(|at| url[at..].to_owned()));
    }
    let mut random = Random::new(3);
    while ids.len() > SAMPLE {
        ids.swap_remove(random.below(ids.len()));
    }
    Ok(ids)
}

fn page_paths(catalog: &Catalog) -> Vec<String> {
    let fields = catalog.handlungsfelder.iter().map(|field| field.number);
    let pairs = fields.flat_map(|field| STATUSES.map(|status| (field, status)));
    pairs.map(|(hf, status)| format!("/v1/measures?handlungsfeld={hf}&status={status}")).collect()
}

fn statistics_paths(catalog: &Catalog) -> Vec<String> {
    let path = "/v1/statistics/measures?groupBy=handlungsfeld,status&stadtteil=";
    catalog.stadtteile.iter().map(|stadtteil| format!("{path}{}", stadtteil.key)).collect()
}

fn search_paths(more: &str) -> Vec<String> {
    let encode = |q: String| form_urlencoded::byte_serialize(q.as_bytes()).collect::<String>();
    prose::queries().into_iter().map(|q| format!("/v1/measures?q={}{more}", encode(q))).collect()
}
