//! Failures are pages, too.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::session::{Account, browser_of};
use super::{Page, answer, reader};
use crate::api::problem::Problem;
use crate::domain::{Error, Lang};
use crate::register::Register;

#[derive(Template)]
#[template(path = "failure.html")]
struct Failure {
    page: Page,
    account: Option<Account>,
    detail: String,
    faults: Vec<Wrong>,
}

/// One thing that is wrong, and where.
struct Wrong {
    place: String,
    message: String,
}

/// What is shown instead of a page.
pub fn paint(request: &HttpRequest, problem: &Problem, answer: HttpResponse) -> HttpResponse {
    let register: &Data<Register> = request.app_data().expect("the register is app data");
    let (lang, kind) = (reader::language(request), problem.kind());
    let title = match kind.status {
        StatusCode::NOT_FOUND => lang.pick("Diese Seite gibt es nicht", "There is no such page"),
        StatusCode::METHOD_NOT_ALLOWED => lang
            .pick("So lässt sich diese Seite nicht aufrufen", "This page cannot be used like that"),
        _ => lang.pick(kind.title.0, kind.title.1),
    };
    let view = Arc::clone(&register.view());
    let (detail, faults) = (detail(problem, lang), faults(problem, lang));
    let page = Page::new(request, &view, title.to_owned());
    let account = browser_of(request, &view).map(|browser| Account::of(&browser));
    let failure = Failure { page, account, detail, faults };
    let html = failure.render().unwrap_or_else(|_| title.to_owned());
    let mut answer = answer::as_page(answer.set_body(BoxBody::new(html)), lang);
    if failure.account.is_some() {
        answer::tell_origin(&mut answer);
    }
    answer
}

fn detail(problem: &Problem, lang: Lang) -> String {
    let text = match problem.kind().status {
        StatusCode::NOT_FOUND => lang.pick(
            "Vielleicht hat sich die Adresse geändert, oder die Maßnahme ist nicht mehr öffentlich.",
            "Perhaps its address has changed, or the measure is no longer public.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => lang.pick(
            "Vom Überblick aus geht es weiter.",
            "The overview leads on.",
        ),
        StatusCode::FORBIDDEN => lang.pick(
            "Diese Seite ist für Ihr Konto nicht freigegeben. Wenn Sie sie brauchen, fragen Sie die Stelle, die das Register betreut.",
            "Your account may not see this page. If you need it, ask the office that looks after the register.",
        ),
        _ if matches!(problem, Problem::Domain(Error::Invalid(_))) => lang.pick(
            "So lässt sich das nicht zeigen. Was nicht stimmt:",
            "It cannot be shown like this. What is wrong:",
        ),
        _ => return problem.detail(lang),
    };
    text.to_owned()
}

fn faults(problem: &Problem, lang: Lang) -> Vec<Wrong> {
    let Problem::Domain(Error::Invalid(faults)) = problem else { return Vec::new() };
    let wrong = faults.iter().map(|fault| Wrong {
        place: fault.pointer.trim_start_matches(['?', '/', ':']).to_owned(),
        message: fault.rule.message(lang),
    });
    wrong.collect()
}
