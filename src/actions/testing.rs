//! A register of its own for each test of the actions.

use chrono::TimeDelta;
use chrono_tz::Europe::Berlin;
use serde_json::{Value, json};

use super::password::{Passwords, Proof};
use super::sessions::SignedIn;
use super::tokens::{Lifetimes, Settings, Tokens};
use super::{password, sessions, users};
use crate::domain::{Caller, Carrier, CarrierContent, CarrierId, Clock, Deed, Result, User};
use crate::register::{Register, Tx};

pub const PASSWORD: &str = "correct horse battery";

pub const LIFETIMES: Lifetimes = Lifetimes {
    access: TimeDelta::minutes(10),
    idle: TimeDelta::days(7),
    session: TimeDelta::days(30),
};

pub struct House {
    pub register: Register,
    pub tokens: Tokens,
    pub url: String,
    _folder: tempfile::TempDir,
}

pub fn settings(audience: &str) -> Settings {
    Settings {
        issuer: "https://register.example.org".into(),
        audience: audience.into(),
        lifetimes: LIFETIMES,
    }
}

pub fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/register.db", folder.path().display());
    let (register, _) = Register::open(&url, Clock::new(Berlin)).unwrap();
    let tokens = Tokens::load(&register, settings("massnahmen")).unwrap();
    House { register, tokens, url, _folder: folder }
}

impl House {
    /// Writes with what the register is when nothing else is going on.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.register.write_blocking(work)
    }

    pub fn carrier(&self, name: &str) -> CarrierId {
        let (id, at) = (CarrierId::new(), self.register.clock.now());
        let content = json!({"name": name, "kind": "association"});
        let mut content: CarrierContent = serde_json::from_value(content).unwrap();
        content.active = true;
        let carrier = Carrier {
            id,
            version: 1,
            content,
            merged_into: None,
            former_names: Vec::new(),
            created_at: at,
            updated_at: at,
        };
        let by = Caller::System.actor(None);
        self.write(|tx| tx.save_carrier(Deed::Create, by, carrier)).unwrap();
        id
    }

    /// A user with [`PASSWORD`], to be changed first.
    pub fn user(&self, body: Value) -> Result<User> {
        let hash = password::hash(PASSWORD).unwrap();
        self.write(move |tx| users::create_user(tx, &Caller::System, &body, hash))
    }

    pub fn change(&self, user: &User, patch: Value) -> Result<User> {
        let id = user.id;
        self.write(move |tx| {
            let version = tx.view.user(id).map_or(0, |user| user.version);
            users::change_user(tx, &Caller::System, id, version, patch)
        })
    }

    pub fn proof(&self, email: &str, password: &str) -> Result<Proof> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let user = self.register.view().user_by_email(email).cloned();
        let passwords = Passwords::default();
        runtime.block_on(passwords.check(user.as_deref(), password.to_owned()))
    }

    pub fn sign_in(&self, email: &str) -> Result<SignedIn> {
        let proof = self.proof(email, PASSWORD)?;
        self.write(move |tx| sessions::sign_in(tx, &proof, LIFETIMES))
    }

    pub fn refresh(&self, token: &str) -> Option<SignedIn> {
        let token = token.to_owned();
        self.write(move |tx| sessions::refresh(tx, &token, LIFETIMES)).unwrap()
    }

    /// The access token for what was signed in.
    pub fn token(&self, signed_in: &SignedIn) -> String {
        let now = self.register.clock.now();
        let token = self.tokens.issue_for_user(&signed_in.session, &signed_in.user, now);
        token.unwrap().token
    }

    /// Who a token belongs to, now.
    pub fn caller(&self, token: &str) -> Result<Caller> {
        let now = self.register.clock.now();
        self.tokens.verify(token, &self.register.view(), now).map(|verified| verified.caller)
    }
}
