//! The servers as processes: put on a core of their own once they run, and watched
//! through the operating system's accounting.

use std::ffi::OsStr;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use super::Result;
use super::http::Connection;

const SERVER_CORE: &str = "0";
const LOAD_CORE: &str = "1";

/// Clock ticks a second in `/proc`, which Linux has fixed for programs.
const TICKS: f64 = 100.0;

/// A server that ends with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to its first answer.
    pub started_in: Duration,
}

impl Server {
    /// Runs `program` with the address appended to its arguments, waits until `path`
    /// is answered, and then leaves it one core.
    pub fn start(
        program: &Path,
        args: impl IntoIterator<Item = impl AsRef<OsStr>>,
        path: &str,
    ) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(program);
        command.args(args).arg(address.to_string());
        command.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        let began = Instant::now();
        let child = command.spawn().map_err(|cause| format!("{command:?}: {cause}"))?;
        let mut server = Self { child, address, started_in: Duration::ZERO };
        while !answers(address, path) {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("{command:?} ended: {status}").into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        server.started_in = began.elapsed();
        pin(server.child.id(), SERVER_CORE);
        Ok(server)
    }

    pub fn cpu_seconds(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: Vec<f64> = fields.skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
        Ok(ticks.iter().sum::<f64>() / TICKS)
    }

    /// Bytes of memory that are resident now.
    pub fn resident(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()).ok_or("no VmRSS")?;
        Ok(kilobytes.parse::<u64>()? * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to save.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answers(address: SocketAddr, path: &str) -> bool {
    let answered = Connection::open(address)
        .and_then(|mut connection| connection.get(path, "").map(|answer| answer.status));
    matches!(answered, Ok(200))
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Found out once: whoever is on one core sees no other.
static CAN_PIN: LazyLock<bool> = LazyLock::new(|| {
    let there = Command::new("taskset").arg("--version").stdout(Stdio::null()).status();
    there.is_ok_and(|status| status.success())
        && std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1)
});

/// Puts this process on the core of the load, and says whether that was possible.
pub fn pin_load() -> bool {
    pin(std::process::id(), LOAD_CORE)
}

/// Lets this process and `server` have both cores: who writes waits for the disk, so
/// that it is measured by what the machine gets done, not by what it costs a core.
pub fn share_cores(server: &Server) {
    for process in [std::process::id(), server.child.id()] {
        pin(process, &format!("{SERVER_CORE},{LOAD_CORE}"));
    }
}

/// Puts all threads of a process on one core, or on some.
fn pin(process: u32, core: &str) -> bool {
    let mut command = Command::new("taskset");
    command.args(["-acp", core, &process.to_string()]).stdout(Stdio::null());
    *CAN_PIN && command.status().is_ok_and(|status| status.success())
}
