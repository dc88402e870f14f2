//! A register for one test, with people who sign in.

use std::ops::Deref;

use chrono::TimeDelta;
use serde_json::Value;

use super::password::{Passwords, Proof};
use super::sessions::SignedIn;
use super::tokens::{Lifetimes, Settings, Tokens};
use super::trial::Testing;
use super::{password, sessions, users};
use crate::domain::{Caller, Result, User};

pub const PASSWORD: &str = "correct horse battery";

pub const LIFETIMES: Lifetimes = Lifetimes {
    access: TimeDelta::minutes(10),
    idle: TimeDelta::days(7),
    session: TimeDelta::days(30),
};

pub struct House {
    testing: Testing,
    pub tokens: Tokens,
}

impl Deref for House {
    type Target = Testing;

    fn deref(&self) -> &Testing {
        &self.testing
    }
}

pub fn settings(audience: &str) -> Settings {
    Settings {
        issuer: "https://register.example.org".into(),
        audience: audience.into(),
        lifetimes: LIFETIMES,
    }
}

pub fn house() -> House {
    let testing = Testing::new();
    let tokens = Tokens::load(&testing.register, settings("massnahmen")).unwrap();
    House { testing, tokens }
}

impl House {
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
