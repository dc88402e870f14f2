//! The order of things: fill a register, start both servers, and load them in turn.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use massnahmenregister::domain::{CarrierId, Catalog};

use super::bare::Ready;
use super::load::{CONNECTIONS, Load, Outcome};
use super::process::{self, Server};
use super::report::{Report, Row, Series, Side, Writes};
use super::scenarios::{self, Aim, Scenario};
use super::{Result, beside, fill, service, writes};

/// As many as may wait for one commit when a city's partners all write at once.
const MANY: usize = 64;

/// How often the start is measured.
const STARTS: usize = 5;

const MEGABYTE: f64 = 1e6;

/// A register on disk, filled, with a copy of it.
struct Ground {
    folder: tempfile::TempDir,
    catalog: Arc<Catalog>,
    carrier: CarrierId,
    token: String,
    loaded_in: Duration,
}

impl Ground {
    fn prepare(count: usize) -> Result<Self> {
        // Beside what was built, because the system's temporary folder may be memory.
        let folder = tempfile::tempdir_in("target")?;
        let file = folder.path().join("register.db");
        let began = Instant::now();
        let (register, threads) = service::open(&file)?;
        fill::fill(&register, count)?;
        let loaded_in = began.elapsed();
        let carrier = register.view().carriers().next().map(|carrier| carrier.id);
        let carrier = carrier.ok_or("there is no carrier")?;
        let token = service::writer_token(&register, carrier)?;
        let catalog = Arc::clone(&register.view().catalog);
        drop(register);
        threads.join();
        std::fs::copy(&file, folder.path().join("copy.db"))?;
        Ok(Self { folder, catalog, carrier, token, loaded_in })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn start_service(&self) -> Result<Server> {
        service::start(&self.file("register.db"))
    }

    fn start_bare(&self, ready: &[Ready]) -> Result<Server> {
        let file = self.file("ready.json");
        std::fs::write(&file, serde_json::to_vec(ready)?)?;
        let path = ready.first().map_or("/", |ready| &ready.path);
        Server::start(&std::env::current_exe()?, ["bare".as_ref(), file.as_os_str()], path)
    }
}

pub fn run(count: usize, rounds: usize, seconds: f64, only: &str) -> Result<Report> {
    let time = Duration::from_secs_f64(seconds);
    let ground = Ground::prepare(count)?;
    let mut starts = Series::default();
    for _ in 1..STARTS {
        starts.0.push(ground.start_service()?.started_in.as_secs_f64());
    }
    let service = ground.start_service()?;
    starts.0.push(service.started_in.as_secs_f64());
    // Only now: whoever is started would start on this one core, too.
    let pinned = process::pin_load();
    let at_start = service.resident()?;
    let (mut scenarios, ready) = scenarios::collect(service.address, &ground.catalog, count)?;
    scenarios.retain(|scenario| scenario.name.contains(only));
    let bare = ground.start_bare(&ready)?;
    scenarios::compare(bare.address, &ready)?;
    let mut rows: Vec<Row> = scenarios.iter().map(Row::new).collect();
    for _ in 0..rounds {
        for (row, scenario) in rows.iter_mut().zip(&scenarios) {
            row.measure(scenario, &service, &bare, time)?;
        }
    }
    rows.iter_mut().zip(&scenarios).for_each(|(row, scenario)| row.judge(&scenario.aims));
    let after_reads = service.resident()?;
    let writes = writes::requests(&ground.token, &ground.catalog, ground.carrier);
    let mut beside = Vec::new();
    for scenario in scenarios.iter().filter(|scenario| scenario.is_compared) {
        beside.push(beside::measure(scenario, &service, &writes, rounds, time)?);
    }
    let mut together = Vec::new();
    if "durable creates".contains(only) {
        for connections in [CONNECTIONS, MANY] {
            let writes = Scenario { connections, ..writes.clone() };
            together.push(measure_writes(&ground, &service, &writes, rounds, time)?);
        }
    }
    Ok(Report {
        measures: count,
        rounds,
        seconds_each: seconds,
        pinned,
        loaded_in_seconds: ground.loaded_in.as_secs_f64(),
        start_seconds: starts,
        resident_at_start_megabytes: at_start as f64 / MEGABYTE,
        resident_after_reads_megabytes: after_reads as f64 / MEGABYTE,
        resident_after_writes_megabytes: service.resident()? as f64 / MEGABYTE,
        rows,
        beside,
        writes: together,
    })
}

impl Row {
    fn new(scenario: &Scenario) -> Self {
        Self {
            name: scenario.name,
            service: Side::default(),
            bare: Side::default(),
            ratio: Series::default(),
            per_cpu_second: Series::default(),
            verdict: String::new(),
        }
    }

    /// One round: the service, then the bare server.
    fn measure(
        &mut self,
        scenario: &Scenario,
        service: &Server,
        bare: &Server,
        time: Duration,
    ) -> Result<()> {
        let own = self.service.measure(service, scenario, time)?;
        self.per_cpu_second.0.push(1e3 / own);
        if scenario.is_compared {
            let ceiling = self.bare.measure(bare, scenario, time)?;
            self.ratio.0.push(ceiling / own);
        }
        Ok(())
    }

    fn judge(&mut self, aims: &[Aim]) {
        let judged = aims.iter().map(|aim| {
            let (met, shown) = match aim {
                Aim::Ratio(aim) => (self.ratio.median() >= *aim, format!("{aim} of bare")),
                Aim::PerCoreSecond(aim) => {
                    let value = self.per_cpu_second.median();
                    (value >= *aim, format!("{aim} per CPU second, is {value:.0}"))
                }
                Aim::P99(aim) => {
                    (self.service.p99_micros.median() <= aim * 1e3, format!("p99 {aim} ms"))
                }
            };
            format!("{shown}: {}", if met { "met" } else { "missed" })
        });
        self.verdict = judged.collect::<Vec<_>>().join("; ");
    }
}

impl Side {
    /// Loads a server, and answers with its CPU seconds per thousand requests.
    fn measure(&mut self, server: &Server, asked: &Scenario, time: Duration) -> Result<f64> {
        let mut load = Load::open(server.address, asked.connections)?;
        load.run(&asked.requests, time / 10)?;
        let before = server.cpu_seconds()?;
        let outcome = load.run(&asked.requests, time)?;
        Ok(self.take(&outcome, server.cpu_seconds()? - before))
    }

    fn take(&mut self, outcome: &Outcome, cpu: f64) -> f64 {
        let micros = |percent| outcome.percentile(percent).as_secs_f64() * 1e6;
        let cpu = cpu * 1e3 / outcome.requests as f64;
        self.per_second.0.push(outcome.per_second());
        self.p50_micros.0.push(micros(50));
        self.p99_micros.0.push(micros(99));
        self.cpu_per_thousand.0.push(cpu);
        cpu
    }
}

fn measure_writes(
    ground: &Ground,
    service: &Server,
    creates: &Scenario,
    rounds: usize,
    time: Duration,
) -> Result<Writes> {
    let mut writes = Writes { connections: creates.connections, ..Writes::default() };
    let copy = ground.file("copy.db");
    process::share_cores(service);
    for _ in 0..rounds {
        writes.over_http.measure(service, creates, time)?;
        let alone = writes::one_by_one(&copy, &ground.catalog, ground.carrier, time)?;
        let together = writes.over_http.per_second.0.last().copied().unwrap_or_default();
        writes.one_by_one_per_second.0.push(alone);
        writes.ratio.0.push(together / alone);
    }
    Ok(writes)
}
