//! Answers that are made piece by piece, each beside the event loop, when whoever reads
//! has taken the one before: a slow reader holds no thread, and hardly any memory.

use actix_web::body::{BodyStream, BoxBody, MessageBody};
use actix_web::web;
use bytes::Bytes;
use futures_util::stream;

use crate::actions::exports::Export;

/// What makes the pieces of an answer.
pub trait Pieces: Send + 'static {
    /// The next piece; an empty one says that there is more, `None` that there is not.
    fn next(&mut self) -> std::io::Result<Option<Bytes>>;
}

impl Pieces for Export {
    fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        Export::next(self)
    }
}

/// An answer that comes in one piece.
pub struct Whole<F>(Option<F>);

impl<F: FnOnce() -> std::io::Result<Bytes>> Whole<F> {
    pub fn new(make: F) -> Self {
        Self(Some(make))
    }
}

impl<F: FnOnce() -> std::io::Result<Bytes> + Send + 'static> Pieces for Whole<F> {
    fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        self.0.take().map(|make| make()).transpose()
    }
}

/// The body of an answer. If a piece cannot be made the connection is broken off, so that
/// nobody takes half a file for a whole one.
pub fn body(pieces: impl Pieces) -> BoxBody {
    let pieces = stream::try_unfold(pieces, |mut pieces| async move {
        loop {
            let made = web::block(move || {
                let piece = pieces.next();
                (pieces, piece)
            });
            let (back, piece) = made.await.map_err(std::io::Error::other)?;
            pieces = back;
            match piece.inspect_err(|error| tracing::error!(%error, "a file was broken off"))? {
                // In chunks an empty one would be the end.
                Some(piece) if piece.is_empty() => {}
                Some(piece) => return Ok::<_, std::io::Error>(Some((piece, pieces))),
                None => return Ok(None),
            }
        }
    });
    BodyStream::new(Box::pin(pieces)).boxed()
}
