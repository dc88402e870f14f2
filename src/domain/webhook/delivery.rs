//! How far a webhook was told, and how single attempts went.

use chrono::TimeDelta;

use super::Stop;
use crate::domain::words::words;
use crate::domain::{DeliveryId, Instant, Lang, WebhookId};

words!(
    /// How an attempt to deliver went.
    Outcome {
        /// It was asked for, and is sent soon.
        Waiting = "waiting",
        /// The receiver answered with a status of success (2xx).
        Delivered = "delivered",
        /// It answered with another status.
        Refused = "refused",
        /// It answered that it is elsewhere, which is not followed.
        Redirected = "redirected",
        /// It answered 410: nothing more is sent.
        Gone = "gone",
        /// It did not answer in time.
        Timeout = "timeout",
        /// There was no connection, or it broke.
        Unreachable = "unreachable",
        /// Its certificate is not valid, or there is no encryption.
        Untrusted = "untrusted",
        /// Its name leads to an address that nothing is sent to.
        ForbiddenAddress = "forbidden-address",
        /// The receiver may no longer see what was to be sent again.
        Void = "void",
    }
);

impl Outcome {
    /// What an answer means.
    pub fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Delivered,
            300..=399 => Self::Redirected,
            410 => Self::Gone,
            _ => Self::Refused,
        }
    }

    /// What went wrong, for people; `None` if nothing did.
    pub fn message(self, status: Option<u16>, lang: Lang) -> Option<String> {
        let status = status.unwrap_or(0);
        let (de, en) = match self {
            Self::Waiting | Self::Delivered => return None,
            Self::Refused => (
                format!("Der Empfänger antwortete mit {status}."),
                format!("The receiver answered {status}."),
            ),
            Self::Redirected => (
                format!("Der Empfänger leitet weiter ({status}); dem wird nicht gefolgt."),
                format!("The receiver redirects ({status}), which is not followed."),
            ),
            Self::Gone => (
                "Der Empfänger will nichts mehr (410); der Webhook ist abgeschaltet.".to_owned(),
                "The receiver wants nothing more (410); the webhook is switched off.".to_owned(),
            ),
            Self::Timeout => (
                "Der Empfänger antwortete nicht rechtzeitig.".to_owned(),
                "The receiver did not answer in time.".to_owned(),
            ),
            Self::Unreachable => (
                "Der Empfänger war nicht zu erreichen.".to_owned(),
                "The receiver could not be reached.".to_owned(),
            ),
            Self::Untrusted => (
                "Die Verschlüsselung kam nicht zustande; prüfen Sie das Zertifikat.".to_owned(),
                "No encrypted connection was made; check the certificate.".to_owned(),
            ),
            Self::ForbiddenAddress => (
                "Der Name führt zu einer Adresse, an die nichts gesendet wird.".to_owned(),
                "The name leads to an address that nothing is sent to.".to_owned(),
            ),
            Self::Void => (
                "Das Ereignis ist für den Empfänger nicht mehr zu sehen.".to_owned(),
                "The receiver may no longer see the event.".to_owned(),
            ),
        };
        Some(lang.pick(de, en))
    }
}

/// One attempt to deliver an event, or one that somebody asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    /// The same for all attempts at one event.
    pub event: String,
    pub event_type: String,
    /// The change it tells of; `None` for a test.
    pub seq: Option<i64>,
    /// Counts the attempts at this event, from 1.
    pub attempt: u32,
    pub at: Instant,
    pub outcome: Outcome,
    /// What the receiver answered.
    pub status: Option<u16>,
    pub millis: Option<u32>,
}

impl Delivery {
    /// How many of a webhook are kept.
    pub const KEPT: i64 = 200;
}

/// How far a webhook was told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub webhook: WebhookId,
    /// Up to here in the log everything was told, or is not for it.
    pub seq: i64,
    /// How often the first event after that was tried in vain.
    pub attempts: u32,
    pub failing_since: Option<Instant>,
    pub next_attempt_at: Option<Instant>,
}

impl Position {
    /// How long one event is tried.
    const PATIENCE: TimeDelta = TimeDelta::days(3);
    /// The first pause, on average; each is twice the one before.
    const PAUSE: TimeDelta = TimeDelta::milliseconds(500);
    /// From so many pauses on they are the same: two hours and a quarter.
    const DOUBLINGS: u32 = 14;

    /// Everything up to `seq` was told.
    pub fn told(self, seq: i64) -> Self {
        let webhook = self.webhook;
        Self { webhook, seq, attempts: 0, failing_since: None, next_attempt_at: None }
    }

    /// The next event failed. `jitter`, from 0 to 255, spreads the next attempt over
    /// half to one and a half times the pause.
    pub fn failed(self, now: Instant, jitter: u8) -> Self {
        let pause = Self::PAUSE * (1 << self.attempts.min(Self::DOUBLINGS));
        let pause = pause / 2 + pause / 255 * i32::from(jitter);
        Self {
            attempts: self.attempts.saturating_add(1),
            failing_since: self.failing_since.or(Some(now)),
            next_attempt_at: Some(now.plus(pause)),
            ..self
        }
    }

    /// Whether nothing stands against the next attempt.
    pub fn is_due(&self, now: Instant) -> bool {
        self.next_attempt_at.is_none_or(|at| at <= now)
    }

    /// Why nothing more is sent after an attempt, if so.
    pub fn stop(&self, outcome: Outcome, now: Instant) -> Option<Stop> {
        let given_up = self.failing_since.is_some_and(|since| since.plus(Self::PATIENCE) <= now);
        match outcome {
            Outcome::Gone => Some(Stop::Gone),
            _ => given_up.then_some(Stop::Failing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_until_an_event_is_given_up_after_three_days() {
        let start = Instant::parse("2021-01-01T00:00:00Z").unwrap();
        let webhook = WebhookId::new();
        let first =
            Position { webhook, seq: 7, attempts: 0, failing_since: None, next_attempt_at: None };
        let (mut position, mut now, mut pauses) = (first, start, Vec::new());
        while position.stop(Outcome::Refused, now).is_none() {
            assert!(position.is_due(now));
            position = position.failed(now, 128);
            assert!(!position.is_due(now));
            let next = position.next_attempt_at.unwrap();
            pauses.push((next.naive() - now.naive()).num_milliseconds());
            now = next;
        }
        assert_eq!(&pauses[..4], [500, 1_001, 2_003, 4_007], "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause < 2 * 3_600_000 + 1_300_000), "{pauses:?}");
        assert!((40..60).contains(&pauses.len()), "{} attempts", pauses.len());
        let days = (now.naive() - start.naive()).num_hours();
        assert!((72..75).contains(&days), "{days}");
        assert_eq!(position.seq, 7, "the event is not passed over");
        assert_eq!(position.told(9), Position { seq: 9, ..first });
        let spread = [0, 255].map(|jitter| first.failed(start, jitter).next_attempt_at.unwrap());
        let spread = spread.map(|at| (at.naive() - start.naive()).num_milliseconds());
        assert!(spread[0] == 250 && (749..=750).contains(&spread[1]), "{spread:?}");
        assert_eq!(first.stop(Outcome::Gone, start), Some(Stop::Gone));
    }
}
