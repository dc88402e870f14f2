//! Reads while others write.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::Result;
use super::http::Connection;
use super::load::{Load, Request};
use super::process::Server;
use super::report::{Beside, Series};
use super::scenarios::Scenario;

/// Writes a second, over so many connections: one alone would wait behind the reads.
const PACE: u32 = 200;
const WRITERS: u32 = 4;

/// The reads of a scenario, alone and while creates go on.
pub fn measure(
    scenario: &Scenario,
    service: &Server,
    writes: &Scenario,
    rounds: usize,
    time: Duration,
) -> Result<Beside> {
    let [mut alone, mut beside, mut written, mut ratio] = [const { Series(Vec::new()) }; 4];
    let mut load = Load::open(service.address, scenario.connections)?;
    for _ in 0..rounds {
        let without = load.run(&scenario.requests, time)?.per_second();
        let over = AtomicBool::new(false);
        let (with, paced) = std::thread::scope(|scope| {
            let write = || {
                write_in_pace(service.address, &writes.requests, &over).map_err(|e| e.to_string())
            };
            let writing: Vec<_> = (0..WRITERS).map(|_| scope.spawn(write)).collect();
            let with = load.run(&scenario.requests, time);
            over.store(true, Ordering::Relaxed);
            (with, writing.into_iter().map(|writer| writer.join()).collect::<Vec<_>>())
        });
        let with = with?.per_second();
        let paced = paced.into_iter().map(|paced| paced.map_err(|_| "a writer panicked")?);
        let paced: f64 = paced.sum::<Result<f64, String>>()?;
        alone.0.push(without);
        beside.0.push(with);
        written.0.push(paced);
        ratio.0.push(with / without);
    }
    Ok(Beside {
        name: scenario.name,
        alone_per_second: alone,
        beside_writes_per_second: beside,
        writes_per_second: written,
        ratio,
    })
}

/// Writes one after the other, as many a second as its part of all if that is possible,
/// and says how many it was.
fn write_in_pace(address: SocketAddr, requests: &[Request], over: &AtomicBool) -> Result<f64> {
    let mut connection = Connection::open(address)?;
    let began = Instant::now();
    let mut done = 0_u32;
    while !over.load(Ordering::Relaxed) {
        let due = began + Duration::from_secs(1) * WRITERS / PACE * done;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let request = &requests[done as usize % requests.len()];
        connection.send(&request.bytes)?;
        let status = connection.receive()?.status;
        if status != request.status {
            return Err(format!("a write was answered {status}").into());
        }
        done += 1;
    }
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}
