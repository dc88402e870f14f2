//! How often somebody may try to prove who they are: per account, so that nobody
//! guesses a password, and per address, so that nobody keeps the service busy.
//!
//! A fixed number of buckets, chosen by a keyed hash, so that memory is bounded
//! whatever names are tried.

use std::future::{Ready, ready};
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::Settings;
use super::problem::Problem;
use crate::domain::Error;

const BUCKETS: usize = 1 << 16;

/// A few slips, then one guess in half a minute: 2,900 a day.
const PEOPLE: Quota = Quota { burst: 10, interval: Duration::from_secs(30) };
/// Secrets of programs cannot be guessed, and many processes may share one.
const PROGRAMS: Quota = Quota { burst: 60, interval: Duration::from_secs(2) };
/// A whole office may sit behind one address.
const ADDRESSES: Quota = Quota { burst: 120, interval: Duration::from_millis(500) };

/// So many at once, and one more each interval.
#[derive(Clone, Copy)]
struct Quota {
    burst: u32,
    interval: Duration,
}

/// What has been tried lately.
pub struct Limits {
    people: Buckets,
    programs: Buckets,
    addresses: Buckets,
    began: Instant,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            people: Buckets::new(PEOPLE),
            programs: Buckets::new(PROGRAMS),
            addresses: Buckets::new(ADDRESSES),
            began: Instant::now(),
        }
    }
}

impl Limits {
    fn now(&self) -> u64 {
        micros(self.began.elapsed())
    }
}

/// Whose account is tried.
#[derive(Debug, Clone, Copy)]
pub enum Account<'a> {
    Person(&'a str),
    Program(&'a str),
}

/// How many tries an address has left, and in how many seconds it has all again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Left {
    pub tries: u64,
    pub seconds: u64,
}

/// Leave to try, as far as the caller's address goes; the account is asked about
/// when it is known.
pub struct Attempt(Data<Limits>);

impl Attempt {
    /// Counts a try; too many are an error that says how long to wait.
    pub fn count(&self, account: Account<'_>) -> Result<(), Error> {
        let (buckets, name) = self.buckets(account);
        buckets.take(name, self.0.now())
    }

    /// Takes a try back that succeeded: only failures use an account up.
    pub fn succeeded(&self, account: Account<'_>) {
        let (buckets, name) = self.buckets(account);
        buckets.give_back(name);
    }

    fn buckets<'a>(&self, account: Account<'a>) -> (&Buckets, &'a str) {
        match account {
            Account::Person(name) => (&self.0.people, name),
            Account::Program(name) => (&self.0.programs, name),
        }
    }
}

impl FromRequest for Attempt {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let limits = request.app_data::<Data<Limits>>().expect("the limits are app data");
        let (name, now) = (network_of(request).to_string(), limits.now());
        let taken = limits.addresses.take(&name, now);
        request.extensions_mut().insert(limits.addresses.left(&name, now));
        ready(taken.map(|()| Self(Data::clone(limits))).map_err(Problem::from))
    }
}

/// The network a request comes from: what one customer is given.
pub fn network_of(request: &HttpRequest) -> IpAddr {
    network(address(request))
}

/// Where a request comes from. A proxy's word counts only if it is known; then
/// the address is the last one that no known proxy added.
fn address(request: &HttpRequest) -> IpAddr {
    let settings = request.app_data::<Data<Settings>>().expect("settings are app data");
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let lines = request.headers().get_all("x-forwarded-for");
    let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    origin(peer, &lines.join(","), &*settings.is_proxy)
}

fn origin(peer: IpAddr, forwarded: &str, is_proxy: &dyn Fn(IpAddr) -> bool) -> IpAddr {
    let mut at = peer;
    for part in forwarded.rsplit(',') {
        if !is_proxy(at) {
            break;
        }
        let part = part.trim();
        let address = part.parse().ok();
        let address = address.or_else(|| Some(part.parse::<SocketAddr>().ok()?.ip()));
        let Some(address) = address else { break };
        at = address;
    }
    at
}

/// What one customer is given: an IPv4 address, or 64 bits of an IPv6 one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => Ipv6Addr::from_bits(long.to_bits() & (u128::MAX << 64)).into(),
        short => short,
    }
}

/// Leaky buckets: each holds the moment when it will be empty.
struct Buckets {
    quota: Quota,
    hasher: RandomState,
    empty_at: Vec<AtomicU64>,
}

impl Buckets {
    fn new(quota: Quota) -> Self {
        let empty_at = (0..BUCKETS).map(|_| AtomicU64::new(0)).collect();
        Self { quota, hasher: RandomState::new(), empty_at }
    }

    fn bucket(&self, name: &str) -> &AtomicU64 {
        let hash = self.hasher.hash_one(name) % BUCKETS as u64;
        &self.empty_at[usize::try_from(hash).unwrap_or(0)]
    }

    fn take(&self, name: &str, now: u64) -> Result<(), Error> {
        let drop = micros(self.quota.interval);
        let full = drop * u64::from(self.quota.burst);
        let next = |empty_at: u64| {
            let next = empty_at.max(now) + drop;
            (next - now <= full).then_some(next)
        };
        let bucket = self.bucket(name);
        let taken = bucket.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        taken.map(|_| ()).map_err(|empty_at| {
            let wait = Duration::from_micros(empty_at + drop - now - full);
            Error::TooMany { seconds: wait.as_secs() + 1 }
        })
    }

    fn left(&self, name: &str, now: u64) -> Left {
        let drop = micros(self.quota.interval);
        let used = self.bucket(name).load(Ordering::Relaxed).saturating_sub(now);
        let full = drop * u64::from(self.quota.burst);
        Left { tries: full.saturating_sub(used) / drop, seconds: used.div_ceil(1_000_000) }
    }

    fn give_back(&self, name: &str) {
        self.bucket(name).fetch_sub(micros(self.quota.interval), Ordering::Relaxed);
    }
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { burst: 3, interval: Duration::from_secs(10) };
    const SECOND: u64 = 1_000_000;

    #[test]
    fn so_many_at_once_and_then_one_each_interval() {
        let buckets = Buckets::new(QUOTA);
        let tries = [
            (100, None, "first"),
            (100, None, "second"),
            (101, None, "third"),
            (101, Some(10), "used up"),
            (105, Some(6), "nearly"),
            (111, None, "one more"),
            (112, Some(9), "and no other"),
            (500, None, "long after"),
        ];
        for (at, expected, reason) in tries {
            let wait = match buckets.take("a", at * SECOND) {
                Err(Error::TooMany { seconds }) => Some(seconds),
                _ => None,
            };
            assert_eq!(wait, expected, "{reason}");
        }
        assert!(buckets.take("another", 101 * SECOND).is_ok(), "each has its own");
    }

    #[test]
    fn what_is_left_is_told() {
        let buckets = Buckets::new(QUOTA);
        let left = |at: u64| buckets.left("a", at * SECOND);
        assert_eq!(left(100), Left { tries: 3, seconds: 0 });
        assert!(buckets.take("a", 100 * SECOND).is_ok());
        assert_eq!(left(100), Left { tries: 2, seconds: 10 });
        assert_eq!(left(104), Left { tries: 2, seconds: 6 });
        assert_eq!(left(110), Left { tries: 3, seconds: 0 });
    }

    #[test]
    fn what_succeeded_is_not_counted() {
        let buckets = Buckets::new(QUOTA);
        for _ in 0..100 {
            assert!(buckets.take("a", SECOND).is_ok());
            buckets.give_back("a");
        }
        for left in [true, true, true, false] {
            assert_eq!(buckets.take("a", SECOND).is_ok(), left);
        }
    }

    #[test]
    fn only_a_known_proxy_is_believed() {
        let cases = [
            ("9.9.9.9", "1.1.1.1", "9.9.9.9", "a stranger's word"),
            ("10.0.0.1", "1.1.1.1", "1.1.1.1", "a proxy's word"),
            ("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1", "what the client wrote itself"),
            ("10.0.0.1", "1.1.1.1, 10.0.0.2", "1.1.1.1", "two proxies"),
            ("10.0.0.1", "1.1.1.1:443", "1.1.1.1", "with a port"),
            ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1", "with a port"),
            ("10.0.0.1", "", "10.0.0.1", "nothing said"),
            ("10.0.0.1", "1.1.1.1, unknown", "10.0.0.1", "nothing useful said"),
        ];
        let is_proxy = |address: IpAddr| address.to_string().starts_with("10.");
        for (peer, forwarded, expected, reason) in cases {
            let found = origin(peer.parse().unwrap(), forwarded, &is_proxy);
            assert_eq!(found.to_string(), expected, "{reason}");
        }
    }

    #[test]
    fn a_customer_is_one_however_many_addresses_they_have() {
        let cases = [
            ("1.2.3.4", "1.2.3.4"),
            ("::ffff:1.2.3.4", "1.2.3.4"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ];
        for (address, expected) in cases {
            assert_eq!(network(address.parse().unwrap()).to_string(), expected);
        }
    }
}
