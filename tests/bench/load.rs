//! The load: some connections, each with one request under way at a time, served
//! in turn by one thread, so that it costs little beside the server.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::Result;
use super::http::Connection;
use super::random::Random;

pub const CONNECTIONS: usize = 16;

/// A request, and what must come back.
#[derive(Clone)]
pub struct Request {
    pub bytes: Vec<u8>,
    pub status: u16,
    /// Of the body; `None` if it is not known beforehand.
    pub length: Option<usize>,
}

/// What came of a load.
pub struct Outcome {
    pub requests: usize,
    pub seconds: f64,
    /// From sending to having read it all, in ascending order.
    latencies: Vec<Duration>,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    /// The latency that so many in a hundred stay below.
    pub fn percentile(&self, percent: usize) -> Duration {
        let at = self.latencies.len() * percent / 100;
        self.latencies.get(at).copied().unwrap_or_default()
    }
}

/// Connections to one server.
pub struct Load {
    connections: Vec<Connection>,
    random: Random,
}

impl Load {
    pub fn open(address: SocketAddr, connections: usize) -> Result<Self> {
        let connections = (0..connections).map(|_| Connection::open(address));
        Ok(Self { connections: connections.collect::<Result<_>>()?, random: Random::new(7) })
    }

    /// Sends requests in random order for a while, and checks every answer.
    pub fn run(&mut self, requests: &[Request], duration: Duration) -> Result<Outcome> {
        let began = Instant::now();
        let mut under_way: Vec<(&Request, Instant)> = Vec::with_capacity(self.connections.len());
        for connection in &mut self.connections {
            let request = self.random.pick(requests);
            under_way.push((request, Instant::now()));
            connection.send(&request.bytes)?;
        }
        let mut latencies = Vec::with_capacity(1 << 20);
        let mut going_on = true;
        while going_on {
            going_on = began.elapsed() < duration;
            for (connection, sent) in self.connections.iter_mut().zip(&mut under_way) {
                check(connection, sent.0)?;
                latencies.push(sent.1.elapsed());
                if going_on {
                    *sent = (self.random.pick(requests), Instant::now());
                    connection.send(&sent.0.bytes)?;
                }
            }
        }
        let seconds = began.elapsed().as_secs_f64();
        latencies.sort_unstable();
        Ok(Outcome { requests: latencies.len(), seconds, latencies })
    }
}

fn check(connection: &mut Connection, request: &Request) -> Result<()> {
    let answer = connection.receive()?;
    let (status, length) = (answer.status, answer.body.len());
    let good = status == request.status && request.length.is_none_or(|known| known == length);
    if good {
        return Ok(());
    }
    let what = format!(
        "{}\nshould be answered {} with {:?} bytes, but was {status} with {length}: {}",
        String::from_utf8_lossy(&request.bytes),
        request.status,
        request.length,
        String::from_utf8_lossy(&answer.body[..length.min(500)]),
    );
    Err(what.into())
}
