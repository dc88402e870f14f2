use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::guest::{Account, Newcomer, Person};
use super::posted::{By, Posted};
use super::sign_in::left;
use crate::actions::browser;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::{Lang, MemberRole, Role};
use crate::web::{Page, answer, format};

#[derive(Template)]
#[template(path = "session/account.html")]
struct AccountPage {
    page: Page,
    account: Account,
    email: String,
    role: Option<&'static str>,
    /// Carriers, and what the person is there.
    memberships: Vec<(String, &'static str)>,
    sessions: Vec<Own>,
    password_changed: bool,
}

/// A session of the person.
struct Own {
    began: String,
    seen: String,
    kind: &'static str,
    here: bool,
}

pub async fn show(By(person): By<Person>) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&person.request);
    let password_changed = query.one("passwort").is_some();
    query.finish()?;
    let title = person.lang.pick("Ihr Konto", "Your account");
    let user = &person.browser.user;
    let page = AccountPage {
        page: person.page(title),
        account: person.account(),
        email: user.email.clone(),
        role: user.role.map(|role| role_name(person.lang, role)),
        memberships: memberships(&person),
        sessions: sessions(&person),
        password_changed,
    };
    answer::private(StatusCode::OK, person.lang, &page)
}

fn memberships(person: &Person) -> Vec<(String, &'static str)> {
    let memberships = person.browser.user.memberships.iter().map(|member| {
        let role = match member.role {
            MemberRole::Editor => person.lang.pick("erfasst Maßnahmen", "registers measures"),
            MemberRole::Officer => {
                person.lang.pick("erfasst und reicht ein", "registers and submits measures")
            }
        };
        (person.view.carrier_ref(member.carrier).name, role)
    });
    memberships.collect()
}

fn role_name(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Reader => lang.pick("liest alles", "reads everything"),
        Role::Planner => lang.pick("Planung", "planning office"),
        Role::Administrator => lang.pick("Verwaltung", "administration"),
    }
}

fn sessions(person: &Person) -> Vec<Own> {
    let (now, lang) = (person.register.clock.now(), person.lang);
    let moment = |at| format::moment(lang, at, person.register.clock.zone());
    let own = browser::own_sessions(&person.view, person.caller(), now, person.lifetimes());
    let own = own.iter().map(|session| Own {
        began: moment(session.created_at),
        seen: moment(session.refreshed_at),
        kind: match session.in_a_browser() {
            true => "Browser",
            false => lang.pick("Programm", "Program"),
        },
        here: session.id == person.browser.session.id,
    });
    own.collect()
}

pub async fn sign_out_everywhere(
    Posted { by: Newcomer(person), .. }: Posted<Newcomer>,
) -> Result<HttpResponse, Problem> {
    person.write(browser::sign_out_everywhere).await?;
    left(&person)
}
