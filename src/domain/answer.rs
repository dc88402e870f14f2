use bytes::Bytes;
use chrono::TimeDelta;

/// What a write answers: all of it that is kept for whoever repeats the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Those that matter, by name.
    pub headers: Vec<(String, String)>,
    /// UTF-8.
    pub body: Bytes,
    /// The body with a secret in it: sent instead of `body`, and never kept.
    pub told_once: Option<Bytes>,
}

/// A request that its caller may repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repetition {
    /// As the log names them.
    pub caller: String,
    /// How the caller names the request.
    pub key: String,
    /// Stands for what is asked.
    pub digest: String,
}

impl Repetition {
    /// How long an answer is kept.
    pub const KEPT: TimeDelta = TimeDelta::hours(48);
}
