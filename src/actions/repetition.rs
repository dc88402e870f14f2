//! Doing a thing once, however often it is asked for.

use crate::domain::{Answer, Error, Repetition, Result};
use crate::register::Tx;

/// What `work` answers, kept with what it does; or, if it was asked for before, what
/// it answered then (and `true`). The same key for something else is an error.
pub fn once(
    tx: &mut Tx<'_>,
    asked: &Repetition,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Answer>,
) -> Result<(Answer, bool)> {
    match tx.kept_answer(asked)? {
        Some((digest, _)) if digest != asked.digest => Err(Error::KeyReused),
        Some((_, answer)) => Ok((answer, true)),
        None => {
            let answer = work(tx)?;
            tx.keep_answer(asked, &answer)?;
            Ok((answer, false))
        }
    }
}
