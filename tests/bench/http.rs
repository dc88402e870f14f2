//! As much of HTTP/1.1 as it takes to ask and to check the answer.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use memchr::memmem;

use super::Result;

/// More than the largest answer.
const BUFFER: usize = 4 << 20;

/// One connection, kept alive.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer in the buffer of its connection.
pub struct Answer<'a> {
    pub status: u16,
    pub head: &'a str,
    pub body: &'a [u8],
}

impl Answer<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn json(&self) -> Result<serde_json::Value> {
        Ok(serde_json::from_slice(self.body)?)
    }
}

impl Connection {
    pub fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, buffer: vec![0; BUFFER] })
    }

    pub fn send(&mut self, request: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(request)?)
    }

    /// Waits for the answer to the one request under way.
    pub fn receive(&mut self) -> Result<Answer<'_>> {
        let mut filled = 0;
        let (head, end) = loop {
            let read = self.stream.read(&mut self.buffer[filled..])?;
            if read == 0 {
                return Err("the server closed the connection".into());
            }
            filled += read;
            let Some(head) = memmem::find(&self.buffer[..filled], b"\r\n\r\n") else { continue };
            let end = head + 4 + body_length(&self.buffer[..head])?;
            if filled >= end {
                break (head, end);
            }
        };
        if filled != end {
            return Err(format!("{} bytes more than the answer said", filled - end).into());
        }
        let text = std::str::from_utf8(&self.buffer[..head])?;
        let status = text.get(9..12).ok_or("no status")?.parse()?;
        Ok(Answer { status, head: text, body: &self.buffer[head + 4..end] })
    }

    pub fn get(&mut self, path: &str, headers: &str) -> Result<Answer<'_>> {
        self.send(&get(path, headers))?;
        self.receive()
    }
}

fn body_length(head: &[u8]) -> Result<usize> {
    if head.get(9..12) == Some(b"304") {
        return Ok(0);
    }
    const NAME: &[u8] = b"\r\ncontent-length: ";
    let at = memmem::find(head, NAME).ok_or("an answer without content-length")?;
    let digits = head[at + NAME.len()..].iter().take_while(|byte| byte.is_ascii_digit());
    Ok(digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0')))
}

/// A request; `headers` are whole lines.
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").into_bytes()
}

pub fn post(path: &str, headers: &str, json: &str) -> Vec<u8> {
    let length = json.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n{headers}\r\n{json}"
    )
    .into_bytes()
}
