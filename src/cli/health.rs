use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::{Failure, Result, Setup};

/// For each step: finding the host, connecting, sending, every piece of the answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Ask a running service whether it is well
///
/// Ends with 0 if it answers with success within seconds, else with 1; for health
/// checks of containers, where there is no other program to ask with.
#[derive(clap::Args)]
pub struct Args {
    /// Address to ask, over http only [default: /readyz of the service on --listen]
    #[arg(long)]
    url: Option<String>,
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let url = args.url.unwrap_or_else(|| format!("http://{}/readyz", setup.config.listen));
    let status = ask(&url)?;
    if !(200..300).contains(&status) {
        return Err(Failure::other(format!("{url} answers {status}")));
    }
    writeln!(out, "{url} answers {status}")?;
    Ok(())
}

/// The status of the answer.
fn ask(url: &str) -> Result<u16> {
    let rest = url.strip_prefix("http://").ok_or_else(|| no_url(url))?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };
    if host.is_empty() || url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(no_url(url));
    }
    let answer = exchange(host, path);
    let answer = answer.map_err(|error| Failure::other(format!("{url}: {error}")))?;
    let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    status.ok_or_else(|| Failure::other(format!("{url}: what answers there is no HTTP")))
}

/// Sends a GET and gives the first line of the answer.
fn exchange(host: &str, path: &str) -> std::io::Result<String> {
    let mut stream = connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let agent = concat!("massnahmen/", env!("CARGO_PKG_VERSION"));
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\nConnection: close\r\n\r\n"
    );
    // In one piece: a formatted write sends each part by itself.
    stream.write_all(request.as_bytes())?;
    // A line of status is short; whatever else comes is of no interest.
    let mut line = Vec::new();
    BufReader::new(stream.take(100)).read_until(b'\n', &mut line)?;
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

fn connect(host: &str) -> std::io::Result<TcpStream> {
    let named = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let host = if named { host.to_owned() } else { format!("{host}:80") };
    let mut failed = std::io::ErrorKind::AddrNotAvailable.into();
    for address in host.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn no_url(url: &str) -> Failure {
    Failure::other(format!("{url}: expected an address such as http://127.0.0.1:8080/readyz"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// What is told of a service that answers like this.
    fn told(answer: &'static str) -> Result<u16, String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let service = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1_000];
            let read = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(request[..read].to_vec()).unwrap()
        });
        let told = ask(&url).map_err(|failure| failure.to_string());
        assert!(service.join().unwrap().starts_with("GET / HTTP/1.1\r\nHost: 127.0.0.1:"));
        told
    }

    #[test]
    fn the_status_is_read() {
        assert_eq!(told("HTTP/1.1 200 OK\r\n\r\n"), Ok(200));
        assert_eq!(told("HTTP/1.1 503 Service Unavailable\r\n\r\n"), Ok(503));
        for answer in ["", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 \r\n", "HTTP/1.1 2ä0"] {
            assert!(told(answer).unwrap_err().ends_with("is no HTTP"), "{answer}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for url in
            ["", "127.0.0.1:8080", "https://a.example", "http://", "http://a b/", "http:///x"]
        {
            assert!(ask(url).unwrap_err().to_string().contains("expected an address"), "{url}");
        }
    }

    #[test]
    fn a_service_that_is_not_there_is_not_well() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(ask(&format!("http://{free}/readyz")).is_err());
    }
}
