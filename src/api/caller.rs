//! Who is asking. A permission is the type of an argument: a handler that forgot
//! to ask cannot compile.

use std::future::{Ready, ready};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT, AUTHORIZATION};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::problem::Problem;
use crate::actions::tokens::Tokens;
use crate::domain::{Caller, Error, Standing};
use crate::register::view::{Entry, Tag};
use crate::register::{Register, View};

/// Anybody who reads: the caller, and the view the answer is made of.
pub struct Asker {
    pub caller: Caller,
    pub view: Arc<View>,
    pub request: HttpRequest,
}

impl Asker {
    /// Whether the caller sees no more of `entry` than the public, and may do nothing.
    pub fn reads_publicly(&self, entry: &Entry) -> bool {
        matches!(self.caller, Caller::Public) || entry.standing(&self.caller) == Standing::Stranger
    }

    /// A tag for an answer of some kind that depends on the view, the address and the
    /// caller.
    pub fn view_tag(&self, kind: &str) -> Tag {
        let mut hasher = DefaultHasher::new();
        self.request.uri().hash(&mut hasher);
        self.view.today.hash(&mut hasher);
        self.caller.hash(&mut hasher);
        Tag::new(&format!(
            "\"{kind}{}-{:016x}\"",
            self.view.revision(&self.caller),
            hasher.finish()
        ))
    }
}

impl FromRequest for Asker {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request, accepts_json(request)))
    }
}

impl Asker {
    /// `acceptable`: whether the caller takes some format that there is.
    pub fn of(request: &HttpRequest, acceptable: bool) -> Result<Self, Problem> {
        if !acceptable {
            return Err(Problem::NotAcceptable);
        }
        let (verified, view) = identify(request)?;
        if verified.must_change_password {
            return Err(Error::PasswordChangeRequired.into());
        }
        Ok(Self { caller: verified.caller, view, request: request.clone() })
    }
}

/// Whether the caller takes `kind`, such as `text/event-stream`; who says nothing
/// takes everything.
pub fn accepts(request: &HttpRequest, kind: &str) -> bool {
    let accept = request.headers().get(ACCEPT).filter(|accept| !accept.is_empty());
    let Some(accept) = accept else { return true };
    let accept = accept.to_str().unwrap_or_default().to_ascii_lowercase();
    let group = kind.split('/').next().unwrap_or_default();
    accept.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let range = parts.next().unwrap_or_default();
        let refused = |part: &str| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        let fits = range == kind || range == "*/*" || range.strip_suffix("/*") == Some(group);
        fits && !parts.any(refused)
    })
}

/// Whether the caller takes some kind of JSON; who says nothing does.
pub fn accepts_json(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).filter(|accept| !accept.is_empty());
    let Some(accept) = accept else { return true };
    let accept = accept.to_str().unwrap_or_default();
    if accept == "*/*" || accept == "application/json" {
        return true;
    }
    let ranges = accept.split(',');
    let mut ranges = ranges.map(|range| range.trim().to_ascii_lowercase());
    ranges.any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        let json = kind.ends_with("+json") || kind == "application/json";
        let refused = |part: &str| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        (json || kind == "*/*" || kind == "application/*") && !parts.any(refused)
    })
}

/// Somebody with a valid token.
pub struct SignedIn(pub Caller);

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asker = Asker::from_request(request, payload).into_inner();
        ready(asker.and_then(|asker| match asker.caller {
            Caller::Public => Err(Error::Unauthenticated.into()),
            caller => Ok(Self(caller)),
        }))
    }
}

/// Somebody with a valid token, even if nothing is allowed yet but to change the
/// password and to sign out.
pub struct Newcomer(pub Caller);

impl FromRequest for Newcomer {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(identify(request).and_then(|(verified, _)| match verified.caller {
            Caller::Public => Err(Error::Unauthenticated.into()),
            caller => Ok(Self(caller)),
        }))
    }
}

/// Somebody of the planning office who reviews.
pub struct Planner(pub Caller);

impl FromRequest for Planner {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = SignedIn::from_request(request, payload).into_inner();
        ready(caller.and_then(|SignedIn(caller)| match caller.is_planner() {
            true => Ok(Self(caller)),
            false => Err(Error::Forbidden.into()),
        }))
    }
}

/// Somebody who may have webhooks: a program, or the planning office.
pub struct Subscriber(pub Caller);

impl FromRequest for Subscriber {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = SignedIn::from_request(request, payload).into_inner();
        ready(caller.and_then(|SignedIn(caller)| match caller.may_subscribe() {
            true => Ok(Self(caller)),
            false => Err(Error::Forbidden.into()),
        }))
    }
}

/// Somebody who looks after users, clients, carriers and the catalog.
pub struct Administrator(pub Caller);

impl FromRequest for Administrator {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = SignedIn::from_request(request, payload).into_inner();
        ready(caller.and_then(|SignedIn(caller)| match caller.is_administrator() {
            true => Ok(Self(caller)),
            false => Err(Error::Forbidden.into()),
        }))
    }
}

/// What the token says, held against the view; without one it is the public.
pub fn identify(
    request: &HttpRequest,
) -> Result<(crate::actions::tokens::Verified, Arc<View>), Problem> {
    let register = request.app_data::<Data<Register>>().expect("the register is app data");
    let view = Arc::clone(&register.view());
    let Some(token) = bearer(request)? else {
        let public = crate::actions::tokens::Verified {
            caller: Caller::Public,
            must_change_password: false,
        };
        return Ok((public, view));
    };
    let tokens = request.app_data::<Data<Tokens>>().expect("the tokens are app data");
    let verified = tokens.verify(token, &view, register.clock.now())?;
    Ok((verified, view))
}

/// The token of a request, if it has one.
pub fn bearer(request: &HttpRequest) -> Result<Option<&str>, Problem> {
    let Some(header) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
    let token = header.to_str().ok().and_then(|header| {
        let (scheme, token) = header.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    Ok(Some(token.ok_or(Error::Unauthenticated)?))
}
