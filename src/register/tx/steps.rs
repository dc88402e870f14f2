//! Writes in a write: steps that are undone alone, a look at what comes of them, and
//! answers that are kept with them.

use super::super::job::unpanicked;
use super::{Tx, View};
use crate::domain::{Answer, Repetition, Result};
use crate::store::{kept_answers, savepoint};

impl Tx<'_> {
    /// Runs `work` as if it were the next write: it sees what was done so far, and if
    /// it fails it is undone alone.
    pub fn step<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.ahead();
        let ahead = self.ahead.take().unwrap_or_else(|| Box::new(self.view.clone()));
        let (now, today) = (self.now, self.today);
        let mut result = None;
        let done = savepoint(self.conn, |conn| {
            let mut tx = Tx::new(conn, &ahead, now, today);
            let succeeded = result.insert(unpanicked("a step", || work(&mut tx))).is_ok();
            succeeded.then(|| tx.into_done())
        });
        self.ahead = Some(ahead);
        if let Some(done) = done? {
            self.unlogged |= done.unlogged;
            self.done.extend(done.changes);
            self.ahead = done.ahead.or(self.ahead.take());
        }
        result.unwrap_or_else(|| Err(crate::domain::Error::internal("a step was not taken")))
    }

    /// The register as it will be when this is committed.
    pub fn ahead(&mut self) -> &View {
        let ahead = self.ahead.get_or_insert_with(|| Box::new(self.view.clone()));
        let seen = self.done.partition_point(|(change, _)| change.seq <= ahead.seq);
        for (change, record) in &self.done[seen..] {
            ahead.apply(change, record.clone());
        }
        ahead
    }

    /// Makes this a trial: whatever it does is undone, and what it gives is answered.
    pub fn make_trial(&mut self) {
        self.trial = true;
    }

    pub(in crate::register) fn is_trial(&self) -> bool {
        self.trial
    }

    /// What was answered before under the key of a request, with the digest of what
    /// was asked then.
    pub fn kept_answer(&mut self, asked: &Repetition) -> Result<Option<(String, Answer)>> {
        kept_answers::forget(self.conn, self.now.plus(-Repetition::KEPT))?;
        kept_answers::find(self.conn, asked)
    }

    /// Keeps an answer for [`Repetition::KEPT`], if this is committed.
    pub fn keep_answer(&mut self, asked: &Repetition, answer: &Answer) -> Result<()> {
        self.unlogged = true;
        kept_answers::insert(self.conn, asked, answer, self.now)
    }
}
