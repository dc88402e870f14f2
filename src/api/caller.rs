//! Who is asking. A permission is the type of an argument: a handler that forgot
//! to ask cannot compile.

use std::future::{Ready, ready};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::accept::must_take_json;
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
        ready(must_take_json(request).and_then(|()| Self::of(request)))
    }
}

impl Asker {
    /// Whoever asks, in whatever format.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let (verified, view) = identify(request)?;
        if verified.must_change_password {
            return Err(Error::PasswordChangeRequired.into());
        }
        Ok(Self { caller: verified.caller, view, request: request.clone() })
    }

    /// The same, if it has a token.
    pub fn signed_in(self) -> Result<Self, Problem> {
        match &self.caller {
            Caller::Public => Err(Error::Unauthenticated.into()),
            _ => Ok(self),
        }
    }

    /// The same, if it is an administrator.
    pub fn administrator(self) -> Result<Self, Problem> {
        match &self.caller {
            Caller::Public => Err(Error::Unauthenticated.into()),
            caller if caller.is_administrator() => Ok(self),
            _ => Err(Error::Forbidden.into()),
        }
    }

    /// The same, if it may have webhooks.
    pub fn subscriber(self) -> Result<Self, Problem> {
        match &self.caller {
            Caller::Public => Err(Error::Unauthenticated.into()),
            caller if caller.may_subscribe() => Ok(self),
            _ => Err(Error::Forbidden.into()),
        }
    }
}

/// Somebody with a valid token.
pub struct SignedIn(pub Caller);

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asker = Asker::from_request(request, payload).into_inner();
        ready(asker.and_then(Asker::signed_in).map(|asker| Self(asker.caller)))
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
        let asker = Asker::from_request(request, payload).into_inner();
        ready(asker.and_then(Asker::subscriber).map(|asker| Self(asker.caller)))
    }
}

/// Somebody who looks after users, clients, carriers and the catalog.
pub struct Administrator(pub Caller);

impl FromRequest for Administrator {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asker = Asker::from_request(request, payload).into_inner();
        ready(asker.and_then(Asker::administrator).map(|asker| Self(asker.caller)))
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
