//! Who somebody is that asks for a page. A permission is the type of an argument: a page
//! that forgot to ask cannot compile.

use std::ops::Deref;

use super::visit::Visit;
use crate::actions::browser::Browser;
use crate::domain::{Caller, Error, Result};
use crate::register::Tx;

/// Somebody who is signed in and may use the pages.
pub struct Person {
    pub browser: Browser,
    pub visit: Visit,
}

impl Deref for Person {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl Person {
    pub fn caller(&self) -> &Caller {
        &self.browser.caller
    }

    /// What every page of somebody who is signed in shows of them.
    pub fn account(&self) -> Account {
        Account::of(&self.browser)
    }

    /// Does `work` as this person.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &Caller) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let caller = self.caller().clone();
        self.register.write(move |tx| work(tx, &caller)).await
    }
}

/// Who is signed in, for the frame; and what a form needs.
pub struct Account {
    pub name: String,
    /// To stand in every form, hidden, as `_token`.
    pub token: String,
    /// Must change the password first.
    pub newcomer: bool,
}

impl Account {
    pub fn of(browser: &Browser) -> Self {
        Self {
            name: browser.user.name.clone(),
            token: browser.form_token.clone(),
            newcomer: browser.user.must_change_password,
        }
    }
}

/// A permission.
pub trait Guest: Sized {
    /// `person` as this, if they are.
    fn admit(person: Person) -> Result<Self, Error>;

    /// Whether it matters not that the password must be changed first.
    const NEWCOMERS: bool = false;
}

impl Guest for Person {
    fn admit(person: Person) -> Result<Self, Error> {
        Ok(person)
    }
}

/// Somebody signed in, even if nothing is allowed yet but to change the password and to
/// sign out.
pub struct Newcomer(pub Person);

impl Guest for Newcomer {
    fn admit(person: Person) -> Result<Self, Error> {
        Ok(Self(person))
    }

    const NEWCOMERS: bool = true;
}

/// Somebody who reviews.
pub struct PlannerPage(pub Person);

impl Guest for PlannerPage {
    fn admit(person: Person) -> Result<Self, Error> {
        if person.caller().is_planner() { Ok(Self(person)) } else { Err(Error::Forbidden) }
    }
}

/// Somebody who looks after users, clients, carriers and the catalog.
pub struct AdministratorPage(pub Person);

impl Guest for AdministratorPage {
    fn admit(person: Person) -> Result<Self, Error> {
        if person.caller().is_administrator() { Ok(Self(person)) } else { Err(Error::Forbidden) }
    }
}

/// Somebody who may import files.
pub struct ImporterPage(pub Person);

impl Guest for ImporterPage {
    fn admit(person: Person) -> Result<Self, Error> {
        person.caller().may_import()?;
        Ok(Self(person))
    }
}
