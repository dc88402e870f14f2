//! Server-sent events (HTML §9.2). A reader pulls: no more is made than the
//! connection takes, so that a slow one costs no memory.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get};
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use utoipa::{IntoParams, ToSchema};

use super::list::LAST;
use super::must_be_seen;
use super::record::ChangeRecord;
use super::streams::{Seat, Streams};
use crate::actions::tokens::{Claims, Tokens, Verified};
use crate::api::caller::{bearer, identify};
use crate::api::door::HeadOnly;
use crate::api::limits::network_of;
use crate::api::problem::{Problem, ReadFailure};
use crate::api::query::Query;
use crate::api::{Settings, accept, answer};
use crate::domain::Error;
use crate::register::{Register, View};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
struct EventsQuery {
    /// Only what came after this number; what comes from now on if not said.
    #[param(minimum = 0, example = 0)]
    after: Option<i64>,
    /// Ends after so many events.
    #[param(minimum = 1, maximum = 10000, example = 1)]
    limit: Option<i32>,
}

/// Events as text: `id`, and `data` that is one change.
#[derive(ToSchema)]
#[schema(max_length = 1_000_000_000, examples("id: 4711\ndata: {\"seq\": 4711}\n\n"))]
struct EventStream(#[allow(dead_code, reason = "read by the macro only")] String);

/// Listen to changes
///
/// The changes of `/changes` as server-sent events, as they happen: `data` is one
/// change, `id` its number. A reader that comes back with `Last-Event-ID` misses
/// nothing. A comment every 15 seconds shows that the service is there. The stream
/// ends with the token, when the rights of the caller change, when the service
/// stops, and for a reader that leaves unread what was sent for 30 seconds, unless set otherwise. There is
/// room for so many streams; without a token, one address takes a quarter of them at
/// most, and the last quarter is kept for those who have one.
#[utoipa::path(
    tag = "changes",
    params(
        EventsQuery,
        ("Last-Event-ID" = Option<i64>, Header, description = "The `id` of the last event that was read; counts before `after`; 503 `behind` if it is not in the log yet", minimum = 0, example = 0),
    ),
    responses((status = OK, description = "A stream without an end", body = EventStream, content_type = "text/event-stream"), ReadFailure),
    security((), ("bearer" = []))
)]
#[get("/events")]
pub async fn stream_events(
    request: HttpRequest,
    register: Data<Register>,
    tokens: Data<Tokens>,
    settings: Data<Settings>,
    streams: Data<Streams>,
) -> Result<HttpResponse, Problem> {
    if !accept::takes(&request, "text/event-stream") {
        let offered = "text/event-stream".to_owned();
        return Err(Problem::NotAcceptable { offered });
    }
    let (verified, view) = identify(&request)?;
    if verified.must_change_password {
        return Err(Error::PasswordChangeRequired.into());
    }
    let mut query = Query::of(&request);
    let after = query.number("after", 0, LAST);
    let after = query.header(&request, "Last-Event-ID", 0, LAST).or(after);
    let limit = query.number("limit", 1, 10_000);
    query.finish()?;
    let after = after.unwrap_or_else(|| view.revision(&verified.caller));
    must_be_seen(after, &view)?;
    let wants_none = request.extensions().contains::<HeadOnly>();
    let left = if wants_none { Some(0) } else { limit.and_then(|limit| limit.try_into().ok()) };
    let claims = bearer(&request)?.map(|token| tokens.read(token)).transpose()?;
    let stranger = claims.is_none().then(|| network_of(&request));
    let seat = streams.take(settings.max_streams, stranger).ok_or(Problem::Overloaded)?;
    let listener = Listener {
        at: after,
        verified,
        patience: settings.patience,
        register,
        tokens,
        claims,
        left,
        given: None,
        seat,
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        // Proxies that gather what they pass on would keep news back.
        .insert_header((
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ))
        .streaming(listener.listen()))
}

/// How often it is looked whether a stream has to end.
const TICK: Duration = Duration::from_secs(1);

/// After how long a silence a comment is sent.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// About how much is made at a time.
const CHUNK: usize = 64 * 1024;

/// How many changes are looked up for that.
const AT_ONCE: usize = 20;

/// Whoever listens, and how far they are.
struct Listener {
    register: Data<Register>,
    tokens: Data<Tokens>,
    /// `None` = the public.
    claims: Option<Arc<Claims>>,
    verified: Verified,
    at: i64,
    /// How many events it still wants.
    left: Option<usize>,
    /// When it was given something last.
    given: Option<Instant>,
    patience: Duration,
    seat: Seat,
}

impl Listener {
    fn listen(self) -> impl Stream<Item = Result<Bytes, Problem>> {
        stream::unfold(self, |mut listener| async move {
            let text = listener.next().await?;
            listener.given = Some(Instant::now());
            Some((Ok(text), listener))
        })
    }

    /// What is sent next; `None` = the end.
    async fn next(&mut self) -> Option<Bytes> {
        let Some(given) = self.given else { return Some(self.greeting()) };
        if given.elapsed() > self.patience {
            return None;
        }
        let began = Instant::now();
        loop {
            let view = Arc::clone(&self.register.view());
            if self.is_over(&view) {
                return None;
            }
            let (text, more) = self.news(&view);
            if !text.is_empty() {
                return Some(text.into());
            }
            if began.elapsed() >= HEARTBEAT {
                return Some(format!(": here\nid: {}\n\n", self.at).into());
            }
            match more {
                true => tokio::task::yield_now().await,
                false => drop(self.register.wait_for(view.seq + 1, TICK).await),
            }
        }
    }

    /// Where the reader is, so that it can come back, and after how long it should.
    fn greeting(&self) -> Bytes {
        format!("retry: 3000\nid: {}\n\n", self.at).into()
    }

    fn is_over(&self, view: &View) -> bool {
        let now = self.register.clock.now();
        let holds = |claims| self.tokens.hold(claims, view, now);
        let same = |claims| holds(claims).is_ok_and(|verified| verified == self.verified);
        let end = self.seat.is_closed() || self.register.has_ended();
        end || self.left == Some(0) || !self.claims.as_deref().is_none_or(same)
    }

    /// The next events as text, and whether there may be more.
    fn news(&mut self, view: &View) -> (String, bool) {
        let most = self.left.map_or(AT_ONCE, |left| left.min(AT_ONCE));
        let news = view.news(self.at, &self.verified.caller, most);
        let mut text = String::new();
        for seen in &news.items {
            let json = answer::to_bytes(&ChangeRecord::of(seen, view, &self.verified.caller));
            let json = String::from_utf8_lossy(&json);
            text += &format!("id: {}\ndata: {json}\n\n", seen.seq());
            self.left = self.left.map(|left| left - 1);
            self.at = seen.seq();
            if text.len() > CHUNK {
                return (text, true);
            }
        }
        self.at = news.last;
        (text, news.more)
    }
}
