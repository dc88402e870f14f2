//! Requests that no well-behaved library would send, over a socket. Each has its
//! answer; none is a failure of ours.

mod bodies;
mod crowd;
mod description;
mod queries;
mod random;
mod wire;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::harness::{TestApi, Who};

/// An answer as it came.
#[derive(Debug)]
pub struct Raw {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Raw {
    /// What a read connection holds; `None` if nothing came.
    fn read(mut stream: TcpStream) -> Option<Self> {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut bytes = Vec::new();
        // A connection that is cut after the answer is no matter here.
        let _ = stream.read_to_end(&mut bytes);
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        while let Some(rest) = text.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n") {
            text = rest.to_owned();
        }
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, head: head.to_lowercase(), body: body.to_owned() })
    }

    pub fn code(&self) -> String {
        let problem: Value = serde_json::from_str(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl TestApi {
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address.trim_start_matches("http://")).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// Sends bytes as they are.
    pub fn send_raw(&self, bytes: &[u8]) -> Option<Raw> {
        let mut stream = self.connect();
        // Whoever refuses early need not read to the end.
        let _ = stream.write_all(bytes);
        Raw::read(stream)
    }
}

/// A request to register a measure, up to its body.
pub fn head(who: &Who, headers: &[&str]) -> String {
    let token = who.0.as_deref().unwrap_or_default();
    let mut head = "POST /v1/measures HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".to_owned();
    head += &format!("Authorization: Bearer {token}\r\n");
    for header in headers {
        head += &format!("{header}\r\n");
    }
    head + "\r\n"
}

/// The whole of it.
pub fn request(who: &Who, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}", body.len());
    let headers: Vec<&str> = headers.iter().copied().chain([length.as_str()]).collect();
    let mut bytes = head(who, &headers).into_bytes();
    bytes.extend(body);
    bytes
}
