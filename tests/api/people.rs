//! People with passwords, and programs with secrets, for the tests of identity.

use std::sync::OnceLock;

use massnahmenregister::actions::{password, users};
use massnahmenregister::domain::{Caller, Hidden};
use massnahmenregister::register::Tx;
use serde_json::{Value, json};

use crate::harness::{Answer, PUBLIC, TestApi, Who};

pub const PASSWORD: &str = "correct horse battery";

pub fn credentials(email: &str, password: &str) -> Value {
    json!({"email": email, "password": password})
}

/// The token of an answer that gave one.
pub fn token(answer: &Value) -> Who {
    Who(Some(answer["accessToken"].as_str().unwrap().to_owned()))
}

impl TestApi {
    /// A user with [`PASSWORD`], which must be changed first; gives the path.
    pub fn newcomer(&self, body: Value) -> String {
        static HASH: OnceLock<Hidden> = OnceLock::new();
        let hash = HASH.get_or_init(|| password::hash(PASSWORD).unwrap()).clone();
        self.user(body, hash)
    }

    fn user(&self, body: Value, hash: Hidden) -> String {
        let create = move |tx: &mut Tx<'_>| users::create_user(tx, &Caller::System, &body, hash);
        format!("/v1/users/{}", self.register.write_blocking(create).unwrap().id)
    }

    /// A user who chose [`PASSWORD`], signed in; gives the path too.
    pub fn person(&self, body: Value) -> (Who, String) {
        static HASH: OnceLock<Hidden> = OnceLock::new();
        let hash = HASH.get_or_init(|| password::hash("for a moment").unwrap()).clone();
        let email = body["email"].as_str().unwrap().to_owned();
        let path = self.user(body, hash);
        let who = token(&self.sign_in(&email, "for a moment").expect(201));
        let choice = json!({"currentPassword": "for a moment", "newPassword": PASSWORD});
        self.put(&who, "/v1/me/password", choice).expect(204);
        (who, path)
    }

    pub fn administrator(&self) -> Who {
        let email = "admin@example.org";
        self.person(json!({"email": email, "name": "Admin", "role": "administrator"})).0
    }

    pub fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.post(&PUBLIC, "/v1/sessions", credentials(email, password))
    }

    pub fn refresh(&self, token: &Value) -> Answer {
        self.post(&PUBLIC, "/v1/sessions/refresh", json!({"refreshToken": token}))
    }
}
