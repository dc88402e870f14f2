use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::one::path_of;
use super::{member_name, role_name};
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::User;
use crate::register::view::spell;
use crate::web::frame::Section;
use crate::web::office::ways::ways;
use crate::web::session::{Account, AdministratorPage, By, Person};
use crate::web::{Page, answer};

#[derive(Template)]
#[template(path = "office/people/list.html")]
struct List {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    items: Vec<Item>,
}

struct Item {
    href: String,
    name: String,
    email: String,
    /// What the person does: in the register, and at carriers.
    parts: Vec<String>,
    /// Cannot sign in, or has not chosen a password yet.
    note: Option<&'static str>,
}

pub async fn list(
    By(AdministratorPage(person)): By<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    Query::of(&person.request).finish()?;
    let page = person.page(person.lang.pick("Personen", "People"));
    let mut all: Vec<&Arc<User>> = person.view.users().collect();
    all.sort_by_cached_key(|user| (spell(&user.name), user.id));
    let list = List {
        account: person.account(),
        ways: ways(&person, &page),
        items: all.into_iter().map(|user| Item::of(&person, &page, user)).collect(),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &list)
}

impl Item {
    fn of(person: &Person, page: &Page, user: &User) -> Self {
        let lang = person.lang;
        let carriers = user.memberships.iter().map(|member| {
            let carrier = person.view.carrier_ref(member.carrier).name;
            format!("{carrier}: {}", member_name(lang, member.role))
        });
        let role = user.role.map(|role| role_name(lang, role).to_owned());
        Self {
            href: page.href(&path_of(user.id)),
            name: user.name.clone(),
            email: user.email.clone(),
            parts: role.into_iter().chain(carriers).collect(),
            note: match (user.disabled, user.must_change_password) {
                (true, _) => Some(lang.pick("gesperrt", "disabled")),
                (_, true) => Some(
                    lang.pick("hat noch kein eigenes Passwort", "has no password of their own yet"),
                ),
                _ => None,
            },
        }
    }
}
