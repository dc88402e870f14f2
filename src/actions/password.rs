//! Passwords: kept as argon2id, checked in the same time whether or not there is
//! such a user, a few at a time and never on the event loop.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::domain::{Error, Faults, Hidden, Result, Rule, User, UserId};

/// How long a password may be, in characters.
pub const LENGTH: std::ops::RangeInclusive<usize> = 12..=200;

/// OWASP's recommendation for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// How many are hashed at a time; each takes a core and 19 MiB.
const AT_A_TIME: usize = 2;

/// How long a check waits for its turn before the service counts as busy.
const PATIENCE: Duration = Duration::from_secs(3);

/// Stands in for the hash of a user who does not exist: random bytes, so that no
/// password fits.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$dhf\
                     sZLZhz9auWjqv0QNbwg$i/c7bf6Qku88xWMt2lm0WkhfmqR8UUD7x6EfVjbvplM";

/// Letters and digits that nobody confuses on paper; 32, so that five random
/// bits choose one.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// That somebody knew the password of a user. Only [`Passwords::check`] gives it.
#[derive(Debug, Clone)]
pub struct Proof {
    user: UserId,
    hash: Hidden,
}

impl Proof {
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Whether it was the password that `user` has now, and may use.
    pub fn holds_for(&self, user: &User) -> bool {
        self.user == user.id && self.hash == user.password_hash && !user.disabled
    }
}

/// Checks and hashes passwords. Clones share the queue.
#[derive(Clone)]
pub struct Passwords {
    gate: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { gate: Arc::new(Semaphore::new(AT_A_TIME)), patience: PATIENCE }
    }
}

impl Passwords {
    /// Checks a password; no user, a disabled one and a wrong password are the
    /// same error after the same time.
    pub async fn check(&self, user: Option<&User>, password: String) -> Result<Proof> {
        let expected = user.map_or_else(|| DUMMY.to_owned(), |user| user.password_hash.0.clone());
        let fits = self.run(move || fits(&password, &expected)).await?;
        match user {
            Some(user) if fits && !user.disabled => {
                Ok(Proof { user: user.id, hash: user.password_hash.clone() })
            }
            _ => Err(Error::BadCredentials),
        }
    }

    /// What is kept of a password; salted, so never the same twice.
    pub async fn hash(&self, password: String) -> Result<Hidden> {
        self.run(move || hash(&password)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = Arc::clone(&self.gate).acquire_owned();
        let turn = tokio::time::timeout(self.patience, turn).await.map_err(|_| Error::Busy)?;
        let turn = turn.map_err(Error::internal)?;
        let work = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even if nobody waits for it any more.
            let _turn = turn;
            work()
        });
        work.await.map_err(Error::internal)?
    }
}

/// [`Passwords::hash`] for where there is no event loop.
pub fn hash(password: &str) -> Result<Hidden> {
    let hash = argon2()?.hash_password_with_salt(&bytes(password), &random::<16>()?);
    let hash: PasswordHash = hash.map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(Hidden(hash.to_string()))
}

fn fits(password: &str, expected: &str) -> Result<bool> {
    let expected = PasswordHash::new(expected).map_err(|c| Error::internal(c.to_string()))?;
    Ok(argon2()?.verify_password(&bytes(password), &expected).is_ok())
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None);
    let params = params.map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Composed, so that "ü" is the same from every keyboard.
fn bytes(password: &str) -> Vec<u8> {
    password.nfc().collect::<String>().into_bytes()
}

/// A password to be given to somebody, and changed at the first sign-in:
/// five groups of four, 100 random bits.
pub fn one_time() -> Result<String> {
    let random = random::<20>()?;
    let letters: Vec<u8> = random.iter().map(|byte| ALPHABET[usize::from(byte % 32)]).collect();
    let groups = letters.chunks(4).map(|group| group.iter().copied().map(char::from));
    Ok(groups.map(String::from_iter).collect::<Vec<_>>().join("-"))
}

/// Bytes that nobody can guess.
pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(bytes)
}

/// Whether `user` may take `new` for a password (its length was read before).
pub fn check_choice(new: &str, old: &str, user: &User, pointer: &str, faults: &Faults) {
    let folded = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
    let given = folded(new);
    let mut characters: Vec<char> = given.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    let guessable = given == folded(&user.email)
        || given == folded(&user.name)
        || new == old
        || characters.len() < 5;
    faults.require(!guessable, pointer, Rule::Guessable);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::house::{PASSWORD, house};
    use serde_json::json;
    use std::time::Instant;

    #[test]
    fn a_hash_says_how_it_was_made_and_is_never_the_same() {
        let (one, two) = (hash(PASSWORD).unwrap(), hash(PASSWORD).unwrap());
        assert!(one.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", one.0);
        assert_ne!(one.0, two.0);
        assert_eq!(one.0[..30], DUMMY[..30], "nobody's hash takes as long as anybody's");
        assert_eq!(one.0.len(), DUMMY.len());
        assert!(!fits(PASSWORD, DUMMY).unwrap());
        assert!(fits(PASSWORD, &one.0).unwrap());
        assert!(!fits("correct horse batterz", &one.0).unwrap());
    }

    #[test]
    fn a_composed_letter_is_the_same_as_its_parts() {
        let hash = hash("gr\u{fc}ne Stra\u{df}enbahn").unwrap();
        assert!(fits("gru\u{308}ne Stra\u{df}enbahn", &hash.0).unwrap());
    }

    #[test]
    fn a_one_time_password_is_five_groups_and_never_the_same() {
        let made: Vec<String> = (0..100).map(|_| one_time().unwrap()).collect();
        for one in &made {
            assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4; 5], "{one}");
            assert!(!one.contains(['l', 'o', '0', '1']), "{one}");
            assert_eq!(made.iter().filter(|other| *other == one).count(), 1);
        }
    }

    #[test]
    fn what_is_easily_guessed_is_refused() {
        let house = house();
        let user = house.user(json!({"email": "a.muster@example.org", "name": "Alexandra Muster"}));
        let user = user.unwrap();
        let cases = [
            ("A.Muster@example.org", false, "the e-mail address"),
            ("alexandra  muster", false, "the name"),
            (PASSWORD, false, "the same again"),
            ("abababababab", false, "two characters"),
            ("another horse battery", true, "one's own"),
        ];
        for (new, good, reason) in cases {
            let faults = Faults::default();
            check_choice(new, PASSWORD, &user, "/new", &faults);
            assert_eq!(faults.is_empty(), good, "{reason}");
        }
    }

    #[test]
    fn unknown_disabled_and_wrong_are_the_same_error_after_the_same_time() {
        let house = house();
        house.user(json!({"email": "a@example.org", "name": "A"})).unwrap();
        house.user(json!({"email": "b@example.org", "name": "B", "disabled": true})).unwrap();
        let passwords = Passwords::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let cases = [("a@example.org", "wrong"), ("b@example.org", PASSWORD), ("c@x.org", "wrong")];
        let mut times = [f64::MAX; 3];
        // The fastest of several rounds in turn: what else the machine does only adds.
        for _ in 0..8 {
            for (time, (email, password)) in times.iter_mut().zip(cases) {
                let user = house.register.view().user_by_email(email).cloned();
                let start = Instant::now();
                let check = passwords.check(user.as_deref(), password.to_owned());
                let refused = runtime.block_on(check);
                assert!(matches!(refused, Err(Error::BadCredentials)), "{email}");
                *time = start.elapsed().as_secs_f64().min(*time);
            }
        }
        let most = times.iter().fold(0.0, |most: f64, time| most.max(*time));
        let least = times.iter().fold(f64::MAX, |least, time| least.min(*time));
        assert!(most < least * 3.0, "{times:?}");
    }

    #[test]
    fn whoever_waits_too_long_is_told_that_it_is_busy() {
        let patience = Duration::from_millis(10);
        let passwords = Passwords { patience, ..Passwords::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let all = passwords.gate.try_acquire_many(2).unwrap();
        let refused = runtime.block_on(passwords.hash(PASSWORD.into()));
        assert!(matches!(refused, Err(Error::Busy)));
        drop(all);
        let patience = Duration::from_secs(30);
        let passwords = Passwords { patience, ..passwords };
        assert!(runtime.block_on(passwords.hash(PASSWORD.into())).is_ok());
    }
}
