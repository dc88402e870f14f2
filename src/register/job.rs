//! What is queued for the writer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::Tx;
use crate::domain::{Error, Result};

/// What the writer is asked to do.
pub(super) enum Job {
    Write(Box<dyn Work>),
    /// Somebody else committed.
    Follow,
}

impl Job {
    pub fn new<T: Send + 'static>(
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        answer: oneshot::Sender<Result<T>>,
    ) -> Self {
        Self::Write(Box::new(Queued { work: Some(work), result: None, answer }))
    }
}

/// A queued closure of any type.
pub(super) trait Work: Send {
    /// Whether it succeeded; the result is kept, to be answered.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Answers, when the transaction is committed, or with why it was not.
    fn answer(self: Box<Self>, committed: Result<(), Failed>);
}

/// That a commit failed; the cause is in the log, the caller may try again.
#[derive(Clone, Copy)]
pub(super) struct Failed;

struct Queued<F, T> {
    work: Option<F>,
    result: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnOnce(&mut Tx<'_>) -> Result<T> + Send> Work for Queued<F, T> {
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        let result = unpanicked("a write", || work(tx));
        let succeeded = result.is_ok();
        self.result = Some(result);
        succeeded
    }

    fn answer(self: Box<Self>, committed: Result<(), Failed>) {
        let result = match (self.result, committed) {
            (Some(result), Ok(())) => result,
            // Also a refusal is void: it may be due to a write that is undone.
            _ => Err(Error::Busy),
        };
        // Whoever asked may be gone; then nobody needs the answer.
        let _ = self.answer.send(result);
    }
}

/// Runs `work`; a panic is a failure of it alone, never of the thread.
pub(super) fn unpanicked<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let result = catch_unwind(AssertUnwindSafe(work));
    result.unwrap_or_else(|_| Err(Error::internal(format!("{what} panicked"))))
}
