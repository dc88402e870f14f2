//! Forms that make something: buttons are pressed twice.

use std::fmt::Display;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;

use super::guest::Person;
use crate::actions::repetition;
use crate::domain::{Answer, Caller, Error, Repetition, Result};
use crate::register::Tx;

impl Person {
    /// Makes something once, however often the same is sent of the form `key`. Gives the
    /// id of what was made.
    pub async fn write_once<I: Display + FromStr + Send + 'static>(
        &self,
        key: &str,
        sent: &impl Hash,
        work: impl FnOnce(&mut Tx<'_>, &Caller) -> Result<I> + Send + 'static,
    ) -> Result<I> {
        let work = move |tx: &mut Tx<'_>, by: &Caller| Ok((work(tx, by)?, None));
        Ok(self.tell_once(key, sent, work).await?.0)
    }

    /// The same of something with a secret, which is told the first time and never kept.
    pub async fn tell_once<I: Display + FromStr + Send + 'static>(
        &self,
        key: &str,
        sent: &impl Hash,
        work: impl FnOnce(&mut Tx<'_>, &Caller) -> Result<(I, Option<String>)> + Send + 'static,
    ) -> Result<(I, Option<String>)> {
        let asked = self.asked(key, sent);
        let once = move |tx: &mut Tx<'_>, by: &Caller| {
            let (answer, _) = repetition::once(tx, &asked, |tx| {
                let (id, secret) = work(tx, by)?;
                let (body, told_once) = (id.to_string().into(), secret.map(Into::into));
                Ok(Answer { status: 201, headers: Vec::new(), body, told_once })
            })?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let id = text(&answer.body).parse().ok();
            let id = id.ok_or_else(|| Error::internal("a kept id is garbled"))?;
            Ok((id, answer.told_once.map(|secret| text(&secret))))
        };
        self.write(once).await
    }

    /// What was typed anew is something else, though the form is the same.
    fn asked(&self, key: &str, sent: &impl Hash) -> Repetition {
        let mut hasher = DefaultHasher::new();
        sent.hash(&mut hasher);
        let key: String = key.chars().take(60).collect();
        Repetition {
            caller: self.caller().actor(None).who,
            key: format!("form {key} {:016x}", hasher.finish()),
            digest: String::new(),
        }
    }
}
