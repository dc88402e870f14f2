//! The body of a request that says no length, held until its answer is sent. The
//! server reads on, without an end, what nobody holds any more: whoever stalled
//! would keep the connection.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use bytes::Bytes;
use futures_util::Stream;

/// A body that both the handler and the door have.
#[derive(Clone)]
pub struct Held(Rc<RefCell<Payload>>);

impl Held {
    /// Takes hold of the body, if it is one without a length.
    pub fn of(request: &mut ServiceRequest) -> Option<Self> {
        request.headers().get(TRANSFER_ENCODING)?;
        let held = Self(Rc::new(RefCell::new(request.take_payload())));
        request.set_payload(Payload::Stream { payload: Box::pin(held.clone()) });
        Some(held)
    }

    /// The body of the answer, together with that of the request.
    pub fn until_sent<B: MessageBody>(self, answer: B) -> UntilSent<B> {
        UntilSent { answer: Box::pin(answer), _held: self }
    }
}

impl Stream for Held {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

pub struct UntilSent<B> {
    answer: Pin<Box<B>>,
    _held: Held,
}

impl<B: MessageBody> MessageBody for UntilSent<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.answer.as_mut().poll_next(context)
    }
}
