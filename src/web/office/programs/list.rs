use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::name;
use super::one::{last_moment, owner_of, path_of};
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::{Client, Instant};
use crate::register::view::spell;
use crate::web::frame::Section;
use crate::web::office::ways::ways;
use crate::web::session::{Account, AdministratorPage, By, Person};
use crate::web::{Page, answer};

#[derive(Template)]
#[template(path = "office/programs/list.html")]
struct List {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    done: bool,
    items: Vec<Item>,
}

struct Item {
    /// `None` = it is revoked, and nothing can be done with it.
    href: Option<String>,
    name: String,
    owner: String,
    scopes: String,
    state: String,
    used: Option<String>,
}

pub async fn list(
    By(AdministratorPage(person)): By<AdministratorPage>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&person.request);
    let done = query.one("getan").is_some_and(|done| done == "gesperrt");
    query.finish()?;
    let page = person.page(person.lang.pick("Programme", "Programs"));
    let mut all: Vec<&Arc<Client>> = person.view.clients().collect();
    all.sort_by_cached_key(|client| (client.revoked_at.is_some(), spell(&client.name), client.id));
    let list = List {
        account: person.account(),
        ways: ways(&person, &page),
        done,
        items: all.into_iter().map(|client| Item::of(&person, &page, client)).collect(),
        page,
    };
    answer::private(StatusCode::OK, person.lang, &list)
}

impl Item {
    fn of(person: &Person, page: &Page, client: &Client) -> Self {
        let lang = person.lang;
        let day = |at: &Instant| page.day(&page.day_of(at));
        let scopes: Vec<&str> = client.scopes.iter().map(|scope| name(lang, *scope)).collect();
        let state = match (&client.revoked_at, &client.expires_at) {
            (Some(at), _) => format!("{} {}", lang.pick("gesperrt am", "revoked on"), day(at)),
            (None, Some(end)) if !client.is_active(person.register.clock.now()) => {
                format!("{} {}", lang.pick("abgelaufen am", "expired on"), day(end))
            }
            (None, Some(end)) => {
                format!("{} {}", lang.pick("gilt bis", "valid until"), day(&last_moment(end)))
            }
            (None, None) => lang.pick("gilt ohne Ende", "valid without end").to_owned(),
        };
        Self {
            href: client.revoked_at.is_none().then(|| page.href(&path_of(client.id))),
            name: client.name.clone(),
            owner: owner_of(person, client),
            scopes: scopes.join(", "),
            state,
            used: client.last_used_on.map(|day| page.day(&day)),
        }
    }
}
