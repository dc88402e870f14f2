//! Answers that are made piece by piece, each beside the event loop, when whoever reads
//! has taken the one before: a slow reader holds no thread, and hardly any memory.

use std::io::Error;

use actix_web::body::{BodyStream, BoxBody, MessageBody};
use actix_web::web;
use bytes::Bytes;
use futures_util::stream;

/// The body of an answer; empty pieces are passed over. If one cannot be made the
/// connection is broken off, so that nobody takes half a file for a whole one.
pub fn body(pieces: impl Iterator<Item = Result<Bytes, Error>> + Send + 'static) -> BoxBody {
    let pieces = stream::try_unfold(pieces, |mut pieces| async move {
        loop {
            let made = web::block(move || {
                let piece = pieces.next();
                (pieces, piece)
            });
            let (back, piece) = made.await.map_err(Error::other)?;
            pieces = back;
            let piece = piece.transpose();
            match piece.inspect_err(|error| tracing::error!(%error, "a file was broken off"))? {
                // In chunks an empty one would be the end.
                Some(piece) if piece.is_empty() => {}
                Some(piece) => return Ok::<_, Error>(Some((piece, pieces))),
                None => return Ok(None),
            }
        }
    });
    BodyStream::new(Box::pin(pieces)).boxed()
}
