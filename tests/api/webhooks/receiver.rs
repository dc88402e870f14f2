//! A receiver as a partner would write one: it checks the signature by the words of the
//! standard, and keeps what it was sent.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// One request that arrived.
#[derive(Debug, Clone)]
pub struct Received {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub content_type: String,
    pub body: String,
    /// What it was answered.
    pub status: u16,
}

impl Received {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn event_type(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// Whether one of the signatures is by `secret`.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let signed = format!("{}.{}.{}", self.id, self.timestamp, self.body);
        let expected = STANDARD.encode(hmac(&key, signed.as_bytes()));
        self.signature.split(' ').any(|one| one.split_once(',') == Some(("v1", &expected)))
    }
}

/// RFC 2104, for keys of up to a block.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let pad = |byte: u8| -> Vec<u8> {
        (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ byte).collect()
    };
    let inner = Sha256::digest([pad(0x36), text.to_vec()].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
}

#[test]
fn the_receiver_itself_verifies_the_example_of_the_standard() {
    let example = Received {
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek".into(),
        timestamp: "1614265330".into(),
        signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".into(),
        content_type: String::new(),
        body: r#"{"test": 2432232314}"#.into(),
        status: 200,
    };
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    assert!(example.is_signed_by(secret));
    assert!(!Received { timestamp: "1614265331".into(), ..example }.is_signed_by(secret));
}

#[derive(Default)]
struct Inner {
    received: Vec<Received>,
    /// What the next requests are answered; 200 when there is nothing left.
    answers: VecDeque<u16>,
    /// Of so many requests one is refused, or cut off.
    one_in: usize,
}

/// Listens until the test ends.
pub struct Receiver {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl Receiver {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let inner = Arc::<Mutex<Inner>>::default();
        let shared = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let inner = Arc::clone(&shared);
                std::thread::spawn(move || answer(stream.unwrap(), &inner));
            }
        });
        Self { url, inner }
    }

    /// Answers the next requests like this, and then well.
    pub fn answers(&self, statuses: &[u16]) {
        self.inner.lock().unwrap().answers.extend(statuses);
    }

    /// Fails one of so many.
    pub fn fails_one_in(&self, count: usize) {
        self.inner.lock().unwrap().one_in = count;
    }

    pub fn received(&self) -> Vec<Received> {
        self.inner.lock().unwrap().received.clone()
    }

    /// What it took, each once, in the order in which it first took it.
    pub fn taken(&self) -> Vec<Received> {
        let mut taken: Vec<Received> = Vec::new();
        for one in self.received().into_iter().filter(|one| one.status == 200) {
            if !taken.iter().any(|known| known.id == one.id) {
                taken.push(one);
            }
        }
        taken
    }

    /// Waits until so many requests arrived; gives all.
    #[track_caller]
    pub fn wait_for(&self, count: usize) -> Vec<Received> {
        let began = Instant::now();
        loop {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            let late = began.elapsed() > Duration::from_secs(30);
            assert!(!late, "{count} requests are expected, not {}", received.len());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn answer(stream: TcpStream, inner: &Mutex<Inner>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut headers, mut line) = (Vec::new(), String::new());
    while reader.read_line(&mut line).ok()? > 2 {
        if let Some((name, value)) = line.trim().split_once(": ") {
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        line.clear();
    }
    let header = |name: &str| {
        let found = headers.iter().find(|(other, _)| other == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    };
    let mut body = vec![0; header("content-length").parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    let status = {
        let mut inner = inner.lock().unwrap();
        let number = inner.received.len();
        let fails = inner.one_in > 0 && crate::kill::random_below(inner.one_in) == 0;
        // Half of the failures break the connection.
        let broken = if number.is_multiple_of(2) { 0 } else { 500 };
        let status = if fails { broken } else { inner.answers.pop_front().unwrap_or(200) };
        inner.received.push(Received {
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp"),
            signature: header("webhook-signature"),
            content_type: header("content-type"),
            body: String::from_utf8(body).ok()?,
            status,
        });
        status
    };
    if status > 0 {
        let text =
            format!("HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        reader.get_mut().write_all(text.as_bytes()).ok()?;
    }
    Some(())
}
