//! Webhooks being sent. The log is the outbox: each webhook has its place in it, which
//! moves on when the receiver has taken an event, so that whoever dies between the two
//! sends it again under the same id. One process sends at a time, each webhook on a
//! thread of its own while there is something for it.

mod event;
mod http;
mod signature;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::actions::webhooks::{self, Sent};
use crate::domain::webhook::{Delivery, Outcome, Position};
use crate::domain::{Error, Result, Webhook, WebhookId};
use crate::register::{Register, View};
use crate::store::Sender;
use event::{Event, Sight};
use http::Http;
pub use http::Roots;

/// How often it is looked whether there is something to send.
const TICK: Duration = Duration::from_millis(500);

/// The shortest pause between two looks, however much is written.
const REST: Duration = Duration::from_millis(20);

/// How often it is looked whether there is a webhook at all.
const IDLE: Duration = Duration::from_millis(100);

/// How long to wait when the database is away.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// How many webhooks are sent to at a time.
const MOST: usize = 16;

/// How long one may go on while others wait.
const SLICE: Duration = Duration::from_secs(10);

/// From so many changes on that are not for a webhook they are noted as passed.
const PASSED: i64 = 500;

#[derive(Debug, Clone)]
pub struct Settings {
    pub database_url: String,
    /// Where the service is reached, without a slash at the end.
    pub public_url: String,
    /// Private addresses are fine, and plain HTTP.
    pub anywhere: bool,
    /// Whose receivers are trusted; `None` = those of public authorities.
    pub roots: Option<Roots>,
}

/// The threads that send.
pub struct Push {
    stopped: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Push {
    pub fn start(register: Register, settings: Settings) -> std::io::Result<Self> {
        let stopped = Arc::<AtomicBool>::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let dispatcher = Dispatcher {
            register,
            http: Http::new(settings.anywhere, settings.roots),
            source: format!("{}/v1/changes", settings.public_url),
            database_url: settings.database_url,
            runtime,
            stopped: Arc::clone(&stopped),
        };
        let thread = std::thread::Builder::new().name("push".to_owned());
        Ok(Self { stopped, thread: thread.spawn(move || dispatcher.run())? })
    }

    /// Ends when what is being sent is answered.
    pub fn stop(self) {
        self.stopped.store(true, Ordering::Relaxed);
        if self.thread.join().is_err() {
            tracing::error!("the sender of webhooks ended badly");
        }
    }
}

struct Dispatcher {
    register: Register,
    http: Http,
    source: String,
    database_url: String,
    runtime: tokio::runtime::Runtime,
    stopped: Arc<AtomicBool>,
}

impl Dispatcher {
    /// Sends whenever no other process does.
    fn run(self) {
        while !self.has_stopped() {
            if let Err(cause) = self.wait_and_send() {
                tracing::warn!(%cause, detail = ?cause, "cannot send webhooks now");
                std::thread::sleep(AFTER_FAILURE);
            }
        }
    }

    fn wait_and_send(&self) -> Result<()> {
        let mut sender = Sender::apply(&self.database_url)?;
        while !sender.is_granted()? {
            if self.has_stopped() {
                return Ok(());
            }
            std::thread::sleep(TICK);
        }
        self.send_all(sender)
    }

    fn has_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Until it is stopped, or another process takes over.
    fn send_all(&self, mut sender: Sender) -> Result<()> {
        let (register, line) = (&self.register, Line::of(self));
        std::thread::scope(|scope| {
            let (tell, told) = channel();
            let mut busy: HashSet<WebhookId> = HashSet::new();
            while !self.has_stopped() {
                // Before the places are read: who is done has noted how far.
                told.try_iter().for_each(|id| busy.retain(|other| *other != id));
                if register.view().webhooks().next().is_none() {
                    std::thread::sleep(IDLE);
                    continue;
                }
                let (positions, asked) = sender.work()?;
                let view = Arc::clone(&register.view());
                for position in positions {
                    let id = position.webhook;
                    let asked: Vec<_> =
                        asked.iter().filter(|asked| asked.webhook == id).cloned().collect();
                    let free = busy.len() < MOST && !busy.contains(&id);
                    if free && line.has_work(&view, &position, &asked) {
                        busy.insert(id);
                        let (tell, line) = (tell.clone(), &line);
                        scope.spawn(move || {
                            let work = AssertUnwindSafe(|| line.work(position, asked));
                            if catch_unwind(work).is_err() {
                                tracing::error!(webhook = %id, "sending panicked");
                            }
                            // Nobody asks when all ends.
                            let _ = tell.send(id);
                        });
                    }
                }
                self.runtime.block_on(register.wait_for(view.seq + 1, TICK));
                std::thread::sleep(REST);
            }
            Ok(())
        })
    }
}

/// What the threads share.
struct Line<'d> {
    register: &'d Register,
    http: &'d Http,
    source: &'d str,
    stopped: &'d AtomicBool,
}

impl<'d> Line<'d> {
    fn of(dispatcher: &'d Dispatcher) -> Self {
        let Dispatcher { register, http, source, stopped, .. } = dispatcher;
        Self { register, http, source, stopped }
    }

    fn has_work(&self, view: &View, position: &Position, asked: &[Delivery]) -> bool {
        let due = position.is_due(self.register.clock.now());
        let news = |sight: &Sight<'_>| match sight.next(position.seq) {
            Ok(_) => true,
            Err(seq) => seq >= position.seq + PASSED,
        };
        let has_work = |sight: &Sight<'_>| {
            !asked.is_empty() || due && sight.webhook.content.active && news(sight)
        };
        self.look(view, position.webhook, has_work) == Some(true)
    }

    /// Looks at the register with the eyes of a webhook, if it may see anything.
    fn look<T>(&self, view: &View, id: WebhookId, look: impl FnOnce(&Sight<'_>) -> T) -> Option<T> {
        let webhook = view.webhook(id)?;
        let caller = webhooks::reader(view, webhook, self.register.clock.now())?;
        Some(look(&Sight { view, caller: &caller, webhook, source: self.source }))
    }

    /// Sends what was asked for, and then one event after the other until one fails.
    fn work(&self, position: Position, asked: Vec<Delivery>) {
        let done = asked.into_iter().try_for_each(|delivery| self.send_asked(delivery));
        let done = done.and_then(|()| self.send_news(position));
        if let Err(cause) = done {
            tracing::warn!(%cause, detail = ?cause, "could not note what a webhook was told");
        }
    }

    fn send_asked(&self, delivery: Delivery) -> Result<()> {
        let view = Arc::clone(&self.register.view());
        let sent = self.look(&view, delivery.webhook, |sight| match sight.asked(&delivery) {
            Some(event) => self.post(sight.webhook, &event),
            None => {
                let at = self.register.clock.now();
                Ok(Sent { at, outcome: Outcome::Void, status: None, millis: 0 })
            }
        });
        let Some(sent) = sent.transpose()? else { return Ok(()) };
        self.register.write_blocking(move |tx| webhooks::note_asked(tx, delivery, sent))
    }

    fn send_news(&self, mut position: Position) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < SLICE && !self.stopped.load(Ordering::Relaxed) {
            let view = Arc::clone(&self.register.view());
            let active = view.webhook(position.webhook).filter(|webhook| webhook.content.active);
            let Some(webhook) = active else { return Ok(()) };
            if !position.is_due(self.register.clock.now()) {
                return Ok(());
            }
            let before = position;
            let after = match self.look(&view, webhook.id, |sight| sight.next(before.seq)) {
                None => return Ok(()),
                Some(Err(seq)) if seq < before.seq + PASSED => return Ok(()),
                Some(Err(seq)) => self.register.write_blocking(move |tx| {
                    let after = before.told(seq);
                    Ok(tx.advance_webhook(&before, &after)?.then_some(after))
                })?,
                Some(Ok(event)) => {
                    let sent = self.post(webhook, &event)?;
                    let event = (event.id, event.event_type, event.seq);
                    let jitter = jitter()?;
                    self.register.write_blocking(move |tx| {
                        webhooks::note_event(tx, &before, event, sent, jitter)
                    })?
                }
            };
            let Some(after) = after else { return Ok(()) };
            position = after;
        }
        Ok(())
    }

    fn post(&self, webhook: &Webhook, event: &Event) -> Result<Sent> {
        let at = self.register.clock.now();
        let (id, timestamp) = (event.id.as_str(), at.unix());
        let signature = signature::sign(webhook.secrets(at), id, timestamp, &event.body)?;
        let headers = [
            ("content-type", "application/cloudevents+json"),
            ("webhook-id", id),
            ("webhook-timestamp", &timestamp.to_string()),
            ("webhook-signature", &signature),
        ];
        let attempt = self.http.post(&webhook.content.url, &headers, &event.body);
        let http::Attempt { outcome, status, millis } = attempt;
        Ok(Sent { at, outcome, status, millis })
    }
}

fn jitter() -> Result<u8> {
    let mut byte = [0];
    getrandom::fill(&mut byte).map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(byte[0])
}
